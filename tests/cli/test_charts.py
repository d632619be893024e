"""``chart`` and ``report month``: pictures and reports as scripts ask for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command_line import Cli
from tests.ready_shops import ready_shop


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with invented orders."""
    return ready_shop(tmp_path_factory, 300, seed=6)


@pytest.mark.parametrize(("kind", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_a_chart_is_drawn_into_every_kind_of_picture(
    cli: Cli, made: Path, tmp_path: Path, kind: str, start: bytes
) -> None:
    out = tmp_path / f"chart.{kind}"
    answer = cli("chart", "sales", "--shop", made, "--out", out, "--theme", "dark", "--json")
    assert answer.code == 0, answer.err
    assert answer.json["chart"] == "sales"
    assert answer.json["finding"].startswith("Buyers paid")
    assert not answer.json["empty"]
    assert out.read_bytes().startswith(start)


def test_the_days_of_a_chart_can_be_said(cli: Cli, made: Path, tmp_path: Path) -> None:
    words = ("--from", "2026-01-01", "--to", "2026-03-31", "--out", tmp_path / "q.png", "--json")
    answer = cli("chart", "profit", "--shop", made, *words)
    assert (answer.json["from"], answer.json["to"]) == ("2026-01-01", "2026-03-31")
    wrong = cli(
        "chart", "profit", "--shop", made, "--from", "2026-02-01", "--to", "2026-01-01", "--out", tmp_path / "w.png"
    )
    assert wrong.code == 2
    assert not (tmp_path / "w.png").exists()


def test_a_chart_with_too_little_data_says_so_and_is_no_failure(cli: Cli, made: Path, tmp_path: Path) -> None:
    answer = cli("chart", "scores", "--shop", made, "--out", tmp_path / "s.png", "--json")
    assert (answer.code, answer.json["empty"]) == (0, True)
    assert "No scores" in answer.json["finding"]


@pytest.mark.parametrize("words", [("weather", "w.png"), ("sales", "w.bmp")])
def test_unknown_charts_and_kinds_of_picture_are_refused(
    cli: Cli, made: Path, tmp_path: Path, words: tuple[str, str]
) -> None:
    answer = cli("chart", words[0], "--shop", made, "--out", tmp_path / words[1], "--json")
    assert (answer.code, answer.json["error"]["code"]) == (2, "app.invalid")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.exhaustive
def test_the_report_of_a_month_is_a_pdf_and_a_workbook(cli: Cli, made: Path, tmp_path: Path) -> None:
    answer = cli("report", "month", "--shop", made, "--out", tmp_path / "month.pdf", "--json")
    assert answer.code == 0, answer.err
    assert "sales" in answer.json["charts"]
    assert "scores" in answer.json["left_out"]
    assert (tmp_path / "month.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "month.xlsx").stat().st_size > 5_000
    rows = cli("report", "month", "--shop", made, "--json").json["rows"]
    assert [row["figure"] for row in rows][:3] == ["sales", "net", "orders"]
