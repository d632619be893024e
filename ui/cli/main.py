"""The command line: one verb, its answer, and an exit code scripts can rely on."""

from __future__ import annotations

import configparser
import errno
import os
import platform
import shlex
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import CancelledError
from itertools import chain
from pathlib import Path

from services import i18n, memory, paths
from services.diagnostics import write_crash_report
from services.errors import AppError, Cancelled, EnvironmentProblem
from services.i18n import N_, _
from services.messages import message, render
from services.shop import Shop
from services.shown_names import shown_name
from ui.cli.call import Call, HandedOver
from ui.cli.console import Console, Usage
from ui.cli.verbs import NAMES, TAKE_A_FILE, parser

BUG = 1
_WITHOUT_VERB = {"-h", "--help", "--version"}
_DISK_FULL = {errno.ENOSPC, errno.EDQUOT}
NOBODY_READS = 141  # what a shell makes of the signal other programs end with


def main(argv: list[str]) -> int:
    """Do what the words ask for on this computer's own outputs; returns the exit code."""
    if sys.stdout is None or sys.stderr is None:  # closed by who started it
        nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - until the end
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # a pipe or an old console may be in another encoding
            reconfigure(encoding="utf-8", errors="backslashreplace")
    memory.collect_seldom()
    i18n.set_language(_language(argv))
    console = Console()
    try:
        code = _run_here(argv, console)
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    except BrokenPipeError:
        _speak_to_nobody()
        return NOBODY_READS
    except OSError as error:
        _speak_to_nobody()
        if console.last_said != (lost := _output_lost(error)):  # it may have been met and said while the verb wrote
            console.say(lost)
        return EnvironmentProblem.exit_code
    return code


def _run_here(argv: Sequence[str], console: Console) -> int:
    """Do a verb in the folder one stands in, which may have been deleted meanwhile."""
    try:
        folder = Path.cwd()
    except OSError as error:
        console.as_json = "--json" in argv
        said = message(N_("The folder you are in is not there any more: {reason}."), reason=error.strerror or "")
        console.stop("cli.folder", render(said))
        return EnvironmentProblem.exit_code
    return run(argv, console=console, folder=folder)


def run(argv: Sequence[str], *, console: Console, folder: Path, shop: Shop | None = None) -> int:
    """Do a verb; nothing it raises leaves here but the `OSError` of an output nobody reads or that is full.

    `shop` is the one a window has open, if it is the window that runs it. Paths start from
    `folder`. Texts are in the language that is on.
    """
    console.as_json = "--json" in argv
    try:
        _require_verb_first(argv)
        words = parser().parse_args(list(argv))
        _require_readable(vars(words).values())
        return int(words.action(Call(argv, words, console, folder, shop)))
    except HandedOver as handed:
        console.out.write(handed.reply.out)
        console.err.write(handed.reply.err)
        return handed.reply.exit_code
    except SystemExit as end:  # --help
        return end.code if isinstance(end.code, int) else 0
    except AppError as error:
        console.fail(error)
        return error.exit_code
    except (KeyboardInterrupt, CancelledError):
        console.fail(Cancelled())
        return Cancelled.exit_code
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.errno in _DISK_FULL:
            console.out.flush()  # where it is the output itself that takes no more, this says so again
            console.stop("cli.output", _output_lost(error))
            return EnvironmentProblem.exit_code
        console.crash(_report(error, argv))
        return BUG
    except Exception as error:  # noqa: BLE001 - whatever else is raised is a bug and ends in a report
        console.crash(_report(error, argv))
        return BUG


def _require_verb_first(argv: Sequence[str]) -> None:
    """Refuse a verb behind its options or the file it is meant for, with the line as it is written."""
    place = next((place for place, word in enumerate(argv) if word in NAMES), 0)
    first = argv[0] if argv else ""
    is_option = first.startswith("-")
    if not place or first in _WITHOUT_VERB or not (is_option or set(first) & {".", "/", "\\"}):
        return
    verb, ahead, behind = argv[place], [word for word in argv[:place] if word != "--"], argv[place + 1 :]
    is_taken = verb in TAKE_A_FILE and not first.lower().endswith(".shop")
    if is_option or not is_taken:
        meant = [verb, *behind, *([] if is_option else ["--shop"]), *ahead]
    else:
        options = next((at for at, word in enumerate(behind) if word.startswith("-")), len(behind))
        meant = [verb, *behind[:options], *ahead, *behind[options:]]
    raise Usage(reason=message(N_("the verb comes first: {line}"), line=f"main.py {shlex.join(meant)}"))


def _require_readable(values: Iterable[object]) -> None:
    """Refuse what is no text in the computer's encoding: no search finds it, and no shop can keep it.

    The name of a file may be any bytes; it is only shown.
    """
    for word in chain.from_iterable(one if isinstance(one, list) else (one,) for one in values):
        shown = shown_name(word) if isinstance(word, str) else word
        if shown != word:
            raise Usage(reason=message(N_("“{value}” has characters that cannot be read"), value=shown))


def _output_lost(error: OSError) -> str:
    """The file or device the answer went to takes no more of it."""
    return render(message(N_("The answer could not be written completely: {reason}."), reason=error.strerror or ""))


def _speak_to_nobody() -> None:
    """Whoever read the outputs has read enough: what is left of them goes nowhere, without a complaint at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _language(argv: Sequence[str]) -> str:
    """The language asked for, else the window's, else the computer's."""
    for place, word in enumerate(argv):
        name, is_joined, value = word.partition("=")
        if name == "--lang":
            asked = value if is_joined else next(iter(argv[place + 1 : place + 2]), "")
            if asked in i18n.LANGUAGES:
                return asked
    kept = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        kept.read(paths.data_dir() / "window.ini", encoding="utf-8")
        chosen = kept.get("General", "language", fallback="")
    except (configparser.Error, UnicodeDecodeError):  # the window writes it anew; a language is no reason to stop
        chosen = ""
    return chosen if chosen in i18n.LANGUAGES else i18n.system_language()


def _report(error: BaseException, argv: Sequence[str]) -> str:
    """Write a crash report and say where it is; the verb is named in it, but no path and no value."""
    verb = argv[0] if argv else ""
    report = write_crash_report(f"{verb}\nPython {platform.python_version()}, {platform.platform()}", error)
    if report is None:
        return _("Something went wrong that is a mistake of the program. What was saved before is safe.")
    said = N_("Something went wrong that is a mistake of the program. What was saved before is safe. Report: {path}")
    return render(message(said, path=str(report)))
