"""The files of one import, one under the other: what each is, why, whose it is, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services.channels.queries import ChannelView
from services.finance.queries import AccountView
from services.i18n import NN_, _, join_sentences
from services.importing.channels import PLATFORM_NAMES
from services.importing.errors import ArchiveLocked, UnknownFormat
from services.importing.formats import FormatBook
from services.importing.read_file import Choice as ReadChoice
from services.importing.read_file import ReadFile
from services.importing.shapes import BY_KIND, PlaceKind
from services.messages import counted
from services.round_trip.templates import spec_title
from ui.dialogs.import_scroll import PlainScroll, column_of
from ui.theme import space
from ui.theme.apply import current_theme
from ui.theme.icons import paint_icon
from ui.widgets import painting
from ui.widgets.buttons import IconButton, LinkButton
from ui.widgets.card import Hairline
from ui.widgets.fields import Choice
from ui.widgets.text import Text

_NEW = "\0new"
_LEAST, _MOST, _MOST_ALONE = 56, 168, 440


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the shop knows that helps to name a file: formats, channels, and where a format's files usually go."""

    book: FormatBook
    channels: tuple[ChannelView, ...] = ()
    usual: Mapping[str, str] | None = None
    accounts: tuple[AccountView, ...] = ()


def place_of(file: ReadFile) -> PlaceKind:
    """Whether the records of a file belong to a channel, to an account, or to the shop as a whole."""
    return BY_KIND[file.staged.kind].place if file.staged is not None else PlaceKind.SHOP


def places_for(file: ReadFile, around: Surroundings) -> tuple[str, ...]:
    """The names of the channels or accounts a file could belong to; none where it belongs to the shop."""
    if file.staged is None or file.staged.kind == "products" or place_of(file) is PlaceKind.SHOP:
        return ()
    if place_of(file) is PlaceKind.ACCOUNT:
        return tuple(one.name for one in around.accounts)
    if file.staged.kind == "tracking":
        return tuple(one.name for one in around.channels)
    return tuple(one.name for one in around.channels if one.platform is file.staged.platform)


def needs_channel(file: ReadFile, around: Surroundings) -> bool:
    """Whether a person must say which of several channels is meant; which account, the plan asks."""
    if file.staged is None or file.staged.channel is not None or file.staged.kind in ("products", "tracking"):
        return False
    several = place_of(file) is PlaceKind.CHANNEL and len(places_for(file, around)) > 1
    return several and not file.names_channel


class FileList(QWidget):
    """The rows. Signals carry the path of the file; `read_as` also a (sheet, format) choice.

    `picked` is sent where one of several files is chosen to be looked at alone, and with None where it is let go.
    """

    picked = Signal(object)
    channel_chosen = Signal(object, object)
    new_channel = Signal(object)
    read_as = Signal(object, object)
    teach = Signal(object)
    unlock = Signal(object)
    removed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._area = PlainScroll()
        outer.addWidget(self._area)
        self.rows: dict[Path, FileRow] = {}
        self._is_alone = False
        self._picked: Path | None = None
        self._wanted = _LEAST

    def set_alone(self, is_alone: bool) -> None:
        """Take the room of many rows, because nothing is shown below the list; else that of three."""
        self._is_alone = is_alone
        self._set_height()

    def show_files(self, files: Sequence[ReadFile], around: Surroundings) -> None:
        """Show these files."""
        inner = QWidget()
        column = column_of(inner, right=space.XS, spacing=0)
        self.rows = {}
        several = sum(file.staged is not None for file in files) > 1
        self._picked = self._picked if several and any(file.path == self._picked for file in files) else None
        for file in files:
            row = self.rows[file.path] = FileRow(file, around, self)
            row.set_pickable(several and file.staged is not None, is_picked=file.path == self._picked)
            column.addWidget(row)
            column.addWidget(Hairline())
        column.addStretch(1)
        self._area.put(inner)
        self._set_height()

    def pick(self, path: Path) -> None:
        """Look at one file alone; the same one again: at all of them."""
        self._picked = None if path == self._picked else path
        for row in self.rows.values():
            row.set_picked(row.file.path == self._picked)
        self.picked.emit(self._picked)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._set_height()  # sentences that break need less of it in a wider one

    def _set_height(self) -> None:
        inner = self._area.widget()
        rows = inner.layout() if inner is not None else None
        wanted = rows.totalHeightForWidth(self.width()) + 2 if rows is not None else 0
        self._wanted = min(max(wanted, _LEAST), _MOST_ALONE if self._is_alone else _MOST)
        self.setMinimumHeight(min(self._wanted, _MOST))  # in a low window the rows are scrolled
        self.setMaximumHeight(self._wanted)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._wanted)


