"""A task typed as one line, in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from services.tasks.commands import TaskDraft
from services.tasks.quick import read_line
from services.types import Repeat

FRIDAY = date(2026, 11, 20)


def on(day: int, month: int = 11, year: int = 2026) -> date:
    return date(year, month, day)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Call the printer", TaskDraft("Call the printer")),
        ("Call the printer tomorrow 15:00", TaskDraft("Call the printer", on(21), 900)),
        ("tomorrow at 3pm: call the printer", TaskDraft("call the printer", on(21), 900)),
        ("every Monday count the boxes", TaskDraft("count the boxes", on(23), None, Repeat.WEEK)),
        ("Count the boxes every 2 weeks", TaskDraft("Count the boxes", None, None, Repeat.WEEK, 2)),
        ("Pay rent every month on the 5th", TaskDraft("Pay rent", on(5, 12), None, Repeat.MONTH)),
        ("Close the books on the last day of the month", TaskDraft("Close the books", None, None, Repeat.MONTH_END)),
        ("Water the plants monday to friday 9:30", TaskDraft("Water the plants", None, 570, Repeat.WORKDAY)),
        ("Buy tape 2026-12-01", TaskDraft("Buy tape", on(1, 12))),
        ("Buy tape next friday", TaskDraft("Buy tape", on(27))),
        ("Buy tape on friday", TaskDraft("Buy tape", FRIDAY)),
        ("Send the today box", TaskDraft("Send the today box")),
        ("Order 12 pm", TaskDraft("Order", None, 720)),
        ("Ask Monty", TaskDraft("Ask Monty")),
        ("tomorrow", TaskDraft("tomorrow")),
        ("Buy 99-99", TaskDraft("Buy 99-99")),
        ("Buy tape 2026-13-41", TaskDraft("Buy tape 2026-13-41")),
        ("明天下午3点给厂家打电话", TaskDraft("给厂家打电话", on(21), 900)),
        ("给厂家打电话 后天", TaskDraft("给厂家打电话", on(22))),
        ("每周一盘点A架", TaskDraft("盘点A架", on(23), None, Repeat.WEEK)),
        ("每天9点半看退款", TaskDraft("看退款", None, 570, Repeat.DAY)),
        ("每个工作日18:00交快递", TaskDraft("交快递", None, 1080, Repeat.WORKDAY)),
        ("交房租,每月5号", TaskDraft("交房租", on(5, 12), None, Repeat.MONTH)),
        ("月底关账", TaskDraft("关账", None, None, Repeat.MONTH_END)),
        ("下周五拍新品", TaskDraft("拍新品", on(27))),
        ("1月3日年货上架", TaskDraft("年货上架", on(3, 1, 2027))),
        ("查今天的货", TaskDraft("查今天的货")),
        ("每3天浇花", TaskDraft("浇花", None, None, Repeat.DAY, 3)),
    ],
)
def test_day_time_and_repetition_are_taken_off_the_ends(typed: str, expected: TaskDraft) -> None:
    assert read_line(typed, FRIDAY) == expected
