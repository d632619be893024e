"""Opening the manual at the place that explains what is on screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QWidget

from services.i18n import _
from ui.dialogs.overlay import Overlay, open_overlay
from ui.manual.asking import ManualAsker
from ui.palette.palette import Answer, PaletteEntry, PaletteGroup

if TYPE_CHECKING:
    from services.manual.search import ManualHit
    from ui.manual.window import ManualWindow

TOPIC = "manual"
"""The property of a widget that names the place of the manual about it: ``page`` or ``page#anchor``."""

SECTIONS = {
    ("inventory", "purchases"): "inventory#receive", ("inventory", "stocktakes"): "inventory#stocktake",
    ("inventory", "reorder"): "inventory#reorder", ("inventory", "suppliers"): "inventory#suppliers",
    ("inventory", "moves"): "inventory#moves", ("after-sales", "returns"): "after-sales#parcel-back",
    ("after-sales", "defective"): "after-sales#defective", ("after-sales", "reviews"): "after-sales#reviews",
    ("after-sales", "reports"): "after-sales#reports",
    ("finance", "transactions"): "finance#statements", ("finance", "profit"): "costs",
    ("finance", "reconcile"): "finance#reconcile", ("finance", "courier-bills"): "finance#couriers",
    ("finance", "owing"): "finance#due", ("finance", "books"): "figures#books",
    ("finance", "budgets"): "finance#budgets", ("finance", "tax"): "finance#tax",
    ("finance", "invoices"): "finance#invoices", ("finance", "audit"): "finance#audit",
    ("finance", "closing"): "month-close", ("growth", "goals"): "growth#goal",
    ("growth", "traffic"): "growth#traffic", ("growth", "ads"): "growth#traffic", ("growth", "items"): "growth#traffic",
    ("growth", "posts"): "growth#posts", ("growth", "launches"): "growth#launches",
    ("growth", "campaigns"): "growth#campaign", ("growth", "competitors"): "growth#competitors",
    ("growth", "advice"): "growth#advice", ("growth", "actions"): "growth#actions",
}  # fmt: skip
"""The place of the manual about a section of a page, where it has one of its own."""

_FIRST = "first-morning"
_SHOWN = 5


def open_manual(window: QWidget, target: str = "", shortcuts: Callable[[], object] | None = None) -> ManualWindow:
    """Show the manual of `window` at `target` (else at its beginning); one window, however often it is asked for."""
    from ui.manual.window import ManualWindow

    top = window.window()
    if isinstance(top, ManualWindow):
        shown: ManualWindow = top
    else:
        known = [one for one in top.findChildren(ManualWindow) if shiboken6.isValid(one) and one.isVisible()]
        shown = known[0] if known else ManualWindow(top, shortcuts)
    shown.open_at(target or _FIRST)
    return shown


def topic(window: QWidget, page: str, section: str = "") -> str:
    """What the manual should show now: of the figure under the pointer, of what has the keyboard, of dialog or page."""
    over = open_overlay(window)
    for widget in (QApplication.widgetAt(QCursor.pos()), QApplication.focusWidget()):
        if widget is not None and widget.window() is window.window() and (over is None or over.isAncestorOf(widget)):
            found = _named(widget)
            if found:
                return found
    return (_named(over) if over is not None else "") or SECTIONS.get((page, section)) or page or _FIRST


def _named(widget: QWidget | None) -> str:
    """The topic of the nearest widget around that has one, up to the card it stands on."""
    while widget is not None:
        if found := widget.property(TOPIC):
            return str(found)
        if isinstance(widget, Overlay):
            return widget.topic
        widget = widget.parentWidget()
    return ""


class ManualSearch:
    """Says to the palette what the manual knows about something typed; the window waits for no page."""

    def __init__(self, window: QWidget, show: Callable[[str], object]) -> None:
        self._asker, self._show = ManualAsker(window), show

    def __call__(self, typed: str, answer: Answer) -> None:
        def found(hits: Sequence[ManualHit]) -> None:
            answer([_group(hits, self._show)], True)

        self._asker.ask(typed, found, _SHOWN, quick=True, without=partial(answer, [], True))


def _group(hits: Sequence[ManualHit], show: Callable[[str], object]) -> PaletteGroup:
    entries = (
        PaletteEntry(
            hit.title,
            partial(show, f"{hit.key}#{hit.anchor}"),
            remark=hit.excerpt if hit.title == hit.page_title else hit.page_title,
            icon="book-open",
        )
        for hit in hits
    )
    return PaletteGroup(_("Manual"), tuple(entries))
