"""What the Customers page does: which card opens, which command runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from services import paths
from services.customers import commands, corrections
from services.customers.commands import short_no
from services.customers.merging import unmerge
from services.customers.queries import CustomerDetail, detail
from services.i18n import NN_, _
from services.messages import counted
from services.privacy.erasing import erase_recipients, person_to_erase
from services.privacy.giving import export_person
from services.privacy.retention import RetentionDue, retention
from ui.dialogs.dialog import Dialog, confirm
from ui.dialogs.still_held import finish_erasing, look_through_backups
from ui.page import PageContext
from ui.pages.customers import dialogs
from ui.pages.customers.erasing import EraseDialog
from ui.pages.customers.joining import JoinDialog
from ui.pages.customers.known import Known
from ui.pages.customers.panel import CustomerPanel
from ui.pages.customers.words import person_name
from ui.pages.list_export import ROWS, write_and_say
from ui.pages.work import run
from ui.table.table_panel import TablePanel

_OLD = NN_(
    "{count} finished order is older than {days} days and still has a receiver, a phone or an address.",
    "{count} finished orders are older than {days} days and still have a receiver, a phone or an address.",
)


class CustomerDeeds:
    """Opens the cards of the page and runs its commands. `dialog` is the card opened last."""

    def __init__(
        self, context: PageContext, page: QWidget, known: Known, table: TablePanel, panel: CustomerPanel
    ) -> None:
        self._context, self._page, self._known = context, page, known
        self._table, self._panel = table, panel
        self.dialog: Any = None

    def with_targets(self, then: Callable[[list[int]], object]) -> None:
        """Do something with the ticked customers, else with the one at the right."""
        if self._table.view.selected_count:
            asked = self._context.link.wait_for(self._table.view.selected_ids(), owner=self._page)
            asked.then(lambda ids: then([int(one) for one in ids]))
        elif self._panel.isVisible() and self._panel.shown is not None:
            then([self._panel.shown.id])
        else:
            self._context.toast(_("Tick customers in the list, or open one, first."))

    def with_one(self, what: str) -> None:
        """Do something with the one ticked customer, else with the one at the right, else with the list's own row."""
        row_id = self._table.model.row_id(self._table.view.current_row())
        if self._table.view.selected_count == 1:
            self.with_targets(lambda ids: self.begin(what, *ids))
        elif self._panel.isVisible() and self._panel.shown is not None:
            self.do(what, self._panel.shown)
        elif row_id is not None:
            self.begin(what, int(row_id))
        else:
            self._context.toast(_("Open a customer, or choose a row, first."))

    def do(self, what: str, shown: CustomerDetail, number: object = None) -> None:
        """Do what the panel offers, with the customer it shows."""
        name = person_name(shown.own_name or shown.name, masked=self._known.is_masked)
        home = self._context.link.home
        deeds: dict[str, Callable[[], object]] = {
            "contact": lambda: self._open(dialogs.ContactDialog(self._context, shown, name, home.today())),
            "plan": lambda: self._open(dialogs.FollowUpDialog(self._context, shown.id, name, home.today())),
            "edit": lambda: self._open(dialogs.FactsDialog(self._context, shown)),
            "tag": lambda: self.tag([shown.id], shown.tags),
            "coupon": lambda: self.coupon([shown.id], shown.currency),
            "merge": lambda: self.suggest(shown.id),
            "unmerge": lambda: run(self._context, self._page, unmerge, shown.id),
            "blacklist": lambda: self.blacklist([shown.id]),
            "unblacklist": lambda: self.unblacklist([shown.id]),
            "export": lambda: self.give_out(shown.id),
            "erase": lambda: self.erase(shown.id, name),
        }
        if what in deeds:
            deeds[what]()
        else:
            self._do_with_noted(what, shown, name, int(str(number)))

    def begin(self, what: str, customer_id: int) -> None:
        """The same with a customer of the list, whom the panel need not show."""
        asked = self._context.link.ask(detail, customer_id, owner=self._page)
        asked.then(partial(self.do, what)).fails(self._context.show_error)

    def _do_with_noted(self, what: str, shown: CustomerDetail, name: str, number: int) -> None:
        """Do something with the talk, the follow-up or the coupon of this number."""
        today, context = self._context.link.home.today(), self._context
        at_once: dict[str, tuple[Callable[..., object], tuple[object, ...]]] = {
            "tomorrow": (corrections.move_follow_up, (today + timedelta(days=1),)),
            "next_week": (corrections.move_follow_up, (today + timedelta(days=7),)),
            "reopen_follow_up": (corrections.reopen_follow_up, ()),
            "remove_follow_up": (corrections.remove_follow_up, ()),
            "remove_contact": (corrections.remove_contact, ()),
            "use_coupon": (commands.use_coupon, ()),
            "reopen_coupon": (corrections.reopen_coupon, ()),
            "remove_coupon": (corrections.remove_coupon, ()),
        }
        if what in at_once:
            command, more = at_once[what]
            run(context, self._page, command, number, *more)
        elif what == "finish":
            self._open(dialogs.FinishDialog(context, number))
        elif what == "edit_contact":
            talk = next(one for one in shown.contacts if one.id == number)
            self._open(dialogs.ContactDialog(context, shown, name, today, talk))
        else:
            planned = next(one for one in shown.follow_ups if one.id == number)
            self._open(dialogs.FollowUpDialog(context, shown.id, name, today, planned))

    def tag(self, ids: Sequence[int], tags: Sequence[str] = ()) -> None:
        """Change the tags of these customers."""
        self._open(dialogs.TagsDialog(self._context, ids, tags))

    def coupon(self, ids: Sequence[int], currency: str | None = None) -> None:
        """Note a coupon for these customers."""
        self._open(dialogs.CouponDialog(self._context, ids, currency or self._context.link.home.currency()))

    def blacklist(self, ids: Sequence[int]) -> None:
        """Ask why, then put these customers on the blacklist."""
        self._open(dialogs.BlacklistDialog(self._context, ids))

    def unblacklist(self, ids: Sequence[int]) -> None:
        """Take these customers off the blacklist."""
        run(self._context, self._page, commands.unblacklist, list(ids))

    def suggest(self, only: int | None = None) -> None:
        """Show who may be one person."""
        self._open(JoinDialog(self._context, masked=self._known.is_masked, only=only))

    # --- segments -------------------------------------------------------------------------------

    def save_segment(self) -> None:
        """Keep what the list is asked for under a name."""
        self._open(dialogs.SegmentDialog(self._context, self._table.request, self._table.model.rowCount()))

    def remove_segment(self, segment_id: int) -> None:
        """Forget a segment."""
        run(self._context, self._page, commands.remove_segment, segment_id)

    def edit_cuts(self) -> None:
        """Change what counts as new, lapsed and so on."""
        known = self._known.overview
        if known is not None:
            currency = self._context.link.home.currency()
            self._open(dialogs.CutsDialog(self._context, known.cuts, known.member_day, currency))

    # --- privacy ------------------------------------------------------------------------------------

    def give_out(self, customer_id: int) -> None:
        """Write everything that is kept of a person to a file."""
        name = " ".join((_("Customer"), short_no(customer_id)[1:], f"{self._context.link.home.today()}.zip"))
        suggested = paths.documents_dir() / name
        self._context.ask_save(
            _("Everything kept of this person"), _("Files ({suffixes})").format(suffixes="*.zip *.xlsx *.json"),
            suggested, partial(self.give_out_to, customer_id),
        )  # fmt: skip

    def give_out_to(self, customer_id: int, out: Path) -> None:
        """Write it to this file."""
        write_and_say(self._context, self._page, ROWS, out, export_person, customer_id, out)

    def erase(self, customer_id: int, name: str = "") -> None:
        """Say what would be erased, and ask."""
        asked = self._context.link.ask(person_to_erase, customer_id, owner=self._page)
        asked.then(partial(self._ask_to_erase, customer_id, name or short_no(customer_id)))

    def _ask_to_erase(self, customer_id: int, name: str, found: Any) -> None:
        self._open(EraseDialog(self._context, customer_id, name, found, self._panel.close_panel))

    def erase_recipients(self) -> None:
        """Count what the rule would erase, and ask."""
        self._context.link.ask(retention, owner=self._page).then(self._ask_by_rule)

    def _ask_by_rule(self, found: RetentionDue) -> None:
        days, count = found.days, found.orders
        if not days:
            self._context.toast(_("No number of days is set. Settings, Privacy."))
            self._context.navigate("settings", section="privacy")
        elif not count:
            self._context.toast(_("No finished order is so old and still has a recipient."))
        else:
            consequence = counted(_OLD, count, days=days) + " " + _("They lose it for good; the figures stay.")
            self.dialog = confirm(
                self._context.dialog_parent(), _("Erase old recipients?"), consequence, _("Erase for good"),
                partial(self._erase_by_rule, days), danger=True,
            )  # fmt: skip

    def _erase_by_rule(self, days: int) -> None:
        done = self._context.link.run(erase_recipients, days, owner=self._page)
        done.then(lambda outcome: finish_erasing(self._context, outcome.value)).fails(self._context.show_error)

    def look_through_backups(self) -> None:
        """Find backups that still hold erased people."""
        look_through_backups(self._context)

    def _open(self, dialog: Dialog) -> None:
        self.dialog = dialog
        self._context.open_dialog(dialog)
