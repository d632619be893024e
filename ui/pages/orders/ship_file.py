"""The ship file: tracking numbers as a platform's back-end reads them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout

from services import clock, paths
from services.exporting.ship_files import write_ship_file
from services.fulfilment.commands import log_print
from services.fulfilment.queries import Shipment, shipments
from services.i18n import NN_, _
from services.orders.commands import set_status
from services.orders.listing import FilterValues
from services.types import OrderStatus, PrintKind
from ui.dialogs.dialog import Dialog
from ui.pages.orders.bulk import counted
from ui.pages.orders.work import Work
from ui.widgets.buttons import SecondaryButton
from ui.widgets.fields import CheckBox, Choice, FormRow
from ui.widgets.text import Text

_COUNT = NN_("{count} shipment goes into the file.", "{count} shipments go into the file.")
_WRITTEN = NN_("{file}: {count} shipment written.", "{file}: {count} shipments written.")


class ShipFileDialog(Dialog):
    """Channel, the platform's own template where it has one, and whether the orders count as shipped."""

    def __init__(self, work: Work, values: FilterValues) -> None:
        subtitle = _("Tracking numbers of one channel, to be uploaded in its back-end.")
        super().__init__(work.window(), _("Write a ship file"), subtitle, icon="file-arrow-up", width=480)
        self._work = work
        self._shipments: tuple[Shipment, ...] = ()
        self._template: Path | None = None
        self.channel = Choice()
        for one in values.channels:
            self.channel.addItem(one.name, one.id)
        self.again = CheckBox(_("Also shipments that were in an earlier file"))
        self.mark = CheckBox(_("Mark as shipped"))
        self.mark.setChecked(True)
        self.count = Text("", "body", "text2", wrap=True)
        self.template = Text(_("A plain file of three columns"), "body", "text2", elide=True)
        choose = SecondaryButton(_("Use the platform's template…"), "file-text")
        choose.clicked.connect(self._choose_template)
        row = QHBoxLayout()
        row.addWidget(self.template, 1)
        row.addWidget(choose)
        self.body.addWidget(FormRow(_("Channel"), self.channel))
        self.body.addLayout(row)
        for widget in (self.again, self.mark, self.count):
            self.body.addWidget(widget)
        self.add_cancel()
        self.go = self.add_primary(_("Save as…"), "download-simple", self._ask_where)
        self.channel.currentIndexChanged.connect(self._look)
        self.again.toggled.connect(self._look)
        self._look()

    def _look(self) -> None:
        self.go.setEnabled(False)
        channel_id = self.channel.currentData()
        if channel_id is None:
            self.count.setText(_("There is no channel yet."))
            return
        again = self.again.isChecked()
        self._work.ask_newest("shipments", shipments, channel_id, again=again, owner=self, then=self._arrived)

    def _arrived(self, found: tuple[Shipment, ...]) -> None:
        self._shipments = found
        self.go.setEnabled(bool(found))
        self.count.setText(
            counted(_COUNT, len(found)) if found else _("No tracking number of this channel waits to be reported.")
        )
        self.place()

    def _choose_template(self) -> None:
        self._work.context.ask_files(_("Empty template of the platform"), _("Workbooks (*.xlsx)"), self.use_template)

    def use_template(self, files: list[Path]) -> None:
        """Fill this file of the platform instead of writing a plain one."""
        if files:
            self._template = files[0]
            self.template.setText(files[0].name)

    def _ask_where(self) -> None:
        name = f"{self.channel.currentText()} {clock.now():%Y%m%d}.xlsx"
        filters = _("Workbooks (*.xlsx)") if self._template else _("Tables (*.xlsx *.csv)")
        self._work.context.ask_save(_("Save the ship file"), filters, paths.documents_dir() / name, self.write)

    def write(self, out: Path) -> None:
        """Write the file in the background, then note it and mark the orders."""
        found, template = self._shipments, self._template
        self.go.setEnabled(False)
        pending = self._work.context.link.ask(_write, found, out, template, owner=self)
        pending.then(partial(self._written, found, out)).fails(self._failed)

    def _failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self._work.context.show_error(error)

    def _written(self, found: tuple[Shipment, ...], out: Path, count: int) -> None:
        ids = [one.order_id for one in found]
        work, mark = self._work, self.mark.isChecked()
        work.context.toast(counted(_WRITTEN, count, file=out.name))

        def noted(_number: str) -> None:
            if mark:
                work.run(set_status, ids, OrderStatus.SHIPPED)

        work.run_quietly(log_print, PrintKind.SHIP_FILE, ids, out.name, then=noted)
        self.accept()


def _write(_connection: Any, found: tuple[Shipment, ...], out: Path, template: Path | None) -> int:
    """Runs on a reader thread: writing a file must not stop the window."""
    return write_ship_file(found, out, template=template)
