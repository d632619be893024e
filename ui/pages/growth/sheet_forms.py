"""Cards that begin rows of daily figures: days of a shop, an item's day, and a plan's day of advertising."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from PySide6.QtCore import Qt

from services.channels.queries import ChannelView
from services.growth.daily_sheets import AdDraft, add_ad, add_days
from services.growth.item_sheets import ItemDraft, add_item_day
from services.i18n import _
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.widgets.fields import Choice, text_field


class DaysDialog(FormDialog):
    """Begins the days of a channel that have no sheet yet; their figures are then typed into the grid."""

    topic = "growth#traffic"

    def __init__(
        self, context: PageContext, channels: Sequence[ChannelView], then: Callable[[list[int]], object]
    ) -> None:
        subtitle = _("Empty rows for the days that have none; type the figures into the grid.")
        super().__init__(context, _("Type figures"), subtitle, width=520)
        self._then = then
        self.channel = _channel_choice(channels)
        last = self.link.home.today() - timedelta(days=1)
        self.first = text_field("", (last - timedelta(days=6)).isoformat())
        self.last = text_field("", last.isoformat())
        self.add_row(("channel", _("Channel"), self.channel))
        self.add_row(("first", _("First day"), self.first), ("last", _("Last day"), self.last))
        self.finish_form(_("Begin"))

    def check_and_save(self) -> None:
        """Make the rows."""
        _can_first, first = self.day_of("first")
        _can_last, last = self.day_of("last")
        if first is not None and last is not None:
            self.run(add_days, self.channel.currentData(), first, last, then=self._then)


class AdDialog(FormDialog):
    """What one plan spent and brought on one day."""

    topic = "growth#traffic"

    def __init__(self, context: PageContext, channels: Sequence[ChannelView], then: Callable[[int], object]) -> None:
        super().__init__(context, _("New ad figures"), _("As the platform's ad page shows them."), width=600)
        self._then = then
        self._currencies = {one.id: one.currency for one in channels}
        self.channel = _channel_choice(channels)
        self.texts = {name: text_field() for name in ("plan", "item_no", "title")}
        self.figures = {name: text_field() for name in ("spend", "sales", "impressions", "clicks", "orders")}
        for field in self.figures.values():
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.day = text_field("", (self.link.home.today() - timedelta(days=1)).isoformat())
        self.add_row(("channel", _("Channel"), self.channel), ("day", _("Day"), self.day))
        self.add_row(("plan", _("Plan"), self.texts["plan"]), ("item_no", _("Item no."), self.texts["item_no"]))
        self.add_row(("title", _("Product"), self.texts["title"]))
        self.add_row(("spend", _("Spend"), self.figures["spend"]), ("sales", _("Sales"), self.figures["sales"]))
        self.add_row(
            ("impressions", _("Impressions"), self.figures["impressions"]),
            ("clicks", _("Clicks"), self.figures["clicks"]),
            ("orders", _("Orders"), self.figures["orders"]),
        )
        self.finish_form(_("Save"))

    def check_and_save(self) -> None:
        """Check the figures, then save."""
        channel_id = self.channel.currentData()
        can_day, day = self.day_of("day")
        counts = {name: self.whole_of(name) for name in ("impressions", "clicks", "orders")}
        currency = self._currencies.get(channel_id, self.link.home.currency())
        amounts = {name: self.amount_of(name, currency) for name in ("spend", "sales")}
        if day is None:
            if can_day:
                self.refuse_field("day", _("it must not be empty"))
            return
        if any(one is None for one in amounts.values()) or not all(can for can, _value in counts.values()):
            return
        known = {f"{name}_minor": value if self.text_of(name) else None for name, value in amounts.items()}
        texts = {name: field.text() for name, field in self.texts.items()}
        figures = {name: value for name, (_can, value) in counts.items()}
        draft = AdDraft(channel_id, day, texts["plan"], texts["item_no"], texts["title"], **known, **figures)
        self.run(add_ad, draft, then=self._then)


class ItemDialog(FormDialog):
    """What the platform says about one item on one day."""

    topic = "growth#traffic"

    def __init__(self, context: PageContext, channels: Sequence[ChannelView], then: Callable[[int], object]) -> None:
        super().__init__(context, _("New item figures"), _("As the platform's item page shows them."), width=600)
        self._then = then
        self._currencies = {one.id: one.currency for one in channels}
        self.channel = _channel_choice(channels)
        self.day = text_field("", (self.link.home.today() - timedelta(days=1)).isoformat())
        self.item_no, self.title_text = text_field(), text_field()
        self.figures = {name: text_field() for name in ("visitors", "carts", "buyers", "pieces", "paid")}
        for field in self.figures.values():
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.add_row(("channel", _("Channel"), self.channel), ("day", _("Day"), self.day))
        self.add_row(("item_no", _("Item no."), self.item_no), ("title", _("Product"), self.title_text))
        self.add_row(
            ("visitors", _("Visitors"), self.figures["visitors"]), ("carts", _("Carts"), self.figures["carts"]),
            ("buyers", _("Paying buyers"), self.figures["buyers"]),
        )  # fmt: skip
        self.add_row(
            ("pieces", _("Pieces"), self.figures["pieces"]), ("paid", _("Paid amount"), self.figures["paid"])
        )  # fmt: skip
        self.finish_form(_("Save"))

    def check_and_save(self) -> None:
        """Check the figures, then save."""
        can_day, day = self.day_of("day")
        counts = {name: self.whole_of(name) for name in ("visitors", "carts", "buyers", "pieces")}
        paid = self.amount_of("paid", self._currencies.get(self.channel.currentData(), self.link.home.currency()))
        if day is None and can_day:
            self.refuse_field("day", _("it must not be empty"))
        if not self.item_no.text().strip():
            self.refuse_field("item_no", _("it must not be empty"))
        elif day is not None and paid is not None and all(can for can, _value in counts.values()):
            figures = {name: value for name, (_can, value) in counts.items()}
            figures["paid"] = paid if self.text_of("paid") else None
            channel_id, texts = self.channel.currentData(), (self.item_no.text(), self.title_text.text())
            self.run(add_item_day, ItemDraft(channel_id, day, *texts, figures), then=self._then)


def _channel_choice(channels: Sequence[ChannelView]) -> Choice:
    field = Choice()
    for one in channels:
        field.addItem(one.name, one.id)
    return field