class FileRow(QWidget):
    """One file: state, name, what was recognised and why, and what a person can decide."""

    def __init__(self, file: ReadFile, around: Surroundings, owner: FileList) -> None:
        super().__init__()
        self.file, self._owner = file, owner
        self.channel: Choice | None = None
        self._is_pickable = self._is_picked = False
        row = QHBoxLayout(self)
        row.setContentsMargins(space.XXS, space.S, space.XXS, space.S)
        row.setSpacing(space.M)
        self.state = _State(*_state(file, around), self)
        row.addWidget(self.state, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(space.XXS)
        self.name = Text(file.path.name, "strong", elide=True)
        self.what = Text(_what(file, around), "caption", "neg" if file.error else "text2", wrap=True)
        self.what.setToolTip(_why(file))
        words.addWidget(self.name)
        words.addWidget(self.what)
        self.advice = Text(_advice(file), "caption", "text", self, wrap=True)
        self.advice.setVisible(bool(self.advice.text()))
        words.addWidget(self.advice)
        self.why = Text(_why(file) if file.error is None else "", "caption", "text3", wrap=True)
        self.why.hide()
        words.addWidget(self.why)
        row.addLayout(words, 1)
        for widget in self._decisions(around):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        out = IconButton("x", _("Leave this file out"), self)
        out.set_side(current_theme().sizes["control_small"])
        out.clicked.connect(partial(owner.removed.emit, file.path))
        row.addWidget(out)

    def set_pickable(self, is_pickable: bool, *, is_picked: bool) -> None:
        """Let the row be chosen with a click, Enter or Space; it tells why the file was recognised then."""
        self._is_pickable = is_pickable
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if is_pickable else Qt.FocusPolicy.NoFocus)
        if is_pickable:
            self.setAccessibleName(_("Show only {file}").format(file=self.file.path.name))
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_picked(is_picked)

    def set_picked(self, is_picked: bool) -> None:
        """Mark the row as the one that is looked at."""
        self._is_picked = is_picked
        self.why.setVisible(is_picked and bool(self.why.text()))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._is_pickable and event.button() == Qt.MouseButton.LeftButton:
            self._owner.pick(self.file.path)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_pickable and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._owner.pick(self.file.path)
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = current_theme(), painting.painter_for(self)
        if self._is_picked:
            painting.rounded(painter, self.rect().toRectF(), theme.radii["control"], theme.color("row_sel"))
        if self.hasFocus():
            painting.focus_ring(painter, self.rect(), theme.radii["control"])

    def _decisions(self, around: Surroundings) -> list[QWidget]:
        if self.file.choices:
            return [self._ways(around.book)]
        if self.file.staged is not None and self.file.staged.kind != "products" and place_of(self.file) != "shop":
            self.channel = self._channels(around)
            return [self.channel]
        if isinstance(self.file.error, UnknownFormat):
            return [self._button(_("Teach this file…"), "graduation-cap", self._owner.teach)]
        if isinstance(self.file.error, ArchiveLocked):
            return [self._button(_("Type the password…"), "lock-key", self._owner.unlock)]
        return []

    def _button(self, said: str, icon: str, wanted: SignalInstance) -> LinkButton:
        button = LinkButton(said, icon)
        button.clicked.connect(partial(wanted.emit, self.file.path))
        return button

    def _ways(self, book: FormatBook) -> Choice:
        box = Choice()
        box.setAccessibleName(_("How to read it"))
        box.setPlaceholderText(_("Choose how to read it"))
        for choice in self.file.choices:
            box.addItem(_way(choice, book), choice)
        box.setCurrentIndex(-1)
        box.activated.connect(lambda place: self._owner.read_as.emit(self.file.path, box.itemData(place)))
        return box

    def _channels(self, around: Surroundings) -> Choice:
        box, staged = Choice(), self.file.staged
        of_money = place_of(self.file) is PlaceKind.ACCOUNT
        box.setAccessibleName(_("Account") if of_money else _("Channel"))
        box.setPlaceholderText(_("Choose the account") if of_money else _("Choose the channel"))
        assert staged is not None
        names = places_for(self.file, around)
        if not needs_channel(self.file, around) and staged.channel is None:
            box.addItem(_by_itself(self.file, names), None)
        for name in names:
            box.addItem(name, name)
        if staged.channel is not None and staged.channel not in names:
            box.addItem(staged.channel, staged.channel)
        if staged.kind != "tracking":
            box.addItem(_("New account…") if of_money else _("New channel…"), _NEW)
        box.setCurrentIndex(box.findData(staged.channel) if staged.channel else (0 if box.itemData(0) is None else -1))
        box.activated.connect(lambda place: self._chosen(box.itemData(place)))
        box.setMaximumWidth(200)
        return box

    def _chosen(self, name: str | None) -> None:
        if name == _NEW:
            self._owner.new_channel.emit(self.file.path)
        else:
            self._owner.channel_chosen.emit(self.file.path, name)


