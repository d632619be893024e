"""Where the large public samples are that some tests read when they lie beside the repository."""

from __future__ import annotations

from pathlib import Path

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
WHY_SKIPPED = "the sample files (../shared/data beside the repository) are not here"


def shared_data_or_none() -> Path | None:
    """The folder of samples, or None where it is absent; for parametrising at collection time."""
    return SHARED_DATA if SHARED_DATA.is_dir() else None
