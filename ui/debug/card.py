"""The card of ``--debug``: slow queries, stalls of the window, memory."""

from __future__ import annotations

import gc
from collections import Counter
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from services import memory
from services.i18n import _
from services.slow_statements import SLOW_S, SlowStatements
from ui.debug.stalls import STALL_S, StallMeter
from ui.dialogs.dialog import Dialog
from ui.widgets.view_tabs import ViewTab, ViewTabs

_KINDS = 12
_HEIGHT = 380


class DebugCard(Dialog):
    """Three lists as plain text, so that they can be copied into a report."""

    def __init__(self, window: QWidget, statements: SlowStatements, stalls: StallMeter, began_mb: int | None) -> None:
        super().__init__(window, _("Debugging"), icon="gauge", width=920)
        self._statements, self._stalls, self._began_mb = statements, stalls, began_mb
        self._pages = {"queries": self._queries, "stalls": self._stall_words, "memory": self._memory}
        self.tabs = ViewTabs((
            ViewTab("queries", _("Slow queries")), ViewTab("stalls", _("Stalls")), ViewTab("memory", _("Memory")),
        ))  # fmt: skip
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(_HEIGHT)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setAccessibleName(_("Details"))
        self.body.addWidget(self.tabs)
        self.body.addWidget(self.text)
        self.add_left(_("Copy details"), "copy", self._copy)
        self.add_left(_("Start afresh"), "arrow-counter-clockwise", self._clear)
        self.add_cancel(_("Close"))
        self.add_primary(_("Look again"), run=self.show_words)
        self.tabs.changed.connect(partial(self._turned))
        self.show_words()

    @Slot()
    def show_words(self) -> None:
        """Write the current list as it is now."""
        self.text.setPlainText(self._pages[self.tabs.current() or "queries"]())

    def _turned(self, _key: str) -> None:
        self.show_words()

    def _clear(self) -> None:
        self._statements.clear()
        self._stalls.clear()
        self.show_words()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n\n".join(page() for page in self._pages.values()))

    def _queries(self) -> str:
        head = _("Statements that took {limit} ms or longer, without their values. What took most in all comes first.")
        lines = [head.format(limit=round(SLOW_S * 1000)), ""]
        for one in self._statements.found():
            figures = _("{count} times, worst {worst} ms, together {total} ms")
            lines += [
                figures.format(count=one.count, worst=_ms(one.worst_s), total=_ms(one.total_s)), f"    {one.words}", "",
            ]  # fmt: skip
        return "\n".join(lines if len(lines) > 2 else [*lines, _("None so far.")])

    def _stall_words(self) -> str:
        head = _("Times the window was held longer than {limit} ms, the longest first, with the calls that held it.")
        lines = [head.format(limit=round(STALL_S * 1000)), ""]
        for stall in self._stalls.found():
            lines += [_("{count} ms").format(count=_ms(stall.took_s)), *(f"    {call}" for call in stall.calls), ""]
        return "\n".join(lines if len(lines) > 2 else [*lines, _("None so far.")])

    def _memory(self) -> str:
        now = memory.resident_mb()
        widgets = Counter(type(one).__name__ for one in QApplication.allWidgets())
        objects = Counter(type(one).__name__ for one in gc.get_objects())
        lines = [_("Memory in use: {now} MB, {began} MB at the start.").format(now=_mb(now), began=_mb(self._began_mb))]
        lines += ["", _("Widgets: {count}").format(count=widgets.total()), *_most(widgets)]
        lines += ["", _("Objects made since the start: {count}").format(count=objects.total()), *_most(objects)]
        return "\n".join(lines)


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


def _mb(size: int | None) -> str:
    return "?" if size is None else str(size)


def _most(counted: Counter[str]) -> list[str]:
    return [f"{count:>9}  {name}" for name, count in counted.most_common(_KINDS)]
