"""The ship file: tracking numbers as a platform's back-end reads them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout

from services import paths
from services.couriers.commands import keep_template
from services.fulfilment.commands import log_print
from services.fulfilment.queries import Shipment, channels_to_report, shipments
from services.fulfilment.ship_layouts import ShipLayout, file_names, read_template, ship_layout, write_ship_files
from services.fulfilment.stopped import stopped_shipments
from services.i18n import NN_, _
from services.messages import counted
from services.orders.commands import set_status
from services.orders.listing import FilterValues
from services.types import OrderStatus, PrintKind
from ui.dialogs.dialog import Dialog
from ui.pages.orders.work import Work
from ui.widgets.buttons import LinkButton, SecondaryButton
from ui.widgets.fields import CheckBox, Choice, FormRow
from ui.widgets.text import Text

_COUNT = NN_("{count} shipment goes into the file.", "{count} shipments go into the file.")
_SPLIT = NN_(
    "The platform takes {rows} rows a file: {count} file.", "The platform takes {rows} rows a file: {count} files."
)
_STOPPED = NN_(
    "{count} stays out: the buyer wants the money back.", "{count} stay out: the buyers want the money back."
)
_WRITTEN = NN_("{file}: {count} shipment written.", "{file}: {count} shipments written.")
Found = tuple[tuple[Shipment, ...], ShipLayout, int]


class ShipFileDialog(Dialog):
    """Channel, the platform's own template where it has one, and whether the orders count as shipped."""

    topic = "papers#ship-file"

    def __init__(self, work: Work, values: FilterValues) -> None:
        subtitle = _("Tracking numbers of one channel, to be uploaded in its back-end.")
        super().__init__(work.window(), _("Write a ship file"), subtitle, icon="file-arrow-up", width=480)
        self._work = work
        self._shipments: tuple[Shipment, ...] = ()
        self._layout: ShipLayout | None = None
        self.channel = Choice()
        for one in values.channels:
            self.channel.addItem(one.name, one.id)
        self.again = CheckBox(_("Also shipments that were in an earlier file"))
        self.mark = CheckBox(_("Mark as shipped"))
        self.mark.setChecked(True)
        self.count = Text("", "body", "text2", wrap=True)
        self.remark = Text("", "caption", "text2", wrap=True)
        self.remark.hide()
        self.body.addWidget(FormRow(_("Channel"), self.channel))
        self.body.addLayout(self._template_line())
        for widget in (self.again, self.mark, self.count, self.remark):
            self.body.addWidget(widget)
        self.add_cancel()
        self.go = self.add_primary(_("Save as…"), "download-simple", self._ask_where)
        self.channel.currentIndexChanged.connect(self._look)
        self.again.toggled.connect(self._look)
        self._work.ask(channels_to_report, owner=self, then=self._begin_with)

    def _begin_with(self, waiting: frozenset[int]) -> None:
        """Offer a channel that waits for a file, where the one on offer does not and nobody chose another meanwhile."""
        places = [place for place in range(self.channel.count()) if self.channel.itemData(place) in waiting]
        if places and 0 not in places and self.channel.currentIndex() == 0:
            self.channel.setCurrentIndex(places[0])  # which looks
        elif self.channel.currentIndex() <= 0:  # who chose another meanwhile has looked: again would lose their Enter
            self._look()

    def _template_line(self) -> QHBoxLayout:
        self.template = Text("", "body", "text2", elide=True)
        self.forget = LinkButton(_("Forget it"))
        self.forget.clicked.connect(lambda _on=False: self._keep("", b""))
        self.forget.hide()
        choose = SecondaryButton(_("Use the platform's template…"), "file-text")
        choose.clicked.connect(self._choose_template)
        row = QHBoxLayout()
        row.addWidget(self.template, 1)
        row.addWidget(self.forget)
        row.addWidget(choose)
        return row

    def _look(self) -> None:
        self.go.setEnabled(False)
        channel_id = self.channel.currentData()
        if channel_id is None:
            self.count.setText(_("There is no channel yet."))
            return
        again = self.again.isChecked()
        self._work.ask_newest("shipments", _found, channel_id, again=again, owner=self, then=self._arrived)

    def _arrived(self, found: Found) -> None:
        self._shipments, self._layout, stopped = found
        count = len(self._shipments)
        self.go.setEnabled(count > 0)
        self.count.setText(
            counted(_COUNT, count) if count else _("No tracking number of this channel waits to be reported.")
        )
        kept = self._layout.template
        self.template.setText(kept.name if kept is not None else _("The platform's layout"))
        self.forget.setVisible(kept is not None)
        files = len(file_names(self._layout, count, Path("ship.xlsx")))
        said = [counted(_SPLIT, files, rows=str(self._layout.most_rows))] if files > 1 else []
        said += [counted(_STOPPED, stopped)] if stopped else []
        self.remark.setText("\n".join(said))
        self.remark.setVisible(bool(said))
        self.place()

    def _choose_template(self) -> None:
        self._work.context.ask_file(_("Empty template of the platform"), _("Workbooks (*.xlsx)"), self.use_template)

    def use_template(self, file: Path) -> None:
        """Keep this empty file of the platform for the channel, and fill it from now on."""
        self._work.ask(_read, file, owner=self, then=lambda found: self._keep(found.name, found.content))

    def _keep(self, name: str, content: bytes) -> None:
        kept = self._work.run(keep_template, self.channel.currentData(), name, content)
        kept.then(lambda _outcome: self._look())

    def _ask_where(self) -> None:
        if self._layout is None:
            return
        has_own = self._layout.template is not None
        suffix = ".xlsx" if has_own else self._layout.suffix
        words = f"{self.channel.currentText()} {self._work.context.link.home.today():%Y%m%d}"
        name = paths.fit_for_a_file(words) + suffix
        filters = _("Workbooks (*.xlsx)") if has_own else _("Tables (*.xlsx *.csv *.txt)")
        self._work.context.ask_save(_("Save the ship file"), filters, paths.documents_dir() / name, self.write)

    def write(self, out: Path) -> None:
        """Write the file in the background, then note it and mark the orders."""
        if self._layout is None:
            return
        found = self._shipments
        self.go.setEnabled(False)
        pending = self._work.context.link.ask(_write, found, out, self._layout, owner=self)
        pending.then(partial(self._written, found)).fails(self._failed)

    def _failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self._work.context.show_error(error)

    def _written(self, found: tuple[Shipment, ...], files: tuple[Path, ...]) -> None:
        ids = [one.order_id for one in found]
        work, mark = self._work, self.mark.isChecked()
        named = files[0].name if len(files) == 1 else f"{files[0].name} … {files[-1].name}"
        work.context.toast(counted(_WRITTEN, len(found), file=named))

        def noted(_number: str) -> None:
            if mark:
                work.run(set_status, ids, OrderStatus.SHIPPED)

        work.run_quietly(log_print, PrintKind.SHIP_FILE, ids, named, then=noted)
        self.accept()


def _found(connection: Any, channel_id: int, *, again: bool) -> Found:
    """The shipments of a channel, how its files are written, and how many stay out for a refund."""
    return (
        shipments(connection, channel_id, again=again),
        ship_layout(connection, channel_id),
        stopped_shipments(connection, channel_id),
    )


def _read(_connection: Any, file: Path) -> Any:
    """Runs on a reader thread: a slow disk must not stop the window."""
    return read_template(file)


def _write(_connection: Any, found: tuple[Shipment, ...], out: Path, layout: ShipLayout) -> tuple[Path, ...]:
    """Runs on a reader thread: writing a file must not stop the window."""
    return write_ship_files(found, out, layout)
