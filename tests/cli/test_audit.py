"""``dev audit`` tells what is known of the pinned packages, and says so where nobody can be asked."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from tests.cli.command_line import Cli

_NOTHING = {"dependencies": [{"name": "lxml", "version": "1", "vulns": []}]}
_SOMETHING = {"dependencies": [{"name": "lxml", "version": "1", "vulns": [{"id": "X-2026-1", "fix_versions": ["2"]}]}]}


def _tool(folder: Path, monkeypatch: pytest.MonkeyPatch, answer: object) -> None:
    """A pip-audit on the path that answers this; None: it finds no network."""
    lines = [f"#!{sys.executable}", "import sys"]
    lines += ["sys.exit('no network')"] if answer is None else [f"print({json.dumps(answer)!r})"]
    tool = folder / "pip-audit"
    tool.write_text("\n".join(lines), encoding="utf-8")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.skipif(sys.platform == "win32", reason="a script is a program by its first line only elsewhere")
@pytest.mark.parametrize(("answer", "code"), [(_NOTHING, 0), (_SOMETHING, 1), (None, 3)])
def test_what_is_known_of_the_packages_is_told(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: object, code: int
) -> None:
    _tool(tmp_path, monkeypatch, answer)
    said = cli("dev", "audit", "--json")
    assert said.code == code
    if code == 1:
        assert {one["id"] for one in said.json["unsafe"]} == {"X-2026-1"}
    elif code == 0:
        assert said.json["unsafe"] == []
    else:
        assert "not looked up" in said.err
