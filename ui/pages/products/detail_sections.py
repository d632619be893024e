"""What the panel of one product shows, part by part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from services import formatting
from services.aftersales.words import KIND_LABELS
from services.catalog.custom_fields import CustomField, FieldKind
from services.catalog.drafts import CustomValue
from services.catalog.gallery import PictureView
from services.catalog.listings import STATE_LABELS, ListingView
from services.catalog.queries import SkuDetail
from services.catalog.sku_page import SkuPage
from services.i18n import _
from ui.pages.products.detail_parts import LinkRow, ListingRow, week_bars
from ui.pages.products.gallery import PictureStrip
from ui.pages.products.price_line import PriceLine, PriceSteps
from ui.widgets.buttons import LinkButton
from ui.widgets.card import KeyValueRow, SectionTitle
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.text import Text

_DASH = "—"
_MOST_SIBLINGS = 12
_MOST_STEPS = 8


@dataclass(frozen=True, slots=True)
class ProductCalls:
    """What the buttons of the panel do, most with the SKU's id."""

    edit: Callable[[int], object]
    archive: Callable[[int], object]
    restore: Callable[[int], object]
    delete: Callable[[int], object]
    show: Callable[[int], object]
    labels: Callable[[int], object]
    margin: Callable[[int], object]
    orders: Callable[[str], object]
    order: Callable[[int], object]
    listing: Callable[[int, ListingView | None], object]
    switch: Callable[[ListingView], object]
    add_pictures: Callable[[int, list[Path | bytes]], object]
    ask_pictures: Callable[[int], object]
    arrange: Callable[[int, list[int]], object]
    assign_picture: Callable[[int, int | None], object]
    remove_picture: Callable[[int], object]
    open_picture: Callable[[PictureView], object]


