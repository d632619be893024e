"""``dev manual``: the pictures of the manual, taken of the demo shop in both languages."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from services import i18n
from services.demo import build
from services.manual.pages import folder
from ui.cli.call import Call
from ui.cli.papers import use_no_screen

if TYPE_CHECKING:
    from PIL.Image import Image
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QApplication

_SIZE = (1200, 680)
_COLOURS = (96, 64, 48, 32, 24)
_HEAVIEST = 120_000  # bytes
PICTURES: Mapping[str, tuple[str, dict[str, str]]] = {
    "today": ("today", {}),
    "orders": ("orders", {}),
    "products": ("products", {}),
    "inventory": ("inventory", {}),
    "purchases": ("inventory", {"section": "purchases"}),
    "after-sales": ("after-sales", {}),
    "finance": ("finance", {}),
    "profit": ("finance", {"section": "profit"}),
    "closing": ("finance", {"section": "closing"}),
    "customers": ("customers", {}),
    "charts": ("charts", {}),
    "growth": ("growth", {}),
    "import": ("import", {}),
    "history": ("history", {}),
    "settings": ("settings", {}),
}
"""Name of the picture → the page it shows, and what of it."""


def run(call: Call) -> int:
    """Take every picture anew; the answer names the files and what they weigh."""
    use_no_screen()
    from ui.start.startup import make_application

    app = make_application([])
    before = i18n.language()
    written: list[Path] = []
    try:
        for language in i18n.LANGUAGES:
            i18n.set_language(language)
            with tempfile.TemporaryDirectory() as place:
                shop = build(Path(place))
                written += [_take(app, shop, name, language) for name in PICTURES]
    finally:
        i18n.set_language(before)
    sizes = {path.name: path.stat().st_size for path in written}
    call.console.answer({"pictures": sizes}, [f"{size:>8}  {name}" for name, size in sizes.items()])
    return 0


def _take(app: QApplication, shop: Path, name: str, language: str) -> Path:
    from ui.pictures.page_picture import PagePicture

    page, wanted = PICTURES[name]
    picture = PagePicture(app, shop, page, size=_SIZE, scale=1, theme="light", wanted=wanted)
    try:
        picture.hide_demo_notice()
        image = picture.take()
        image = image.copy(picture.sidebar_width(), 0, image.width() - picture.sidebar_width(), image.height())
    finally:
        picture.close()
    out = folder() / "pictures" / f"{name}.{language}.png"
    out.write_bytes(small(image))
    return out


def small(image: QImage) -> bytes:
    """The picture as a PNG of few colours, which weighs a third; fewer still where it would be heavy."""
    from PIL.Image import frombuffer
    from PySide6.QtGui import QImage as Qt

    plain = image.convertToFormat(Qt.Format.Format_RGB888)
    lines = bytes(plain.constBits())
    made = frombuffer("RGB", (plain.width(), plain.height()), lines, "raw", "RGB", plain.bytesPerLine(), 1)
    for count in _COLOURS:
        out = io.BytesIO()
        _of_few_colours(made, count).save(out, "PNG", optimize=True)
        if out.tell() <= _HEAVIEST:
            break
    return out.getvalue()


def _of_few_colours(picture: Image, count: int) -> Image:
    """Half of the colours are the most frequent ones as they are, half lie where the others are: no dot turns grey."""
    from PIL.Image import Dither, Quantize, new

    often = sorted(picture.getcolors(picture.width * picture.height) or (), reverse=True)[: count // 2]
    kept = [part for _times, colour in often if isinstance(colour, tuple) for part in colour]
    rest = picture.quantize(count - len(often), method=Quantize.MAXCOVERAGE).getpalette() or []
    palette = new("P", (1, 1))
    palette.putpalette([*kept, *rest[: 3 * (count - len(often))]])
    return picture.quantize(palette=palette, dither=Dither.NONE)
