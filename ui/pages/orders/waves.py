"""Waves in the window: all of them with how far they are, one of them parcel by parcel, and making a new one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import shiboken6
from PySide6.QtWidgets import QHBoxLayout, QWidget

from services.fulfilment import waves
from services.fulfilment.wave_views import WaveDetail, WaveView, wave_detail
from services.fulfilment.wave_views import waves as all_waves
from services.i18n import NN_, _
from services.messages import counted
from services.orders.listing import FilterValues
from services.types import Entity, PrintKind
from ui.dialogs.dialog import Dialog, confirm
from ui.pages.orders.new_wave import NewWaveDialog
from ui.pages.orders.printing import Printing
from ui.pages.orders.wave_words import PARCEL_COLUMNS, WAVE_COLUMNS, parcel_line, progress, wave_line
from ui.pages.orders.work import Ids, Work
from ui.table.list_table import ListTable
from ui.theme import space
from ui.widgets.buttons import Button, SecondaryButton
from ui.widgets.text import Text

_ADD = NN_("Add the {count} ticked order", "Add the {count} ticked orders")


class WavesDialog(Dialog):
    """`waves` lists them, newest first; `parcels` shows the chosen one in the order of picking."""

    topic = "papers#waves"

    def __init__(self, work: Work, printing: Printing, values: FilterValues, ticked: Ids) -> None:
        subtitle = _("Orders that are picked in one walk, by shelf; orders of a single item come first.")
        super().__init__(work.window(), _("Waves"), subtitle, icon="path", width=1040)
        self._work, self._printing, self._values, self._ticked = work, printing, values, ticked
        self.shown: WaveDetail | None = None
        self.waves = ListTable(WAVE_COLUMNS, lambda wave: wave_line(wave, work.context.link.home.zone()), single=True)
        self.waves.setAccessibleName(_("Waves"))
        self.waves.setFixedHeight(152)
        self.head = Text(_("There are no waves yet."), "body", "text2")
        self.parcels = ListTable(PARCEL_COLUMNS, parcel_line)
        self.parcels.setAccessibleName(_("Parcels of the wave"))
        self.parcels.setFixedHeight(222)
        for widget in (self.waves, self._buttons(), self.head, self.parcels):
            self.body.addWidget(widget)
        self.remove = self.add_left(_("Take out of the wave"), "minus", self._remove)
        self.dissolve = self.add_left(_("Dissolve the wave"), "trash", self._ask_dissolve)
        self.add_cancel(_("Close"))
        self.new = self.add_primary(_("New wave…"), "plus", self._new)
        self.waves.chosen.connect(self._wave_chosen)
        self.parcels.chosen.connect(self._allow)
        self.parcels.opened.connect(self._open_order)
        work.context.link.watch(self, (Entity.WAVE, Entity.PARCEL, Entity.ORDER, Entity.PRINTED_ORDER), self._changed)
        self._allow()
        self.reload()

    def reload(self, wave_id: int | None = None) -> None:
        """Read the waves again and stay with the chosen one, or go to this one."""
        chosen = wave_id if wave_id is not None else self.shown.wave.id if self.shown is not None else None
        self._work.ask_newest("waves", all_waves, owner=self, then=partial(self._arrived, chosen))

    def choose(self, wave_id: int) -> None:
        """Show this wave below the list."""
        self._work.ask_newest("wave", wave_detail, wave_id, owner=self, then=self._show)

    # --- building ------------------------------------------------------------------------

    def _buttons(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space.S)
        self.pick_list = SecondaryButton(_("Print pick list"), "printer")
        self.packing_lists = SecondaryButton(_("Print packing lists"), "printer")
        self.picked = SecondaryButton(_("Everything is picked"), "check")
        self.add_ticked = SecondaryButton(counted(_ADD, len(self._ticked)), "plus", self)
        self.add_ticked.setVisible(bool(self._ticked))
        for button, deed in (
            (self.pick_list, partial(self._print, PrintKind.PICK_LIST)),
            (self.packing_lists, partial(self._print, PrintKind.PACKING_LIST)),
            (self.picked, self._set_picked),
            (self.add_ticked, self._add),
        ):
            button.clicked.connect(deed)
            row.addWidget(button)
        row.addStretch(1)
        return box

    def first_focus(self) -> QWidget | None:
        return self.waves

    # --- showing -------------------------------------------------------------------------

    def _changed(self, _changes: object) -> None:
        self.reload()

    def _arrived(self, chosen: int | None, found: tuple[WaveView, ...]) -> None:
        if not shiboken6.isValid(self):
            return
        self.waves.list.set_rows(found)
        ids = [wave.id for wave in self.waves.list.rows]
        if not found:
            self.shown = None
            self.head.setText(_("There are no waves yet."))
            self.parcels.set_rows(())
            self._allow()
            return
        self.waves.selectRow(ids.index(chosen) if chosen in ids else 0)

    def _wave_chosen(self) -> None:
        selected = self.waves.selected()
        if selected:
            self.choose(selected[0].id)

    def _show(self, found: WaveDetail) -> None:
        kept = {parcel.id for parcel in self.parcels.selected()} if self._shows(found.wave.id) else set()
        self.shown = found
        self.head.setText(f"{found.wave.number}: {progress(found.wave)}")
        self.parcels.set_rows(found.parcels)
        self.parcels.select_rows([place for place, parcel in enumerate(self.parcels.list.rows) if parcel.id in kept])
        self._allow()

    def _shows(self, wave_id: int) -> bool:
        return self.shown is not None and self.shown.wave.id == wave_id

    def _allow(self) -> None:
        """What can be done with the chosen wave and its chosen parcels."""
        found = self.shown
        can_print = found is not None and bool(found.printable)
        is_fresh = found is not None and not found.wave.packed
        allowed: Sequence[tuple[Button, bool]] = (
            (self.pick_list, can_print),
            (self.packing_lists, can_print),
            (self.picked, found is not None and not found.wave.is_done),
            (self.add_ticked, found is not None and not found.wave.is_done),
            (self.remove, found is not None and bool(self.parcels.selected())),
            (self.dissolve, is_fresh),
        )
        for button, on in allowed:
            button.setEnabled(on)
        picked = found is not None and found.wave.picked_at is not None
        self.picked.setText(_("Not picked yet") if picked else _("Everything is picked"))
        self.picked.updateGeometry()

    # --- doing ---------------------------------------------------------------------------

    def _new(self) -> None:
        dialog = NewWaveDialog(self._work, self._values)
        dialog.made.connect(self.reload)
        self._work.context.open_dialog(dialog)

    def _print(self, kind: PrintKind, _on: bool = False) -> None:
        if self.shown is not None:
            self._printing.open_preview(kind, self.shown.printable)

    def _set_picked(self, _on: bool = False) -> None:
        if self.shown is not None:
            self._work.run(waves.set_picked, self.shown.wave.id, self.shown.wave.picked_at is None)

    def _add(self, _on: bool = False) -> None:
        if self.shown is not None:
            self._work.run(waves.add, self.shown.wave.id, self._ticked)

    def _remove(self) -> None:
        if self.shown is not None:
            ids = [order.id for parcel in self.parcels.selected() for order in parcel.orders]
            self._work.run(waves.remove, self.shown.wave.id, ids)

    def _ask_dissolve(self) -> None:
        if self.shown is None:
            return
        wave = self.shown.wave
        confirm(
            self._work.window(),
            _("Dissolve the wave {number}?").format(number=wave.number),
            _("Its orders wait to be picked again; nothing else about them changes."),
            _("Dissolve"),
            lambda: self._work.run(waves.dissolve, wave.id),
        )

    def _open_order(self, parcel: Any) -> None:
        order_id = parcel.orders[0].id
        self.reject()
        self._work.context.navigate("orders", order=order_id)
