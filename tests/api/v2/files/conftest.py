"""Files on each kind of storage."""

import pytest
from sqlalchemy import func, select

from bookstore.extensions import db
from bookstore.models import StoredFile
from tests import storages


@pytest.fixture(scope="session")
def s3_server():
    """A server that speaks S3."""
    with storages.s3() as url:
        yield url


@pytest.fixture(params=["folder", "bucket"])
def storage_url(request, tmp_path):
    """Where files are kept: each test that asks for it runs on all."""
    if request.param == "folder":
        return (tmp_path / "kept here").as_uri()
    return storages.a_bucket(request.getfixturevalue("s3_server"))


@pytest.fixture
def app(request, make_app):
    """The application; on each kind of storage, where the test asks for them."""
    if "storage_url" in request.fixturenames:
        return make_app(STORAGE_URL=request.getfixturevalue("storage_url"))
    return make_app()


@pytest.fixture
def kept(app):
    """How many files the storage has, after making sure that they are just those that the database knows."""

    def count():
        with app.app_context():
            rows = set(db.session.scalars(select(StoredFile.key)))
            unkept = db.session.scalar(select(func.count()).where(StoredFile.kept.is_(False)))
            db.session.remove()
        assert (storages.kept_in(app), unkept) == (rows, 0)
        return len(rows)

    return count
