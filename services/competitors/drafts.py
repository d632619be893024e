"""What forms and sheets say of competitors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.enums.orders import Platform

USUAL_DEARER_PPM = 50_000
USUAL_CHANGE_PPM = 100_000


@dataclass(frozen=True, slots=True)
class CompetitorDraft:
    """A competitor's shop as a form describes it, with what she makes of it."""

    name: str
    platform: Platform
    link: str | None = None
    note: str | None = None
    strengths: str | None = None
    weaknesses: str | None = None
    opportunities: str | None = None
    threats: str | None = None


@dataclass(frozen=True, slots=True)
class CompetitorItemDraft:
    """An item of a competitor; `code` is ours beside it. None as a share never tells of it."""

    competitor_id: int
    title: str
    link: str | None = None
    code: str | None = None
    dearer_ppm: int | None = USUAL_DEARER_PPM
    change_ppm: int | None = USUAL_CHANGE_PPM
    note: str | None = None


@dataclass(frozen=True, slots=True)
class SeenDraft:
    """What was seen of an item on a day; the price is in minor units of the competitor's currency, None unknown."""

    item_id: int
    day: date
    price_minor: int | None = None
    sales: int | None = None
    favourites: int | None = None
    campaign: str | None = None
