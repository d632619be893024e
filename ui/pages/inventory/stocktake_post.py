"""Ending a stocktake: what posting will do, and the questions before abandoning or reversing one."""

from __future__ import annotations

from collections.abc import Callable

from services import formatting
from services.i18n import NN_, _
from services.messages import counted
from services.stocktake.queries import StocktakeView
from ui.dialogs.dialog import Dialog, confirm
from ui.page import PageContext
from ui.widgets.card import KeyValueRow
from ui.widgets.fields import CheckBox
from ui.widgets.text import Text

_UNCOUNTED = NN_(
    "{count} line was not counted and stays as it is.", "{count} lines were not counted and stay as they are."
)
_AS_NONE = NN_("Nothing is left of the line that was not counted", "Nothing is left of the {count} lines not counted")
_MOVED = NN_(
    "{count} line was sold or received between its first and its last piece: count it again if you can.",
    "{count} lines were sold or received between their first and their last piece: count them again if you can.",
)
_UNKNOWN = NN_("{count} difference has no known cost.", "{count} differences have no known cost.")
_ON_LINES = NN_("{pieces} on {count} line", "{pieces} on {count} lines")


class PostDialog(Dialog):
    """Says what posting means; `then` gets whether lines nobody counted are to be empty."""

    topic = "inventory#stocktake"

    def __init__(self, context: PageContext, found: StocktakeView, then: Callable[[bool], object]) -> None:
        title = _("Post {number}").format(number=found.number)
        subtitle = _("Each difference is booked at the time its line was counted; what was sold later stays sold.")
        super().__init__(context.dialog_parent(), title, subtitle, icon="clipboard-text", width=500)
        tally, number = found.tally, formatting.integer
        self.body.addWidget(KeyValueRow(_("Lines counted"), f"{number(tally.counted)} / {number(tally.lines)}"))
        self.body.addWidget(KeyValueRow(_("No difference"), number(tally.same)))
        self.body.addWidget(KeyValueRow(_("Pieces more"), _on_lines(tally.pieces_more, tally.more)))
        self.body.addWidget(KeyValueRow(_("Pieces fewer"), _on_lines(tally.pieces_fewer, tally.fewer)))
        worth = formatting.money(tally.value_minor, found.currency) if tally.is_worth_known else "—"
        self.body.addWidget(KeyValueRow(_("Difference in value"), worth, strong=True))
        for forms, count in ((_UNKNOWN, tally.unknown_value), (_MOVED, tally.moved), (_UNCOUNTED, tally.uncounted)):
            if count:
                self.body.addWidget(Text(counted(forms, count), "body", "text2", wrap=True))
        self.as_none = CheckBox(counted(_AS_NONE, tally.uncounted))
        self.body.addWidget(self.as_none)
        self.as_none.setVisible(bool(tally.uncounted))
        self.body.addWidget(Text(_("You can undo it, or reverse it later."), "caption", "text3", wrap=True))
        self.add_cancel()
        self.go = self.add_primary(_("Post"), "check")
        self.go.setEnabled(bool(tally.counted))
        self.accepted.connect(lambda: then(self.as_none.isChecked()))


def ask_abandon(context: PageContext, found: StocktakeView, then: Callable[[], object]) -> Dialog:
    """Ask before a stocktake ends without changing anything."""
    return confirm(
        context.dialog_parent(),
        _("Abandon {number}?").format(number=found.number),
        _("The stock stays as the books have it. What was counted can still be read."),
        _("Abandon"),
        then,
    )


def ask_reverse(context: PageContext, found: StocktakeView, then: Callable[[], object]) -> Dialog:
    """Ask before everything a posted stocktake booked is taken back."""
    return confirm(
        context.dialog_parent(),
        _("Reverse {number}?").format(number=found.number),
        _("Everything it booked is booked back today. The stocktake stays in the list as reversed."),
        _("Reverse"),
        then,
    )


def _on_lines(pieces: int, lines: int) -> str:
    number = formatting.integer
    return counted(_ON_LINES, lines, pieces=number(pieces)) if lines else number(pieces)
