"""What is said of words that cannot be, and what happens at the edges of what can."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from services import clock, i18n
from services.about import program_version
from services.errors import Cancelled
from services.i18n import translate
from services.kernel.table_query import Kind
from tests.cli.command_line import Cli
from ui.cli import words
from ui.cli.console import Console
from ui.cli.listing import _DATED, TABLES, _query
from ui.cli.main import run
from ui.cli.verbs import TAKE_A_FILE, parser

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["list"], "missing: WHAT"),
        (["list", "orders"], "missing: --shop"),
        (["list", "orders", "--shop"], "--shop: it needs a value"),
        (["list", "orders", "--shop", ""], "--shop: the name is empty"),
        (["import", ""], "PATH: the name is empty"),
        (["list", "orders", "--limit", "-1"], "--limit: “-1” is less than 0"),
        (["list", "orders", "--limit", "1.5"], "--limit: “1.5” is not a whole number"),
        (["list", "orders", "--js"], "not known here: --js"),
        (["list", "orders", "--lang", "fr"], "--lang: fr is not known; known are zh_CN, en"),
        (["undo", "0"], "ID: “0” is not a number that a list shows"),
        (["undo", str(1 << 63)], "is not a number that a list shows"),
        (["erase", "recipients", "--days", "1000001"], "--days: “1000001” is more than 1,000,000"),
        (["report", "profit", "--from", "2026-02-30"], "--from: “2026-02-30” is not a day such as 2026-11-21"),
        (["report", "profit", "--to", "9999-12-31"], "--to: “9999-12-31” is not a day from 1900 to 2199"),
        (["pick-list", "--out", "x.pdf", "--ready", "--orders", "1"], "--orders: it does not go together with --ready"),
        (["labels", "--out", "x.pdf"], "one of these is missing: --skus --where"),
        (["restore", "x.zip"], "one of these is missing: --to --in-place"),
        (["restore", "x.zip", "--in-place"], "missing: --shop"),
        (["restore", "x.zip", "--in-place", "--to", "y.shop"], "--to: it does not go together with --in-place"),
        (["restore", "x.zip", "--to", "y.shop", "--other-shop"], "missing: --in-place"),
        (["list", "orders", "--where", "a\udcffb"], "“a\ufffdb” has characters that cannot be read"),
        (["new", "--shop", "\udcb9\udca9.shop"], "“供.shop” cannot be used: it has characters that cannot be read"),
        (["my.shop", "check"], "the verb comes first: main.py check --shop my.shop"),
        (["a day.csv", "import", "--shop", "x.shop"], "the verb comes first: main.py import 'a day.csv' --shop x.shop"),
        (["--shop=./a.shop", "check"], "the verb comes first: main.py check --shop=./a.shop"),
        (["--shop", "./a.shop", "list", "orders"], "the verb comes first: main.py list orders --shop ./a.shop"),
        (["--lang", "en", "check", "--shop", "a"], "the verb comes first: main.py check --shop a --lang en"),
        (["./a.shop", "--", "check"], "the verb comes first: main.py check --shop ./a.shop"),
        (["A.SHOP", "check"], "the verb comes first: main.py check --shop A.SHOP"),
        (["a.db", "check"], "the verb comes first: main.py check --shop a.db"),
        (["x.zip", "restore", "--to", "y.shop"], "the verb comes first: main.py restore x.zip --to y.shop"),
        (["a.ini", "settings", "export"], "the verb comes first: main.py settings export a.ini"),
        (["a.shop", "settings", "export", "a.ini"], "verb comes first: main.py settings export a.ini --shop a.shop"),
        (["list", "orders", "O'Brien"], "not known here: O'Brien"),
        (["list", "orders", "--lang", "o'x"], "--lang: o'x is not known; known are zh_CN, en"),
        (["report", "month", "--date", "0001-01-01"], "--date: “0001-01-01” is not a day from 1900 to 2199"),
        (["report", "month", "--date", "9999-12-31"], "--date: “9999-12-31” is not a day from 1900 to 2199"),
    ],
)
def test_a_word_that_cannot_be_is_named_with_what_could(cli: Cli, typed: list[str], said: str) -> None:
    answer = cli(*typed)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err


def test_a_line_that_is_suggested_for_a_file_before_its_verb_is_understood() -> None:
    groups = parser()._subparsers
    assert groups is not None
    [verbs] = groups._group_actions
    takes = {
        name
        for name, one in dict(verbs.choices or ()).items()
        if any(action.type is words.path and not action.option_strings for action in one._actions)
    }
    assert takes == TAKE_A_FILE


def test_help_and_version_are_told_before_any_verb(cli: Cli) -> None:
    assert cli("--version", "check").out == f"Zhanggui {program_version()}\n"
    assert cli("--help", "check").code == 0


def test_what_is_wrong_with_the_words_is_said_in_the_language_asked_for(cli: Cli) -> None:
    assert "缺少：WHAT" in cli("list", "--lang", "zh_CN").err


def test_the_version_is_told(cli: Cli) -> None:
    answer = cli("--version")
    assert (answer.code, answer.out) == (0, f"Zhanggui {program_version()}\n")


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    ("name", "edge"),
    [
        ("sales", ("--to", "1900-01-01")),
        ("repeat", ("--from", "2199-12-31")),
        ("deadlines", ("--from", "1900-01-01", "--to", "2199-12-31")),
    ],
)
def test_a_chart_can_be_asked_for_the_first_and_the_last_days(
    cli: Cli, filled: Path, tmp_path: Path, name: str, edge: tuple[str, ...]
) -> None:
    answer = cli("chart", name, *edge, "--shop", filled, "--out", tmp_path / "c.svg", "--json")
    assert answer.code == 0, answer.err


@pytest.mark.parametrize(
    "words", [("sample", "products"), ("screenshot", "orders"), ("purchase-order", "--number", "1")]
)
def test_a_file_is_what_its_name_says(cli: Cli, filled: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    out = tmp_path / "t.doc"
    answer = cli(*words, "--out", out, "--shop", filled, "--json")
    assert (answer.code, answer.json["error"]["code"]) == (2, "app.invalid")
    assert not out.exists()


def test_ids_are_texts_in_every_list() -> None:
    today = clock.now().date()
    numbers = [
        f"{what}.{key}"
        for what in (*TABLES, *_DATED)
        for key, column in _query(what, today).columns.items()
        if (key == "id" or key.endswith("_id")) and column.kind is not Kind.ID
    ]
    assert numbers == []


def test_an_object_that_was_begun_is_ended_with_the_error() -> None:
    console = Console(io.StringIO(), io.StringIO(), as_json=True)
    with contextlib.suppress(Cancelled), console.rows('{"total": 2, "rows": ') as out:
        out.write("{}")
        raise Cancelled
    console.fail(Cancelled())
    assert isinstance(console.out, io.StringIO)
    said = json.loads(console.out.getvalue())
    assert (said["total"], said["rows"], said["error"]["code"]) == (2, [{}], Cancelled.code)


def test_the_answer_is_an_object_whatever_bytes_a_name_has() -> None:
    console = Console(io.StringIO(), io.StringIO(), as_json=True)
    name = 'caf\udce9"x'  # in GBK the backslash before the quote would be the second half of a character
    console.answer({"shop": name, "files": [{"path": Path("/家", name).as_posix(), "rows": 3}], "folders": (name,)})
    console.stop("odd", name)
    assert isinstance(console.out, io.StringIO)
    said, failed = map(json.loads, console.out.getvalue().splitlines())
    shown = 'caf\ufffd"x'
    assert said == {"shop": shown, "files": [{"path": f"/家/{shown}", "rows": 3}], "folders": [shown]}
    assert failed == {"error": {"code": "odd", "message": shown, "hint": None}}


def test_a_mistake_of_the_program_is_one_object_too(cli: Cli, filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.cli.keeping.listing.operations", None)
    answer = cli("log", "--shop", filled, "--json")
    assert (answer.code, answer.json["error"]["code"]) == (1, "app.bug")


@pytest.mark.not_on_windows(reason="a folder somebody stands in cannot be removed there")
def test_a_folder_that_is_gone_is_told_as_what_it_is(
    cli: Cli, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    answer = cli("list", "orders", "--shop", filled, "--json")
    monkeypatch.chdir(tmp_path)
    assert (answer.code, answer.json["error"]["code"]) == (3, "cli.folder")
    assert "The folder you are in is not there any more" in answer.err


class _FullAtFirst(io.StringIO):
    """An output on a disk that is full, until somebody makes room."""

    _is_full = True

    def write(self, text: str) -> int:
        if self._is_full:
            self._is_full = False
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(text)


def test_a_full_disk_is_one_object_too(tmp_path: Path) -> None:
    out, err = _FullAtFirst(), io.StringIO()
    code = run(["formats", "--json"], console=Console(out, err), folder=tmp_path)
    assert (code, json.loads(out.getvalue())["error"]["code"]) == (3, "cli.output")
    assert err.getvalue().count("could not be written completely") == 1


@pytest.mark.exhaustive
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("words", [("formats",), ("formats", "--json")])
def test_an_answer_that_cannot_be_written_is_the_computers_problem(words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, ROOT / "main.py", *words], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 3
    assert done.stderr.count(b"The answer could not be written") == 1
    assert b"Traceback" not in done.stderr


@pytest.mark.exhaustive
@pytest.mark.skipif(sys.platform == "win32", reason="closes outputs as a shell of Unix does")
def test_outputs_and_input_may_be_closed(filled: Path) -> None:
    line = '"$0" "$1" list orders --json --shop "$2" <&- >&- 2>&-'
    done = subprocess.run(["sh", "-c", line, sys.executable, ROOT / "main.py", filled], check=False)
    assert done.returncode == 0


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_help_is_in_the_language_that_is_on_and_breaks_no_name(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = i18n.language()
    i18n.set_language(language)
    try:
        with pytest.raises(SystemExit):
            parser().parse_args(["report", "--help"])
        shown = capsys.readouterr().out
        told = {translate(text) for text in ("usage: ", "options", "show this help and end")}
    finally:
        i18n.set_language(before)
    assert all(text.strip() in shown for text in told)
    assert ("usage" in shown, "positional" in shown) == (language == "en", False)
    assert {"trial-balance", "aftersales-products"} <= set(re.split(r"[\s,]+", shown))
