"""What is committed runs anywhere: no address of a package registry, no path of one machine, no foreign lock."""

from __future__ import annotations

import re
import tomllib
from pathlib import PurePosixPath

import pytest

from tests.architecture.source_tree import ROOT, repository_files

_FOREIGN_LOCKS = {"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pylock.toml", "package-lock.json", "yarn.lock"}
_REGISTRY = re.compile(
    r"https?://[^\s'\"]*(?:pypi|pythonhosted|/simple\b|artifactory|nexus|npmjs|mirrors?\.)|--(?:extra-)?index-url\s+\S"
    r"|--find-links\s+\S",
    re.IGNORECASE,
)
_MACHINE = re.compile(r"(?<![\w.])/(?:home|Users)/(?!you\b|user\b|me\b)\w+/|(?<![\w.])/root/|[A-Z]:\\\\?Users\\\\?\w+")
_THIS_FILE = "tests/architecture/test_repository_is_clean.py"


def traces(text: str, checkout: str) -> list[str]:
    """What in a text ties it to one machine: registries, home folders, the path of the checkout."""
    found = [match[0] for pattern in (_REGISTRY, _MACHINE) for match in pattern.finditer(text)]
    inside = re.compile(re.escape(checkout) + r"(?![\w-])")
    return found + ([checkout] if checkout.count("/") > 1 and inside.search(text) else [])


def test_no_file_names_a_registry_or_this_machine() -> None:
    found = []
    for name in repository_files():
        data = (ROOT / name).read_bytes()
        if name != _THIS_FILE and b"\0" not in data[:4096]:
            found += [f"{name}: {trace}" for trace in traces(data.decode("utf-8", "replace"), str(ROOT))]
    assert found == []


def test_no_lock_file_of_another_tool_is_committed() -> None:
    assert [name for name in repository_files() if PurePosixPath(name).name in _FOREIGN_LOCKS] == []


def test_no_shop_or_database_is_committed_outside_the_samples() -> None:
    endings = (".shop", ".db", ".sqlite", ".shop-wal")
    assert [n for n in repository_files() if n.endswith(endings) and not n.startswith("tests/data/")] == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_every_locked_package_is_pinned_by_hash(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    packages = re.split(r"\n(?=\w)", text.strip())
    assert all(re.match(r"[\w.-]+==\S+ (?:; .+ )?\\\n {4}--hash=sha256:", package) for package in packages)


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"]
    locked = _locked("requirements.lock")
    assert {_package(line) for line in project["project"]["dependencies"]} - locked.keys() == set()
    for lock, names in {
        "requirements-test.lock": groups.keys() - {"build"},
        "requirements-build.lock": {"build"},
    }.items():
        held = _locked(lock)
        asked = {_package(item) for name in names for item in groups[name] if isinstance(item, str)}
        assert asked - held.keys() == set(), lock
        assert {name: version for name, version in locked.items() if held.get(name) != version} == {}, lock


def _locked(lock: str) -> dict[str, str]:
    lines = (ROOT / lock).read_text("utf-8").splitlines()
    return {_package(line): line.split("==")[1].split()[0] for line in lines if "==" in line}


def _package(requirement: str) -> str:
    return re.split(r"[^\w.-]", requirement, maxsplit=1)[0].lower().replace("_", "-")


@pytest.mark.parametrize(
    "text",
    [
        "see https://pypi.org/simple/numpy",
        "--index-url https://example.org/x",
        "cd /home/li/shop",
        r"C:\Users\li\shop",
        "open /srv/work/zhanggui/main.py",
    ],
)
def test_a_trace_is_found(text: str) -> None:
    assert traces(text, "/srv/work/zhanggui")


def test_other_paths_are_left_alone() -> None:
    assert traces("/usr/share/fonts, ~/.fonts, /tmp/x, https://example.org", "/srv/work/zhanggui") == []