def _by_itself(file: ReadFile, names: Sequence[str]) -> str:
    staged = file.staged
    if staged is None or staged.kind == "tracking":
        return _("Any channel")
    if file.names_channel or place_of(file) is PlaceKind.ACCOUNT:
        return _("As the file says")
    return names[0] if names else _("New: {name}").format(name=_(PLATFORM_NAMES[staged.platform]))


def _way(choice: ReadChoice, book: FormatBook) -> str:
    spec = book.get(choice.format_id)
    title = spec_title(spec) if spec is not None else choice.format_id
    return f"{choice.sheet} · {title}" if choice.sheet else title


def _what(file: ReadFile, around: Surroundings) -> str:
    if file.error is not None:
        return str(file.error.message)
    if file.choices:
        return _("It can be read in several ways.")
    if file.staged is None:
        return ""
    spec = around.book.get(file.staged.format_id)
    title = spec_title(spec) if spec is not None else file.staged.format_id
    rows = counted(NN_("{count} row", "{count} rows"), file.staged.rows)
    sure = [_("{percent} % sure").format(percent=round(100 * file.table.confidence))] if file.table is not None else []
    warned = [str(one.message) for one in file.staged.warnings]
    return " · ".join(filter(None, [title, rows, *sure, join_sentences(warned)]))


def _advice(file: ReadFile) -> str:
    """What to do about a refused file; a strange one has its button beside it."""
    if isinstance(file.error, UnknownFormat):
        return _("Only once: choose “Teach this file…” and say which column is which.")
    advice = file.error.advice if file.error is not None else None
    return str(advice) if advice is not None else ""


def _why(file: ReadFile) -> str:
    if file.error is not None:
        return str(file.error)
    return "\n".join(str(one) for one in file.table.why) if file.table is not None else ""


def _state(file: ReadFile, around: Surroundings) -> tuple[str, str]:
    if file.error is not None:
        return "warning-circle", "neg"
    if file.choices or needs_channel(file, around):
        return "question", "pill.amber.word"
    if file.staged is not None and any(not one.is_good for one in file.staged.warnings):
        return "warning", "pill.amber.word"
    return "check-circle", "pos"


class _State(QWidget):
    def __init__(self, icon: str, tone: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.icon, self._tone = icon, tone
        self.setFixedSize(22, 22)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_icon(painting.painter_for(self), QRect(1, 1, 20, 20), self.icon, self._tone)
