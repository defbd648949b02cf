"""Jobs: each is done, once, and one can see how it is."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from bookstore.errors import Invalid
from bookstore.jobs import progress as pulses
from bookstore.jobs.worker import FAULT
from bookstore.services import jobs
from bookstore.services.jobs import State
from tests.conftest import problem


def later(seconds):
    """The world some seconds from now."""
    return time_machine.travel(datetime.now(UTC) + timedelta(seconds=seconds), tick=True)


def test_a_job_is_queued_then_done_and_tells_its_result(queue_up, worker, shown):
    def double(progress, number):
        progress.tell(1, 2)
        return {"twice": 2 * number}

    job = queue_up(double, number=21)
    assert (shown(job)["state"], shown(job)["result"], shown(job)["started_at"]) == ("queued", None, None)
    assert worker() == 1
    done = shown(job)
    assert (done["state"], done["result"], done["errors"]) == ("succeeded", {"twice": 42}, [])
    assert (done["progress"], done["attempts"], done["kind"]) == ({"done": 1, "total": 2}, 1, "double")
    assert done["created_at"] <= done["started_at"] <= done["finished_at"]
    assert worker() == 0


def test_jobs_are_done_in_their_order(queue_up, worker):
    order = []

    def note(_progress, number):
        order.append(number)
        return {}

    for number in range(3):
        queue_up(note, number=number)
    assert (worker(), order) == (3, [0, 1, 2])


def test_a_refusal_ends_a_job_with_its_words(queue_up, worker, shown):
    def refuse(_progress):
        raise Invalid("There is nothing in it.")

    job = queue_up(refuse)
    assert worker() == 1
    assert (shown(job)["state"], shown(job)["errors"]) == ("failed", [{"detail": "There is nothing in it."}])


def test_a_kind_that_nobody_does_is_a_failure(app, worker, shown):
    with app.app_context():
        job = jobs.start("nonsense", {})
    worker()
    assert (shown(job)["state"], shown(job)["errors"][0]["detail"][:17]) == ("failed", "This server knows")


def test_a_fault_is_tried_again_later_and_later_and_tells_nothing_of_its_inside(queue_up, worker, shown):
    attempts = []

    def fail(_progress):
        attempts.append(1)
        raise RuntimeError("SELECT secret")

    job, passed = queue_up(fail), 0
    for delay in (2, 10, 60, 300):
        with later(passed):
            assert (worker(), worker(), shown(job)["state"]) == (1, 0, "queued")
        passed += delay + 1
    with later(passed):
        assert worker() == 1
    assert (shown(job)["state"], shown(job)["attempts"], len(attempts)) == ("failed", 5, 5)
    assert shown(job)["errors"] == [{"detail": FAULT}]


def test_an_attempt_after_a_failed_one_may_succeed(queue_up, worker, shown):
    failures = [RuntimeError("once")]

    def fail_once(_progress):
        if failures:
            raise failures.pop()
        return {}

    job = queue_up(fail_once)
    worker()
    with later(3):
        worker()
    assert (shown(job)["state"], shown(job)["attempts"], shown(job)["errors"]) == ("succeeded", 2, [])


def test_one_job_has_one_worker(app, queue_up):
    def run(_progress):
        return {}

    queue_up(run)
    with app.app_context():
        assert (jobs.claim() is None, jobs.claim() is None) == (False, True)


def test_the_job_of_a_dead_worker_is_done_once_more_and_the_dead_write_nothing(app, queue_up, worker, shown):
    def run(_progress):
        return {"by": "the second"}

    job = queue_up(run)
    with app.app_context():
        dead = jobs.claim()
    assert worker() == 0, "it may still be alive"
    with later(21):
        assert worker() == 1
        with app.app_context():
            assert not jobs.beat(dead)
            assert not jobs.succeed(dead, State(result={"by": "the dead"}))
    assert (shown(job)["result"], shown(job)["attempts"]) == ({"by": "the second"}, 2)


def test_a_job_that_kills_its_workers_fails_in_the_end(app, queue_up, worker, shown):
    def run(_progress):
        return {}

    job = queue_up(run)
    for death in range(jobs.ATTEMPTS):
        with later(30 * death), app.app_context():
            jobs.sweep()
            assert jobs.claim().attempts == death + 1
    with later(30 * jobs.ATTEMPTS):
        assert worker() == 0
    assert (shown(job)["state"], shown(job)["errors"]) == ("failed", [{"detail": jobs.DIED}])


def test_a_worker_that_lives_keeps_its_job_however_long_it_takes(queue_up, worker, shown, monkeypatch):
    monkeypatch.setattr(pulses, "BEAT", 0.05)
    seen = []

    def dawdle(progress):
        progress.tell(7, 9)
        deadline = time.monotonic() + 5
        while not seen and time.monotonic() < deadline:
            time.sleep(0.1)
            seen.extend([shown(progress.job_id)] if shown(progress.job_id)["progress"]["done"] else [])
        return {}

    job = queue_up(dawdle)
    worker()
    assert (seen[0]["state"], seen[0]["progress"]) == ("running", {"done": 7, "total": 9})
    assert shown(job)["state"] == "succeeded"


def test_who_lost_a_job_stops_and_changes_nothing(app, queue_up, worker, shown, monkeypatch):
    monkeypatch.setattr(pulses, "BEAT", 0.05)

    def lose(progress):
        with later(60), app.app_context():
            jobs.sweep()
            jobs.claim()
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            progress.tell(1)
            time.sleep(0.02)
        return {}

    job = queue_up(lose)
    worker()
    assert (shown(job)["state"], shown(job)["attempts"], shown(job)["result"]) == ("running", 2, None)


def test_what_ended_long_ago_is_forgotten(queue_up, worker, admin):
    def run(_progress):
        return {}

    job = queue_up(run)
    worker()
    with later(31 * 24 * 3600):
        worker()
    problem(admin.get(f"/api/v2/jobs/{job}"), 404)


def test_a_job_is_its_owners_and_administrators(queue_up, staff, customer, admin, anonymous):
    def run(_progress):
        return {}

    me = staff.get("/api/v2/users/me").get_json()["id"]
    job = queue_up(run, owner=me)
    assert [who.get(f"/api/v2/jobs/{job}").status_code for who in (staff, admin, customer, anonymous)] == [
        200,
        200,
        404,
        401,
    ]
    assert staff.get(f"/api/v2/jobs/{queue_up(run)}").status_code == 404, "nobody's"


def test_a_job_that_has_not_changed_is_not_sent_again(queue_up, worker, admin):
    def run(_progress):
        return {}

    url = f"/api/v2/jobs/{queue_up(run)}"
    tag = {"If-None-Match": admin.get(url).headers["ETag"]}
    assert admin.get(url, headers=tag).status_code == 304
    worker()
    assert admin.get(url, headers=tag).status_code == 200


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_queue_that_is_away_loses_no_job(make_app):
    app = make_app(REDIS_URL="redis://127.0.0.1:1/0")
    with app.app_context():
        begun = time.monotonic()
        jobs.start("nonsense", {})
        assert time.monotonic() - begun < 5
        assert jobs.claim().kind == "nonsense"
