"""Words of jobs."""

QUEUED, RUNNING, SUCCEEDED, FAILED = STATES = ("queued", "running", "succeeded", "failed")
"""What a job can be: waiting for a worker, in the hands of one, or at its end."""
