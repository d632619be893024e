"""Verbs about the shop file, exit codes, and what is said where."""

from __future__ import annotations

import io
import shlex
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from services import paths
from services.aftersales import attachments
from services.aftersales.drafts import CaseDraft
from services.aftersales.opening import open_case
from services.backup.making import make
from services.backup.places import FOLDER, home_of
from services.channels.commands import add as add_channel
from services.shop import Shop
from services.types import CaseKind, Platform
from tests.cli.command_line import SHOPIFY, TAOBAO, Answer, Cli
from ui.cli.console import Console
from ui.cli.main import run

ROOT = Path(__file__).resolve().parents[2]


def test_a_new_shop_never_overwrites(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "new.shop"
    assert cli("new", "--shop", path, "--json").json == {"shop": str(path)}
    again = cli("new", "--shop", path, "--json")
    assert (again.code, again.json["error"]["code"]) == (2, "shop.exists")


def test_a_new_shop_whose_name_is_too_long_is_told_as_that_and_not_as_a_failing_drive(cli: Cli, tmp_path: Path) -> None:
    for length in (300, 245):
        answer = cli("new", "--shop", tmp_path / ("a" * length + ".shop"), "--json")
        assert (answer.code, answer.json["error"]["code"]) == (2, "app.invalid")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "verb", [["check"], ["log"], ["list", "orders"], ["undo"], ["export", "orders", "--out", "x.csv"]]
)
def test_a_missing_shop_is_named(cli: Cli, tmp_path: Path, verb: list[str]) -> None:
    answer = cli(*verb, "--shop", tmp_path / "no.shop", "--json")
    assert (answer.code, answer.json["error"]["code"]) == (2, "shop.missing")
    assert str(tmp_path / "no.shop") in answer.err


def test_a_verb_without_a_shop_asks_for_one(cli: Cli) -> None:
    assert cli("log", "--json").code == 2


def test_a_damaged_shop_is_the_computers_problem(cli: Cli, filled: Path) -> None:
    content = bytearray(filled.read_bytes())
    content[8192:40960] = b"\xa5" * (40960 - 8192)
    filled.write_bytes(content)
    answer = cli("check", "--shop", filled, "--json")
    assert answer.code == 3
    assert answer.json["error"]["code"] == "shop.damaged"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that takes no files")
def test_a_new_shop_where_no_file_can_be_is_told_as_not_written(cli: Cli) -> None:
    answer = cli("new", "--shop", "/proc/x.shop", "--json")
    assert (answer.code, answer.json["error"]["code"]) == (3, "file.cannot_write")


@pytest.mark.parametrize(
    ("words", "known"), [(("list", "orders"), ".json"), (("pick-list",), ".pdf"), (("packing-list",), ".pdf")]
)
def test_a_file_name_of_another_kind_is_refused_before_anything_is_written(
    cli: Cli, filled: Path, tmp_path: Path, words: tuple[str, ...], known: str
) -> None:
    out = tmp_path / "t.xyz"
    answer = cli(*words, "--shop", filled, "--out", out, "--json")
    assert (answer.code, answer.json["error"]["code"]) == (2, "app.invalid")
    assert "the name must end in" in answer.err
    assert known in answer.err
    assert not out.exists()


def test_a_file_of_another_format_than_asked_for_says_which_columns_are_missing(cli: Cli, filled: Path) -> None:
    answer = cli("import", TAOBAO[0], "--format", "shopify.orders", "--shop", filled, "--json")
    assert (answer.code, answer.json["files"][0]["error"]["code"]) == (2, "file.not_that_format")
    assert "shopify.orders: the columns" in answer.err


@pytest.mark.parametrize("words", [["bogus"], [], ["list"], ["list", "orders", "--limit", "-1"], ["undo", "x"]])
def test_words_that_do_not_fit_are_exit_2_and_one_object(cli: Cli, words: list[str]) -> None:
    answer = cli(*words, "--json")
    assert (answer.code, answer.json["error"]["code"]) == (2, "cli.usage")


def test_help_is_no_error(cli: Cli) -> None:
    answer = cli("import", "--help")
    assert answer.code == 0
    assert "--dry-run" in answer.out


def test_undo_says_when_there_is_nothing(cli: Cli, empty: Path) -> None:
    assert cli("undo", "--shop", empty, "--json").json["error"]["code"] == "journal.nothing_to_undo"


