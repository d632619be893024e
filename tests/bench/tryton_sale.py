"""Run by `ship` with a Python that has Tryton: what one sale takes there, confirmed, processed and shipped, on SQLite.

Run: PYTHON_WITH_TRYTON tests/bench/tryton_sale.py DIR. The database is made in DIR on the first run. The last word of
what it writes is the median in milliseconds.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

SALES, LINES = 12, 2


def configured(folder: Path) -> Path:
    """Let Tryton keep its database in the folder; the mark that it is whole."""
    settings = folder / "tryton.conf"
    settings.write_text(f"[database]\nuri = sqlite://\npath = {folder.as_posix()}\n", encoding="utf-8")
    os.environ.update({"TRYTOND_CONFIG": str(settings), "DB_NAME": "tryton"})
    return folder / "tryton.made"


def prepared() -> tuple[Any, Any]:
    """A company with accounts, a customer and a product of which there is enough; (customer, product)."""
    from proteus import Model
    from trytond.modules.account.tests.tools import create_chart, create_fiscalyear, get_accounts
    from trytond.modules.account_invoice.tests.tools import set_fiscalyear_invoice_sequences
    from trytond.modules.company.tests.tools import create_company
    from trytond.tests.tools import activate_modules

    activate_modules(["sale", "stock", "account_invoice_stock"], create_company, create_chart)
    set_fiscalyear_invoice_sequences(create_fiscalyear()).click("create_period")
    accounts = get_accounts()
    customer = Model.get("party.party")(name="Customer")
    customer.save()
    category = Model.get("product.category")(name="Goods", accounting=True)
    category.account_expense, category.account_revenue = accounts["expense"], accounts["revenue"]
    category.save()
    (unit,) = Model.get("product.uom").find([("name", "=", "Unit")])
    template = Model.get("product.template")(name="Mug", default_uom=unit, type="goods", salable=True)
    template.list_price, template.account_category = Decimal("10.0000"), category
    template.save()
    (product,) = template.products
    _stocked(product)
    return customer, product


def _stocked(product: Any) -> None:
    from proteus import Model

    (storage,) = Model.get("stock.location").find([("code", "=", "STO")])
    inventory = Model.get("stock.inventory")(location=storage)
    line = inventory.lines.new(product=product)
    line.quantity = 10_000.0
    inventory.click("confirm")


def one_sale(customer: Any, product: Any) -> float:
    """Milliseconds from the finished quotation to the shipment that is done; entering the sale is not counted."""
    from proteus import Model

    sale = Model.get("sale.sale")(party=customer)
    sale.invoice_method = "order"
    for _line in range(LINES):
        line = sale.lines.new()
        line.product, line.quantity = product, 1.0
    sale.click("quote")
    began = time.perf_counter()
    sale.click("confirm")
    if sale.state == "confirmed":
        sale.click("process")
    (shipment,) = sale.shipments
    shipment.click("assign_try")
    shipment.click("pick")
    shipment.click("pack")
    shipment.click("do")
    return (time.perf_counter() - began) * 1000


def main() -> None:
    """Measure."""
    made = configured(Path(sys.argv[1]))
    from proteus import Model, config

    if made.exists():
        config.set_trytond()
        (customer,) = Model.get("party.party").find([("name", "=", "Customer")])
        (product,) = Model.get("product.product").find([("name", "=", "Mug")])
    else:
        customer, product = prepared()
        made.touch()
    times = [one_sale(customer, product) for _sale in range(SALES)]
    sys.stdout.write(f"{statistics.median(times[2:]):.1f}\n")


if __name__ == "__main__":
    main()
