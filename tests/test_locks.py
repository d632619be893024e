"""What is installed is what the locks name, every package of them by hash, and the locks agree."""

from __future__ import annotations

import re
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-test.lock", "requirements-build.lock")
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _pins(lock: str) -> dict[str, set[str]]:
    """Name → versions (markers may give several systems different ones)."""
    found: dict[str, set[str]] = {}
    for name, version in _PIN.findall((ROOT / lock).read_text(encoding="utf-8")):
        found.setdefault(_plain(name), set()).add(version)
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_is_pinned_to_hashes(lock: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / lock).read_text(encoding="utf-8").strip())
    loose = [entry.splitlines()[0] for entry in entries if not entry.startswith("#") and "--hash=sha256:" not in entry]
    assert loose == []
    assert _pins(lock)


def test_what_is_installed_is_what_the_locks_name() -> None:
    pins = _pins(LOCKS[0]) | _pins(LOCKS[1])  # those of the build are in an environment of their own
    installed = {_plain(one.metadata["Name"]): one.version for one in distributions()}
    other = {
        name: f"{version}, not {' or '.join(sorted(pins[name]))}"
        for name, version in installed.items()
        if name in pins and version not in pins[name]
    }
    assert other == {}


def test_the_locks_agree_with_each_other() -> None:
    first = _pins(LOCKS[0])
    for lock in LOCKS[1:]:
        assert {name: found for name, found in _pins(lock).items() if name in first and found != first[name]} == {}


def test_no_package_the_program_runs_with_binds_it_to_share_its_source() -> None:
    """By the licences the packages state; one that leaves the choice, or is of libraries only, binds nobody."""
    binding = []
    for one in distributions():
        if _plain(one.metadata["Name"]) not in _pins(LOCKS[0]):
            continue
        states = one.metadata.get_all
        said = [*(states("License-Expression") or states("License") or ())]
        said += [word for word in states("Classifier") or () if word.startswith("License")]
        words = " ".join(said).upper()
        is_binding = "GPL" in words or "GENERAL PUBLIC" in words
        if is_binding and not any(free in words for free in ("LGPL", "LESSER GENERAL", " OR ")):
            binding.append(f"{one.metadata['Name']}: {said}")
    assert binding == []
