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


def _found_when_done(breaker: Breaker, name: str, folder: Path, *, forgets: bool = False) -> list[str]:
    job = recorded(breaker, name, folder)
    cuts = (after_cut(job, f"{name} {cut}", folder, forgets=forgets, when_done=True) for cut in range(12))
    return [one for problems in cuts for one in problems]


@pytest.mark.parametrize("name", _CUTS)
def test_after_a_power_cut_a_job_is_done_or_not_begun(name: str, breaker: Breaker, tmp_path: Path) -> None:
    job = recorded(breaker, name, tmp_path)
    found = [one for cut in range(_CUTS[name]) for one in after_cut(job, f"{name} {cut}", tmp_path)]
    assert found == []


def test_a_backup_that_was_written_anew_does_not_come_back_with_the_person_in_it(
    breaker: Breaker, tmp_path: Path
) -> None:
    assert _found_when_done(breaker, "rewrite", tmp_path) == []


def test_a_backup_that_was_deleted_for_holding_somebody_does_not_come_back(breaker: Breaker, tmp_path: Path) -> None:
    assert _found_when_done(breaker, "delete", tmp_path) == []


def test_on_a_disk_that_ignores_every_sync_a_deleted_backup_comes_back(breaker: Breaker, tmp_path: Path) -> None:
    assert any("is gone" in one for one in _found_when_done(breaker, "delete", tmp_path, forgets=True))


def test_a_paper_that_was_written_is_there(breaker: Breaker, tmp_path: Path) -> None:
    assert _found_when_done(breaker, "paper", tmp_path) == []


def test_on_a_disk_that_ignores_every_sync_losses_are_found(breaker: Breaker, tmp_path: Path) -> None:
    job = recorded(breaker, "ship", tmp_path)
    cuts = (after_cut(job, f"ship {cut}", tmp_path, forgets=True) for cut in range(60))
    assert next((problem for problems in cuts for problem in problems), None) is not None
