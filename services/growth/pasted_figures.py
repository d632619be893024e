"""Writes: a block of figures pasted from a spreadsheet, as one step that one Undo takes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from services.growth.daily_sheets import type_ad_figure, type_day_figure
from services.growth.item_sheets import type_item_figure
from services.growth.posts import type_post_figure
from services.i18n import NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork


class Sheet(StrEnum):
    """The grids that figures are typed into."""

    DAYS = "days"
    ADS = "ads"
    ITEMS = "items"
    POSTS = "posts"


_TYPED_BY: Mapping[Sheet, Callable[[UnitOfWork, int, str, str], None]] = {
    Sheet.DAYS: type_day_figure,
    Sheet.ADS: type_ad_figure,
    Sheet.ITEMS: type_item_figure,
    Sheet.POSTS: type_post_figure,
}


@command("growth.paste_figures", NN_("Paste {count} figure", "Paste {count} figures"))
def paste_figures(uow: UnitOfWork, sheet: Sheet, cells: Sequence[tuple[int, str, str]]) -> None:
    """Write cells as (row, key of the column, text) as if each were typed; `Invalid` at the first that cannot be."""
    for done, (row_id, key, text) in enumerate(cells):
        uow.checkpoint(done, len(cells))
        _TYPED_BY[sheet](uow, row_id, key, text)
    uow.describe(count=len(cells))
