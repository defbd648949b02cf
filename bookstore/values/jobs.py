"""Words of jobs."""

QUEUED, RUNNING, SUCCEEDED, FAILED = STATES = ("queued", "running", "succeeded", "failed")
"""What a job can be: waiting for a worker, in the hands of one, or at its end."""

IMPORT, ENRICHMENT = "import", "enrichment"
"""The kinds: taking in a file, and filling gaps of books with what others tell."""

THUMBNAILS = "covers.thumbnails"
"""The kind that makes smaller copies of a cover."""

OUTCOMES = REJECTED, WARNING = ("rejected", "warning")
"""What an import can have to say of a line: that it was not taken in, or what there is to know of it."""
