"""The list of couriers, and the form of one: its names, the form of its numbers, what each platform calls it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from services.couriers.book import Courier, couriers
from services.couriers.commands import change_courier, restore_couriers
from services.errors import AppError, Invalid
from services.i18n import N_, _, join_list
from services.importing.channels import PLATFORM_NAMES
from services.types import Platform
from ui import said
from ui.dialogs.dialog import Dialog
from ui.page import PageContext
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.theme.apply import current_theme
from ui.widgets.fields import CheckBox, FormRow, text_field
from ui.widgets.text import Text

_SEPARATORS = re.compile("[,;\uff0c\uff1b\u3001]+")
_USED = 0
COLUMNS = (
    ListColumn(N_("In use"), 64),
    ListColumn(N_("Courier"), 150),
    ListColumn(N_("Form of its numbers"), 0),
    ListColumn(N_("Platforms' names"), 220),
)


class CouriersDialog(Dialog):
    """`table` lists the couriers; a tick says that the shop uses one, Enter or a click opens its form."""

    topic = "settings#couriers"

    def __init__(self, context: PageContext, platforms: Sequence[Platform]) -> None:
        subtitle = _("Numbers tell their courier by these forms; ship files name it as the platform does.")
        super().__init__(context.dialog_parent(), _("Couriers"), subtitle, icon="truck", width=860)
        self._context, self._platforms = context, tuple(platforms)
        self.form: CourierForm | None = None
        self.table = ListTable(COLUMNS, line_of)
        self.table.setAccessibleName(_("Couriers"))
        self.table.setMinimumHeight(420)
        self.table.opened.connect(self.edit)
        self.table.clicked_cell.connect(self._clicked)
        self.body.addWidget(self.table)
        self.add_left(_("Add a courier…"), "plus", self.add_courier)
        self.add_left(_("As the program brings them"), "arrow-counter-clockwise", self._restore)
        self.add_cancel(_("Close"))
        self.read()

    def read(self) -> None:
        """Read the list again."""
        self._context.link.ask(couriers, owner=self).then(self.table.set_rows)

    def add_courier(self) -> None:
        """The form of a courier the list does not have."""
        taken = {one.key for one in self.table.list.rows}
        number = next(number for number in range(1, len(taken) + 2) if f"own-{number}" not in taken)
        self.edit(Courier(f"own-{number}", ""))

    def edit(self, courier: Courier) -> None:
        """The form of one courier, over the list."""
        self.form = CourierForm(self._context, courier, self._platforms)
        self.form.accepted.connect(self.read)
        self._context.open_dialog(self.form)

    def _clicked(self, courier: Courier, column: int) -> None:
        if column == _USED:
            self._run(change_courier, replace(courier, is_used=not courier.is_used))
        else:
            self.edit(courier)

    def _restore(self) -> None:
        self._run(restore_couriers)

    def _run(self, command: Any, *values: Any) -> None:
        pending = self._context.link.run(command, *values, owner=self)
        pending.then(self._done).fails(self._context.show_error)

    def _done(self, outcome: Any) -> None:
        undo = said.way_back(self._context.link, outcome.changes)
        self._context.toast(said.done(outcome.changes), undo=undo)
        self.read()


class CourierForm(Dialog):
    """Everything about one courier; a refused form of numbers is said under its field."""

    topic = "settings#couriers"

    def __init__(self, context: PageContext, courier: Courier, platforms: Sequence[Platform]) -> None:
        title = courier.name or _("New courier")
        super().__init__(context.dialog_parent(), title, icon="truck", width=560)
        self._context, self._courier = context, courier
        self.name = text_field(value=courier.name)
        self.used = CheckBox(_("The shop uses it"))
        self.used.setChecked(courier.is_used)
        self.aliases = text_field(value=join_list(list(courier.aliases)))
        self.patterns = QPlainTextEdit("\n".join(courier.patterns))
        self.patterns.setTabChangesFocus(True)
        self.patterns.setFont(current_theme().font("body"))
        self.patterns.setFixedHeight(84)
        self._name_row = FormRow(_("Name"), self.name, required=True)
        self._pattern_row = FormRow(_("Forms of its numbers, one regular expression a line"), self.patterns)
        for widget in (self._name_row, self.used, FormRow(_("Other names"), self.aliases), self._pattern_row):
            self.body.addWidget(widget)
        self.names = self._name_fields(platforms)
        self._refusal = Text("", "body", "neg", wrap=True)
        self._refusal.hide()
        self.body.addWidget(self._refusal)
        self.add_cancel()
        self.go = self.add_primary(_("Save"), "check", self._save)

    def _name_fields(self, platforms: Sequence[Platform]) -> dict[str, QLineEdit]:
        known = [str(one) for one in platforms]
        wanted = dict.fromkeys([*known, *(one for one in self._courier.names if one in list(Platform))])
        found = {}
        for platform in wanted:
            found[platform] = text_field(self._courier.name, self._courier.names.get(platform, ""))
            words = _("Name on {platform}").format(platform=_(PLATFORM_NAMES[Platform(platform)]))
            self.body.addWidget(FormRow(words, found[platform]))
        return found

    def courier(self) -> Courier:
        """The courier as the form says it."""
        typed = {platform: field.text().strip() for platform, field in self.names.items()}
        return replace(
            self._courier,
            name=self.name.text().strip(),
            is_used=self.used.isChecked(),
            aliases=tuple(part.strip() for part in _SEPARATORS.split(self.aliases.text()) if part.strip()),
            patterns=tuple(line.strip() for line in self.patterns.toPlainText().splitlines() if line.strip()),
            names={platform: name for platform, name in typed.items() if name},
        )

    def _save(self) -> None:
        self.go.setEnabled(False)
        pending = self._context.link.run(change_courier, self.courier(), owner=self)
        pending.then(self._saved).fails(self._refused)

    def _saved(self, outcome: Any) -> None:
        undo = said.way_back(self._context.link, outcome.changes)
        self._context.toast(said.done(outcome.changes), undo=undo)
        self.accept()

    def _refused(self, error: Exception) -> None:
        self.go.setEnabled(True)
        if isinstance(error, Invalid):
            is_name = not self.name.text().strip() or error.params["value"] == self.name.text().strip()
            (self._name_row if is_name else self._pattern_row).set_problem(str(error.params["reason"]))
        elif isinstance(error, AppError):
            self._refusal.setText(str(error))
            self._refusal.show()
        else:
            self._context.show_error(error)
        self.place()


def line_of(courier: Courier) -> Line:
    """The cells of one courier."""
    names = join_list([f"{_(PLATFORM_NAMES[Platform(key)])}: {name}" for key, name in courier.names.items()])
    return (
        ListCell("", ticked=courier.is_used),
        ListCell(courier.name, link=True),
        ListCell("  ".join(courier.patterns), "text2"),
        ListCell(names, "text2"),
    )
