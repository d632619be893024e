"""``dev audit``: whether a pinned package has become known as unsafe, as far as the list of those can be reached."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from services.errors import EnvironmentProblem
from services.i18n import N_, _
from ui.cli.call import Call

LOCKS = ("requirements.lock", "requirements-test.lock", "requirements-build.lock")
FOUND = 1
_WORDS = ("--disable-pip", "--require-hashes", "--format", "json", "--progress-spinner", "off")
_LONGEST_S = 90  # a lock, of which there are three


class NotLookedUp(EnvironmentProblem):
    """The list of unsafe packages could not be asked."""

    code = "dev.not_looked_up"
    template = N_("The packages were not looked up, so nothing is known about them now.")
    hint = N_("Install pip-audit, connect the computer to the network, and try again.")
    exit_code = 3


def run(call: Call, root: Path) -> int:
    """Ask about every lock: 0 nothing is known, 1 something is; `NotLookedUp` where nobody could be asked."""
    tool = _tool()
    found = [{"lock": lock, **one} for lock in LOCKS for one in _asked(tool, root / lock)]
    lines = [
        f"{one['lock']}\t{one['name']} {one['version']}\t{one['id']}\t{', '.join(one['fixed_in'])}" for one in found
    ]
    call.console.answer({"unsafe": found}, lines or [_("No pinned package is known as unsafe.")])
    return FOUND if found else 0


def _tool() -> list[str]:
    if shutil.which("pip-audit"):
        return ["pip-audit"]
    if find_spec("pip_audit") is not None:
        return [sys.executable, "-m", "pip_audit"]
    if shutil.which("uvx"):
        return ["uvx", "pip-audit"]
    raise NotLookedUp


def _asked(tool: Sequence[str], lock: Path) -> list[dict[str, Any]]:
    """What is known of the packages of a lock."""
    try:
        done = subprocess.run(
            [*tool, "-r", str(lock), *_WORDS], capture_output=True, text=True, check=False, timeout=_LONGEST_S
        )
        told = json.loads(done.stdout)["dependencies"]
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError) as error:
        raise NotLookedUp from error
    return [
        {"name": one["name"], "version": one["version"], "id": flaw["id"], "fixed_in": flaw.get("fix_versions", [])}
        for one in told
        for flaw in one.get("vulns", [])
    ]
