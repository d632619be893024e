"""``dev screens``: docs/screens.md with a picture of every page, and the pictures that answer to the design's shots."""

from __future__ import annotations

import csv
import importlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import services
from services import i18n
from services.backup.making import make as make_backup
from services.demo import build
from services.shop import Shop
from ui.cli.call import Call
from ui.cli.papers import use_no_screen
from ui.cli.picturing import small

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from ui.pictures.page_picture import Deed

DOCS = Path(services.__file__).resolve().parent.parent / "docs"
PICTURES = DOCS / "screens"
_LANGUAGE, _SHOTS_LANGUAGE = "en", "zh_CN"
_CODEC, _AMOUNT, _NEW = "gb18030", 10, 38


@dataclass(frozen=True, slots=True)
class Screen:
    """One picture: its file's name, the page, what of it, how, and the shot of the design it answers to."""

    name: str
    page: str
    wanted: dict[str, Any] = field(default_factory=dict)
    deed: str = ""
    answers_to: str = ""
    size: tuple[int, int] = (1366, 768)
    scale: int = 1
    theme: str = "light"


_ROW = "open_row"
SHOTS = (
    Screen("orders", "orders", deed=_ROW, answers_to="light_1366"),
    Screen("orders-1920", "orders", deed=_ROW, answers_to="light_1920", size=(1920, 1080)),
    Screen("orders-2560", "orders", deed=_ROW, answers_to="light_2560", size=(1280, 720), scale=2),
    Screen("orders-dark", "orders", deed=_ROW, answers_to="dark_1366", theme="dark"),
    Screen("palette-dark", "orders", deed="search", answers_to="dark_palette", theme="dark"),
    Screen("bulk", "orders", deed="tick_rows", answers_to="light_bulk"),
    Screen("import-report", "orders", deed="import_files", answers_to="light_import"),
    Screen("pick-list", "orders", deed="pick_list", answers_to="pdfview"),
    Screen("packing-lists", "orders", deed="packing_lists", answers_to="pdfview"),
)
"""In the language of the shots."""

FIRST_STARTS = {f"first-start.{language}": language for language in i18n.LANGUAGES}
"""What the program shows where it was never started, for the READMEs: name of the picture → language."""


def run(call: Call) -> int:
    """Take every picture anew and write the page that shows them; the answer names the files and what they weigh."""
    use_no_screen()
    from ui.start.startup import make_application

    app = make_application([])
    importlib.import_module("matplotlib.font_manager")  # looks through all fonts once: no picture waits for it
    PICTURES.mkdir(exist_ok=True)
    before = i18n.language()
    try:
        written = [_first_start(app, name, language) for name, language in FIRST_STARTS.items()]
        written += [_take(app, shop, one) for shop, one in _in_their_shops()]
    finally:
        i18n.set_language(before)
    for left in set(PICTURES.glob("*.png")) - set(written):
        left.unlink()
    (DOCS / "screens.md").write_text(page_text(), encoding="utf-8", newline="\n")
    sizes = {path.name: path.stat().st_size for path in written}
    call.console.answer({"pictures": sizes}, [f"{size:>8}  {name}" for name, size in sizes.items()])
    return 0


def page_text() -> str:
    """docs/screens.md: what each picture shows and which shot it answers to."""
    lines = [
        "# Screens", "",
        "Made by `python3 main.py dev screens` of the demo shop, with what `screenshot` draws its pictures with.", "",
        "## The first start", "",
        *(line for name in FIRST_STARTS for line in (f"![{name}](screens/{name}.png)", "")),
        "## Beside the shots of the design", "",
        *_gallery([(f"answers to `{one.answers_to}`", one) for one in SHOTS]),
        "## Every page", "",
        *_gallery([(one.name, one) for one in every_page()]),
    ]  # fmt: skip
    return "\n".join(lines)


def every_page() -> tuple[Screen, ...]:
    """All pages and sections of the window, in its order; the pages once more in the dark."""
    from ui.window.places import every_place

    places = every_place()
    light = [
        Screen(f"{page}.{section}" if section else page, page, {"section": section} if section else {})
        for page, section in places
    ]
    dark = [Screen(f"{page}.dark", page, theme="dark") for page in dict.fromkeys(page for page, _section in places)]
    return tuple(Screen(f"page.{one.name}", one.page, one.wanted, theme=one.theme) for one in (*light, *dark))


def _gallery(shown: Sequence[tuple[str, Screen]]) -> list[str]:
    lines = []
    for words, one in shown:
        lines += [f"### {one.name.removeprefix('page.')}", "", f"![{words}](screens/{one.name}.png)", ""]
        if one.answers_to:
            lines[-1:] = ["", f"Answers to the shot `{one.answers_to}`.", ""]
    return lines


def _in_their_shops() -> Iterator[tuple[Path, Screen]]:
    """Every picture with the demo shop it is taken of, in the language it is taken in."""
    for language, screens in ((_SHOTS_LANGUAGE, SHOTS), (_LANGUAGE, every_page())):
        i18n.set_language(language)
        with tempfile.TemporaryDirectory() as place, _home_in(Path(place)):
            shop = build(Path(place, "demo"))
            with Shop.open(shop, who="screens") as opened:
                make_backup(opened)
            for one in screens:
                yield shop, one


@contextmanager
def _home_in(place: Path) -> Iterator[None]:
    """Settings and backups of the pictures' shop stay beside it."""
    before = os.environ.get("ZHANGGUI_HOME")
    os.environ["ZHANGGUI_HOME"] = str(place / "home")
    try:
        yield
    finally:
        if before is None:
            del os.environ["ZHANGGUI_HOME"]
        else:
            os.environ["ZHANGGUI_HOME"] = before


def _first_start(app: QApplication, name: str, language: str) -> Path:
    from ui.preferences import Preferences
    from ui.start.first_run import FirstRun
    from ui.theme.apply import apply

    i18n.set_language(language)
    apply(app, "light")
    with tempfile.TemporaryDirectory() as place, _home_in(Path(place)):
        first = FirstRun(Preferences())
        first.begin_choice()
        first.ensurePolished()
        image = first.grab().toImage()
        first.forget()
    out = PICTURES / f"{name}.png"
    out.write_bytes(small(image))
    return out


def _take(app: QApplication, shop: Path, one: Screen) -> Path:
    from ui.pictures.page_picture import PagePicture

    picture = PagePicture(
        app, shop, one.page, size=one.size, scale=one.scale, theme=one.theme, wanted=one.wanted,
        read_only=one.deed != "import_files",
    )  # fmt: skip
    try:
        picture.hide_demo_notice()
        image = picture.take(_deed(one.deed, shop) if one.deed else None)
    finally:
        picture.close()
    out = PICTURES / f"{one.name}.png"
    out.write_bytes(small(image))
    return out


def _deed(name: str, shop: Path) -> Deed:
    from ui.pictures import screens

    if name == "import_files":
        return partial(screens.import_files, files=[_tomorrows_file(shop.parent)])
    found: Deed = getattr(screens, name)
    return found


def _tomorrows_file(folder: Path) -> Path:
    """The demo's order export with new numbers, a few orders as they were, and an amount nobody can read."""
    source = folder / "files" / "ExportOrderList.csv"
    head, *rows = csv.reader(source.read_text(_CODEC).splitlines())
    for place, row in enumerate(rows[:_NEW]):
        row[0] = row[0].replace("26", "27", 1)
        if place == 0:
            row[_AMOUNT] = f"{row[_AMOUNT]}×2"
    out = folder / source.name
    with out.open("w", encoding=_CODEC, newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return out
