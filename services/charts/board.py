"""The board of charts as the owner arranged it: their order, which are wide, which are hidden. Kept with the shop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from services import settings
from services.charts.registry import CHARTS
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Board:
    """The keys of the charts in their order; `wide` ones take two columns, `hidden` ones are not shown."""

    order: tuple[str, ...]
    wide: frozenset[str]
    hidden: frozenset[str]

    def shown(self) -> tuple[str, ...]:
        """The charts on the board, in order."""
        return tuple(key for key in self.order if key not in self.hidden)

    def moved(self, key: str, steps: int) -> Board:
        """The board with a chart so many places later (or earlier, below zero) among those shown."""
        shown = list(self.shown())
        place = shown.index(key)
        target = max(0, min(len(shown) - 1, place + steps))
        return self.placed(key, shown[target]) if target != place else self

    def placed(self, key: str, there: str) -> Board:
        """The board with a chart in the place of another, which moves on."""
        order = list(self.order)
        target = order.index(there)
        order.remove(key)
        order.insert(target, key)
        return replace(self, order=tuple(order))

    def with_hidden(self, key: str, hidden: bool) -> Board:
        """The board with a chart taken off or put back."""
        return replace(self, hidden=self.hidden | {key} if hidden else self.hidden - {key})

    def with_wide(self, key: str, wide: bool) -> Board:
        """The board with a chart over two columns or one."""
        return replace(self, wide=self.wide | {key} if wide else self.wide - {key})


def default_board() -> Board:
    """Every chart, in the order of the registry."""
    return Board(tuple(CHARTS), frozenset(key for key, chart in CHARTS.items() if chart.wide), frozenset())


def board(connection: Connection) -> Board:
    """The board as it is kept; charts it does not know yet stand at the end."""
    kept: dict[str, Any] = settings.read(connection, settings.CHART_BOARD)
    usual = default_board()
    known = [key for key in _texts(kept.get("order")) if key in CHARTS]
    order = (*known, *(key for key in usual.order if key not in known))
    wide = frozenset(_texts(kept["wide"])) & set(CHARTS) if "wide" in kept else usual.wide
    hidden = frozenset(_texts(kept.get("hidden"))) & set(CHARTS)
    return Board(order, wide, hidden)


def _texts(kept: Any) -> Sequence[str]:
    return [one for one in kept if isinstance(one, str)] if isinstance(kept, list) else []


@command("charts.arrange", N_("Arrange the charts"))
def arrange(uow: UnitOfWork, wanted: Board) -> None:
    """Keep the board; unknown charts are left out."""
    order = list(dict.fromkeys(key for key in wanted.order if key in CHARTS))
    kept = {"order": order, "wide": sorted(wanted.wide & set(CHARTS)), "hidden": sorted(wanted.hidden & set(CHARTS))}
    settings.keep(uow, settings.CHART_BOARD, kept)
