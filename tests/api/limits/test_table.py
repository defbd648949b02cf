"""Counters in memory: exact among processes, and bounded."""

import multiprocessing
import tempfile
from concurrent.futures import ProcessPoolExecutor

from bookstore.api.limits.budgets import Budget, policies
from bookstore.api.limits.table import ROW, SLOTS, Table
from bookstore.values.rates import Rate

[MINUTE, DAY] = policies("x", [Rate(100, 60), Rate(1000, 86_400)])
shared = []


def spent(times):
    """How many of so many calls get through, in a process of a server."""
    table = Table(shared[0])
    return sum(table.spend([Budget(MINUTE, "a"), Budget(DAY, "a")]).allowed for _ in range(times))


def test_processes_that_share_a_file_share_what_is_left():
    with tempfile.TemporaryFile() as file:
        shared[:] = [file]
        fork = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(4, mp_context=fork) as pool:
            assert sum(pool.map(spent, [75] * 4)) == 100
        assert [state.used for state in Table(file).spend([Budget(MINUTE, "a"), Budget(DAY, "a")], 0).states] == [
            100
        ] * 2


def test_what_is_given_back_can_be_spent_again_and_no_more_than_that():
    table, budget = Table(), [Budget(MINUTE, "a")]
    for _ in range(3):
        assert table.spend(budget, -1).states[0].used == 0
    assert [table.spend(budget).allowed for _ in range(101)] == [True] * 100 + [False]
    assert table.spend(budget, -1).states[0].remaining == 1
    assert [table.spend(budget).allowed for _ in range(2)] == [True, False]


def test_a_flood_of_addresses_does_not_grow_and_keeps_the_longer_windows():
    table = Table()
    table.spend([Budget(DAY, "a")])
    for number in range(3 * SLOTS // ROW):
        table.spend([Budget(MINUTE, f"{number}")])
    assert len(table._area) == SLOTS * 32
    assert table.spend([Budget(DAY, "a")], 0).states[0].used == 1
