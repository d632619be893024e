"""The closed vocabulary of an import format: what a TOML file may say, and nothing more.

A format file has these keys::

    id, version, title = { zh_CN, en }, kind, platform, files, encodings, zone, currency
    provider                              who keeps the account of a statement, where it is not the platform
    [layout]  rows = "order" | "line"     one row is a whole order, or one line of an order
              stop = ["Total"]            a row whose first filled cell begins so starts the footer
              explanation_rows = 0        rows under the header that explain it
              empty = ["-", "/"]          cell texts that mean nothing
              decimal = "." | ","         the decimal mark of amounts
              inherit = { of, by, fill, take }  a row whose cell in `of` is the cell of an earlier row
                                          in one of `by` takes from it the columns `fill` where its own
                                          are empty, and the columns `take` always
              leave_out = { Column = ["word"] }  rows with such a word are no records (parents of others)
              one_filled = [...]          rows in which all of these are empty are no records (pictures)
              totals = [...]              fields whose sum the first row of the footer states in their column
    [detect]  signature = [...]           columns that must all be there; an inner list holds alternatives
              absent = [...]              columns that must not be there (another export has them)
              known = [...]               columns that belong to this export though no field reads them
    [facts]   name = "Label" | ["Label", "Other label"] | { under = "Heading" } | { row = "Label", column = "Column" }
              figures outside the table of a statement, proved against its rows: account, opening,
              closing, all, in, out, neutral (counts of rows, amounts, or both in one text)
    [fields]  name = "Column" | ["First choice", "Second choice"] | { ... } | [[fields.name]] tables

A field table: `from` (columns in order of preference, the first filled one wins), `join`
(instead: all of them, put together with this text), `clean` (cleaners, in order), `parse`,
`map` (text → code, where a text that ends in ``...`` stands for all that begin so; any other
text is a problem of the row), `default`, `optional` (an
unreadable value is a warning and does not hold the row back), `sum` (an amount of the row:
the rows of one order are added up). Several tables for one field
are tried in order; the first that gives a value wins.

There are no conditions and no expressions. A format that needs one gets a named cleaner or
parser in `cells` (or in `quirks`, when only one platform needs it), and its name here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from models.enums.aftersales import CaseKind, CaseState
from models.enums.goods import PurchaseState
from models.enums.money import Flow, InvoiceKind, InvoiceSide
from models.enums.orders import Flag, OrderStatus, RefundStatus
from services.exporting.cells import plain
from services.importing import cells, quirks
from services.importing.shapes import SHAPES, FieldType

KINDS: Mapping[str, Mapping[str, FieldType]] = MappingProxyType({shape.kind: shape.fields for shape in SHAPES})
REQUIRED: Mapping[str, frozenset[str]] = MappingProxyType({shape.kind: shape.required for shape in SHAPES})

CODES: Mapping[FieldType, frozenset[str]] = MappingProxyType(
    {
        FieldType.STATUS: frozenset(OrderStatus),
        FieldType.REFUND: frozenset(RefundStatus),
        FieldType.FLAG: frozenset(Flag),
        FieldType.FLOW: frozenset(Flow),
        FieldType.CASE_KIND: frozenset(CaseKind),
        FieldType.CASE_STATE: frozenset(CaseState),
        FieldType.STARS: frozenset("12345"),
        FieldType.PURCHASE_STATE: frozenset(PurchaseState),
        FieldType.INVOICE_SIDE: frozenset(InvoiceSide),
        FieldType.INVOICE_KIND: frozenset(InvoiceKind),
    }
)

CLEANERS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "strip": str.strip,
        "unquote_excel": plain,
        "no_prefix": cells.no_prefix,
        "one_line": cells.one_line,
        "phone": cells.phone,
        "present": cells.present,
        "cash_on_delivery": cells.cash_on_delivery,
        "upper": cells.upper,
        "date_in_number": quirks.date_in_number,
        "first_if_both": quirks.first_if_both,
        "once_paid": quirks.once_paid,
        "unless_unpaid": quirks.unless_unpaid,
        "one_item": quirks.one_item,
        "before_courier": quirks.before_courier,
        "after_tracking": quirks.after_tracking,
        "month_first": quirks.month_first,
        "zoned_time": quirks.zoned_time,
        "opposite": quirks.opposite,
        "before_bracket": quirks.before_bracket,
        "in_bracket": quirks.in_bracket,
        "taobao_order_no": quirks.taobao_order_no,
        "unencrypted": quirks.unencrypted,
        "unsigned": quirks.unsigned,
        "item_name": quirks.item_name,
        "item_sku": quirks.item_sku,
        "item_total": quirks.item_total,
        "item_quantity": quirks.item_quantity,
        "option_values": quirks.option_values,
        "option_code": quirks.option_code,
        "nonzero": quirks.nonzero,
        "first_known": quirks.first_known,
        "kilograms": quirks.kilograms,
    }
)

PARSERS: Mapping[str, frozenset[FieldType]] = MappingProxyType(
    {
        "text": frozenset({FieldType.TEXT, FieldType.ID}),
        "id": frozenset({FieldType.ID, FieldType.TEXT}),
        "money": frozenset({FieldType.MONEY}),
        "money_difference": frozenset({FieldType.MONEY}),
        "money_sum": frozenset({FieldType.MONEY}),
        "money_rounded": frozenset({FieldType.MONEY}),
        "money_sum_rounded": frozenset({FieldType.MONEY}),
        "money_product": frozenset({FieldType.MONEY}),
        "day": frozenset({FieldType.DAY}),
        "share": frozenset({FieldType.SHARE}),
        "score": frozenset({FieldType.SCORE}),
        "seconds": frozenset({FieldType.SECONDS}),
        "integer": frozenset({FieldType.INTEGER}),
        "datetime": frozenset({FieldType.INSTANT}),
        "datetime_mdy": frozenset({FieldType.INSTANT}),
        "datetime_dmy": frozenset({FieldType.INSTANT}),
        "datetime_md": frozenset({FieldType.INSTANT}),
        "code": frozenset({*CODES, FieldType.CODE}),
        "currency": frozenset({FieldType.CURRENCY}),
        "grams": frozenset({FieldType.GRAMS}),
        "cn_address": frozenset({FieldType.TEXT}),
    }
)

DEFAULT_PARSER: Mapping[FieldType, str] = MappingProxyType(
    {
        FieldType.TEXT: "text",
        FieldType.ID: "id",
        FieldType.MONEY: "money",
        FieldType.INTEGER: "integer",
        FieldType.INSTANT: "datetime",
        FieldType.STATUS: "code",
        FieldType.REFUND: "code",
        FieldType.FLAG: "code",
        FieldType.FLOW: "code",
        FieldType.CASE_KIND: "code",
        FieldType.CASE_STATE: "code",
        FieldType.STARS: "code",
        FieldType.PURCHASE_STATE: "code",
        FieldType.INVOICE_SIDE: "code",
        FieldType.INVOICE_KIND: "code",
        FieldType.DAY: "day",
        FieldType.SHARE: "share",
        FieldType.SCORE: "score",
        FieldType.SECONDS: "seconds",
        FieldType.CODE: "code",
        FieldType.CURRENCY: "currency",
        FieldType.GRAMS: "grams",
    }
)

FILE_KINDS = frozenset({"csv", "tsv", "txt", "xls", "xlsx", "xlsm", "xlsb", "ods", "et", "html", "xml"})
ENCODINGS = frozenset({"utf-8-sig", "utf-8", "gb18030", "utf-16", "cp1252", "big5", "shift_jis"})
