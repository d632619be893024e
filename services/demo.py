"""A shop to try the program with: filled through the real import, or made up at any size."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, select

from models.catalog import Sku
from models.channels import Channel
from models.enums.orders import Flag, OrderStatus, Platform, RefundStatus
from models.orders import Order
from services import settings, text
from services.catalog.commands import link
from services.channels.commands import add as add_channel
from services.importing.service import ImportSession
from services.kernel.tasks import Progress, Task
from services.orders.commands import hold, set_flag, set_tracking
from services.orders.promises import set_ship_hours
from services.samples import books, cases, files, generated, made, money, morning, shop_files
from services.samples.campaigns import plan_campaigns
from services.samples.content import plan_content
from services.samples.counting import count_shelves
from services.samples.freight_bill import write_freight_bill
from services.samples.growth import plan_growth
from services.samples.owing import write_dues
from services.samples.people import know_somebody_twice, note_people
from services.samples.reviewed import write_reviews
from services.samples.suppliers import name_suppliers
from services.samples.tasks import note_tasks
from services.samples.tax import note_tax
from services.samples.words import load
from services.set_up import new_file
from services.shop import Shop

NAME = "demo.shop"
_TRACKED, _FLAGGED = 3, 2
_SHIP_HOURS = 48  # of Taobao, whose file does not say it

Report = Callable[[Path], None]


def build(
    directory: Path,
    orders: int | None = None,
    seed: int = 1,
    report: Report | None = None,
    task: Task | None = None,
) -> Path:
    """Make `directory`/demo.shop and return its path; `report` is told of every file that was written.

    Without `orders` it is filled by importing sample files, which stay in `directory`/files.
    With it, so many orders are made up over three years. The same seed and moment give the
    same shop. An existing shop is never overwritten, and a failure leaves none behind.
    """
    path = directory / NAME
    tell, job = report or _tell_nobody, task or Task()
    with new_file(path) as part, Shop.create(part, who="demo") as shop:
        _set_up(shop)
        if orders is None:
            _fill_by_import(shop, directory / "files", seed, tell, job)
        else:
            _fill_to_size(shop, orders, seed, job)
    tell(path)
    return path


def _tell_nobody(_path: Path) -> None:
    return None


def _set_up(shop: Shop) -> None:
    words = load("words")
    for declared, value in (
        (settings.IS_DEMO, True),
        (settings.SHOP_NAME, words["shop_name"]),
        (settings.THANK_YOU, words["thank_you"]),
    ):
        shop.run(settings.change, declared.key, value, source="demo")


def _fill_to_size(shop: Shop, orders: int, seed: int, task: Task) -> None:
    world = shop.run(generated.found, source="demo").value
    for first, instants in generated.batches(orders, seed):
        task.checkpoint(first - 1, orders)
        part = Task(on_progress=_within(task, first, len(instants), orders))
        shop.run(generated.fill, world, first, instants, seed, task=part, source="demo")
    task.checkpoint(orders, orders)


def _within(task: Task, first: int, count: int, orders: int) -> Callable[[Progress], None]:
    """Progress of one batch as progress of the whole."""

    def told(progress: Progress) -> None:
        share = progress.done / progress.total if progress.total else 0
        task.checkpoint(first - 1 + int(share * count), orders)

    return told


def _fill_by_import(shop: Shop, folder: Path, seed: int, tell: Report, task: Task) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    channels = load("files")["channels"]
    for name, platform, currency, zone, _numbers in channels.values():
        made_id = shop.run(add_channel, name, Platform(platform), currency=currency, zone=zone, source="demo").value
        if platform == Platform.TAOBAO:
            shop.run(set_ship_hours, made_id, _SHIP_HOURS, source="demo")
    for path in (
        files.write_products(folder),
        shop_files.write_stock(folder, seed),
        shop_files.write_suppliers(folder),
        shop_files.write_purchases(folder),
    ):
        tell(path)
        _import(shop, [path], task)
    everything = made.orders(seed)
    for source, names in files.SOURCES.items():
        its_orders = [order for order in everything if order.channel == source]
        paths = [files.write_orders(name, its_orders, folder) for name in names]
        for path in paths:
            tell(path)
        _import(shop, paths, task)
    for path in (
        shop_files.write_cases(everything, folder),
        shop_files.write_bill([order for order in everything if order.channel == "taobao"], folder),
        money.write_bank([order for order in everything if order.channel == "own"], folder),
    ):
        tell(path)
        _import(shop, [path], task)
    plan_growth(shop, channels["taobao"][0], seed)
    plan_campaigns(shop, channels["taobao"][0])
    plan_content(shop)
    name_suppliers(shop)
    _live_in(shop)
    know_somebody_twice(shop)
    note_people(shop)
    note_tasks(shop)
    bill = write_freight_bill(shop, folder)
    if bill is not None:
        tell(bill)
        _import(shop, [bill], task)
    count_shelves(shop)
    write_dues(shop)
    write_reviews(shop)
    money.keep_books(shop)
    note_tax(shop)


def _import(shop: Shop, paths: list[Path], task: Task) -> None:
    with ImportSession(shop) as session:
        for path in paths:
            read = session.add(path, task=task)
            if read.error is not None:
                raise read.error
        session.submit_apply(task=task).result()


def _live_in(shop: Shop) -> None:
    """What the owner did since: a set was taught, a few parcels are labelled, an order is held, two are flagged."""
    channels = load("files")["channels"]
    bundle = load("products")["set"]
    channel_id, sku_id = shop.ask(_ids, channels["taobao"][0], bundle["of"])
    shop.run(link, channel_id, bundle["code"], sku_id, quantity=bundle["quantity"], source="demo")
    waiting = shop.ask(_to_ship, channel_id)
    courier, prefix = load("words")["couriers"][0]
    entries = [(order_id, courier, f"{prefix}{order_id:011d}") for order_id in waiting[:_TRACKED]]
    shop.run(set_tracking, entries, source="demo")
    shop.run(set_flag, waiting[_TRACKED : _TRACKED + _FLAGGED], Flag.RED, source="demo")
    shop.run(hold, waiting[-1:], load("words")["hold_note"], source="demo")
    morning.begin(shop, [channel_id], waiting[_TRACKED + _FLAGGED : -1])
    cases.live(shop)
    books.keep(shop)


def _ids(connection: Connection, channel: str, code: str) -> tuple[int, int]:
    """The ids of a channel by its name and of a SKU by its code."""
    channel_id = connection.execute(select(Channel.id).where(Channel.name == channel)).scalar_one()
    sku_id = connection.execute(select(Sku.id).where(Sku.code_key == text.key(code))).scalar_one()
    return channel_id, sku_id


def _to_ship(connection: Connection, channel_id: int) -> list[int]:
    """The channel's orders that are paid and free of refunds, the oldest first."""
    statement = (
        select(Order.id)
        .where(
            Order.channel_id == channel_id,
            Order.status == OrderStatus.PAID,
            Order.refund_status == RefundStatus.NONE,
        )
        .order_by(Order.ordered_at, Order.id)
    )
    return list(connection.execute(statement).scalars())
