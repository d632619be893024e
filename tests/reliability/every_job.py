"""All jobs that are broken, by name."""

from __future__ import annotations

from tests.reliability.file_jobs import FILE_JOBS
from tests.reliability.jobs import JOBS, Job

EVERY: dict[str, Job] = {**JOBS, **FILE_JOBS}
