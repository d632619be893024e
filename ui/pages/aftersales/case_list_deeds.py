"""What can be done from the list of cases: with the ticked ones on a bar, with one row in its menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint

from services.aftersales import commands, views
from services.aftersales.views import CaseView
from services.i18n import N_, NN_, _
from ui.actions import ActionSpec
from ui.pages.aftersales.case_deeds import CaseDeeds
from ui.pages.aftersales.detail import CasePanel, menu_entries
from ui.pages.aftersales.list_menu import ListMenu
from ui.pages.one_shown import OneShown
from ui.pages.section import Section
from ui.pages.work import run
from ui.table.table_panel import TablePanel
from ui.theme.icons import icon
from ui.widgets.menu import PassingMenu

_TICKED = NN_("{count} case chosen", "{count} cases chosen")
_OF_SEVERAL: tuple[tuple[str, str, str, Callable[..., Any]], ...] = (
    ("close", N_("Close"), "check-circle", commands.close),
    ("withdraw", N_("Withdrawn"), "x-circle", commands.withdraw),
    ("reopen", N_("Open again"), "arrow-counter-clockwise", commands.reopen),
)


class CaseListDeeds(ListMenu):
    """The bar over ticked cases, and the menu of one row, which depends on how its case stands."""

    def __init__(self, section: Section, table: TablePanel, panel: CasePanel, one: OneShown, deeds: CaseDeeds) -> None:
        self._panel, self._one, self._deeds = panel, one, deeds
        of_several = [(key, words, name) for key, words, name, _run in _OF_SEVERAL]
        super().__init__(section, table, _TICKED, of_several, (), self._run)

    def do(self, what: str) -> None:
        """Close, withdraw or open again the ticked cases, else the one at the right."""
        if self._table.view.selected_count:
            self.of_ticked(what)
        elif self._panel.isVisible() and self._panel.shown is not None:
            self._run(what, [self._panel.shown.id])
        else:
            self._section.context.toast(_("Tick cases in the list, or open one, first."))

    def actions(self, group: str) -> tuple[ActionSpec, ...]:
        """The same for the palette."""
        words = {
            "close": N_("Close these cases"),
            "withdraw": N_("These cases were withdrawn"),
            "reopen": N_("Open these cases again"),
        }
        return tuple(
            ActionSpec(
                f"after-sales.{key}", words[key], partial(self.do, key), name, scope="after-sales", group=group
            )
            for key, _words, name, _run in _OF_SEVERAL
        )  # fmt: skip

    def _run(self, what: str, ids: list[int]) -> None:
        command = next(one for key, _words, _name, one in _OF_SEVERAL if key == what)
        run(self._section.context, self._section, command, ids, then=self.clear)

    def _open(self, at: QPoint) -> None:
        case_id = self._table.model.row_id(self._table.view.current_row())
        if case_id is not None:
            asked = self._section.link.ask(views.case_view, int(case_id), owner=self._section)
            asked.then(partial(self._open_menu, QPoint(at))).fails(self._section.context.show_error)

    def _open_menu(self, at: QPoint, view: CaseView) -> None:
        self.menu = menu = PassingMenu(self._section)
        menu.addAction(icon("arrow-u-up-left"), _("Show"), lambda: self._one.open(view.case.id))
        order_no = view.case.order_no
        if view.case.order_id is not None and order_no is not None:
            to_order = partial(self._section.context.navigate, "orders", search=order_no)
            menu.addAction(icon("receipt"), _("Show the order"), to_order)
        menu.addAction(icon("chat-circle-text"), _("Reply…"), lambda: self._deeds.do("reply", view))
        menu.addSeparator()
        for key, words, name in menu_entries(view):
            menu.addAction(icon(name), words, partial(self._deeds.do, key, view))
        menu.popup(at)
