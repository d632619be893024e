"""The process that does the jobs and dies of them: a server that forks a victim for each line of its input."""

from __future__ import annotations

import ctypes
import gc
import json
import os
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from services.errors import AppError
from tests.reliability.every_job import EVERY
from tests.reliability.faults import Fault
from tests.reliability.jobs import Job, stop_the_clock

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
    """Do the job with each fault in turn and write what happened into the pipe, word by word, as it happens."""

    def tell(words: str) -> None:
        os.write(pipe, (json.dumps(words) + "\n").encode())

    for one in asked["tries"]:
        counts = _one_try(EVERY[asked["job"]], one, tell)
        os.write(pipe, f"{counts}\n".encode())


def _one_try(job: Job, asked: dict[str, Any], tell: Callable[[str], None]) -> list[int]:
    """Do the job with its fault; how many writes and reads it made."""
    folder = Path(asked["folder"])
    _arm(Fault(asked["fault"]), asked["at"], asked["folder"])
    _shim.fault_record(asked.get("record", "").encode())
    is_refused = _attempt(job, folder, tell)
    counts = [_shim.fault_count(), _shim.fault_reads()]
    _shim.fault_record(b"")
    _arm(Fault.NOTHING, -1, "")
    if is_refused and asked["again"]:
        tell("again")
        _attempt(job, folder, tell)
    return counts


@cache
def _practise(name: str) -> None:
    """Do the job once here: what it loads and compiles the first time, every victim has from then on."""
    job = EVERY[name]
    job.warm_up(Path(sys.argv[1]))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        job.make(folder)
        job.run(folder, lambda: None)
    gc.collect()
    gc.freeze()  # a victim that looks for garbage does not copy all of this to do so


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    """Fork a victim and collect what it said until it ended."""
    _practise(asked["job"])
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
    return {"tries": _by_try(lines, len(asked["tries"])), "killed": os.WIFSIGNALED(status), "took": took}


def _by_try(lines: list[Any], tries: int) -> list[dict[str, Any]]:
    """The words of each try; its counts end it, and are missing where the process died."""
    told: list[dict[str, Any]] = [{"writes": None, "reads": None, "words": []}]
    for line in lines:
        if isinstance(line, list):
            told[-1]["writes"], told[-1]["reads"] = line
            told.append({"writes": None, "reads": None, "words": []})
        else:
            told[-1]["words"].append(line)
    return (told + [told[-1]] * tries)[:tries]


def main() -> None:
    """Serve, a line a victim."""
    stop_the_clock()
    for line in iter(sys.stdin.readline, ""):
        sys.stdout.write(json.dumps(_answer(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