def test_one_operation_can_be_taken_back_by_its_number(cli: Cli, filled: Path) -> None:
    records = cli("log", "--shop", filled, "--json").json["operations"]
    assert [list(one) for one in records] == [["id", "code", "text", "at", "undone"]] * 3
    assert cli("undo", records[0]["id"], "--shop", filled, "--json").json["text"] == records[0]["text"]
    after = cli("log", "--shop", filled, "--json").json["operations"]
    assert after[0]["text"] == f"Undo: {records[0]['text']}"
    assert f"\tUndo: {records[0]['text']}\n" in cli("log", "--shop", filled).out
    assert next(one for one in after if one["id"] == records[0]["id"])["undone"] is True
    cli("redo", "--shop", filled)
    assert cli("log", "--shop", filled, "--json").json["operations"][0]["text"] == f"Redo: {records[0]['text']}"
    unknown = cli("undo", "999", "--shop", filled, "--json")
    assert unknown.code == 2
    assert unknown.json["error"]["message"].startswith("There is no operation “999”.")


@pytest.mark.exhaustive
@pytest.mark.skipif(sys.platform == "win32", reason="its pipes break in another way")
def test_a_reader_that_has_read_enough_ends_the_answer_quietly() -> None:
    with subprocess.Popen(
        [sys.executable, ROOT / "main.py", "formats", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (141, b"")
    assert not list(paths.log_dir().glob("crash-*"))


def _tracking_title(answer: Answer) -> str:
    return next(str(one["title"]) for one in answer.json["formats"] if one["id"] == "zhanggui.tracking")


def test_formats_name_their_headers(cli: Cli) -> None:
    found = {one["id"]: one for one in cli("formats", "--json").json["formats"]}
    assert list(found["taobao.orders"]) == ["id", "kind", "title", "headers", "version"]
    assert "Lineitem name" in found["shopify.orders"]["headers"]
    assert _tracking_title(cli("formats", "--lang", "zh_CN", "--json")) == "快递单号回填表"


def test_a_sound_shop_needs_no_repair(cli: Cli, filled: Path) -> None:
    answer = cli("check", "--repair", "--shop", filled, "--json")
    assert (answer.code, answer.json) == (0, {"problems": [], "repaired": []})


def test_a_repair_mends_what_is_derived_and_stays(cli: Cli, filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as damaged:
        damaged.execute("UPDATE order_summary SET pieces = pieces + 1")
        damaged.execute("DELETE FROM daily_sales")
        damaged.commit()
    found = cli("check", "--shop", filled, "--json")
    assert {one["code"] for one in found.json["problems"]} == {"projection.order_summary", "projection.daily_sales"}
    assert found.code == 3
    assert all("Compute derived data again" in one["to_do"] for one in found.json["problems"])
    repaired = cli("check", "--repair", "--shop", filled, "--json")
    assert repaired.code == 0
    assert cli("check", "--shop", filled, "--json").json == {"problems": []}
    way_back = Path(repaired.json["backup"]).name
    assert f"restore {way_back} --in-place" in repaired.err
    assert cli("restore", way_back, "--in-place", "--shop", filled).code == 0
    assert cli("check", "--shop", filled, "--json").json == found.json, "as it was, with what was wrong"


@pytest.mark.skipif(sys.platform == "win32", reason="its words are parted another way")
def test_the_way_back_can_be_typed_as_it_is_said(cli: Cli, filled: Path) -> None:
    shop = filled.rename(filled.with_name("Anna's tea shop.shop"))
    with closing(sqlite3.connect(shop)) as damaged, damaged:
        damaged.execute("DELETE FROM daily_sales")
    said = cli("check", "--repair", "--shop", shop).err
    (verb,) = (line.partition(": ")[2] for line in said.splitlines() if "restore " in line)
    assert cli(*shlex.split(verb)).code == 0
    assert cli("check", "--shop", shop).code == 3, "as it was before the repair"


@pytest.mark.expects_log
def test_a_repair_without_a_backup_is_done_only_where_that_is_said(cli: Cli, filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as damaged, damaged:
        damaged.execute("DELETE FROM daily_sales")
    shutil.rmtree(home_of(filled), ignore_errors=True)
    home_of(filled).write_text("a file where the folder should be", encoding="utf-8")
    refused = cli("check", "--repair", "--shop", filled, "--json")
    assert refused.code == 3
    assert "Nothing was repaired" in refused.err
    assert cli("check", "--without-backup", "--shop", filled).code == 2
    answer = cli("check", "--repair", "--without-backup", "--shop", filled, "--json")
    assert (answer.code, answer.json["backup"]) == (0, None)


def test_a_repair_fetches_lost_files_from_the_backups_and_says_what_is_still_lost(cli: Cli, filled: Path) -> None:
    with Shop.open(filled, who="tests") as shop:
        kept = attachments.keep_all(None, filled, [_letter(filled, "first"), _letter(filled, "second")])
        channel = shop.run(add_channel, "Stall", Platform.OTHER).value
        case = shop.run(open_case, CaseDraft(CaseKind.REFUND_ONLY, channel_id=channel, external_no="A1")).value
        shop.run(attachments.attach, case, kept[:1])
        make(shop)
        shop.run(attachments.attach, case, kept[1:])
    for one in kept:
        attachments.path_of(filled, one).unlink()
    attachments.path_of(filled.parent / FOLDER / filled.name, kept[1]).unlink(missing_ok=True)
    answer = cli("check", "--repair", "--shop", filled, "--json")
    assert (answer.code, answer.json["repaired"]) == (3, ["files.missing"])
    assert [Path(one).suffix for one in answer.json["fetched"]] == [".txt"]
    assert [one["rows"] for one in answer.json["problems"]] == [["A1: second.txt"]]


def _letter(shop: Path, name: str) -> Path:
    letter = shop.with_name(f"{name}.txt")
    letter.write_text(name, encoding="utf-8")
    return letter


def test_the_language_of_the_window_is_used_until_another_is_asked_for(cli: Cli) -> None:
    (paths.data_dir() / "window.ini").write_text("[General]\nlanguage=zh_CN\nshops=@Invalid()\n", "utf-8")
    assert _tracking_title(cli("formats", "--json")) == "快递单号回填表"
    assert _tracking_title(cli("formats", "--json", "--lang=en")) == "Tracking numbers"


def test_a_shop_that_another_program_writes_is_exit_3_and_names_it(cli: Cli, filled: Path) -> None:
    with Shop.open(filled, who="somebody"):
        answer = cli("import", SHOPIFY, "--shop", filled, "--json")
        assert (answer.code, answer.json["error"]["code"]) == (3, "shop.busy")
        assert "somebody" in answer.err
        assert cli("list", "orders", "--shop", filled, "--json").json["total"] == 9


def test_a_mistake_of_the_program_ends_in_a_report(filled: Path) -> None:
    closed = io.StringIO()
    closed.close()
    console = Console(closed, io.StringIO())
    assert run(["list", "orders", "--shop", str(filled)], console=console, folder=filled.parent) == 1
    (report,) = paths.log_dir().glob("crash-*.txt")
    assert str(report) in console.err.getvalue()  # type: ignore[attr-defined]
    assert "ValueError" in report.read_text("utf-8")
    assert str(filled) not in report.read_text("utf-8").splitlines()[0]


@pytest.mark.exhaustive
def test_verbs_that_never_draw_load_no_qt(filled: Path, tmp_path: Path) -> None:
    script = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from ui.cli.main import main
if __name__ == "__main__":
    shop = {str(filled)!r}
    for words in (
        ["list", "orders", "--shop", shop],
        ["import", {str(TAOBAO[0])!r}, "--shop", shop],
        ["export", "orders", "--shop", shop, "--out", {str(tmp_path / "orders.xlsx")!r}],
        ["check", "--shop", shop], ["log", "--shop", shop], ["undo", "--shop", shop], ["formats"],
        ["ship-file", "--shop", shop, "--channel", "Taobao", "--out", {str(tmp_path / "ship.csv")!r}],
    ):
        main(words)
    sys.exit(sum(name.startswith(("PySide6", "shiboken6")) for name in sys.modules))
"""
    path = tmp_path / "run.py"
    path.write_text(script, "utf-8")
    done = subprocess.run(
        [sys.executable, str(path)], cwd=ROOT, env=None, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.exhaustive
def test_an_answer_survives_a_narrow_console(filled: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from ui.cli.main import main; sys.exit(main(sys.argv[1:]))",
         "list", "lines", "--shop", str(filled), "--json"],
        cwd=ROOT, env={"PYTHONIOENCODING": "ascii", "PATH": "", "ZHANGGUI_HOME": str(filled.parent / "home")},
        capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "保温杯" in done.stdout.decode("utf-8")
