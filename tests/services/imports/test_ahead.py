"""Reading ahead in a process of its own."""

import os
import signal
import time
from multiprocessing import active_children

import pytest

from bookstore.services.imports.ahead import Ahead


def test_batches_come_in_order():
    assert list(Ahead(iter([[0, 1, 2], [3, 4, 5], [6]]), len)) == [[0, 1, 2], [3, 4, 5], [6]]


def test_nothing_to_read_is_no_batch():
    assert list(Ahead([], len)) == []


def test_what_goes_wrong_in_reading_is_raised_behind_what_was_read():
    def items():
        yield [1, 2]
        raise ValueError("line 3")

    batches = iter(Ahead(items(), len))
    assert next(batches) == [1, 2]
    with pytest.raises(ValueError, match="line 3"):
        next(batches)


def test_a_reader_that_is_killed_is_no_end_of_the_file():
    def items():
        yield [1]
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(RuntimeError, match="ended in the middle"):
        list(Ahead(items(), len))


def test_a_reader_that_waits_for_ever_does_not_hold_up_who_has_enough():
    def items():
        yield [1]
        time.sleep(60)

    batches = iter(Ahead(items(), len))
    assert next(batches) == [1]
    began = time.monotonic()
    batches.close()
    assert time.monotonic() - began < 5


def test_a_batch_that_is_there_already_is_at_hand_and_comes_in_its_turn():
    batches = Ahead(iter([[1], [2], [3]]), len)
    batches.fetch()
    in_turn = iter(batches)
    assert next(in_turn) == [1]
    for _ in range(100):
        time.sleep(0.01)
        batches.fetch()
    assert list(in_turn) == [[2], [3]]


def test_the_rest_of_a_batch_is_there_as_long_as_the_batch_is_the_last_one():
    batches = Ahead(([number] * number for number in range(1, 50)), len)
    for number, batch in enumerate(batches, 1):
        assert len(batch) == number
        if number % 7 == 0:
            batches.fetch()
            assert (batches.rest(), batches.rest()) == (number, number)


def test_a_reader_that_is_killed_leaves_no_question_open():
    def items():
        yield [1]
        os.kill(os.getpid(), signal.SIGKILL)

    batches = Ahead(items(), len)
    for batch in batches:
        assert batch == [1]
        time.sleep(0.2)
        with pytest.raises(RuntimeError, match="ended in the middle"):
            batches.rest()
        break


def test_behind_the_last_batch_there_is_nothing_to_have_at_hand():
    batches = Ahead([[1]], len)
    assert list(batches) == [[1]]
    batches.fetch()
    assert not list(Ahead([], len))


def test_a_reader_that_is_killed_amid_a_batch_is_no_end_of_the_file_either():
    def items():
        yield [1]
        yield ["x" * 1_000_000]

    batches = Ahead(items(), len)
    in_turn = iter(batches)
    assert next(in_turn) == [1]
    time.sleep(0.2)  # half of the second one is in the pipe by now
    os.kill(active_children()[0].pid, signal.SIGKILL)
    batches.fetch()
    with pytest.raises(RuntimeError, match="ended in the middle"):
        next(in_turn)


def test_a_rest_that_cannot_cross_leaves_no_question_open():
    batches = Ahead([[1], [2]], lambda batch: lambda: batch)
    for _ in batches:
        with pytest.raises(RuntimeError, match="ended in the middle"):
            batches.rest()


def test_there_is_no_rest_before_and_behind_the_batches():
    batches = Ahead([[1]], len)
    for _ in range(2):
        with pytest.raises(RuntimeError, match="no batch"):
            batches.rest()
        list(batches)
