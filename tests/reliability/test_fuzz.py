"""Whatever is typed, dropped or opened is read or refused with a sentence. Longer and by coverage: ``fuzz.py``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples import few_when_quick
from tests.reliability.fuzz_targets import Targets, kept

_NAMES = ("files", "address", "search", "cli", "backup", "settings")
_ODD = (
    '"',
    "'",
    "%",
    "_",
    "*",
    "(",
    "NEAR(",
    " AND ",
    "-",
    "--",
    ":",
    "\\",
    "\0",
    "=",
    "，",
    "省",
    "市",
    "号",
    "\n",
    "1" * 30,
)
_typed = st.lists(st.sampled_from(_ODD) | st.text(max_size=8), max_size=12).map("".join).map(str.encode)
_few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def targets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Targets]:
    made = Targets(tmp_path_factory.mktemp("fuzz"))
    yield made
    made.close()


@pytest.mark.parametrize(
    "path", [path for name in _NAMES for path in few_when_quick(sorted(kept(name)), 8)], ids=lambda path: path.name
)
def test_what_was_found_or_kept_is_read_or_refused(path: Path, targets: Targets) -> None:
    targets.all[path.parent.name](path.read_bytes())


@pytest.mark.parametrize("name", ["address", "search", "cli"])
@_few
@given(typed=_typed)
def test_anything_typed_is_taken(name: str, targets: Targets, typed: bytes) -> None:
    targets.all[name](typed)


@pytest.mark.parametrize("name", ["files", "backup", "settings"])
@_few
@given(content=st.binary(max_size=600) | _typed)
def test_any_bytes_are_read_or_refused(name: str, targets: Targets, content: bytes) -> None:
    targets.all[name](content)
