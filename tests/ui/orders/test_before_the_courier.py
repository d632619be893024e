"""The last minutes before the courier comes: refund check, ship file, freight, handover list; undo of each."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from PySide6.QtWidgets import QFileDialog

from models.catalog import Sku
from services.couriers.commands import set_freight_rules
from services.couriers.freight import FreightRule
from services.couriers.handover import waiting_for_handover
from services.fulfilment.labels import sku_ids_of
from services.fulfilment.print_log import print_log
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.orders.commands import edit, set_tracking
from services.orders.one_order import detail
from services.types import OrderStatus, PrintKind
from tests.ui.orders.conftest import Person
from ui.pages.orders.refund_check import RefundCheckDialog
from ui.pages.orders.ship_file import ShipFileDialog
from ui.paper.paper_preview import PaperDialog
from ui.widgets.text import Text

NUMBERS = [f"26112149265548{place:02d}" for place in range(10)]


def opened(person: Person) -> RefundCheckDialog:
    person.window.registry.trigger("orders.refund_check")
    return person.dialog(RefundCheckDialog)


def test_pasted_orders_are_stopped_in_one_step_and_undone(person: Person) -> None:
    dialog = opened(person)
    dialog.numbers.setPlainText(f"{NUMBERS[0]} {NUMBERS[1]}\n{NUMBERS[9]}, 404")
    person.until(lambda: dialog.stop.text() == "Stop 2 orders")
    assert all(part in dialog.result.text() for part in ("2 to stop", "1 closed", "1 unknown"))
    person.press("Stop 2 orders", dialog)
    person.until(lambda: "2 stopped" in dialog.result.text())
    assert [row.order_no for row in dialog.found][:2] == NUMBERS[:2]
    row = person.row_of(NUMBERS[0])
    person.until(lambda: person.text(row, "status").startswith("Refund asked"))
    dialog.escape()
    person.no_dialog()
    person.press("Undo", person.said("Stop 2 orders"))
    person.until(lambda: person.text(row, "status") == "To ship")


def test_a_dropped_export_stops_its_orders(person: Person, tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_text(
        "Case no.,Case kind,Case state,Order no.,Channel,Asked\n"
        f"C1,Refund before shipping,Waiting for us,{NUMBERS[0]},淘宝 木白,5.00\n",
        encoding="utf-8",
    )
    dialog = opened(person)
    dialog.take_files([file])
    person.until(lambda: [row.order_no for row in dialog.found] == [NUMBERS[0]])
    assert "1 order is stopped" in dialog.result.text()
    person.said("1 order is stopped")


def test_a_stopped_order_stays_out_of_the_ship_file_and_the_template_is_kept(person: Person, tmp_path: Path) -> None:
    ids = [person.id_at(person.row_of(number)) for number in NUMBERS[:2]]
    person.shop.submit(set_tracking, [(one, "顺丰", f"SF12345678901{one:02d}") for one in ids]).result(10)
    dialog = opened(person)
    dialog.numbers.setPlainText(NUMBERS[0])
    person.press("Stop 1 order", dialog)
    person.until(lambda: "1 stopped" in dialog.result.text())
    dialog.escape()
    person.no_dialog()
    template = tmp_path / "empty.xlsx"
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["运单号", "订单号", "物流公司"])
    book.save(template)
    person.window.registry.trigger("orders.ship_file")
    ship = person.dialog(ShipFileDialog)
    ship.channel.setCurrentText("淘宝 木白")
    person.until(lambda: ship.count.text() == "1 shipment goes into the file.")
    assert "1 stays out" in ship.remark.text()
    ship.use_template(template)
    person.until(lambda: ship.template.text() == "empty.xlsx")
    person.press("Save as…", ship)
    person.until(lambda: person.window.findChildren(QFileDialog))
    chooser = person.window.findChildren(QFileDialog)[-1]
    chooser.fileSelected.emit(str(tmp_path / "out.xlsx"))
    chooser.close()
    person.said("out.xlsx: 1 shipment written.")
    person.said("Mark 1 order as Shipped")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]] == ["SF1234567890102", NUMBERS[1], "SF Express"]
    assert person.stored(detail, ids[1]).status is OrderStatus.SHIPPED


def test_the_ship_file_begins_with_a_channel_that_waits_for_one(person: Person) -> None:
    order_id = person.id_at(person.row_of(NUMBERS[1]))
    person.shop.submit(set_tracking, [(order_id, "顺丰", "SF1234567890111")]).result(10)
    person.window.registry.trigger("orders.ship_file")
    ship = person.dialog(ShipFileDialog)
    person.until(lambda: ship.count.text() == "1 shipment goes into the file.")
    assert ship.channel.itemText(0) == "Etsy Mubai"
    assert ship.channel.currentText() == "淘宝 木白"


def test_the_panel_tells_the_freight_and_a_cheaper_courier(person: Person) -> None:
    sku = person.stored(sku_ids_of, ["WQ-YM"])[0]
    person.shop.submit(set_weight, sku).result(10)
    rules = [FreightRule("sf", 1000, 1200), FreightRule("zto", 1000, 380)]
    person.shop.submit(set_freight_rules, rules).result(10)
    order_id = person.id_at(person.row_of(NUMBERS[0]))
    person.shop.submit(edit, order_id, {"courier": "顺丰"}).result(10)
    person.page.open_detail(order_id)
    person.until(lambda: "¥12.00 · SF Express" in _shown(person))
    assert "¥3.80 · ZTO Express" in _shown(person)


def _shown(person: Person) -> str:
    return "\n".join(label.text() for label in person.page.detail.findChildren(Text) if label.isVisible())


@command("test.weight", N_("Test: weight"))
def set_weight(uow: UnitOfWork, sku_id: int) -> None:
    """Give a SKU a weight."""
    uow.get(Sku, sku_id).weight_g = 300


def test_the_handover_list_opens_in_its_preview_and_is_noted_when_it_was_printed(person: Person) -> None:
    order_id = person.id_at(person.row_of(NUMBERS[0]))
    person.shop.submit(set_tracking, [(order_id, "顺丰", "SF1234567890123")], mark_shipped=True).result(10)
    person.window.registry.trigger("orders.handover")
    person.until(lambda: person.window.findChildren(PaperDialog))
    (dialog,) = person.window.findChildren(PaperDialog)
    dialog.page.printed.emit(PrintKind.HANDOVER)
    person.until(lambda: [run.kind for run in person.stored(print_log)] == [PrintKind.HANDOVER])
    assert person.stored(waiting_for_handover) == ()
    dialog.close()
