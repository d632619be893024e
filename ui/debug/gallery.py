"""Every widget on one page, and an example page: for looking at, in both themes.

With ``--debug`` it is in the palette; ``python -m ui.debug.gallery [light|dark]`` opens the example page. The words
are samples, not part of the program; `say` may replace them by those of another language.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from ui.page import Page, PageContext, PageSpec
from ui.theme import space
from ui.theme.apply import apply
from ui.theme.tokens import TONES
from ui.widgets.banner import KINDS, Banner
from ui.widgets.bulk_bar import BulkBar
from ui.widgets.buttons import SECONDARY, DangerButton, IconButton, LinkButton, PrimaryButton, SecondaryButton
from ui.widgets.card import Card, CardFoot, KeyValueRow, SectionTitle
from ui.widgets.chips import AddFilterChip, Chip
from ui.widgets.count_field import CountField
from ui.widgets.day_field import Calendar, DayField
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import CheckBox, Choice, FormRow, text_field
from ui.widgets.kpi import Change, Kpi, KpiStrip
from ui.widgets.menu import PassingMenu
from ui.widgets.page_header import PageHeader
from ui.widgets.pill import CountBadge, Pill
from ui.widgets.popup import PickList, PopupSheet
from ui.widgets.progress_panel import ProgressPanel
from ui.widgets.scroll_room import ScrollRoom
from ui.widgets.search_box import SearchBox
from ui.widgets.section_switch import SectionSwitch
from ui.widgets.spark_bars import Bar, SparkBars
from ui.widgets.stacked_bar import Share, StackedBar
from ui.widgets.text import Text
from ui.widgets.timeline import Step, Timeline
from ui.widgets.toast import Toast
from ui.widgets.view_tabs import ViewTab, ViewTabs
from ui.window.main_window import MainWindow, ShopInfo

Say = Callable[[str], str]
_DAYS = (
    *(68, 72, 67, 59, 62, 70, 49, 67, 80, 73, 76, 66, 62, 57, 52),
    *(68, 70, 159, 148, 167, 62, 66, 73, 72, 84, 57, 74, 66, 60, 60),
)
_PAGES = (
    ("today", "Today", "house", "main", 0, "blue"),
    ("orders", "Orders", "receipt", "main", 45, "blue"),
    ("products", "Products", "package", "main", 0, "blue"),
    ("inventory", "Inventory", "stack", "main", 3, "amber"),
    ("aftersales", "After-sales", "arrow-u-up-left", "main", 18, "red"),
    ("finance", "Finance", "wallet", "main", 0, "blue"),
    ("customers", "Customers", "users", "main", 0, "blue"),
    ("charts", "Charts", "chart-bar", "main", 0, "blue"),
    ("growth", "Growth", "trend-up", "main", 0, "blue"),
    ("import", "Import files", "upload-simple", "bottom", 0, "blue"),
    ("history", "History", "clock-counter-clockwise", "bottom", 0, "blue"),
    ("settings", "Settings", "gear-six", "bottom", 0, "blue"),
)


def example_window(say: Say = str) -> MainWindow:
    """A main window with sample pages and an order page that looks like work."""
    specs = [
        PageSpec(key, say(title), icon, _builder(key, say), section, badge_tone=tone, badge_meaning=say("waiting"))
        for key, title, icon, section, _count, tone in _PAGES
    ]
    window = MainWindow(specs, None, ShopInfo(say("Example shop"), say("Local ledger")))
    for key, _title, _icon, _section, count, _tone in _PAGES:
        window.set_badge(key, count)
    window.set_backup_state(say("Backed up · today 09:12"))
    window.navigate("orders")
    return window


def gallery(say: Say = str) -> ScrollRoom:
    """All widgets under each other."""
    inner = QWidget()
    column = QVBoxLayout(inner)
    column.setContentsMargins(space.XL, space.XL, space.XL, space.XL)
    column.setSpacing(space.M)
    for part in (_buttons(say), _marks(say), kpi_strip(say), _fields(say), _notices(say), _charts(say), _empty(say)):
        column.addWidget(part)
    column.addStretch(1)
    return ScrollRoom(inner)


def kpi_strip(say: Say = str) -> KpiStrip:
    """Key figures with thirty days of bars."""
    strip = KpiStrip()
    strip.set_kpis(
        [
            Kpi(say("Received"), "¥231,090", Change("up", say("12.4% on before"), True)),
            Kpi(say("Gross profit"), "¥82,844", Change("up", say("9.1% on before"), True)),
            Kpi(say("Margin"), "35.8%", Change("down", say("1.1 points"), False)),
        ]
    )
    strip.set_legend([("chart.1", say("Gross profit")), ("chart_soft", say("Received"))])
    chart = SparkBars(lambda amount: say(f"{amount // 1000}k") if amount >= 10_000 else f"{amount:,}")
    bars = [Bar(f"{10 + (i + 22) // 31}/{(i + 22) % 31 + 1}", day * 100, part=day * 36) for i, day in enumerate(_DAYS)]
    bars[-1] = replace(bars[-1], label=say("today"))
    chart.set_bars(bars, say("Received per day"), peak="11/11  ¥16,713")
    strip.set_chart(chart)
    return strip


def order_detail(say: Say = str) -> DetailPanel:
    """The panel of one order."""
    panel = DetailPanel()
    panel.set_head("261121339701014", say("Pinduoduo · 2026-11-21 14:44"))
    panel.set_status(say("To ship"), "blue")
    panel.add(KeyValueRow(say("Discount"), "−10.00"))
    panel.add(KeyValueRow(say("Shipping"), say("free")))
    panel.add(KeyValueRow(say("Received"), "¥248.00", strong=True))
    panel.add_line()
    panel.add(SectionTitle(say("Where the money goes"), "38.3%", remark_tone="pos"))
    shares = [("Cost", 14000, "¥140.00", "chart.5"), ("Platform fee 5%", 1290, "¥12.90", "chart.2")]
    parts = [Share(say(text), amount, shown, role) for text, amount, shown, role in shares]
    panel.add(StackedBar([*parts, Share(say("Gross profit"), 9510, "¥95.10", "chart.1")]))
    panel.add_line()
    panel.add(SectionTitle(say("Progress")))
    panel.add(_timeline(say))
    ship = PrimaryButton(say("Ship"), "truck")
    panel.footer.addWidget(ship, 1)
    panel.footer.addWidget(SecondaryButton(say("Print"), "printer"))
    panel.footer.addWidget(IconButton("dots-three", say("More actions"), look=SECONDARY))
    return panel


class ExamplePage(Page):
    """A list page without its table."""

    def __init__(self, say: Say, context: PageContext) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(space.XL, 0, 0, 0)
        row.setSpacing(space.XL)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, space.L)
        column.setSpacing(0)
        header = PageHeader(say("Orders"), say("last 30 days · 1,284"))
        header.add_secondary(say("Print pick list"), "printer", lambda: context.toast(say("Printed")))
        header.set_primary(say("New order"), "plus", lambda: context.toast(say("Marked 42 as shipped"), undo=str))
        header.search_opened.connect(context.open_palette)
        column.addWidget(header)
        column.addWidget(kpi_strip(say))
        column.addSpacing(space.M)
        self.card = _list_card(say)
        column.addWidget(self.card, 1)
        row.addLayout(column, 1)
        row.addWidget(order_detail(say))
        self.bulk = BulkBar(self.card)
        actions = [
            ("Enter tracking no.", "truck"),
            ("Print", "printer"),
            ("Change status", "check"),
            ("Export", "file-text"),
        ]
        self.bulk.set_actions([(say(words), icon, str) for words, icon in actions], rest=1)


def _list_card(say: Say) -> Card:
    card = Card(padding=0, spacing=0)
    views = [("all", "All", 1284), ("unpaid", "Unpaid", 11), ("toship", "To ship", 45), ("shipped", "Shipped", 97),
             ("refund", "Refunding", 18), ("done", "Done", None)]  # fmt: skip
    card.body.addWidget(ViewTabs([ViewTab(key, say(text), count) for key, text, count in views]))
    bar = QHBoxLayout()
    bar.setContentsMargins(space.M, space.S, space.M, space.S)
    bar.setSpacing(space.S)
    bar.addWidget(SearchBox(say("Number, buyer, product…"), "funnel-simple"))
    for words in ("Ordered: last 30 days", "Platform: Taobao, Douyin and 4 more"):
        bar.addWidget(Chip(say(words)))
    bar.addWidget(AddFilterChip(say("Filter")))
    bar.addStretch(1)
    for name, words in (("columns", "Columns"), ("rows", "Row height"), ("download-simple", "Export")):
        bar.addWidget(IconButton(name, say(words)))
    card.body.addLayout(bar)
    card.body.addWidget(_empty(say), 1)
    card.body.addWidget(CardFoot(Text(say("1,284 orders"), "body", "text3")))
    return card


def _builder(key: str, say: Say) -> Callable[[PageContext], QWidget]:
    if key == "orders":
        return lambda context: ExamplePage(say, context)
    return lambda _context: gallery(say)


def _row(*widgets: QWidget) -> QWidget:
    card = Card(padding=space.M)
    row = QHBoxLayout()
    row.setSpacing(space.S)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    card.body.addLayout(row)
    return card


def _buttons(say: Say) -> QWidget:
    off = SecondaryButton(say("Not now"), "printer")
    off.setEnabled(False)
    return _row(
        PrimaryButton(say("New order"), "plus"), SecondaryButton(say("Print"), "printer"), DangerButton(say("Delete")),
        off, LinkButton(say("Show all")), IconButton("copy", say("Copy")), SearchBox(say("Search"), hint="Ctrl K"),
    )  # fmt: skip


def _marks(say: Say) -> QWidget:
    badges = []
    for tone, count in (("blue", 45), ("amber", 3), ("red", 1200)):
        badge = CountBadge(tone, say("waiting"))
        badge.set_count(count)
        badges.append(badge)
    tick, part = CheckBox(say("Only mine")), CheckBox(say("Some"))
    tick.setChecked(True)
    part.setTristate(True)
    part.setCheckState(Qt.CheckState.PartiallyChecked)
    pills = [Pill(say(tone), tone) for tone in TONES]
    return _row(
        *pills, *badges, Chip(say("Ordered: last 30 days")), AddFilterChip(say("Filter")), CheckBox(), tick, part
    )


def _fields(say: Say) -> QWidget:
    choice = Choice()
    choice.addItems([say("Taobao"), say("Douyin")])
    wrong = FormRow(say("Price"), text_field(value="12,x"), required=True)
    wrong.set_problem(say("This is not an amount."))
    name = FormRow(say("Name"), text_field(say("What customers call it")), say("Shown on papers"))
    count = CountField(1, 99, 3)
    count.setAccessibleName(say("Pieces"))
    fields = (name, FormRow(say("Platform"), choice), wrong, FormRow(say("Pieces"), count))
    return _row(*fields, FormRow(say("Day"), DayField()))


def _notices(say: Say) -> QWidget:
    card = Card(padding=space.M)
    for kind in KINDS:
        banner = Banner(kind, say("The disk is full. Nothing was changed."), say("Free some space and do it again."))
        banner.add_action(say("Try again"), str)
        card.body.addWidget(banner)
    known, unknown = ProgressPanel(say("Reading orders.xlsx")), ProgressPanel(say("Looking at the file"))
    known.set_progress(4200, 10000, say("4,200 of 10,000 rows"))
    card.body.addWidget(known)
    card.body.addWidget(unknown)
    toast = Toast(say("Marked 42 as shipped"), card, action=say("Undo"), run=str, stays=True)
    card.body.addWidget(toast, 0, Qt.AlignmentFlag.AlignLeft)
    card.body.addWidget(_row(_menu(say, card), _offers(say), Calendar(), _sheet(say, card)))
    return card


def _offers(say: Say) -> QWidget:
    """The rows of a choice, as they lie under it when it is open."""
    rows = PickList()
    rows.setModel(QStringListModel([say("Taobao"), say("Douyin"), say("Shopify")], rows))
    rows.dress()
    rows.setCurrentIndex(rows.model().index(0, 0))
    rows.setFixedSize(rows.wanted_width(), 3 * rows.sizeHintForRow(0) + 2 * rows.frameWidth())
    return rows


def _sheet(say: Say, card: Card) -> QWidget:
    sheet = PopupSheet(card)
    sheet.setWindowFlags(Qt.WindowType.Widget)
    column = QVBoxLayout(sheet)
    column.addWidget(Text(say("Filter by amount"), "section"))
    column.addWidget(FormRow(say("From"), text_field(value="50")))
    return sheet


def _menu(say: Say, card: Card) -> QWidget:
    """A menu that lies open among the other widgets instead of over them."""
    menu = PassingMenu(card)
    menu.setWindowFlags(Qt.WindowType.Widget)
    for words in ("Print", "Hold", "Split"):
        menu.addAction(say(words))
    menu.addSeparator()
    menu.addAction(say("Delete")).setEnabled(False)
    return menu


def _charts(say: Say) -> QWidget:
    card = Card(padding=space.M)
    parts = [("stock", say("Stock")), ("purchases", say("Purchases")), ("moves", say("Moves"))]
    card.body.addWidget(SectionSwitch(parts, "stock"))
    card.body.addWidget(ViewTabs([ViewTab("all", say("All"), 1284), ViewTab("unpaid", say("Unpaid"), 11)]))
    shares = [("Cost", 14000, "¥140.00", "chart.5"), ("Profit", 9510, "¥95.10", "chart.1")]
    card.body.addWidget(StackedBar([Share(say(text), amount, shown, role) for text, amount, shown, role in shares]))
    card.body.addWidget(KeyValueRow(say("Received"), "¥248.00", strong=True))
    card.body.addWidget(_timeline(say))
    return card


def _timeline(say: Say) -> Timeline:
    done = [Step(say("Ordered"), "14:44", True), Step(say("Paid"), "14:47", True)]
    return Timeline([*done, Step(say("To ship"), say("21 h left")), Step(say("Delivered"))])


def _empty(say: Say) -> EmptyState:
    actions = [(say("Import first orders"), "upload-simple", str), (say("Try sample data"), "", str)]
    return EmptyState(
        "receipt", say("No orders yet"), say("Orders appear here when you import or write them."), actions
    )


def main() -> int:
    """Open the example window."""
    app = QApplication(sys.argv)
    apply(app, sys.argv[1] if len(sys.argv) > 1 else "system")
    window = example_window()
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
