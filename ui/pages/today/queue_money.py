"""What Today lists of the money: dues, budgets, the VAT threshold, and the month that can be closed."""

from __future__ import annotations

from services import formatting
from services.i18n import NN_, _
from services.messages import counted
from services.today.money_waits import MoneyWaits
from ui.pages.today.work_line import Work


def late_money(money: MoneyWaits) -> list[Work]:
    """What is past its day or limit already."""
    vat = money.vat
    is_passed = vat is not None and (vat.left_minor or 0) < 0
    return [
        Work("dues_late", "red", money.dues_late, counted(_DUES_LATE, money.dues_late), _("past its day"), "finance",
             {"section": "owing"}),
        Work("budgets_over", "red", money.budgets_over, counted(_BUDGETS_OVER, money.budgets_over),
             _("nothing is left of it"), "finance", {"section": "budgets"}),
        Work("vat_passed", "red", int(is_passed), _("VAT threshold is passed"), _vat_words(money), "finance",
             {"section": "tax", "tax": "vat"}),
    ]  # fmt: skip


def soon_money(money: MoneyWaits) -> list[Work]:
    """What will be due, or used up, before long."""
    day = "" if money.next_due_on is None else _("next on {day}").format(day=formatting.day(money.next_due_on))
    is_near = money.vat is not None and (money.vat.left_minor or 0) >= 0
    return [
        Work("dues_soon", "amber", money.dues_soon, counted(_DUES_SOON, money.dues_soon), day, "finance",
             {"section": "owing"}),
        Work("budgets_fast", "amber", money.budgets_fast, counted(_BUDGETS_FAST, money.budgets_fast),
             _("used up before the month ends"), "finance", {"section": "budgets"}),
        Work("vat_near", "amber", int(is_near), _("VAT threshold comes near"), _vat_words(money), "finance",
             {"section": "tax", "tax": "vat"}),
    ]  # fmt: skip


def quiet_money(money: MoneyWaits) -> list[Work]:
    """What can be done when there is time."""
    remark = "" if money.month is None else _("books of {month}").format(month=money.month)
    return [
        Work("month", "grey", int(money.month is not None), _("month can be closed"), remark, "finance",
             {"section": "closing"}),
    ]  # fmt: skip


def _vat_words(money: MoneyWaits) -> str:
    vat = money.vat
    if vat is None or not vat.threshold_minor:
        return ""
    share = vat.net_minor * 100 // vat.threshold_minor
    if vat.reached_on is not None:
        return _("{period}: {share} %, reached on {day} at this pace").format(
            period=vat.key, share=share, day=formatting.day(vat.reached_on)
        )
    return _("{period}: {share} % of it sold").format(period=vat.key, share=share)


_DUES_LATE = NN_("due item is overdue", "due items are overdue")
_DUES_SOON = NN_("due item within a week", "due items within a week")
_BUDGETS_OVER = NN_("budget is used up", "budgets are used up")
_BUDGETS_FAST = NN_("budget goes too fast", "budgets go too fast")
