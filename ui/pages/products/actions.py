"""What can be done on the Products page, for menus, shortcuts and the palette; the menu of one row."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from services.i18n import N_, _
from ui.actions import ActionSpec
from ui.pages.products.deeds import ProductDeeds
from ui.table.table_panel import TablePanel
from ui.theme.icons import icon
from ui.widgets.menu import PassingMenu

_GROUP = N_("Products")
_SCOPE = "products"


WithSkus = Callable[[Callable[[Sequence[int]], object]], object]
"""Does something with the products that are meant, once it is known which these are."""


def product_actions(
    deeds: ProductDeeds, table: TablePanel, new_product: Callable[[], object], with_targets: WithSkus
) -> tuple[ActionSpec, ...]:
    """The page's actions; those about products mean the ticked ones, else the one that is open."""

    def spec(
        key: str, words: str, run: Callable[[], object], name: str, keys: str = "", *, palette: bool = True
    ) -> ActionSpec:
        return ActionSpec(f"products.{key}", words, run, name, keys, scope=_SCOPE, group=_GROUP, palette=palette)

    return (
        spec("new", N_("New product"), new_product, "plus", "Ctrl+N"),
        spec("labels", N_("Print labels"), lambda: with_targets(deeds.print_labels), "barcode", "Ctrl+P"),
        spec(
            "bulk", N_("Change several products"), lambda: with_targets(deeds.bulk_edit), "pencil-simple",
            "Ctrl+Shift+E",
        ),
        spec("margin", N_("Margin calculator"), deeds.open_margin, "calculator"),
        spec("import", N_("Import products"), deeds.import_products, "upload-simple"),
        spec("export", N_("Export products"), lambda: deeds.export(table.request), "download-simple", "Ctrl+E"),
        spec("filter", N_("Filter these rows"), table.focus_filter, "funnel-simple", "Ctrl+F", palette=False),
    )  # fmt: skip


def bulk_actions(deeds: ProductDeeds, with_ticked: WithSkus) -> list[tuple[str, str, Callable[[], object]]]:
    """What stands on the bar over ticked products; the last two in the menu of its dots."""
    return [
        (_("Change"), "pencil-simple", lambda: with_ticked(deeds.bulk_edit)),
        (_("Labels"), "barcode", lambda: with_ticked(deeds.print_labels)),
        (_("Archive"), "archive", lambda: with_ticked(deeds.archive)),
        (_("Bring back"), "arrow-u-up-left", lambda: with_ticked(deeds.restore)),
        (_("Delete"), "trash", lambda: with_ticked(deeds.delete)),
    ]


def row_menu(parent: QWidget, deeds: ProductDeeds, edit: Callable[[int], object], sku_id: int) -> PassingMenu:
    """The menu of one product, whatever else is ticked."""
    menu = PassingMenu(parent)
    menu.addAction(icon("pencil-simple"), _("Edit"), lambda: edit(sku_id))
    menu.addAction(icon("barcode"), _("Print labels"), lambda: deeds.print_labels([sku_id]))
    menu.addAction(icon("calculator"), _("Margin calculator"), lambda: deeds.open_margin(sku_id))
    menu.addAction(icon("storefront"), _("Add a listing"), lambda: deeds.open_listing(sku_id, None))
    menu.addSeparator()
    menu.addAction(icon("archive"), _("Archive"), lambda: deeds.archive([sku_id]))
    menu.addAction(icon("trash"), _("Delete"), lambda: deeds.delete([sku_id]))
    return menu
