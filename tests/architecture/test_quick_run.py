"""What `main.py test --quick` leaves out: parts of an area, never an area."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from tests.architecture.source_tree import ROOT

_WHOLE_FILE = re.compile(r"^pytestmark = .*?exhaustive.*?$|^pytestmark = \[[^\]]*exhaustive", re.MULTILINE)
_TEST, _LEFT_OUT = re.compile(r"^def test_", re.MULTILINE), re.compile(r"^@pytest\.mark\.exhaustive$", re.MULTILINE)


def quick_tests(text: str) -> int:
    """How many tests of a file a quick run has; those with several cases count once."""
    return 0 if _WHOLE_FILE.search(text) else len(_TEST.findall(text)) - len(_LEFT_OUT.findall(text))


def test_a_quick_run_comes_to_every_folder() -> None:
    left: Counter[Path] = Counter()
    for file in (ROOT / "tests").rglob("test_*.py"):
        if "bench" not in file.relative_to(ROOT / "tests").parts[:1]:
            left[file.parent] += quick_tests(file.read_text("utf-8"))
    assert [folder.relative_to(ROOT).as_posix() for folder, count in left.items() if count <= 0] == []


def test_what_is_left_out_is_seen() -> None:
    one = "@pytest.mark.exhaustive\ndef test_all() -> None: ...\n\n\ndef test_one() -> None: ...\n"
    assert quick_tests(one) == 1
    assert quick_tests("pytestmark = pytest.mark.exhaustive\n" + one) == 0
    assert quick_tests("pytestmark = [\n    pytest.mark.long,\n    pytest.mark.exhaustive,\n]\n" + one) == 0
