"""What the product list can be filtered by, and its views."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from services import formatting
from services.catalog.page_overview import PageOverview
from services.i18n import N_, _
from services.written_numbers import parse_share
from ui.pages.products.sku_panel import UNLINKED
from ui.table.filters import FilterSpec, stored_amount, stored_whole

TABS: tuple[tuple[str, str], ...] = (
    ("all", N_("All")),
    ("on_sale", N_("On sale in channels")),
    ("low", N_("Low stock")),
    ("no_cost", N_("No cost")),
    ("bundles", N_("Bundles")),
    ("archived", N_("Archived")),
    (UNLINKED, N_("Unlinked codes")),
)
_MISSING: tuple[tuple[str, str], ...] = (
    ("category", N_("category")),
    ("cost", N_("cost")),
    ("price", N_("price")),
    ("shelf", N_("shelf place")),
    ("barcode", N_("barcode")),
    ("picture", N_("picture")),
    ("weight", N_("weight")),
)


def filter_specs(found: Callable[[], PageOverview | None], currency: Callable[[], str]) -> tuple[FilterSpec, ...]:
    """All filters; `found` gives what this shop has at the moment a sheet opens."""

    def categories() -> Sequence[tuple[str, str]]:
        known = found()
        return [] if known is None else [(path, path) for path in known.categories]

    def tags() -> Sequence[tuple[str, str]]:
        known = found()
        return [] if known is None else [(tag, tag) for tag in known.tags]

    def suppliers() -> Sequence[tuple[str, str]]:
        known = found()
        return [] if known is None else [(str(number), name) for number, name in known.suppliers]

    def channels() -> Sequence[tuple[str, str]]:
        known = found()
        return [] if known is None else [(str(number), name) for number, name in known.channels]

    def shown(stored: str) -> str:
        return formatting.money(int(stored), currency())

    return (
        FilterSpec("category", N_("Category"), "within", choices=categories),
        FilterSpec("tags", N_("Tag"), "has", choices=tags),
        FilterSpec("supplier", N_("Supplier"), choices=suppliers),
        FilterSpec("channel", N_("Channel"), choices=channels),
        FilterSpec("price", N_("Price"), "between", parse=stored_amount(currency), show=shown),
        FilterSpec("margin", N_("Gross margin"), "between", spans=_margins, parse=_permille, show=_percent),
        FilterSpec("missing", N_("Missing"), choices=lambda: [(key, _(words)) for key, words in _MISSING]),
        FilterSpec("unsold", N_("Sold"), "is", choices=lambda: (("1", _("not in 30 days")),)),
        FilterSpec("available", N_("Available"), "between", parse=stored_whole, show=_grouped),
    )


def _margins() -> Sequence[tuple[str, str, str]]:
    return ((_("below cost"), "", "-1"), (_("below {percent}").format(percent=formatting.percent(0.1)), "0", "99"))


def _permille(typed: str) -> str | None:
    ppm = parse_share(typed)
    return None if ppm is None or ppm % 1000 else str(ppm // 1000)


def _percent(stored: str) -> str:
    return formatting.percent(int(stored) / 1000)


def _grouped(stored: str) -> str:
    return formatting.integer(int(stored))
