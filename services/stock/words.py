"""What the codes of the stock ledger are called."""

from __future__ import annotations

from models.enums.goods import Condition, CostMethod, MoveKind
from services.i18n import N_

CONDITION_LABELS: dict[Condition, str] = {Condition.GOOD: N_("Good"), Condition.DEFECTIVE: N_("Defective")}
COSTING_LABELS: dict[CostMethod, str] = {
    CostMethod.AVERAGE: N_("Moving average"),
    CostMethod.FIFO: N_("Oldest first"),
}
KIND_LABELS: dict[MoveKind, str] = {
    MoveKind.OPENING: N_("Opening stock"),
    MoveKind.RECEIPT: N_("Received"),
    MoveKind.SALE: N_("Sold"),
    MoveKind.RETURN: N_("Came back"),
    MoveKind.SCRAP: N_("Thrown away"),
    MoveKind.ADJUST: N_("Adjusted"),
    MoveKind.TRANSFER: N_("Moved"),
    MoveKind.REGRADE: N_("Regraded"),
    MoveKind.ASSEMBLY: N_("Assembled"),
    MoveKind.SUPPLIER_RETURN: N_("Back to the supplier"),
    MoveKind.REPAIR: N_("Repair"),
    MoveKind.REVALUE: N_("Cost corrected"),
}
