"""The pictures of a product: add by button, drop or paste, put in order, take away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDrag,
    QDragEnterEvent,
    QDropEvent,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QSizePolicy, QWidget

from services.catalog.gallery import PictureView
from services.i18n import _
from ui.clipboard import clipboard_data
from ui.theme import space
from ui.theme.apply import current_theme
from ui.theme.icons import icon, paint_icon
from ui.widgets import painting
from ui.widgets.drop_overlay import local_files
from ui.widgets.menu import PassingMenu
from ui.widgets.pictures import rounded_picture

PICTURE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp"})
_SIDE, _GAP = 58, space.S
_MIME = "application/x-zhanggui-picture"


class PictureTile(QAbstractButton):
    """One picture, or the place for a new one (`view` None). Del removes, Ctrl+arrows move it."""

    def __init__(self, strip: PictureStrip, view: PictureView | None, file: str, name: str) -> None:
        super().__init__(strip)
        self._strip, self.view, self._file = strip, view, file
        self._pressed: QPoint | None = None
        self.setFixedSize(_SIDE, _SIDE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.setToolTip(name)

    def sizeHint(self) -> QSize:
        return QSize(_SIDE, _SIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        picture = rounded_picture(self._file, _SIDE, self.devicePixelRatioF()) if self._file else None
        if picture is not None:
            painter.drawPixmap(0, 0, picture)
        else:
            self._paint_place(painter)
        if self.hasFocus():
            painting.focus_ring(painter, self.rect(), theme.radii["control"])

    def _paint_place(self, painter: QPainter) -> None:
        theme = current_theme()
        ground = theme.color("hover" if self.underMouse() else "subtle")
        painting.rounded(painter, QRectF(self.rect()), theme.radii["control"], ground)
        pen = QPen(theme.color("border_strong"), 1, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        middle = QRect((_SIDE - 18) // 2, (_SIDE - 18) // 2, 18, 18)
        paint_icon(painter, middle, "plus" if self.view is None else "image", "text2")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.matches(QKeySequence.StandardKey.Paste):
            self._strip.paste()
        elif self.view is not None and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._strip.removed.emit(self.view.id)
        elif self.view is not None and control and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._strip.move_by(self.view.id, -1 if event.key() == Qt.Key.Key_Left else 1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.view is None:
            return
        number, menu = self.view.id, PassingMenu(self)
        menu.addAction(icon("star"), _("Show first"), lambda: self._strip.move_to(number, 0))
        menu.addAction(icon("arrow-left"), _("Further to the front"), lambda: self._strip.move_by(number, -1))
        menu.addAction(icon("arrow-right"), _("Further to the back"), lambda: self._strip.move_by(number, 1))
        self._offer_variants(menu, self.view)
        menu.addSeparator()
        menu.addAction(icon("trash"), _("Remove"), lambda: self._strip.removed.emit(number))
        menu.popup(event.globalPos())

    def _offer_variants(self, menu: PassingMenu, view: PictureView) -> None:
        """Which variant it shows: of that one it is the first picture, on no other's papers and lists."""
        variants = self._strip.variants
        if len(variants) < 2 and view.sku_id is None:
            return
        shows = menu.add_menu(_("Which variant it shows"), icon("tag"))
        for sku_id, name in (None, _("All of them")), *variants.items():
            entry = shows.addAction(name)
            entry.setCheckable(True)
            entry.setChecked(sku_id == view.sku_id)
            entry.triggered.connect(partial(self._say_variant, view.id, sku_id))

    def _say_variant(self, number: int, sku_id: int | None, _on: bool = False) -> None:
        self._strip.assigned.emit(number, sku_id)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint() if event.button() == Qt.MouseButton.LeftButton else None
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        start = self._pressed
        far = start is not None and (event.position().toPoint() - start).manhattanLength()
        if self.view is None or not far or far < QApplication.startDragDistance():
            return
        self._pressed = None
        self.setDown(False)
        data, drag = QMimeData(), QDrag(self)
        data.setData(_MIME, QByteArray(str(self.view.id).encode()))
        drag.setMimeData(data)
        drag.setPixmap(self.grab())
        drag.exec(Qt.DropAction.MoveAction)


