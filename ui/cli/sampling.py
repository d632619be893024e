"""``sample``: a workbook to fill in, with three invented rows that import."""

from __future__ import annotations

from services.round_trip.templates import sample_title, write_template
from ui.cli.call import Call
from ui.cli.papers import require_name


def run(call: Call) -> int:
    """Write the workbook; its name is the answer."""
    kind, out = str(call.words.kind), call.out
    require_name(out, ".xlsx")
    write_template(kind, out)
    call.console.say(f"{sample_title(kind)}: {out}")
    call.console.answer({"sample": kind, "out": str(out)}, [str(out)])
    return 0
