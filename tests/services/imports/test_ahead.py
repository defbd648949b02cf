"""Reading ahead in a process of its own."""

import os
import signal
import time

import pytest

from bookstore.services.imports.ahead import ahead


def test_batches_come_in_order():
    assert list(ahead(iter([[0, 1, 2], [3, 4, 5], [6]]))) == [[0, 1, 2], [3, 4, 5], [6]]


def test_nothing_to_read_is_no_batch():
    assert list(ahead([])) == []


def test_what_goes_wrong_in_reading_is_raised_behind_what_was_read():
    def items():
        yield [1, 2]
        raise ValueError("line 3")

    batches = ahead(items())
    assert next(batches) == [1, 2]
    with pytest.raises(ValueError, match="line 3"):
        next(batches)


def test_a_reader_that_is_killed_is_no_end_of_the_file():
    def items():
        yield [1]
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(RuntimeError, match="ended in the middle"):
        list(ahead(items()))


def test_a_reader_that_waits_for_ever_does_not_hold_up_who_has_enough():
    def items():
        yield [1]
        time.sleep(60)

    batches = ahead(items())
    assert next(batches) == [1]
    began = time.monotonic()
    batches.close()
    assert time.monotonic() - began < 5