class PictureStrip(QWidget):
    """The tiles in rows. `added` carries files or the bytes of a pasted picture, `arranged` ids in their order.

    `assigned` carries a picture and the variant it shows, None for all of them; `variants` are their names by id.
    """

    added = Signal(object)
    assigned = Signal(int, object)
    asked = Signal()
    arranged = Signal(object)
    removed = Signal(int)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.views: tuple[PictureView, ...] = ()
        self.variants: Mapping[int, str] = {}
        self.tiles: list[PictureTile] = []
        self.setAcceptDrops(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Pictures"))
        self.show_pictures((), {})

    def show_pictures(
        self, views: Sequence[PictureView], files: Mapping[int, str], variants: Mapping[int, str] | None = None
    ) -> None:
        """Show these pictures and, behind them, the place for a new one."""
        self.variants = self.variants if variants is None else variants
        for tile in self.tiles:
            tile.hide()
            tile.deleteLater()
        self.views = tuple(views)
        self.tiles = [PictureTile(self, view, files.get(view.id, ""), self._name_of(view)) for view in self.views]
        for tile in self.tiles:
            tile.clicked.connect(lambda _on=False, view=tile.view: self.opened.emit(view))
        new = PictureTile(self, None, "", _("Add pictures; they can also be dropped or pasted here"))
        new.clicked.connect(lambda _on=False: self.asked.emit())
        self.tiles.append(new)
        for tile in self.tiles:
            tile.show()
        self._place()

    def _name_of(self, view: PictureView) -> str:
        name = view.kept.file_name or _("Picture")
        variant = self.variants.get(view.sku_id or 0, "")
        return _("{picture}, shows {variant}").format(picture=name, variant=variant) if variant else name

    def paste(self) -> None:
        """Add what is on the clipboard: picture files, or a picture."""
        data = clipboard_data()
        files = pictures_among(local_files(data))
        if files:
            self.added.emit(files)
        elif data.hasImage():
            image = QImage(data.imageData())
            buffer = QBuffer()
            buffer.open(QIODevice.OpenModeFlag.WriteOnly)
            if not image.isNull() and image.save(buffer, "PNG"):  # type: ignore[call-overload]
                self.added.emit([bytes(buffer.data().data())])

    def move_to(self, number: int, place: int) -> None:
        """Put a picture at a place of the order."""
        ids = [view.id for view in self.views]
        ids.remove(number)
        ids.insert(max(0, min(place, len(ids))), number)
        if ids != [view.id for view in self.views]:
            self.arranged.emit(ids)

    def move_by(self, number: int, by: int) -> None:
        """Move a picture forward or back."""
        self.move_to(number, [view.id for view in self.views].index(number) + by)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(_MIME) or pictures_among(local_files(event.mimeData())):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        data = event.mimeData()
        if data.hasFormat(_MIME):
            number = int(bytes(data.data(_MIME).data()))
            if number in [view.id for view in self.views]:
                event.acceptProposedAction()
                self.move_to(number, self._place_at(event.position().toPoint()))
            return
        files = pictures_among(local_files(data))
        if files:
            event.acceptProposedAction()
            self.added.emit(files)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _columns(self) -> int:
        return max((self.width() + _GAP) // (_SIDE + _GAP), 1)

    def _place(self) -> None:
        columns = self._columns()
        for number, tile in enumerate(self.tiles):
            tile.move((number % columns) * (_SIDE + _GAP), (number // columns) * (_SIDE + _GAP))
        rows = (len(self.tiles) + columns - 1) // columns
        self.setFixedHeight(rows * (_SIDE + _GAP) - _GAP + 2)

    def _place_at(self, spot: QPoint) -> int:
        row, column = spot.y() // (_SIDE + _GAP), (spot.x() + (_SIDE + _GAP) // 2) // (_SIDE + _GAP)
        return int(row * self._columns() + column)


def pictures_among(files: Sequence[Path]) -> list[Path]:
    """The picture files among these; none where one of them is something else."""
    wanted = [file for file in files if file.suffix.lower() in PICTURE_SUFFIXES]
    return wanted if len(wanted) == len(files) else []
