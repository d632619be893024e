"""Papers for the tests, and pages as the pictures a label printer would make of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import zxingcpp
from PIL import Image
from PySide6.QtGui import QImage, QPainter

from services.fulfilment.papers import OrderNote, PackingLine, PackingList, PickLine, PickList, piece_count
from ui.paper.sheet import Pages
from ui.paper.size import LABEL_PRINTER_DPI, UNITS_PER_INCH

NUMBER = "PK-20261121-01"
ORDER_NO = "261121339701014"
ZONE = "Asia/Shanghai"
TITLE = "山茶花香薰蜡烛 200g 礼盒装（含贺卡）"


def pick_list(count: int = 3, **changes: object) -> PickList:
    """A pick list with this many lines; `changes` replaces fields."""
    made = tuple(
        PickLine(f"JJ-{n:04}", TITLE, "燕麦色 / 均码", f"A-{n:02}-3", 1 + n % 3, 1) for n in range(1, count + 1)
    )
    value = PickList(
        number=NUMBER,
        shop_name="木白小铺",
        printed_at=datetime(2026, 11, 21, 7, 42, tzinfo=UTC),
        zone=ZONE,
        order_count=31,
        piece_count=piece_count(made),
        lines=made,
    )
    return replace(value, **changes)  # type: ignore[arg-type]


def packing_list(count: int = 3, **changes: object) -> PackingList:
    """A parcel with this many lines; `changes` replaces fields."""
    made = tuple(PackingLine(f"JJ-{n:04}", f"{TITLE} {n} 号", "燕麦色", f"A-{n:02}-3", n) for n in range(1, count + 1))
    value = PackingList(
        shop_name="木白小铺",
        order_numbers=(ORDER_NO,),
        channel_name="拼多多",
        ordered_at=datetime(2026, 11, 21, 6, 44, tzinfo=UTC),
        zone=ZONE,
        receiver="欧阳立行",
        phone="13812345634",
        address="广东省深圳市南山区科技园1栋1001",
        lines=made,
        buyer_note="请用礼盒",
        seller_note="老客第 4 单",
        thank_you="谢谢惠顾",
    )
    return replace(value, **changes)  # type: ignore[arg-type]


def notes(count: int, text: str = "请用礼盒") -> tuple[OrderNote, ...]:
    """Notes on this many orders."""
    return tuple(OrderNote(f"26112133970{n:04}", text, "老客") for n in range(count))


def picture(sheet: Pages, page: int = 0, dpi: int = LABEL_PRINTER_DPI) -> QImage:
    """One page as dots, through the code that prints it."""
    scale = dpi / UNITS_PER_INCH
    extent = sheet.paper.extent
    image = QImage(round(extent.width() * scale), round(extent.height() * scale), QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    painter.scale(scale, scale)
    sheet.draw(painter, page)
    painter.end()
    return image


def as_pillow(image: QImage) -> Image.Image:
    """The picture as the barcode reader and the tests want it."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    stride = grey.bytesPerLine()
    return Image.frombuffer("L", (grey.width(), grey.height()), bytes(grey.constBits()), "raw", "L", stride, 1)


def codes(image: Image.Image) -> set[tuple[str, str]]:
    """All symbols on a picture, as (kind, text)."""
    return {(str(code.format), code.text) for code in zxingcpp.read_barcodes(image)}
