"""Reading ahead in a process of its own."""

import os
import signal
import time
from multiprocessing import active_children

import pytest

from bookstore.services.imports.ahead import ahead


def all_of(batches):
    """What is read of them."""
    with ahead(batches, len) as reading:
        return list(reading.batches())


def killed():
    """A reader that is killed behind its first batch."""
    yield [1]
    os.kill(os.getpid(), signal.SIGKILL)


def test_batches_come_in_order():
    assert all_of(iter([[0, 1, 2], [3, 4, 5], [6]])) == [[0, 1, 2], [3, 4, 5], [6]]


def test_nothing_to_read_is_no_batch():
    assert all_of([]) == []


def test_what_goes_wrong_in_reading_is_raised_behind_what_was_read():
    def items():
        yield [1, 2]
        raise ValueError("line 3")

    with ahead(items(), len) as reading:
        batches = reading.batches()
        assert next(batches) == [1, 2]
        with pytest.raises(ValueError, match="line 3"):
            next(batches)
        assert reading.rest() == 2


def test_a_reader_that_is_killed_is_no_end_of_the_file():
    with pytest.raises(ChildProcessError, match="ended in the middle"):
        all_of(killed())


def test_a_reader_that_waits_for_ever_does_not_hold_up_who_has_enough():
    def items():
        yield [1]
        time.sleep(60)

    with ahead(items(), len) as reading:
        assert next(reading.batches()) == [1]
        began = time.monotonic()
    assert time.monotonic() - began < 5
    assert not active_children()


def test_who_waits_for_a_batch_may_do_something_else_meanwhile():
    def items():
        yield [1]
        time.sleep(0.3)
        yield [2]

    waited = []
    with ahead(items(), len) as reading:
        for batch in reading.batches(idle=lambda: waited.append(time.monotonic())):
            if batch == [1]:
                waited.clear()
    assert len(waited) > 3


def test_what_goes_wrong_meanwhile_is_raised_as_it_is():
    def idle():
        raise OSError("the disk is full")

    def items():
        time.sleep(0.3)
        yield [1]

    with ahead(items(), len) as reading, pytest.raises(OSError, match="the disk is full"):
        list(reading.batches(idle))


def test_the_rest_of_a_batch_is_there_until_the_batch_is_done_with():
    with ahead(([number] * number for number in range(1, 50)), len) as reading:
        for number, batch in enumerate(reading.batches(), 1):
            assert len(batch) == number
            if number % 7 == 0:
                assert (reading.rest(), reading.rest()) == (number, number)
            reading.forget()


def test_of_several_batches_in_hand_the_first_one_is_asked_for():
    with ahead(([number] * number for number in range(1, 6)), len) as reading:
        batches = reading.batches()
        assert [len(next(batches)) for _ in range(3)] == [1, 2, 3]
        assert reading.rest() == 1
        reading.forget()
        assert reading.rest() == 2
        assert [len(batch) for batch in batches] == [4, 5]
        for number in range(2, 6):
            assert reading.rest() == number
            reading.forget()


def test_a_reader_that_is_killed_leaves_no_question_open():
    with ahead(killed(), len) as reading:
        assert next(reading.batches()) == [1]
        time.sleep(0.2)
        with pytest.raises(ChildProcessError, match="ended in the middle"):
            reading.rest()


def test_a_reader_that_is_killed_amid_a_batch_is_no_end_of_the_file_either():
    def items():
        yield [1]
        yield ["x" * 1_000_000]

    with ahead(items(), len) as reading:
        batches = reading.batches()
        assert next(batches) == [1]
        time.sleep(0.2)  # half of the second one is in the pipe by now
        os.kill(active_children()[0].pid, signal.SIGKILL)
        with pytest.raises(ChildProcessError, match="ended in the middle"):
            next(batches)


def test_a_rest_that_cannot_cross_leaves_no_question_open():
    with ahead([[1]], lambda batch: lambda: batch) as reading:
        for _ in reading.batches():
            with pytest.raises(ChildProcessError, match="ended in the middle"):
                reading.rest()


def test_there_is_no_rest_behind_the_batches():
    with ahead([[1]], len) as reading:
        for _ in reading.batches():
            reading.forget()
        with pytest.raises(ChildProcessError, match="ended in the middle"):
            reading.rest()
