"""Writes: the tax tables, how VAT is filed, and the lines of a year's income-tax sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from models.enums.money import TaxChange, TaxFigure
from models.tax import TaxAdjustment, TaxRule
from models.values import WHOLE_PPM
from services import settings
from services.errors import Invalid
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import Message, message
from services.tax.tables import bundled_rows
from services.tax.wording import CHANGE_LABELS, FIGURE_LABELS

AMOUNTS = (TaxFigure.VAT_MONTH, TaxFigure.VAT_QUARTER, TaxFigure.SMALL_SCALE_LIMIT, TaxFigure.BASIC_DEDUCTION)
"""Figures that are an amount and no share."""
BOTH = (TaxFigure.INCOME_RELIEF,)
"""Figures that are a share up to an amount."""
_YEARS = (1990, 2999)


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A row of the tax tables as a form describes it: shares in millionths, amounts in the shop's minor units."""

    figure: TaxFigure
    since: date
    until: date | None = None
    over_minor: int = 0
    ppm: int | None = None
    amount_minor: int | None = None
    deduct_minor: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class AdjustmentDraft:
    """A line of the income-tax sheet; the amount is above zero in the shop's currency."""

    year: int
    kind: TaxChange
    text: str
    amount_minor: int


@command("tax.set_rule", N_("Set “{figure}” from {day} on"))
def set_rule(uow: UnitOfWork, draft: RuleDraft) -> int:
    """Put a row into the tax tables, or change the one of the same figure, day and step. Returns its id.

    The program's own rows of that figure and day become the shop's first, so that nothing of a table is lost.
    """
    _require_sound(draft)
    uow.describe(figure=message(FIGURE_LABELS[draft.figure]), day=draft.since.isoformat())
    rows = _own_rows(uow, draft.figure, draft.since) or _adopted(uow, draft.figure, draft.since)
    row = next((one for one in rows if one.over_minor == draft.over_minor), None)
    if row is None:
        row = TaxRule(figure=draft.figure, since=draft.since, over_minor=draft.over_minor)
        uow.add(row)
    row.until, row.tax_ppm, row.amount_minor = draft.until, draft.ppm, draft.amount_minor
    row.deduct_minor, row.source = draft.deduct_minor, draft.source.strip() or None
    for other in rows:  # the steps of one day end together
        other.until = draft.until
    uow.flush()
    return row.id


@command("tax.delete_rule", N_("Take “{figure}” from {day} on out of the tax tables"))
def delete_rule(uow: UnitOfWork, rule_id: int) -> None:
    """Remove a row of the shop; where it was the last of its figure and day, the program's own hold again."""
    row = uow.get(TaxRule, rule_id)
    uow.describe(figure=message(FIGURE_LABELS[row.figure]), day=row.since.isoformat())
    uow.delete(row)


@command("tax.choose_filing", N_("Change how often VAT is filed"))
def choose_filing(uow: UnitOfWork, filing: str) -> None:
    """Every month or every quarter."""
    if filing not in (settings.FILE_BY_MONTH, settings.FILE_BY_QUARTER):
        reason = message(N_("there is no such choice"))
        raise Invalid(field=message(settings.TAX_FILING.label), value=filing, reason=reason)
    settings.keep(uow, settings.TAX_FILING, filing)


@command("tax.add_adjustment", N_("Enter “{text}” in the income-tax sheet of {year}"))
def add_adjustment(uow: UnitOfWork, draft: AdjustmentDraft) -> int:
    """A line the books do not know. Returns its id."""
    row = TaxAdjustment(year=draft.year, kind=draft.kind, text=_text_of(draft), amount_minor=draft.amount_minor)
    uow.describe(text=row.text, year=str(draft.year))
    uow.add(row)
    uow.flush()
    return row.id


@command("tax.change_adjustment", N_("Change “{text}” in the income-tax sheet of {year}"))
def change_adjustment(uow: UnitOfWork, adjustment_id: int, draft: AdjustmentDraft) -> None:
    """Write a line anew."""
    row = uow.get(TaxAdjustment, adjustment_id)
    row.year, row.kind, row.text, row.amount_minor = draft.year, draft.kind, _text_of(draft), draft.amount_minor
    uow.describe(text=row.text, year=str(row.year))


@command("tax.delete_adjustment", N_("Delete “{text}” from the income-tax sheet of {year}"))
def delete_adjustment(uow: UnitOfWork, adjustment_id: int) -> None:
    """Take a line out again."""
    row = uow.get(TaxAdjustment, adjustment_id)
    uow.describe(text=row.text, year=str(row.year))
    uow.delete(row)


def _own_rows(uow: UnitOfWork, figure: TaxFigure, since: date) -> list[TaxRule]:
    return list(uow.all(select(TaxRule).where(TaxRule.figure == figure, TaxRule.since == since)))


def _adopted(uow: UnitOfWork, figure: TaxFigure, since: date) -> list[TaxRule]:
    rows = [
        TaxRule(
            figure=one.figure, since=one.since, until=one.until, over_minor=one.over_minor, tax_ppm=one.ppm,
            amount_minor=one.amount_minor, deduct_minor=one.deduct_minor, source=one.source,
        )
        for one in bundled_rows()
        if (one.figure, one.since) == (figure, since)
    ]  # fmt: skip
    uow.add_all(rows)
    return rows


def _text_of(draft: AdjustmentDraft) -> str:
    text = draft.text.strip()
    if not text:
        raise _refused(N_("Text"), draft.text, message(N_("it must not be empty")))
    if draft.amount_minor <= 0:
        raise _refused(N_("Amount"), str(draft.amount_minor), message(N_("it must be more than zero")))
    if not _YEARS[0] <= draft.year <= _YEARS[1]:
        reason = message(N_("use a number from {least} to {most}"), least=_YEARS[0], most=_YEARS[1])
        raise _refused(N_("Year"), str(draft.year), reason)
    if draft.kind not in CHANGE_LABELS:
        raise _refused(N_("Kind"), str(draft.kind), message(N_("there is no such choice")))
    return text


def _require_sound(draft: RuleDraft) -> None:
    if draft.until is not None and draft.until < draft.since:
        raise _refused(N_("Until"), draft.until.isoformat(), message(N_("it is before the first day")))
    wants_amount, wants_ppm = draft.figure in (*AMOUNTS, *BOTH), draft.figure not in AMOUNTS
    if wants_ppm and (draft.ppm is None or not 0 <= draft.ppm <= WHOLE_PPM):
        raise _refused(N_("Rate"), str(draft.ppm), message(N_("use a share from 0 to 100 %")))
    if wants_amount and (draft.amount_minor is None or draft.amount_minor < 0):
        raise _refused(N_("Amount"), str(draft.amount_minor), message(N_("type a number, 0 or more")))
    if (draft.ppm is not None and not wants_ppm) or (draft.amount_minor is not None and not wants_amount):
        raise _refused(N_("Figure"), str(draft.figure), message(N_("it is either a rate or an amount")))
    is_step = draft.figure is TaxFigure.INCOME_BRACKET
    if draft.over_minor < 0 or draft.deduct_minor < 0 or (not is_step and (draft.over_minor or draft.deduct_minor)):
        raise _refused(
            N_("Above"), str(draft.over_minor), message(N_("only steps of the income tax begin at an amount"))
        )


def _refused(field: str, value: str, reason: Message) -> Invalid:
    return Invalid(field=message(field), value=value, reason=reason)
