"""A page of several sections: one at a time, chosen from the row under the title."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from services.i18n import N_
from ui.actions import ActionSpec
from ui.page import Page, PageContext
from ui.pages.section import Section, SectionSpec
from ui.widgets.section_switch import SectionSwitch


class SectionedPage(Page):
    """Builds a section when it is first wanted. `sections` are the built ones, by key.

    A page sets `page_key` and `page_title`; Ctrl+N and Ctrl+F go to the section on screen.
    """

    page_key: str
    page_title: str

    def __init__(self, context: PageContext, specs: Sequence[SectionSpec]) -> None:
        super().__init__()
        self._context = context
        self._specs = {spec.key: spec for spec in specs}
        self.sections: dict[str, Section] = {}
        self.stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self._add_actions()
        self.show_section(specs[0].key)

    @property
    def section(self) -> Section:
        """The section on screen."""
        return self.sections[self.current]

    def show_section(self, key: str, **wanted: Any) -> Section:
        """Go to a section and tell it what is wanted."""
        if key not in self.sections:
            section = self._specs[key].build(self._context)
            switch = SectionSwitch([(spec.key, spec.title) for spec in self._specs.values()], key)
            switch.chosen.connect(self._chosen)
            section.set_switch(switch)
            self.sections[key] = section
            self.stack.addWidget(section)
        self.current = key
        self.stack.setCurrentWidget(self.section)
        self.section.opened(**wanted)
        return self.section

    def opened(self, **wanted: Any) -> None:
        """`section` names the section that is wanted; it gets the rest."""
        self.show_section(str(wanted.pop("section", self.current)), **wanted)

    def take_scan(self, code: str) -> bool:
        """The section on screen may do something with a scanned code."""
        return self.section.take_scan(code)

    def drop_words(self, files: Sequence[Path]) -> str:
        """What the section on screen would do with dropped files."""
        return self.section.drop_words(files)

    def take_files(self, files: Sequence[Path]) -> None:
        """Hand dropped files to the section on screen."""
        self.section.take_files(files)

    def may_leave(self) -> bool:
        """False while a section would lose something."""
        return all(section.may_leave() for section in self.sections.values())

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        for section in self.sections.values():
            section.retranslate()

    def _chosen(self, key: str) -> None:
        by_key = self.section.switch.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        section = self.show_section(key)
        if by_key:
            section.switch.buttons[key].setFocus(Qt.FocusReason.TabFocusReason)

    def _add_actions(self) -> None:
        scope = self.page_key
        self._context.registry.add(
            ActionSpec(
                f"{scope}.new", N_("New in this section"), lambda: self.section.new(), "plus", "Ctrl+N",
                scope=scope, group=self.page_title, palette=False,
            ),
            ActionSpec(
                f"{scope}.filter", N_("Filter these rows"), lambda: self.section.focus_filter(), "funnel-simple",
                "Ctrl+F", scope=scope, group=self.page_title, palette=False,
            ),
        )  # fmt: skip
