"""The report of a campaign: every figure of it beside what the same weekdays before it usually bring."""

from __future__ import annotations

from sqlalchemy import Connection, select

from models.campaigns import Campaign
from services import text
from services.campaigns.result import Figure, Result, campaign_result
from services.errors import NotFound
from services.exporting.text_export import ListColumn
from services.i18n import N_
from services.kernel.table_query import Kind
from services.messages import message
from services.reports.report import Asked, Report, Rows

_campaigns = Campaign.table()


def _campaign(connection: Connection, asked: Asked) -> Rows:
    if asked.only is not None:
        wanted = [_id_of(connection, asked.only)]
    else:
        wanted = list(connection.execute(select(_campaigns.c.id).order_by(_campaigns.c.first_on.desc())).scalars())
    for campaign_id in wanted:
        yield from _result(campaign_result(connection, campaign_id))


def _result(found: Result) -> Rows:
    name, currency = found.campaign.draft.name, found.currency
    for figure, one in sorted(found.figures.items(), key=lambda pair: list(Figure).index(pair[0])):
        is_count = figure is Figure.ORDERS
        values = (one.value, one.usual, one.change)
        counts = values if is_count else (None, None, None)
        amounts = (None, None, None) if is_count else values
        said = str(found.said(figure)) if figure in (Figure.SALES, Figure.OTHERS) else None
        yield name, str(figure), *amounts, *counts, len(found.base.spans), said, currency
    for key, amount in _amounts(found):
        yield name, key, amount, None, None, None, None, None, None, None, currency
    for key, count in (("new_buyers", found.new_buyers), ("old_buyers", found.old_buyers)):
        yield name, key, None, None, None, count, None, None, None, None, currency


def _amounts(found: Result) -> tuple[tuple[str, int | None], ...]:
    return (
        ("given_away", found.given_away),
        ("taken_off", found.taken_off),
        ("extra_profit", found.extra_profit),
        ("target", found.campaign.draft.target_minor),
        ("budget", found.campaign.draft.budget_minor),
    )


def _id_of(connection: Connection, wanted: str) -> int:
    """The campaign of this number, or the newest of this name."""
    c = _campaigns.c
    rows = connection.execute(select(c.id, c.name).order_by(c.first_on.desc(), c.id.desc())).all()
    number = wanted.removeprefix("#")
    found = next((row.id for row in rows if str(row.id) == number or text.key(row.name) == text.key(wanted)), None)
    if found is None:
        raise NotFound(what=message(N_("campaign")), which=wanted)
    return int(found)


CAMPAIGN = Report(
    N_("Result of a campaign"),
    (
        ListColumn("campaign", N_("Campaign"), Kind.TEXT),
        ListColumn("figure", N_("Figure"), Kind.CODE),
        ListColumn("amount", N_("Amount"), Kind.MONEY),
        ListColumn("usual", N_("Usually"), Kind.MONEY),
        ListColumn("change", N_("Beyond usual"), Kind.MONEY),
        ListColumn("count", N_("Count"), Kind.INTEGER),
        ListColumn("usual_count", N_("Usual count"), Kind.INTEGER),
        ListColumn("change_count", N_("Count beyond usual"), Kind.INTEGER),
        ListColumn("spans", N_("Usual spans"), Kind.INTEGER),
        ListColumn("said", N_("Verdict"), Kind.CODE),
        ListColumn("currency", N_("Currency"), Kind.CODE),
    ),
    _campaign,
    takes_only=True,
)
