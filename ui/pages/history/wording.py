"""Words and looks of the lines of History and of the print log."""

from __future__ import annotations

from services import formatting
from services.fulfilment.print_log import PrintRunView
from services.history.queries import OperationView
from services.i18n import N_, NN_, _
from services.messages import counted, render
from services.types import PrintKind
from ui.pages.history.lines import Line

_SOURCES = {
    "ui": N_("in the window"),
    "cli": N_("command line"),
    "import": N_("import"),
    "demo": N_("demo"),
}
_AREAS = {
    "imports": "upload-simple",
    "orders": "receipt",
    "catalog": "package",
    "channels": "storefront",
    "settings": "gear-six",
    "shop": "storefront",
    "fulfilment": "printer",
    "integrity": "check-circle",
}
PRINTS = {
    PrintKind.PICK_LIST: (N_("Pick list {number}"), "list-bullets"),
    PrintKind.PACKING_LIST: (N_("Packing lists {number}"), "printer"),
    PrintKind.SHIP_FILE: (N_("Ship file {number}"), "file-arrow-down"),
    PrintKind.HANDOVER: (N_("Handover list {number}"), "handshake"),
}
_ORDERS = NN_("{count} order", "{count} orders")


def is_root(line: OperationView) -> bool:
    """Whether the line is a step of its own and not the undo or redo of one."""
    return line.kind == "do"


def shown_text(line: OperationView) -> str:
    """What was done, in words."""
    words = render(line.text)
    if line.kind == "undo":
        return _("Undone: {what}").format(what=words)
    if line.kind == "redo":
        return _("Done again: {what}").format(what=words)
    return words


def state_of(line: OperationView) -> tuple[str, str]:
    """The word and tone of the pill; empty where the step simply holds."""
    if line.is_undone:
        return _("Undone"), "grey"
    if line.final_reason is not None:
        return _("Final"), "violet"
    return "", "grey"


def source_words(source: str) -> str:
    """Who did it."""
    return _(_SOURCES[source]) if source in _SOURCES else source


def operation_line(line: OperationView, zone: str) -> Line:
    """A line of History, ready to paint."""
    icon = {"undo": "arrow-u-up-left", "redo": "arrow-u-up-right"}.get(str(line.kind), "")
    return Line(
        line.id,
        icon or _AREAS.get(line.code.partition(".")[0], "circle"),
        shown_text(line),
        formatting.instant(line.at, zone),
        source_words(line.source),
        state_of(line),
        line.is_undone,
    )


def print_line(run: PrintRunView, zone: str) -> Line:
    """A line of the print log, ready to paint."""
    title, icon = PRINTS[run.kind]
    orders = counted(_ORDERS, run.orders)
    words = _(title).format(number=run.number)
    return Line(run.id, icon, f"{words}   {run.target}".rstrip(), formatting.instant(run.printed_at, zone), orders)
