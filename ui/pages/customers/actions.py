"""What can be done on the Customers page, for shortcuts and the palette, its bar and its menus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from services.customers.overview import SavedSegment
from services.i18n import N_, _
from services.types import TableRequest
from ui.actions import ActionSpec
from ui.pages.customers.deeds import CustomerDeeds
from ui.table.table_panel import TablePanel
from ui.theme.icons import icon
from ui.widgets.menu import PassingMenu

_GROUP = N_("Customers")
_SCOPE = "customers"


def customer_actions(
    deeds: CustomerDeeds, table: TablePanel, reveal: Callable[[], object], export: Callable[[TableRequest], object]
) -> tuple[ActionSpec, ...]:
    """The page's actions; those about customers mean the ticked ones, else the one that is open."""

    def spec(
        key: str, words: str, run: Callable[[], object], name: str, keys: str = "", *, palette: bool = True
    ) -> ActionSpec:
        return ActionSpec(f"customers.{key}", words, run, name, keys, scope=_SCOPE, group=_GROUP, palette=palette)

    return (
        spec("contact", N_("Note a talk with the customer"), lambda: deeds.with_one("contact"), "chat-circle-text"),
        spec("plan", N_("Plan a follow-up with the customer"), lambda: deeds.with_one("plan"), "bell"),
        spec("tag", N_("Tag customers"), lambda: deeds.with_targets(deeds.tag), "tag", "Ctrl+T"),
        spec("coupon", N_("Note a coupon"), lambda: deeds.with_targets(deeds.coupon), "ticket"),
        spec("blacklist", N_("Put on the blacklist"), lambda: deeds.with_targets(deeds.blacklist), "prohibit"),
        spec("suggest", N_("Find customers who are one person"), deeds.suggest, "arrows-in"),
        spec("segment", N_("Save these customers as a segment"), deeds.save_segment, "funnel"),
        spec("cuts", N_("What customers are sorted by"), deeds.edit_cuts, "sliders-horizontal"),
        spec("recipients", N_("Erase old recipients"), deeds.erase_recipients, "trash"),
        spec("backups", N_("Find backups that hold erased people"), deeds.look_through_backups, "archive"),
        spec("reveal", N_("Reveal or hide names"), reveal, "eye", "Ctrl+Shift+H"),
        spec("export", N_("Export customers"), lambda: export(table.request), "download-simple", "Ctrl+E"),
        spec("filter", N_("Filter these rows"), table.focus_filter, "funnel-simple", "Ctrl+F", palette=False),
    )


def row_menu(parent: QWidget, deeds: CustomerDeeds, show: Callable[[int], object], customer_id: int) -> PassingMenu:
    """The menu of one customer, whatever else is ticked."""
    menu = PassingMenu(parent)
    menu.addAction(icon("user"), _("Show"), lambda: show(customer_id))
    menu.addSeparator()
    menu.addAction(icon("chat-circle-text"), _("Note a talk…"), lambda: deeds.begin("contact", customer_id))
    menu.addAction(icon("bell"), _("Plan a follow-up…"), lambda: deeds.begin("plan", customer_id))
    menu.addAction(icon("tag"), _("Tags…"), lambda: deeds.tag([customer_id]))
    menu.addAction(icon("ticket"), _("Note a coupon…"), lambda: deeds.coupon([customer_id]))
    menu.addSeparator()
    menu.addAction(icon("prohibit"), _("Put on the blacklist…"), lambda: deeds.blacklist([customer_id]))
    menu.addAction(icon("check-circle"), _("Take off the blacklist"), lambda: deeds.unblacklist([customer_id]))
    menu.addSeparator()
    menu.addAction(icon("trash"), _("Erase this person…"), lambda: deeds.erase(customer_id))
    return menu


def bulk_actions(deeds: CustomerDeeds) -> list[tuple[str, str, Callable[[], object]]]:
    """What stands on the bar over ticked customers."""
    return [
        (_("Tags"), "tag", lambda: deeds.with_targets(deeds.tag)),
        (_("Coupon"), "ticket", lambda: deeds.with_targets(deeds.coupon)),
        (_("Blacklist"), "prohibit", lambda: deeds.with_targets(deeds.blacklist)),
        (_("Take off the blacklist"), "check-circle", lambda: deeds.with_targets(deeds.unblacklist)),
    ]


def segments_menu(
    parent: QWidget, deeds: CustomerDeeds, segments: Sequence[SavedSegment], show: Callable[[TableRequest], object]
) -> PassingMenu:
    """The saved segments with their counts, and what can be done with segments."""
    menu = PassingMenu(parent)
    for one in segments:
        menu.addAction(icon("funnel"), f"{one.name}  ({one.count})", partial(show, one.request))
    menu.addSeparator()
    menu.addAction(icon("plus"), _("Save these customers as a segment…"), deeds.save_segment)
    if segments:
        gone = menu.add_menu(_("Remove a segment"), icon("trash"))
        for one in segments:
            gone.addAction(one.name, partial(deeds.remove_segment, one.id))
    menu.addSeparator()
    menu.addAction(icon("sliders-horizontal"), _("What customers are sorted by…"), deeds.edit_cuts)
    return menu