class ProductParts(DetailPanel):
    """The parts of one `SkuPage` under each other. `shown` is the SKU, `page` everything that is known of it."""

    def __init__(self, calls: ProductCalls) -> None:
        super().__init__()
        self._calls = calls
        self.shown: SkuDetail | None = None
        self.page: SkuPage | None = None
        self._currency, self._zone = "", ""
        self._files: Mapping[int, str] = {}
        self.strip = PictureStrip(self)  # a child, so that it goes with the panel
        self.strip.hide()

    def show_parts(self, page: SkuPage) -> None:
        """Show everything that is known of the product in place of what stood there."""
        self.clear_body()
        for part in (self._pictures, self._money, self._stock, self._sold, self._returns, self._listings, self._codes,
                     self._suppliers, self._parts, self._facts, self._siblings, self._prices, self._note):  # fmt: skip
            part(page)
        self.body.addStretch(1)

    def _pictures(self, page: SkuPage) -> None:
        strip = PictureStrip()
        known = {view.id: self._files[view.id] for view in page.pictures if view.id in self._files}
        strip.show_pictures(page.pictures, known, _variants_of(page))
        number, calls = page.product_id, self._calls
        strip.added.connect(lambda sources: calls.add_pictures(number, sources))
        strip.asked.connect(lambda: calls.ask_pictures(number))
        strip.arranged.connect(lambda ids: calls.arrange(number, ids))
        strip.assigned.connect(calls.assign_picture)
        strip.removed.connect(calls.remove_picture)
        strip.opened.connect(calls.open_picture)
        self.strip = strip
        self.add(strip)
        self.add_line()

    def _money(self, page: SkuPage) -> None:
        draft, currency = page.detail.draft, self._currency
        cost = formatting.money(draft.cost_minor, currency) if draft.cost_minor is not None else _("unknown")
        self.add(KeyValueRow(_("Price"), formatting.money(draft.price_minor, currency) or _DASH, strong=True))
        if draft.min_price_minor is not None:
            self.add(KeyValueRow(_("Minimum price"), formatting.money(draft.min_price_minor, currency)))
        self.add(KeyValueRow(_("Cost"), cost))
        price = draft.price_minor
        if price and draft.cost_minor is not None:
            left = price - draft.cost_minor
            words = f"{formatting.money(left, currency)} · {formatting.percent(left * 1000 // price / 1000)}"
            self.add(KeyValueRow(_("Gross margin"), words, tone="neg" if left < 0 else "pos"))
        self.add_line()

    def _stock(self, page: SkuPage) -> None:
        stock = page.stock
        self.add(SectionTitle(_("Stock")))
        if not (stock.is_counted or stock.is_bundle):
            self.add(Text(_("Never counted. Opening stock is entered in Inventory."), "body", "text2", wrap=True))
            self.add_line()
            return
        tone = "neg" if stock.available <= 0 else "text"
        self.add(KeyValueRow(_("Available"), formatting.integer(stock.available), strong=True, tone=tone))
        if stock.is_bundle:
            self.add(Text(_("As many as the parts make."), "caption", "text3", wrap=True))
        else:
            self.add(KeyValueRow(_("On hand"), formatting.integer(stock.on_hand)))
            self.add(KeyValueRow(_("Promised to orders"), formatting.integer(stock.reserved)))
            if stock.defective:
                self.add(KeyValueRow(_("Defective"), formatting.integer(stock.defective)))
            value = formatting.money(stock.value_minor, self._currency)
            if stock.unknown:
                value = _("{value} + {count} of unknown cost").format(value=value, count=stock.unknown)
            self.add(KeyValueRow(_("Stock value"), value))
        self.add_line()

    def _sold(self, page: SkuPage) -> None:
        title = SectionTitle(_("Sold"))
        if page.detail.order_count:
            code = page.detail.draft.code
            see = LinkButton(_("Orders"), "arrow-right")
            see.clicked.connect(lambda _on=False: self._calls.orders(code))
            title.add(see)
        self.add(title)
        if any(week.pieces for week in page.weeks):
            self.add(week_bars(page.weeks))
        self.add(KeyValueRow(_("Pieces"), formatting.integer(page.detail.sold), strong=True))
        self.add(KeyValueRow(_("Orders"), formatting.integer(page.detail.order_count)))
        if page.returned:
            share = formatting.percent(page.returned * 1000 // page.sold_lines / 1000)
            lines = _("{count} of {all}").format(
                count=formatting.integer(page.returned), all=formatting.integer(page.sold_lines)
            )
            self.add(KeyValueRow(_("Refunded lines"), f"{lines} · {share}"))
        for one in page.orders:
            word = f"{self._day(one.ordered_at)} × {one.pieces}"
            self.add(LinkRow(one.order_no, word, partial(self._calls.order, one.order_id)))
        self.add_line()

    def _returns(self, page: SkuPage) -> None:
        if not page.returns:
            return
        self.add(SectionTitle(_("After-sales cases")))
        for one in page.returns:
            said = " · ".join(part for part in (_(KIND_LABELS[one.kind]), one.reason or "") if part)
            self.add(KeyValueRow(said, self._day(one.asked_at)))
        self.add_line()

    def _day(self, at: datetime | None) -> str:
        return "" if at is None else f"{at.astimezone(ZoneInfo(self._zone)):%Y-%m-%d}"

    def _listings(self, page: SkuPage) -> None:
        title = SectionTitle(_("On sale in"))
        more = LinkButton(_("Add"), "plus")
        more.setAccessibleName(_("Add a listing"))
        more.clicked.connect(lambda _on=False: self._calls.listing(page.detail.id, None))
        title.add(more)
        self.add(title)
        for one in page.listings:
            row = ListingRow(one, self._zone, _(STATE_LABELS[one.draft.state]))
            row.switched.connect(partial(self._calls.switch, one))
            row.opened.connect(partial(self._calls.listing, page.detail.id, one))
            self.add(row)
        if not page.listings:
            self.add(Text(_("No listing is known."), "body", "text2", wrap=True))
        self.add_line()

    def _codes(self, page: SkuPage) -> None:
        self.add(SectionTitle(_("Codes in channels")))
        for alias in page.detail.aliases:
            said = alias.code if alias.quantity == 1 else f"{alias.code} × {alias.quantity}"
            self.add(KeyValueRow(alias.channel, said))
        if not page.detail.aliases:
            self.add(Text(_("Found by its own code only."), "body", "text2", wrap=True))
        self.add_line()

    def _suppliers(self, page: SkuPage) -> None:
        if not page.offers:
            return
        self.add(SectionTitle(_("Suppliers")))
        for one in page.offers:
            price = formatting.money(one.offer.price_minor, self._currency) or _DASH
            days = _("{count} days").format(count=one.lead_days) if one.lead_days is not None else ""
            said = " · ".join(part for part in (one.offer.code or "", price, days) if part)
            self.add(KeyValueRow(one.supplier, said))
        self.add_line()

    def _parts(self, page: SkuPage) -> None:
        for title, found in ((_("Parts of a bundle"), page.parts), (_("In bundles"), page.bundles)):
            if found:
                self.add(SectionTitle(title))
                for one in found:
                    words = f"{one.code} · {one.title}"
                    self.add(LinkRow(words, f"× {one.quantity}", partial(self._calls.show, one.sku_id)))
                self.add_line()

    def _facts(self, page: SkuPage) -> None:
        draft = page.detail.draft
        sizes = (draft.length_mm, draft.width_mm, draft.height_mm)
        size = " × ".join(_DASH if one is None else str(one) for one in sizes) if any(sizes) else ""
        codes = ", ".join(code for code in (draft.barcode, *draft.more_barcodes) if code)
        facts = (
            (_("Shelf"), draft.shelf),
            (_("Barcodes"), codes),
            (_("Category"), draft.category),
            (_("Tags"), draft.tags),
            (_("Unit"), draft.unit),
            (_("Weight (g)"), formatting.integer(draft.weight_g)),
            (_("Size (mm)"), size),
            *((field.name, _said(field, value)) for field, value in page.own),
        )
        known = [(name, value) for name, value in facts if value]
        for name, value in known:
            self.add(KeyValueRow(name, value))
        if known:
            self.add_line()

    def _siblings(self, page: SkuPage) -> None:
        shown = [one for one in page.siblings if not one.is_archived]
        if not shown:
            return
        self.add(SectionTitle(_("Other variants")))
        for one in shown[:_MOST_SIBLINGS]:
            self.add(LinkRow(one.variant or one.code, one.code, partial(self._calls.show, one.sku_id)))
        self.add_line()

    def _prices(self, page: SkuPage) -> None:
        if not page.prices:
            return
        self.add(SectionTitle(_("Prices and cost")))
        line = PriceLine(page.prices, self._currency, self._zone)
        if line.has_line:
            self.add(line)
        self.add(PriceSteps(page.prices[:_MOST_STEPS], self._currency, self._zone))
        self.add_line()

    def _note(self, page: SkuPage) -> None:
        if page.detail.draft.note:
            self.add(SectionTitle(_("Note")))
            self.add(Text(page.detail.draft.note, wrap=True))


def _variants_of(page: SkuPage) -> dict[int, str]:
    """The variants a picture may show by their ids, that of the panel first: those in use, and any that one shows."""
    shown, pictured = page.detail, {view.sku_id for view in page.pictures}
    offered = (one for one in page.siblings if not one.is_archived or one.sku_id in pictured)
    others = {one.sku_id: one.variant or one.code for one in offered}
    return {shown.id: shown.draft.variant or shown.draft.code, **others}


def _said(field: CustomField, value: CustomValue) -> str:
    """A value of an own field as people read it."""
    if field.kind is FieldKind.FLAG:
        return _("yes") if value else _("no")
    return formatting.integer(value) if isinstance(value, int) else str(value)
