"""/jobs"""

from typing import Any

from bookstore.api import identity
from bookstore.api.blueprint import Blueprint
from bookstore.schemas.job import Job
from bookstore.services import jobs

blp = Blueprint("jobs", __name__, url_prefix="/jobs", description="Jobs: what takes longer than a request may.")


@blp.get("/<id:job_id>")
@blp.access("customer", scope="catalogue:write")
@blp.shows(Job)
def get_job(job_id: int) -> Any:
    """Show how far a job of yours is, and what it came to.

    Jobs can be asked for until 30 days after their end.
    """
    return jobs.one(job_id, identity.actor())
