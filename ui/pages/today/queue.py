"""What Today lists as work, in the order of urgency, in words; and the one next step."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services import clock, formatting
from services.backup.queries import BackupState
from services.campaigns.calendar import LACK_LABELS, Coming
from services.i18n import N_, NN_, _
from services.messages import counted
from services.today.queries import NextStep, Today
from ui.pages.today.queue_money import late_money, quiet_money, soon_money
from ui.pages.today.work_line import Work


@dataclass(frozen=True, slots=True)
class Step:
    """The primary button of the page: words (marked), icon, where it leads, and the action started there."""

    words: str
    icon: str
    page: str
    wanted: dict[str, Any] = field(default_factory=dict)
    action: str = ""


STEPS: dict[NextStep, Step] = {
    NextStep.IMPORT: Step(N_("Import files"), "upload-simple", "import"),
    NextStep.LINK: Step(N_("Link new codes"), "link", "products", {"view": "unlinked"}),
    NextStep.PICK: Step(N_("Print pick list"), "printer", "orders", {"view": "to_ship"}, "orders.pick_list"),
    NextStep.TRACK: Step(N_("Enter tracking numbers"), "truck", "orders", {"view": "to_ship"}, "orders.tracking"),
    NextStep.REPORT: Step(N_("Write ship files"), "file-arrow-down", "orders", {"view": "shipped"}, "orders.ship_file"),
    NextStep.DONE: Step(N_("Import files"), "upload-simple", "import"),
}


def work_queue(today: Today, backup: BackupState | None = None) -> list[Work]:
    """Everything that waits, the most urgent first; empty when nothing does."""
    money = today.waits.money
    lines = [
        *_late(today), *late_money(money), *_soon(today), *soon_money(money),
        *_today(today), *quiet_money(money),
    ]  # fmt: skip
    return [*backup_work(backup), *(line for line in lines if line.count)]


def _late(today: Today) -> list[Work]:
    """What somebody waits for already."""
    waits = today.waits
    case: dict[str, Any] = {"section": "cases", "view": "open", "case": waits.late_case}
    bill = {"section": "purchases", "purchase": waits.late_bill}
    return [
        Work("overdue", "red", today.overdue, counted(_OVERDUE, today.overdue), _("the buyer waits"), "orders",
             {"view": "to_ship"}),
        Work("cases_late", "red", waits.cases_late, counted(_CASES_LATE, waits.cases_late),
             _("the platform may decide"), "after-sales", case),
        Work("refunding", "red", today.refunding, counted(_REFUNDING, today.refunding), _("answer before shipping"),
             "orders", {"view": "refunding"}),
        Work("short", "red", waits.short, counted(_SHORT, waits.short), _("more promised than there is"),
             "inventory", {"section": "stock", "view": "short"}),
        Work("bills_late", "red", waits.bills_late, counted(_BILLS_LATE, waits.bills_late), _("past its day"),
             "inventory", bill),
        Work("tasks_late", "red", waits.tasks.late, counted(_TASKS_LATE, waits.tasks.late), _("see the list beside"),
             "today", {}, "today.tasks"),
    ]  # fmt: skip


def _soon(today: Today) -> list[Work]:
    """What will be late, or keeps other work from being done."""
    waits = today.waits
    rest = waits.tasks.due - waits.tasks.late
    bill = {"section": "purchases", "purchase": waits.late_bill}
    return [
        Work("due", "amber", today.due_soon, counted(_DUE, today.due_soon), _due_words(today), "orders",
             {"view": "to_ship"}),
        Work("cases_soon", "amber", waits.cases_soon, counted(_CASES_SOON, waits.cases_soon), _("answer in time"),
             "after-sales", {"section": "cases", "view": "open"}),
        Work("unlinked", "amber", today.unlinked, counted(_UNLINKED, today.unlinked), _("stock cannot follow"),
             "products", {"view": "unlinked"}),
        Work("rows", "amber", today.waiting_rows, counted(_ROWS, today.waiting_rows), _("correct them and try again"),
             "import", {"view": "waiting"}),
        Work("tasks", "amber", rest, counted(_TASKS, rest), _("see the list beside"), "today", {}, "today.tasks"),
        Work("follow_ups", "amber", waits.follow_ups, counted(_FOLLOW_UPS, waits.follow_ups), _follow_words(today),
             "customers", {"view": "follow_ups"}),
        Work("reviews", "amber", waits.reviews, counted(_REVIEWS, waits.reviews), _("talk to the buyer"),
             "after-sales", {"section": "reviews", "view": "to_do"}),
        *(_campaign(one) for one in waits.campaigns),
        *_growth(today),
        Work("rivals", "amber", waits.rivals, counted(_RIVALS, waits.rivals), _("compare the prices"), "growth",
             {"section": "competitors", "view": "alerts"}),
        Work("low", "amber", waits.low, counted(_LOW, waits.low), _("buy again"), "inventory",
             {"section": "stock", "view": "low"}),
        Work("bills_soon", "amber", waits.bills_soon, counted(_BILLS_SOON, waits.bills_soon), _bill_words(today),
             "inventory", bill),
    ]  # fmt: skip


def _growth(today: Today) -> list[Work]:
    """Posts that should be out, and steps of launches that should be done."""
    posts, launches = today.waits.posts, today.waits.launches
    return [
        Work("posts", "amber", posts.due, counted(_POSTS, posts.due), _late_words(posts.late), "growth",
             {"section": "posts", "due": True}),
        Work("launches", "red" if launches.late else "amber", launches.due, counted(_LAUNCHES, launches.due),
             _late_words(launches.late), "growth", {"section": "launches", "launch": launches.launch_id}),
    ]  # fmt: skip


def _today(today: Today) -> list[Work]:
    """The work of every day."""
    ended = today.waits.campaigns_to_review
    return [
        Work("to_ship", "blue", today.to_ship, counted(_TO_SHIP, today.to_ship), _age_words(today), "orders",
             {"view": "to_ship"}),
        Work("mergeable", "blue", today.mergeable, counted(_MERGEABLE, today.mergeable), _("one parcel, one freight"),
             "orders", {"view": "to_ship"}, "orders.suggest_merges"),
        Work("unreported", "violet", today.unreported, counted(_UNREPORTED, today.unreported),
             _("the platform does not know yet"), "orders", {"view": "shipped"}, "orders.ship_file"),
        Work("no_items", "grey", today.without_items, counted(_NO_ITEMS, today.without_items),
             _("import the item list too"), "orders", {"view": "held"}),
        Work("campaigns_to_review", "grey", ended, counted(_TO_REVIEW, ended), _("write down what came of it"),
             "growth", {"section": "campaigns", "view": "to_review"}),
        Work("held", "grey", today.held, counted(_HELD, today.held), _("decide what to do"), "orders",
             {"view": "held"}),
    ]  # fmt: skip


def _campaign(one: Coming) -> Work:
    """A campaign that begins soon, with what is not ready; the number is the days until then."""
    today = _("campaign’s preheat begins today: {name}").format(name=one.name)
    words = counted(_CAMPAIGN_DAYS, one.days, name=one.name) if one.days else today
    hint = ", ".join(_(LACK_LABELS[lack]) for lack in one.lacks) or _("everything is ready")
    return Work(f"campaign_{one.id}", "amber" if one.lacks else "blue", max(one.days, 1), words,
                hint, "growth", {"section": "campaigns", "campaign": one.id})  # fmt: skip


def backup_work(backup: BackupState | None) -> list[Work]:
    """What keeps the shop from being safe: the worst of it in one line. A demo is left alone."""
    if backup is None or backup.is_demo:
        return []
    there: dict[str, Any] = {"section": "backups"}
    if backup.failed:
        return [Work("backup", "red", 0, _("The last backup failed"), _("see why and try again"), "settings", there)]
    if backup.is_lacking:
        return [Work("backup", "red", 0, _("No backup yet"), _("back up now"), "settings", there)]
    if backup.is_overdue and backup.made_at is not None:
        days = max(0, (clock.now() - backup.made_at).days)  # made while the clock stood ahead
        return [Work("backup", "red", days, counted(_BACKUP_DAYS, days), _("back up now"), "settings", there)]
    if backup.is_second_away:
        words = _("Second backup folder is not there")
        return [Work("backup", "amber", 0, words, _("connect the drive"), "settings", there)]
    return []


_BACKUP_DAYS = NN_("day since the last backup", "days since the last backup")
_CAMPAIGN_DAYS = NN_("day until the campaign {name}", "days until the campaign {name}")
_RIVALS = NN_("competitor's item is cheaper or moved", "competitors' items are cheaper or moved")
_POSTS = NN_("post to publish", "posts to publish")
_LAUNCHES = NN_("step of a launch to do", "steps of launches to do")
_TO_REVIEW = NN_("campaign has ended without a review", "campaigns have ended without a review")
_CASES_LATE = NN_("after-sales case is past its deadline", "after-sales cases are past their deadlines")
_CASES_SOON = NN_("after-sales case is due within 24 hours", "after-sales cases are due within 24 hours")
_SHORT = NN_("product is missing for orders", "products are missing for orders")
_LOW = NN_("product is low", "products are low")
_BILLS_LATE = NN_("supplier's bill is overdue", "suppliers' bills are overdue")
_BILLS_SOON = NN_("supplier's bill is due within a week", "suppliers' bills are due within a week")
_TASKS_LATE = NN_("task is late", "tasks are late")
_TASKS = NN_("task for today", "tasks for today")
_FOLLOW_UPS = NN_("customer to follow up", "customers to follow up")
_REVIEWS = NN_("review to follow up", "reviews to follow up")
_OVERDUE = NN_("order is past its ship-by time", "orders are past their ship-by time")
_REFUNDING = NN_("order with a refund asked", "orders with a refund asked")
_DUE = NN_("order must leave within 24 hours", "orders must leave within 24 hours")
_UNLINKED = NN_("order with an unlinked code", "orders with unlinked codes")
_ROWS = NN_("import row waits for you", "import rows wait for you")
_TO_SHIP = NN_("order to ship", "orders to ship")
_MERGEABLE = NN_("order could travel with another", "orders could travel together")
_UNREPORTED = NN_("tracking number for the ship file", "tracking numbers for the ship files")
_NO_ITEMS = NN_("order waits for its item file", "orders wait for their item files")
_HELD = NN_("order on hold", "orders on hold")


def age(since: datetime, now: datetime) -> str:
    """How long ago, in whole days or hours."""
    hours = max(int((now - since).total_seconds() // 3600), 0)
    if hours >= 48:
        return counted(_DAYS, hours // 24)
    return counted(_HOURS, hours)


_DAYS, _HOURS = NN_("{count} day", "{count} days"), NN_("{count} hour", "{count} hours")


def _age_words(today: Today) -> str:
    if today.oldest_at is None:
        return ""
    return _("the oldest waits {age}").format(age=age(today.oldest_at, clock.now()))


def _due_words(today: Today) -> str:
    if today.next_due is None:
        return ""
    return _("next: {when}").format(when=formatting.time_of_day(today.next_due, today.zone))


def _follow_words(today: Today) -> str:
    return _late_words(today.waits.follow_ups_late)


def _late_words(late: int) -> str:
    return _("{count} late").format(count=formatting.integer(late)) if late else _("planned for today")


def _bill_words(today: Today) -> str:
    due = today.waits.next_bill_on
    return _("next: {when}").format(when=formatting.day(due)) if due is not None else ""
