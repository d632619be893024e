"""One customer whole: figures, what he usually buys, what comes next, orders, cases, notes and talks."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from services import formatting
from services.aftersales.words import KIND_LABELS
from services.customers.queries import CustomerDetail, OrderOfCustomer
from services.fulfilment.papers import mask_address, mask_name, mask_phone
from services.i18n import N_, NN_, _
from services.messages import counted
from services.orders.commands import STATUS_LABELS
from ui.pages.customers.noted import NotedLine, contact_line, coupon_line, follow_up_line
from ui.pages.customers.words import EVIDENCE_LABELS, day, days, money, person_name
from ui.theme import space
from ui.theme.icons import icon
from ui.widgets.buttons import IconButton, LinkButton, PrimaryButton, SecondaryButton
from ui.widgets.card import KeyValueRow, SectionTitle
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.menu import PassingMenu
from ui.widgets.text import Text

_ORDERS_SHOWN = 8
_PIECES, _ORDERS = NN_("{count} piece", "{count} pieces"), NN_("in {count} order", "in {count} orders")
_TOO_FEW = N_("Too little is known yet: an estimate needs three buying days; so far: {count}.")


class CustomerPanel(DetailPanel):
    """`wanted` carries (what, number) that the person chose; `order_wanted` an order number, `case_wanted` a case."""

    wanted = Signal(str, object)
    order_wanted = Signal(str)
    case_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: CustomerDetail | None = None
        self.masked = True
        self.talk = PrimaryButton(_("Note a talk"), "chat-circle-text")
        self.talk.clicked.connect(lambda _on=False: self.wanted.emit("contact", None))
        self.follow = SecondaryButton(_("Follow-up"), "bell")
        self.follow.clicked.connect(lambda _on=False: self.wanted.emit("plan", None))
        self.more = IconButton("dots-three", _("More actions"))
        self.more.clicked.connect(lambda _on=False: self.open_more())
        for widget, stretch in ((self.talk, 1), (self.follow, 0), (self.more, 0)):
            self.footer.addWidget(widget, stretch)

    def show_customer(self, found: CustomerDetail, *, masked: bool) -> None:
        """Show this customer; names, phones and streets are masked unless somebody asked for them."""
        self.shown, self.masked = found, masked
        name = found.own_name or found.name
        self.set_head(person_name(name, masked=masked), found.channel, can_copy=not masked)
        if found.blacklist_reason:
            self.set_status(_("Blacklist"), "red")
        else:
            self.set_status(_("Member") if found.member_since else "", "violet")
        self.clear_body()
        self._add_warning(found)
        self._add_figures(found)
        self._add_next(found)
        self._add_favourites(found)
        self._add_follow_ups(found)
        self._add_orders(found)
        self._add_cases(found)
        self._add_reviews(found)
        self._add_notes(found)
        self._add_contacts(found)
        self._add_coupons(found)
        self._add_buyers(found)

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        super().retranslate()
        self.talk.setText(_("Note a talk"))
        self.follow.setText(_("Follow-up"))
        self.more.set_name(_("More actions"))
        if self.shown is not None:
            self.show_customer(self.shown, masked=self.masked)

    def offered(self) -> list[tuple[str, str, str]]:
        """What the menu offers now: (what, words, icon)."""
        found = self.shown
        if found is None:
            return []
        listed = (
            ("unblacklist", N_("Take off the blacklist"), "check-circle")
            if found.blacklist_reason
            else ("blacklist", N_("Put on the blacklist…"), "prohibit")
        )
        joined = [("unmerge", N_("Take apart again"), "arrows-out")] if len(found.buyers) > 1 else []
        return [
            ("edit", N_("Name, birthday, note…"), "pencil-simple"),
            ("tag", N_("Tags…"), "tag"),
            ("coupon", N_("Note a coupon…"), "ticket"),
            ("merge", N_("Join with another customer…"), "arrows-in"),
            *joined,
            listed,
            ("export", N_("Write everything kept of this person to a file…"), "download-simple"),
            ("erase", N_("Erase this person…"), "trash"),
        ]

    def open_more(self) -> PassingMenu:
        """The menu of everything else."""
        menu = PassingMenu(self)
        for what, words, name in self.offered():
            menu.addAction(icon(name), _(words)).triggered.connect(partial(self._chosen, what))
        menu.open_above(self.more)
        return menu

    def _chosen(self, what: str, _on: bool = False) -> None:
        self.wanted.emit(what, None)

    # --- parts -----------------------------------------------------------------------------------

    def _title(self, words: str, remark: str = "") -> SectionTitle:
        self.add_line()
        title = SectionTitle(words, remark)
        self.add(title)
        return title

    def _add_warning(self, found: CustomerDetail) -> None:
        if found.blacklist_reason:
            words = _("On the blacklist: {reason}").format(reason=found.blacklist_reason)
            self.add(Text(words, "body", "neg", wrap=True))

    def _add_figures(self, found: CustomerDetail) -> None:
        self.add(KeyValueRow(_("Net of refunds"), money(found.net_minor, found.currency), strong=True))
        self.add(KeyValueRow(_("Paid"), money(found.paid_minor, found.currency)))
        if found.refunded_minor:
            self.add(KeyValueRow(_("Refunded"), money(found.refunded_minor, found.currency)))
        self.add(KeyValueRow(_("Orders"), formatting.integer(found.orders)))
        if found.other_orders:
            self.add(KeyValueRow(_("Unpaid, closed or no sale"), formatting.integer(found.other_orders)))
        if found.foreign_orders:
            self.add(KeyValueRow(_("In other currencies, not summed"), formatting.integer(found.foreign_orders)))
        self.add(KeyValueRow(_("Pieces"), formatting.integer(found.pieces)))
        if found.first_on is not None:
            self.add(KeyValueRow(_("First order"), day(found.first_on)))
            self.add(KeyValueRow(_("Last order"), day(found.last_on)))

    def _add_next(self, found: CustomerDetail) -> None:
        self._title(_("Next purchase"))
        estimate = found.next_purchase
        if estimate.days is None or estimate.expected_on is None:
            words = _(_TOO_FEW).format(count=estimate.buying_days)
            self.add(Text(words, "caption", "text3", wrap=True))
            return
        self.add(KeyValueRow(_("Expected about"), day(estimate.expected_on), strong=True))
        words = _("Usually {days} between buying days, by the median of {count}.")
        words = words.format(days=days(estimate.days), count=estimate.buying_days - 1)
        self.add(Text(words, "caption", "text3", wrap=True))

    def _add_favourites(self, found: CustomerDetail) -> None:
        if not found.favourites:
            return
        self._title(_("Usually buys"))
        for one in found.favourites:
            self.add(Text(one.title, "body", elide=True))
            said = f"{counted(_PIECES, one.pieces)} {counted(_ORDERS, one.orders)}"
            self.add(Text(said, "caption", "text2"))

    def _add_follow_ups(self, found: CustomerDetail) -> None:
        if not found.follow_ups:
            return
        self._title(_("Follow-ups"))
        for one in found.follow_ups:
            self._add_noted(follow_up_line(one), one.id)

    def _add_noted(self, line: NotedLine, number: int) -> None:
        line.wanted.connect(lambda what: self.wanted.emit(what, number))
        self.add(line)

    def _add_orders(self, found: CustomerDetail) -> None:
        shown = found.newest[:_ORDERS_SHOWN]
        rest = found.orders + found.other_orders - len(shown)
        self._title(_("Orders"), _("and {count} older").format(count=formatting.integer(rest)) if rest > 0 else "")
        for one in shown:
            self.add(self._order(one))

    def _order(self, one: OrderOfCustomer) -> QWidget:
        link = LinkButton(one.external_no)
        link.set_flush()
        link.setToolTip(_("Show the order"))
        link.clicked.connect(lambda _on=False: self.order_wanted.emit(one.external_no))
        paid = money(one.paid_minor, one.currency) if one.paid_minor is not None else "\u2013"
        said = f"{day(one.ordered_on)} · {_(STATUS_LABELS[one.status])} · {paid}"
        return _under(link, Text(said, "caption", "text2", elide=True))

    def _add_cases(self, found: CustomerDetail) -> None:
        if not found.cases:
            return
        self._title(_("After-sales"))
        for one in found.cases:
            link = LinkButton(one.external_no)
            link.set_flush()
            link.clicked.connect(lambda _on=False, number=one.id: self.case_wanted.emit(number))
            self.add(_under(link, Text(_(KIND_LABELS[one.kind]), "caption", "text2", elide=True)))

    def _add_reviews(self, found: CustomerDetail) -> None:
        if not found.reviews:
            return
        self._title(_("Reviews"))
        for one in found.reviews:
            stars = "\u2605" * one.rating + "\u2606" * (5 - one.rating)
            self.add(Text(f"{stars}  {day(one.reviewed_on)}", "caption", "text2"))
            if one.text:
                self.add(Text(one.text, "body", wrap=True))

    def _add_notes(self, found: CustomerDetail) -> None:
        facts = [
            (_("Birthday"), found.birthday),
            (_("Member since"), day(found.member_since)),
            (_("Tags"), ", ".join(found.tags)),
        ]
        if not found.note and not any(value for _name, value in facts):
            return
        self._title(_("Notes"))
        for name, value in facts:
            if value:
                self.add(KeyValueRow(name, value))
        if found.note:
            self.add(Text(found.note, "body", wrap=True))

    def _add_contacts(self, found: CustomerDetail) -> None:
        if not found.contacts:
            return
        self._title(_("Talks"))
        for one in found.contacts:
            self._add_noted(contact_line(one, found.zone), one.id)

    def _add_coupons(self, found: CustomerDetail) -> None:
        if not found.coupons:
            return
        self._title(_("Coupons"))
        for one in found.coupons:
            self._add_noted(coupon_line(one), one.id)

    def _add_buyers(self, found: CustomerDetail) -> None:
        title = self._title(_("Known as"))
        reveal = LinkButton(_("Reveal") if self.masked else _("Hide"), "eye" if self.masked else "eye-slash")
        reveal.clicked.connect(lambda _on=False: self.wanted.emit("reveal", None))
        title.add(reveal)
        self.reveal = reveal
        self.add(Text(_(EVIDENCE_LABELS.get(found.evidence, found.evidence)), "caption", "text3"))
        for one in found.buyers:
            receiver, phone, address = one.receiver, one.phone, one.address
            if self.masked:
                receiver, phone, address = mask_name(receiver), mask_phone(phone), mask_address(address)
            name = person_name(one.buyer or one.receiver, masked=self.masked)
            self.add(KeyValueRow(name, one.channel))
            said = "  ".join(part for part in (receiver, phone) if part and not one.receiver.startswith("erased-"))
            for words in (said, address):
                if words:
                    self.add(Text(words, "caption", "text2", wrap=True))


def _under(link: QWidget, words: QWidget) -> QWidget:
    """A number to click and what it is about below it: both are long."""
    both = QWidget()
    column = QVBoxLayout(both)
    column.setContentsMargins(0, 0, 0, space.XS)
    column.setSpacing(0)
    column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
    column.addWidget(words)
    both.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return both
