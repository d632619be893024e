"""``demo`` and ``screenshot``: the program shown without anybody's data, and its window without a screen."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from services.channels.queries import ChannelView, channels
from services.demo import build
from services.errors import Invalid, NothingSelected
from services.fulfilment.queries import ready_ids, shipments
from services.i18n import N_
from services.messages import message, render
from services.round_trip.orders import export_orders
from services.round_trip.products import export_products
from services.shop import Shop
from ui.cli.call import WHO, Call
from ui.cli.papers import make_packing_lists, make_pick_list, make_ship_file, require_name, use_no_screen

_CHARTS = ("sales", "waterfall", "products")
_MOST_PIXELS = 40_000_000  # of a screenshot: more than the largest screens, 160 MB of memory


def run_demo(call: Call) -> int:
    """Make a demo shop and the whole day's papers beside it, naming every file."""
    written: list[Path] = []

    def report(path: Path) -> None:
        written.append(path)
        call.console.say(str(path))

    folder = call.path(call.words.dir)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = build(folder, call.words.orders, call.words.seed, report)
    papers: list[dict[str, Any]] = []
    with Shop.open(path, read_only=True, who=WHO) as shop:
        for made in _papers(call, shop, folder):
            papers.append(made)
            call.console.say(made["out"])
    files = [str(one) for one in written if one != path]
    call.console.answer({"shop": str(path), "files": files, "papers": papers})
    return 0


def _papers(call: Call, shop: Shop, folder: Path) -> list[dict[str, Any]]:
    """The papers of the day. They are not noted as printed, so that the window still has the day before it."""
    task = call.console.task
    made: list[dict[str, Any]] = []
    ready = shop.ask(ready_ids)
    if ready:
        made.append({"kind": "pick-list", **make_pick_list(shop, ready, folder / "pick-list.pdf", "A4", logs=False)})
        packed = make_packing_lists(shop, ready, folder / "packing-lists.pdf", None, task, logs=False)
        made.append({"kind": "packing-lists", **packed})
    else:
        call.console.say(str(NothingSelected(what=message(N_("no order is ready to be picked")))))
    for channel in shop.ask(channels):
        if shop.ask(shipments, channel.id):
            ship = make_ship_file(shop, channel.id, folder / _ship_file_name(channel), logs=False)
            made.append({"kind": "ship-file", **{key: value for key, value in ship.items() if key != "ids"}})
    for name, export in (("orders.xlsx", export_orders), ("products.xlsx", export_products)):
        rows = shop.ask(export, folder / name, task=task)
        made.append({"kind": "workbook", "out": str(folder / name), "rows": rows})
    return [*made, *_charts(call, shop, folder)]


def _charts(call: Call, shop: Shop, folder: Path) -> list[dict[str, Any]]:
    """The charts of the board's first row, those with something to show."""
    from ui.cli.charting import draw

    made = []
    for key in _CHARTS:
        drawn = draw(shop, key, folder / f"chart-{key}.png")
        if drawn["empty"]:
            call.console.say(drawn["finding"])
        else:
            made.append({"kind": "chart", **drawn})
    return made


def _ship_file_name(channel: ChannelView) -> str:
    name = re.sub(r"[^\w-]+", "-", channel.name)
    return f"ship-file-{name}-{channel.id}.xlsx"


def run_screenshot(call: Call) -> int:
    """A picture of a page of the real window, drawn without a screen."""
    words = call.words
    found = re.fullmatch(r"(\d{1,4})x(\d{1,4})", words.size)
    if found is None or not all(map(int, found.groups())):
        reason = message(N_("write it as 1366x768"))
        raise Invalid(field=message(N_("--size")), value=words.size, reason=reason)
    require_name(call.out, ".png")
    width, height = map(int, found.groups())
    if width * height * words.scale**2 > _MOST_PIXELS:
        reason = message(N_("it would be a picture of more than {most} pixels"), most=_MOST_PIXELS)
        raise Invalid(field=message(N_("--size")), value=words.size, reason=reason)
    use_no_screen()
    from ui.start.app import screenshot

    screenshot(call.shop_path, words.page, call.out, size=(width, height), scale=words.scale, theme=words.theme)
    call.console.say(render(message(N_("The picture is in {path}."), path=str(call.out))))
    call.console.answer({"out": str(call.out)})
    return 0
