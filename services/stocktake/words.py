"""What the codes of a stocktake are called."""

from __future__ import annotations

from models.enums.goods import StocktakeScope, StocktakeState
from services.i18n import N_

STATE_LABELS: dict[StocktakeState, str] = {
    StocktakeState.OPEN: N_("Counting"),
    StocktakeState.POSTED: N_("Posted"),
    StocktakeState.REVERSED: N_("Reversed"),
    StocktakeState.ABANDONED: N_("Abandoned"),
}
SCOPE_LABELS: dict[StocktakeScope, str] = {
    StocktakeScope.ALL: N_("Everything"),
    StocktakeScope.CATEGORY: N_("Categories"),
    StocktakeScope.SHELF: N_("Shelves"),
    StocktakeScope.ABC: N_("ABC classes"),
    StocktakeScope.CHOSEN: N_("Chosen products"),
}
# The states of a line; of a blind count only whether it was counted is told.
STATES: dict[str, str] = {
    "not_counted": N_("Not counted"),
    "counted": N_("Counted"),
    "same": N_("No difference"),
    "different": N_("Different"),
}
