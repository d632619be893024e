"""The strip above a table: filter box, chips, and the buttons for columns, row height, views and export."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from services.i18n import N_, _
from services.types import Filter
from ui.pause import Pause
from ui.table.filters import FilterSpec
from ui.table.popovers import ColumnPopover, FilterPopover
from ui.theme import space
from ui.widgets.buttons import IconButton, LinkButton
from ui.widgets.chips import AddFilterChip, Chip
from ui.widgets.menu import PassingMenu
from ui.widgets.search_box import SearchBox

_TYPING_PAUSE_MS = 180
_GAP = space.S
_LEAST_BOX, _MOST_BOX = 180, 260
ROW_HEIGHTS = (("compact", N_("Compact rows")), ("comfort", N_("Comfortable rows")), ("roomy", N_("Roomy rows")))


class FilterBar(QWidget):
    """Says what the user asks for; it changes no table itself. `filters_changed` carries all filters."""

    search_changed = Signal(str)
    filters_changed = Signal(object)
    column_toggled = Signal(str, bool)
    density_chosen = Signal(str)
    views_clicked = Signal()
    export_clicked = Signal()
    columns_wanted = Signal()

    def __init__(self, specs: Sequence[FilterSpec], placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._specs = {spec.key: spec for spec in specs}
        self._placeholder = placeholder
        self._filters: tuple[Filter, ...] = ()
        self.chips: list[Chip] = []
        self.popover: FilterPopover | None = None
        self.density = "comfort"
        self.setFixedHeight(48)
        self.box = SearchBox(_(placeholder), "funnel-simple")
        self._fit_box()
        self._pause = Pause(self, _TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._tell_search)
        self.box.textChanged.connect(self._typed)
        self.box.returnPressed.connect(self._tell_search)
        self._told = ""
        self.more = Chip("", removable=False)
        self.more.clicked.connect(self._open_more)
        self.add = AddFilterChip(parent=self)
        self.add.setVisible(bool(specs))
        self.add.clicked.connect(self._open_add)
        self.clear_all = LinkButton(_("Clear all"))
        self.clear_all.clicked.connect(self.clear_filters)
        self._build_buttons()
        self._lay_out()
        self.set_filters(())

    def _build_buttons(self) -> None:
        self.views_button = IconButton("bookmark-simple", _("Saved views"))
        self.columns_button = IconButton("columns", _("Choose columns"))
        self.height_button = IconButton("rows", _("Row height"))
        self.export_button = IconButton("download-simple", _("Export these rows"))
        self.views_button.clicked.connect(self.views_clicked)
        self.columns_button.clicked.connect(self.columns_wanted)
        self.height_button.clicked.connect(self._open_heights)
        self.export_button.clicked.connect(self.export_clicked)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(space.M, 0, space.M, 0)
        row.setSpacing(_GAP)
        row.addWidget(self.box)
        self._chip_row = QHBoxLayout()
        self._chip_row.setSpacing(_GAP)
        row.addLayout(self._chip_row)
        for widget in (self.more, self.add, self.clear_all):
            row.addWidget(widget)
        self._row = row
        row.addStretch(1)
        for button in (self.views_button, self.columns_button, self.height_button, self.export_button):
            row.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def add_controls(self, controls: Sequence[QWidget]) -> None:
        """Put choices of the page behind the filter box."""
        for place, control in enumerate(controls):
            self._row.insertWidget(1 + place, control)
        if controls:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    # --- what is asked for ---------------------------------------------------------------

    def filters(self) -> tuple[Filter, ...]:
        """The filters on the chips."""
        return self._filters

    def set_filters(self, filters: Sequence[Filter]) -> None:
        """Show these filters, without telling anybody."""
        self._filters = tuple(one for one in filters if one.key in self._specs)
        for chip in self.chips:
            self._chip_row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = []
        for one in self._filters:
            chip = Chip(self._specs[one.key].words(one), self)
            chip.removed.connect(partial(self._remove, one))
            chip.clicked.connect(partial(self._open_editor, one.key, chip))
            self._chip_row.addWidget(chip)
            chip.show()
            self.chips.append(chip)
        self._arrange()

    def set_search(self, text: str) -> None:
        """Show this text in the filter box, without telling anybody."""
        self._told = text
        self.box.setText(text)
        self._pause.stop()

    @Slot()
    def clear_filters(self) -> None:
        """Take all filters off."""
        self._change(())

    def _remove(self, one: Filter) -> None:
        self._change(tuple(other for other in self._filters if other != one))

    def _change(self, filters: tuple[Filter, ...]) -> None:
        self.set_filters(filters)
        self.filters_changed.emit(self._filters)

    @Slot()
    def _typed(self) -> None:
        self._pause.start()

    @Slot()
    def _tell_search(self) -> None:
        self._pause.stop()
        text = self.box.text().strip()
        if text != self._told:
            self._told = text
            self.search_changed.emit(text)

    # --- sheets and menus ----------------------------------------------------------------

    def _open_add(self) -> None:
        menu = PassingMenu(self)
        for spec in self._specs.values():
            menu.addAction(_(spec.label), partial(self._open_editor, spec.key, self.add))
        if self._filters:
            menu.addSeparator()
            menu.addAction(_("Clear all"), self.clear_filters)
        menu.open_below(self.add)

    def _open_more(self) -> None:
        menu = PassingMenu(self)
        for one, chip in zip(self._filters, self.chips, strict=True):
            if chip.isHidden():
                menu.addAction(chip.text(), partial(self._open_editor, one.key, self.more))
        menu.open_below(self.more)

    def _open_heights(self) -> None:
        menu = PassingMenu(self)
        group = QActionGroup(menu)
        for density, name in ROW_HEIGHTS:
            action = QAction(_(name), menu, checkable=True, checked=density == self.density)
            action.triggered.connect(partial(self._choose_height, density))
            group.addAction(action)
            menu.addAction(action)
        menu.open_below(self.height_button)

    def _choose_height(self, density: str, _checked: bool = False) -> None:
        self.density = density
        self.density_chosen.emit(density)

    def _open_editor(self, key: str, button: QWidget, _checked: bool = False) -> None:
        self.open_editor(key, button)

    def open_editor(self, key: str, button: QWidget | None = None) -> FilterPopover:
        """Open the sheet of one filter."""
        chosen = next((one for one in self._filters if one.key == key), None)
        self.popover = FilterPopover(self._specs[key], chosen, self)
        self.popover.applied.connect(partial(self._applied, key))
        self.popover.open_under(button or self.add)
        return self.popover

    def _applied(self, key: str, chosen: Filter | None) -> None:
        if chosen is None:
            filters = tuple(one for one in self._filters if one.key != key)
        elif any(one.key == key for one in self._filters):
            filters = tuple(chosen if one.key == key else one for one in self._filters)
        else:
            filters = (*self._filters, chosen)
        if filters != self._filters:
            self._change(filters)

    def open_columns(self, columns: Sequence[tuple[str, str, bool]]) -> ColumnPopover:
        """Open the column chooser; `columns` are (key, shown header, whether it is on)."""
        sheet = ColumnPopover(columns, self)
        sheet.toggled.connect(self.column_toggled)
        sheet.open_under(self.columns_button)
        return sheet

    # --- room ----------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _fit_box(self) -> None:
        """Wide enough to read what can be typed, within bounds."""
        self.box.setFixedWidth(max(_LEAST_BOX, min(self.box.width_to_read(), _MOST_BOX)))

    def _arrange(self) -> None:
        """Chips that do not fit stand behind the last one, which counts them."""
        buttons = (self.add, self.views_button, self.columns_button, self.height_button, self.export_button)
        used = sum(widget.sizeHint().width() + _GAP for widget in buttons if not widget.isHidden())
        room = self.width() - used - self.box.width() - _GAP - 2 * space.M
        needed = sum(chip.sizeHint().width() + _GAP for chip in self.chips)
        clear = self.clear_all.sizeHint().width() + _GAP
        self.clear_all.setVisible(len(self.chips) > 1 and needed + clear <= room)
        left = room if needed <= room else room - 56
        hidden = 0
        for chip in self.chips:
            left -= chip.sizeHint().width() + _GAP
            fits = left >= 0 and not hidden
            chip.setVisible(fits)
            hidden += not fits
        self.more.setVisible(hidden > 0)
        if hidden:
            self.more.set_words(f"+{hidden}")

    def retranslate(self) -> None:
        """Show the words of the language that is on."""
        self.box.set_placeholder(_(self._placeholder))
        self._fit_box()
        self.add.retranslate()
        self.clear_all.setText(_("Clear all"))
        self.views_button.set_name(_("Saved views"))
        self.columns_button.set_name(_("Choose columns"))
        self.height_button.set_name(_("Row height"))
        self.export_button.set_name(_("Export these rows"))
        self.set_filters(self._filters)
