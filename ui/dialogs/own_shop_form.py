"""Name, folder, currency and zone of a new shop."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services import paths
from services.errors import Invalid
from services.i18n import _
from services.set_up import file_name_for, require_valid
from services.shop_file import require_short
from services.world import currencies, usual_currency, zones
from ui.dialogs.files import ask_folder
from ui.theme import space
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.fields import Choice, FormRow, text_field


class OwnShopForm(QWidget):
    """`wanted` carries path, name, currency and zone once everything is valid; `back` leaves."""

    wanted = Signal(object, str, str, str)
    back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = text_field(_("My shop"))
        self.folder = text_field(value=str(paths.documents_dir()))
        self.currency, self.zone = Choice(), Choice()
        for code, shown in currencies():
            self.currency.addItem(shown, code)
        for zone, shown in zones():
            self.zone.addItem(shown, zone)
        self._is_currency_chosen = False
        self._follow_zone()
        self.zone.activated.connect(self._follow_zone)
        self.currency.activated.connect(self._currency_chosen)
        self._name_row = FormRow(_("Shop name"), self.name, required=True)
        self._folder_row = FormRow(_("Folder"), self.folder, _("The shop is one file; choose a folder you back up."))
        self.create_button = PrimaryButton(_("Create the shop"), "check")
        self._lay_out()
        self.name.textChanged.connect(self._clear_problem)
        self.name.returnPressed.connect(self._send)
        self.create_button.clicked.connect(self._send)
        self.setFocusProxy(self.name)

    def path(self) -> Path:
        """Where the shop file would be written."""
        return self._chosen_folder() / file_name_for(self.name.text())

    @Slot()
    def _follow_zone(self) -> None:
        """Whoever sells in a place is paid in its money, until another currency is chosen."""
        if self._is_currency_chosen:
            return
        place = self.currency.findData(usual_currency(str(self.zone.currentData())))
        self.currency.setCurrentIndex(max(place, 0))

    @Slot()
    def _currency_chosen(self) -> None:
        self._is_currency_chosen = True

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.M)
        column.addWidget(self._name_row)
        column.addLayout(self._folder_line())
        row = QHBoxLayout()
        row.setSpacing(space.M)
        row.addWidget(FormRow(_("Currency"), self.currency), 1)
        row.addWidget(FormRow(_("Time zone"), self.zone), 1)
        column.addLayout(row)
        column.addSpacing(space.S)
        foot = QHBoxLayout()
        foot.setSpacing(space.S)
        leave = SecondaryButton(_("Back"), "caret-left")
        leave.clicked.connect(self.back)
        foot.addWidget(leave)
        foot.addStretch(1)
        foot.addWidget(self.create_button)
        column.addLayout(foot)

    def _folder_line(self) -> QHBoxLayout:
        choose = SecondaryButton(_("Choose…"), "folder-open")
        choose.setAccessibleName(_("Choose the folder…"))
        choose.clicked.connect(self._choose_folder)
        line = QHBoxLayout()
        line.setSpacing(space.S)
        line.addWidget(self._folder_row, 1)
        beside = QVBoxLayout()
        beside.setSpacing(0)
        beside.addSpacing(self._folder_row.label.sizeHint().height() + space.XS)  # level with the field, not its label
        beside.addWidget(choose)
        beside.addStretch(1)
        line.addLayout(beside)
        return line

    @Slot()
    def _choose_folder(self) -> None:
        ask_folder(self, _("Folder of the shop file"), self._folder_chosen, self._chosen_folder())

    def _chosen_folder(self) -> Path:
        return Path(self.folder.text().strip() or paths.documents_dir())

    def _folder_chosen(self, folder: Path) -> None:
        self.folder.setText(str(folder))

    @Slot()
    def _clear_problem(self) -> None:
        self._name_row.set_problem("")

    @Slot()
    def _send(self) -> None:
        currency, zone = str(self.currency.currentData()), str(self.zone.currentData())
        try:
            require_valid(self.name.text(), currency, zone)
            require_short(self.path())
        except Invalid as error:
            self._name_row.set_problem(str(error.params["reason"]))
            self.name.setFocus()
            return
        if self.path().exists():
            words = _("“{file}” exists already in this folder. Choose another name or folder.")
            self._folder_row.set_problem(words.format(file=self.path().name))
            return
        self.wanted.emit(self.path(), self.name.text().strip(), currency, zone)
