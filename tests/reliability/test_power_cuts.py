"""Whenever the power goes, what was called saved is there and nothing is half done."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reliability.faults import Breaker, compiler
from tests.reliability.power_cuts import after_cut, recorded

# By hand many more, and every job: ``python -m tests.reliability.power_cuts``.
_CUTS = {"ship": 4, "import": 4, "restore": 4, "backup": 3, "export": 6}

pytestmark = [
    pytest.mark.exhaustive,
    pytest.mark.skipif(compiler() is None, reason="recording writes needs Linux and a C compiler"),
]


@pytest.mark.parametrize("name", _CUTS)
def test_after_a_power_cut_a_job_is_done_or_not_begun(name: str, breaker: Breaker, tmp_path: Path) -> None:
    job = recorded(breaker, name, tmp_path)
    found = [one for cut in range(_CUTS[name]) for one in after_cut(job, f"{name} {cut}", tmp_path)]
    assert found == []


def test_a_backup_that_was_written_anew_does_not_come_back_with_the_person_in_it(
    breaker: Breaker, tmp_path: Path
) -> None:
    job = recorded(breaker, "rewrite", tmp_path)
    found = [one for cut in range(12) for one in after_cut(job, f"rewrite {cut}", tmp_path, when_done=True)]
    assert found == []


def test_a_paper_that_was_written_is_there(breaker: Breaker, tmp_path: Path) -> None:
    job = recorded(breaker, "paper", tmp_path)
    found = [one for cut in range(12) for one in after_cut(job, f"paper {cut}", tmp_path, when_done=True)]
    assert found == []


def test_on_a_disk_that_ignores_every_sync_losses_are_found(breaker: Breaker, tmp_path: Path) -> None:
    job = recorded(breaker, "ship", tmp_path)
    cuts = (after_cut(job, f"ship {cut}", tmp_path, forgets=True) for cut in range(60))
    assert next((problem for problems in cuts for problem in problems), None) is not None
