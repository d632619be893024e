"""A night of runs is told run by run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import again

_GOOD = "def test_good(): pass\n"
_BAD = "def test_bad(): assert False\n"
_LEFT_OUT = "import pytest\n@pytest.mark.skip\ndef test_left_out(): pass\n"


@pytest.mark.exhaustive
def test_each_run_has_its_line_with_its_seed_and_what_failed(tmp_path: Path) -> None:
    made, out = tmp_path / "test_made.py", tmp_path / "night.md"
    made.write_text(_GOOD, "utf-8")
    words = [str(made), "-n0", "-p", "no:cacheprovider", "--rootdir", str(tmp_path)]
    assert again.main(["--runs", "1", "--out", str(out), *words]) == 0
    made.write_text(_GOOD + _BAD + _LEFT_OUT, "utf-8")
    assert again.main(["--runs", "1", "--out", str(out), *words]) == 1
    good, bad = out.read_text("utf-8").splitlines()[2:]
    assert [cell.strip() for cell in good.split("|")[2:5]] == ["1", "0", "0"]
    assert [cell.strip() for cell in bad.split("|")[2:5]] == ["3", "1", "1"]
    assert bad.endswith("test_made::test_bad |")


def test_tests_that_cannot_be_read_are_no_green_run(tmp_path: Path) -> None:
    made = tmp_path / "test_made.py"
    made.write_text("import nothing_of_this_name\n", "utf-8")
    done = again.run_once([str(made), "-q", "-n0", "-p", "no:cacheprovider", "--rootdir", str(tmp_path)], 7)
    assert not done.is_green
    assert done.row().startswith("| 7 | 0 | 0 | 0 |")
