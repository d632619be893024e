"""The section of the settings that says which printer of this computer takes which kind of paper."""

from __future__ import annotations

from PySide6.QtCore import Slot

from services.i18n import N_, _
from ui.pages.settings.saving import choice
from ui.pages.settings.section import Section, SettingRow
from ui.paper.kinds import PRINTED, PaperKind
from ui.preferences import Preferences
from ui.theme import space
from ui.widgets.fields import Choice
from ui.widgets.text import Text


class PrinterSection(Section):
    """A row for each kind of paper. The computer is asked for its printers once the section is on screen."""

    def __init__(self) -> None:
        super().__init__("printers", _("Printers of this computer"), N_("printer paper label office A4"))
        about = Text(_("Kept on this computer, neither in the shop file nor in exported settings."), "caption", "text2")
        self._none = Text(_("This computer has no printer."), "caption", "text2", self)
        for line in (about, self._none):
            line.setWordWrap(True)
            line.setContentsMargins(space.L, 0, space.L, space.S)
            self.add_wide(line)
        self._none.hide()
        self._rows = [PrinterRow(kind, name) for kind, name in PRINTED.items()]
        for row in self._rows:
            self.add(row)

    @Slot()
    def seen(self) -> None:
        """A printer may have been connected since the page was left."""
        from ui.paper.printers import connected  # here: a day on which nothing is printed needs none of it

        found = connected()
        self._none.setVisible(not found)
        for row in self._rows:
            row.show_printers(found)


class PrinterRow(SettingRow):
    """The printer of one kind of paper, kept at once; one that is gone stays, and is named."""

    def __init__(self, kind: PaperKind, name: str) -> None:
        self._kind, self._preferences = kind, Preferences()
        kept = self._preferences.printer_for(kind)
        values = [("", _("Ask each time")), *([(kept, kept)] if kept else [])]
        self.printers: Choice = choice(values, kept)
        super().__init__(_(name), self.printers, words=N_("printer"))
        self._connected: tuple[str, ...] | None = None
        self.printers.activated.connect(self._keep)

    def show_printers(self, found: tuple[str, ...]) -> None:
        """These are there to be chosen from, beside the one that is kept."""
        self._connected = found
        kept = str(self.printers.currentData())
        for index in reversed(range(1, self.printers.count())):
            if self.printers.itemData(index) not in (*found, kept):
                self.printers.removeItem(index)
        for name in found:
            if self.printers.findData(name) < 0:
                self.printers.addItem(name, name)
        self._say_gone()

    @Slot()
    def _keep(self) -> None:
        self._preferences.remember_printer(self._kind, str(self.printers.currentData()))
        self._say_gone()

    def _say_gone(self) -> None:
        """Not the problem of a value that was refused: that keeps a section from being made anew."""
        kept = str(self.printers.currentData())
        is_gone = bool(kept) and self._connected is not None and kept not in self._connected
        self.remark.set_tone("neg" if is_gone else "text2")
        words = _("“{printer}” is not connected: you will be asked.").format(printer=kept)
        self.remark.setText(f"\u26a0 {words}" if is_gone else "")
        self.remark.setVisible(is_gone)
