"""Numbering in the settings: how the numbers are written that the program gives itself, a row for each kind."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from services import settings
from services.errors import Invalid
from services.i18n import N_, _
from services.numbering.kinds import DEFAULTS, LABELS, NumberKind, pattern_for
from services.numbering.numbers import example, examples, set_pattern
from services.numbering.pattern import Pattern, read_pattern
from services.settings_view import SettingsView
from ui.manual.opening import TOPIC
from ui.page import PageContext
from ui.pages.settings.saving import Saver
from ui.pages.settings.section import CONTROL_WIDTH, Section, SettingRow
from ui.theme import space
from ui.widgets.buttons import IconButton
from ui.widgets.fields import text_field


class NumberingSection(Section):
    """What a pattern is, and one for each kind with the number that comes next, asked for once it is on screen."""

    def __init__(self, context: PageContext, saver: Saver, view: SettingsView) -> None:
        super().__init__("numbering", _("Numbering"), N_("document number counter prefix pattern"))
        self.setProperty(TOPIC, "settings#numbers")
        self._context = context
        self._add_explanation()
        kept = view.values[settings.NUMBERING.key]
        self.patterns = {kind: PatternRow(context, saver, kind, pattern_for(kept, kind)) for kind in NumberKind}
        for row in self.patterns.values():
            self.add(row)

    @Slot()
    def seen(self) -> None:
        self._context.link.ask(examples, owner=self).then(self._show)

    def _add_explanation(self) -> None:
        day = _("{yyyy} or {yy}, {mm} and {dd} stand for year, month and day; the zeros at the end are the counter.")
        anew = _("The counter begins anew with every day, month or year that is in the pattern, else never.")
        self.add(SettingRow(_("How a pattern is written"), None, f"{day}\n{anew}"))

    def _show(self, found: dict[NumberKind, str]) -> None:
        for kind, row in self.patterns.items():
            row.show_next(row.saved, found[kind])


class PatternRow(SettingRow):
    """The pattern of one kind: what it would give next while it is typed; saved when it is left or Enter is pressed."""

    def __init__(self, context: PageContext, saver: Saver, kind: NumberKind, pattern: Pattern) -> None:
        self._context, self._saver, self._kind, self._own = context, saver, kind, DEFAULTS[kind]
        self.saved = str(pattern)
        self.field = text_field(value=self.saved)
        name = _(LABELS[kind])
        self.back = IconButton("arrow-counter-clockwise", _("Default again: {name}").format(name=name))
        box = QWidget()
        across = QHBoxLayout(box)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(space.S)
        across.addWidget(self.field, 1)
        across.addWidget(self.back)
        box.setFixedWidth(CONTROL_WIDTH)
        box.setFocusProxy(self.field)
        super().__init__(name, box, _("Next: {number}").format(number="…"))
        self.field.setAccessibleName(_("Pattern of the number: {name}").format(name=name))
        place = self.back.sizePolicy()
        place.setRetainSizeWhenHidden(True)  # the fields stay in one line
        self.back.setSizePolicy(place)
        self.back.setVisible(pattern != self._own)
        self.field.textEdited.connect(self._try)
        self.field.editingFinished.connect(self._finish)
        self.back.clicked.connect(lambda _on=False: self._go_back())

    def show_next(self, typed: str, number: str) -> None:
        """Say which number comes next by what was typed, if that still stands there."""
        if self.field.text() == typed:
            self.set_explanation(_("Next: {number}").format(number=number))

    @Slot(str)
    def _try(self, typed: str) -> None:
        """What the half-typed pattern would give, or what is missing yet."""
        self.set_problem("")
        try:
            read_pattern(typed)
        except Invalid as error:
            self.set_explanation(str(error.params["reason"]))
            return
        self._context.link.ask(example, self._kind, typed, owner=self).then(partial(self.show_next, typed))

    def _go_back(self) -> None:
        self.field.setFocus()  # the button goes
        self.field.setText(str(self._own))
        self._try(self.field.text())
        self._finish()

    @Slot()
    def _finish(self) -> None:
        typed = self.field.text().strip()
        self.field.setModified(False)
        if typed == self.saved:
            return
        try:
            pattern = read_pattern(typed) if typed else self._own
        except Invalid as error:
            self.set_problem(str(error.params["reason"]))
            return
        self.saved = str(pattern)
        self.back.setVisible(pattern != self._own)
        self._saver.run(self, _("Saved: {what}").format(what=self.label), set_pattern, self._kind, typed)
