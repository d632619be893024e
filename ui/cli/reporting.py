"""``report``: one of the shop's reports as text, JSON or a file."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.errors import Invalid
from services.exporting.text_export import save
from services.i18n import N_, translate
from services.messages import message, plural_message, render
from services.reports.registry import read_report
from services.reports.report import Asked
from ui.cli.call import Call
from ui.cli.charting import run_month
from ui.cli.listing import WRITTEN, shown


def run(call: Call) -> int:
    """Show a report, or save it; JSON carries its name, its days, and the rows or where they are."""
    if call.words.name == "month" and call.words.out is not None and call.out.suffix.lower() == ".pdf":
        return run_month(call)
    asked = _asked(call)
    with call.reading() as shop:
        table = shop.ask(read_report, call.words.name, asked)
    answer: dict[str, Any] = {
        "report": call.words.name,
        "from": asked.first.isoformat() if asked.first is not None else None,
        "to": asked.last.isoformat() if asked.last is not None else None,
        "total": len(table.rows),
    }
    if call.words.out is not None:
        count = save(call.out, table.columns, len(table.rows), table.rows, translate)
        call.console.say(render(plural_message(WRITTEN, count, path=str(call.out))))
        call.console.answer(answer | {"rows": count, "out": str(call.out)})
        return 0
    heading = "\t".join(translate(column.header) for column in table.columns)
    lines = ["\t".join(shown(value) for value in record.values()) for record in table.rows]
    call.console.answer(answer | {"rows": list(table.rows)}, [heading, *lines])
    return 0


def _asked(call: Call) -> Asked:
    words = call.words
    day = words.date
    if not isinstance(day, date):
        return Asked(words.first, words.last, words.only, words.by, day)
    if words.first is not None or words.last is not None:
        reason = message(N_("it goes without --from and --to"))
        raise Invalid(field=message(N_("--date")), value=day.isoformat(), reason=reason)
    return Asked(day, day, words.only, words.by)
