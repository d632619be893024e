"""The process that does the jobs and dies of them: a server that forks a victim for each line of its input."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from services.errors import AppError
from tests.reliability.faults import Fault
from tests.reliability.jobs import JOBS, Job, stop_the_clock

_shim = ctypes.CDLL(None)
_shim.fault_arm.argtypes = [ctypes.c_long, ctypes.c_int, ctypes.c_char_p]
_shim.fault_count.restype = ctypes.c_long
_shim.fault_reads.restype = ctypes.c_long
_shim.fault_record.argtypes = [ctypes.c_char_p]


def _arm(fault: Fault, at: int, folder: str) -> None:
    _shim.fault_arm(at, int(fault), folder.encode())


def _attempt(job: Job, folder: Path, tell: Callable[[str], None]) -> bool:
    """Do the job once; whether it was refused."""
    said: list[str] = []

    def saved() -> None:
        said.append("saved")
        _shim.fault_said()
        tell("saved")

    try:
        job.run(folder, saved)
    except AppError as error:
        if not said:
            tell(f"refused {error.code}")
        return not said
    except Exception:  # noqa: BLE001 - whatever it is, the test shall see it
        tell(f"odd {traceback.format_exc()}")
    return False


def _victim(asked: dict[str, Any], pipe: int) -> None:
    """Do the job with its fault and write what happened into the pipe, word by word, as it happens."""

    def tell(words: str) -> None:
        os.write(pipe, (json.dumps(words) + "\n").encode())

    job, folder, fault = JOBS[asked["job"]], Path(asked["folder"]), Fault(asked["fault"])
    _arm(fault, asked["at"], asked["folder"])
    _shim.fault_record(asked.get("record", "").encode())
    is_refused = _attempt(job, folder, tell)
    counts = [_shim.fault_count(), _shim.fault_reads()]
    _shim.fault_record(b"")
    _arm(Fault.NOTHING, -1, "")
    if is_refused and asked["again"]:
        tell("again")
        _attempt(job, folder, tell)
    os.write(pipe, f"{counts}\n".encode())


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    """Fork a victim and collect what it said until it ended."""
    reads, writes = os.pipe()
    began = time.monotonic()
    child = os.fork()
    if not child:
        os.close(reads)
        try:
            _victim(asked, writes)
        finally:
            os._exit(0)
    os.close(writes)
    killer = threading.Timer(asked["after"], os.kill, (child, signal.SIGKILL)) if "after" in asked else None
    if killer is not None:
        killer.start()
    with os.fdopen(reads) as told:
        lines = [json.loads(line) for line in told]
    _pid, status = os.waitpid(child, 0)
    took = time.monotonic() - began
    if killer is not None:
        killer.cancel()
        killer.join()
    writes, reads = lines.pop() if lines and isinstance(lines[-1], list) else (None, None)
    return {"writes": writes, "reads": reads, "words": lines, "killed": os.WIFSIGNALED(status), "took": took}


def main() -> None:
    """Make what all victims share, then serve."""
    stop_the_clock()
    for job in JOBS.values():
        job.warm_up(Path(sys.argv[1]))
    for line in iter(sys.stdin.readline, ""):
        sys.stdout.write(json.dumps(_answer(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
