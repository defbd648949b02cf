"""Jobs of kinds that are made for a test."""

import pytest

from bookstore import jobs
from bookstore.services.jobs import start


@pytest.fixture
def queue_up(app, monkeypatch):
    """Queues a job that a function does, and gives its id."""

    def queue_up(run, *, owner=None, **arguments):
        monkeypatch.setitem(jobs.RUNNERS, run.__name__, run)
        with app.app_context():
            return start(run.__name__, arguments, owner=owner)

    return queue_up


@pytest.fixture
def shown(admin):
    """What the API shows of a job."""

    def shown(job_id):
        response = admin.get(f"/api/v2/jobs/{job_id}")
        assert response.status_code == 200, response.text
        return response.get_json()

    return shown
