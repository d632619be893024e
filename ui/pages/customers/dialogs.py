"""The small cards of the Customers page: facts, tags, talks, follow-ups, coupons, the blacklist, limits, segments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from services import clock
from services.customers import commands, corrections
from services.customers.cuts import Cuts, limits_in, set_cuts
from services.customers.queries import ContactEntry, CustomerDetail, FollowUpEntry
from services.i18n import NN_, _
from services.messages import counted
from services.types import ContactMeans, TableRequest
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.pages.customers.words import MEANS_LABELS, WEEKDAYS, day
from ui.widgets.fields import Choice, number_field, text_field
from ui.widgets.text import Text

_CHOSEN = NN_("{count} customer", "{count} customers")
_WEEK = timedelta(days=7)


class FactsDialog(FormDialog):
    """What she calls a customer, the birthday, since when he is a member, and a note."""

    topic = "customers#notes"

    def __init__(self, context: PageContext, shown: CustomerDetail) -> None:
        super().__init__(context, _("About this customer"), shown.channel, width=520)
        self._id = shown.id
        self.add_row(("name", _("Own name for the customer"), text_field("", shown.own_name or "")))
        self.add_row(
            ("birthday", _("Birthday"), text_field("03-15", shown.birthday or "")),
            ("member_since", _("Member since"), text_field("2026-01-31", day(shown.member_since))),
        )
        self.add_row(("note", _("Note"), text_field("", shown.note or "")))
        self.finish_form(_("Save"))

    def check_and_save(self) -> None:
        """Save what was typed."""
        readable, member_since = self.day_of("member_since")
        if not readable:
            return
        values = {name: self.text_of(name) for name in ("name", "birthday", "note")} | {"member_since": member_since}
        self.run(commands.describe, self._id, values)


class TagsDialog(FormDialog):
    """Tags for one customer or several, to put on and to take off."""

    topic = "customers#notes"

    def __init__(self, context: PageContext, ids: Sequence[int], tags: Sequence[str] = ()) -> None:
        super().__init__(context, _("Tags"), counted(_CHOSEN, len(ids)), width=480)
        self._ids = list(ids)
        if tags:
            self.body.addWidget(Text(", ".join(tags), "body", "text2", wrap=True))
        self.add_row(("add", _("Put on (separated by commas)"), text_field(_("regular, wholesale"))))
        self.add_row(("remove", _("Take off"), text_field()))
        self.finish_form(_("Change tags"), "tag")

    def check_and_save(self) -> None:
        """Change the tags."""
        add, remove = (_parts(self.text_of(name)) for name in ("add", "remove"))
        if not add and not remove:
            self.refuse_field("add", _("type at least one tag"))
            return
        self.run(commands.tag, self._ids, add, remove)


class ContactDialog(FormDialog):
    """What was said, by which means and on which day: a new talk, or `talk` put right."""

    topic = "customers#notes"

    def __init__(
        self, context: PageContext, shown: CustomerDetail, name: str, today: date, talk: ContactEntry | None = None
    ) -> None:
        super().__init__(context, _("Note a talk") if talk is None else _("Correct the talk"), name, width=520)
        self._id, self._zone, self._talk, self._today = shown.id, shown.zone, talk, today
        self.means = Choice()
        for means, words in MEANS_LABELS.items():
            self.means.addItem(_(words), means)
        self._day = today
        if talk is not None:
            self._day = clock.business_day(talk.happened_at, shown.zone)
            self.means.setCurrentIndex(self.means.findData(talk.means))
        self.add_row(("text", _("What was said"), text_field("", talk.text if talk is not None else "")))
        self.add_row(
            ("means", _("Means of contact"), self.means), ("day", _("Day"), text_field(day(today), day(self._day))),
        )  # fmt: skip
        self.finish_form(_("Note it") if talk is None else _("Save"))

    def check_and_save(self) -> None:
        """Write it into the log."""
        readable, on = self.day_of("day")
        if not readable:
            return
        if on is not None and on > self._today:
            self.refuse_field("day", _("that day is still to come"))
            return
        means, text = ContactMeans(self.means.currentData()), self.text_of("text") or ""
        at = self._time_on(on or self._day)
        if self._talk is None:
            self.run(commands.add_contact, self._id, text, means, at)
        else:
            self.run(corrections.change_contact, self._talk.id, text, means, at)

    def _time_on(self, on: date) -> datetime | None:
        """The time of day is kept, or is that of now; None where the day was left as it stood."""
        if on == self._day:
            return None
        was = (self._talk.happened_at if self._talk is not None else clock.this_second()).astimezone(
            ZoneInfo(self._zone)
        )
        return min(datetime.combine(on, was.time(), ZoneInfo(self._zone)).astimezone(UTC), clock.this_second())


class FollowUpDialog(FormDialog):
    """What to do for a customer, and by when: a new follow-up, or `planned` changed."""

    topic = "customers#notes"

    def __init__(
        self, context: PageContext, customer_id: int, name: str, today: date, planned: FollowUpEntry | None = None
    ) -> None:
        title = _("Plan a follow-up") if planned is None else _("Change the follow-up")
        super().__init__(context, title, name, width=520)
        self._id, self._planned = customer_id, planned
        due = today + _WEEK if planned is None else planned.due_on
        self.add_row(
            ("text", _("What to do"), text_field(_("Ask whether it fits"), planned.text if planned else "")),
            ("due", _("Due by"), text_field("2026-12-31", day(due))),
            shares=(2, 1),
        )
        self.finish_form(_("Plan it") if planned is None else _("Save"), "bell")

    def check_and_save(self) -> None:
        """Plan it."""
        readable, due = self.day_of("due")
        if not readable:
            return
        if due is None:
            self.refuse_field("due", _("say by which day"))
            return
        text = self.text_of("text") or ""
        if self._planned is None:
            self.run(commands.plan_follow_up, self._id, text, due)
        else:
            self.run(corrections.change_follow_up, self._planned.id, text, due)


class FinishDialog(FormDialog):
    """What came of a follow-up."""

    topic = "customers#notes"

    def __init__(self, context: PageContext, follow_up_id: int) -> None:
        super().__init__(context, _("Follow-up done"), width=480)
        self._id = follow_up_id
        self.add_row(("result", _("What came of it (may stay empty)"), text_field()))
        self.finish_form(_("Done"))

    def check_and_save(self) -> None:
        """It is done."""
        self.run(commands.finish_follow_up, self._id, self.text_of("result"))


class CouponDialog(FormDialog):
    """A coupon one customer or several hold."""

    topic = "customers#notes"

    def __init__(self, context: PageContext, ids: Sequence[int], currency: str) -> None:
        super().__init__(context, _("Note a coupon"), counted(_CHOSEN, len(ids)), width=520)
        self._ids, self._currency = list(ids), currency
        self.add_row(("title", _("Coupon"), text_field(_("10 off from 99"))))
        self.add_row(
            ("worth", _("Worth"), number_field()), ("until", _("Valid until"), text_field("2026-12-31")),
        )  # fmt: skip
        self.finish_form(_("Note it"), "ticket")

    def check_and_save(self) -> None:
        """Note it."""
        worth, (readable, until) = self.amount_of("worth", self._currency), self.day_of("until")
        if worth is None or not readable:
            return
        self.run(commands.give_coupon, self._ids, self.text_of("title") or "", worth or None, until)


class BlacklistDialog(FormDialog):
    """Why somebody is put on the blacklist."""

    topic = "customers#blacklist"

    def __init__(self, context: PageContext, ids: Sequence[int]) -> None:
        super().__init__(context, _("Put on the blacklist?"), counted(_CHOSEN, len(ids)), width=480)
        self._ids = list(ids)
        why = _("Their open orders and every new one are held until you release them. The reason is shown there.")
        self.body.addWidget(Text(why, "body", "text2", wrap=True))
        self.add_row(("reason", _("Reason"), text_field()))
        self.finish_form(_("Put on the blacklist"), "prohibit")

    def check_and_save(self) -> None:
        """Put them on the list."""
        self.run(commands.blacklist, self._ids, self.text_of("reason") or "")


class SegmentDialog(FormDialog):
    """A name for the rows on screen."""

    topic = "customers#segments"

    def __init__(self, context: PageContext, request: TableRequest, count: int) -> None:
        super().__init__(context, _("Save as a segment"), counted(_CHOSEN, count), width=480)
        self._request = request
        why = _("The segment keeps what is asked for and not who is in it today: it is counted anew every time.")
        self.body.addWidget(Text(why, "body", "text2", wrap=True))
        self.add_row(("name", _("Name"), text_field()))
        self.finish_form(_("Save"))

    def check_and_save(self) -> None:
        """Save it."""
        self.run(commands.save_segment, self.text_of("name") or "", self._request)


class CutsDialog(FormDialog):
    """What counts as new, at risk, lapsed, of high value, and the limits of the RFM scores."""

    topic = "customers#segments"

    def __init__(self, context: PageContext, cuts: Cuts, member_day: int, currency: str) -> None:
        super().__init__(context, _("What customers are sorted by"), width=600)
        self._member_day = member_day
        self.add_row(
            ("new", _("New for (days)"), number_field("", str(cuts.new_days))),
            ("risk", _("At risk after (days)"), number_field("", str(cuts.risk_days))),
            ("lapsed", _("Lapsed after (days)"), number_field("", str(cuts.lapsed_days))),
        )
        high = _("High value from ({currency})").format(currency=currency)
        self.day = Choice()
        for place, words in enumerate((_("none"), *(_(one) for one in WEEKDAYS))):
            self.day.addItem(words, place)
        self.day.setCurrentIndex(member_day)
        self.add_row(("high", high, number_field("", str(cuts.high_value))), ("day", _("Member day"), self.day))
        limits = {"recency": cuts.recency, "frequency": cuts.frequency, "money": cuts.money}
        labels = {
            "recency": _("R: days since the last order, for 5, 4, 3, 2"),
            "frequency": _("F: orders, for 2, 3, 4, 5"),
            "money": _("M: money in whole {currency}, for 2, 3, 4, 5").format(currency=currency),
        }
        for name, values in limits.items():
            self.add_row((name, labels[name], text_field("30, 60, 120, 240", ", ".join(map(str, values)))))
        self.finish_form(_("Save"))

    def check_and_save(self) -> None:
        """Save all limits."""
        days: dict[str, int] = {}
        for name in ("new", "risk", "lapsed", "high"):
            readable, number = self.whole_of(name)
            if not readable:
                return
            days[name] = number or 0
        limits = {}
        for name in ("recency", "frequency", "money"):
            found = limits_in(self.text_of(name) or "")
            if found is None:
                self.refuse_field(name, _("type four whole numbers that grow, such as 2, 3, 5, 8"))
                return
            limits[name] = found
        cuts = Cuts(days["new"], days["risk"], days["lapsed"], days["high"], **limits)
        self.run(set_cuts, cuts, int(self.day.currentData()))


def _parts(typed: str | None) -> list[str]:
    return [part.strip() for part in (typed or "").split(",") if part.strip()]
