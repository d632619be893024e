"""The returns desk: counting what came in a parcel, and writing the count down as one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from models.aftersales import Case
from models.enums.aftersales import CaseKind
from services import text
from services.aftersales.drafts import CaseDraft, CaseLineDraft
from services.aftersales.goods import Inspection, inspect, receive, set_waybill
from services.aftersales.kinds import DEFAULTS
from services.aftersales.lines import ensured_lines
from services.aftersales.matching_parcels import DeskLine
from services.aftersales.opening import open_case
from services.errors import Invalid
from services.i18n import N_, translate
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message


class Quality(StrEnum):
    """What a counted piece is: for the shelf, defective, to be thrown away, or to go back to its supplier."""

    GOOD = "good"
    DEFECTIVE = "defective"
    SCRAP = "scrap"
    TO_SUPPLIER = "to_supplier"


class Counted(StrEnum):
    """What counting a piece was: right, more than expected, or nothing that should be in the parcel."""

    RIGHT = "right"
    MORE = "more"
    WRONG = "wrong"


@dataclass(slots=True)
class Tally:
    """What of a parcel was counted so far: pieces by line and quality. Nothing is written down yet."""

    lines: list[DeskLine] = field(default_factory=list)
    counts: list[dict[Quality, int]] = field(default_factory=list)

    @staticmethod
    def of(lines: Sequence[DeskLine]) -> Tally:
        """A fresh tally of these lines."""
        return Tally(list(lines), [dict.fromkeys(Quality, 0) for _line in lines])

    @property
    def pieces(self) -> int:
        """Everything that was counted."""
        return sum(self.of_line(place) for place in range(len(self.lines)))

    @property
    def expected(self) -> int:
        """Everything that should be in the parcel."""
        return sum(line.expected for line in self.lines)

    def of_line(self, place: int) -> int:
        """The pieces counted of one line."""
        return sum(self.counts[place].values())

    def add(self, line: DeskLine) -> int:
        """A further line, of a parcel nobody announced. Returns its place."""
        self.lines.append(line)
        self.counts.append(dict.fromkeys(Quality, 0))
        return len(self.lines) - 1

    def place_of(self, code: str) -> int | None:
        """The line that answers to a code, first one that still waits for pieces; None where none does."""
        key = text.key(code)
        fitting = [place for place, line in enumerate(self.lines) if key in line.keys]
        return next((one for one in fitting if self.of_line(one) < self.lines[one].expected), next(iter(fitting), None))

    def count(self, place: int, quality: Quality, by: int = 1) -> Counted:
        """Count pieces of a line, or take some back; never below none."""
        self.counts[place][quality] = max(self.counts[place][quality] + by, 0)
        line = self.lines[place]
        is_more = line.order_line_id is not None and self.of_line(place) > line.expected
        return Counted.MORE if is_more else Counted.RIGHT

    def all_good(self) -> None:
        """Everything that should be there is there and good."""
        for place, line in enumerate(self.lines):
            left = line.expected - self.of_line(place)
            if left > 0:
                self.counts[place][Quality.GOOD] += left


@dataclass(frozen=True, slots=True)
class LineCount:
    """What was counted of one product of a parcel."""

    order_line_id: int | None
    sku_id: int | None
    title: str
    good: int = 0
    defective: int = 0
    scrap: int = 0
    to_supplier: int = 0

    @property
    def pieces(self) -> int:
        """All of them."""
        return self.good + self.defective + self.scrap + self.to_supplier


@dataclass(frozen=True, slots=True)
class ParcelCount:
    """A counted parcel: of a case, else of an order, else of a channel, for which a case is opened."""

    waybill: str
    counts: tuple[LineCount, ...]
    case_id: int | None = None
    order_id: int | None = None
    channel_id: int | None = None
    kind: CaseKind = CaseKind.RETURN_AND_REFUND
    courier: str | None = None


def line_counts(tally: Tally) -> tuple[LineCount, ...]:
    """A tally as it is written down; lines of which nothing came are left out."""
    return tuple(
        LineCount(line.order_line_id, line.sku_id, line.title, *(counts[quality] for quality in Quality))
        for line, counts in zip(tally.lines, tally.counts, strict=True)
        if sum(counts.values())
    )


@command("cases.count_parcel", N_("Receive the parcel {parcel} for the case {number}"))
def count_parcel(uow: UnitOfWork, counted: ParcelCount) -> int:
    """Write down a counted parcel: the case is opened where there is none, the goods are received and go to stock.

    One step, and one step back. The number is kept with the case where it has none. Pieces that are the
    buyer's (a repair) are only received. Returns the case's id; errors are those of `open_case`, `set_waybill`,
    `receive` and `inspect`.
    """
    found = [one for one in counted.counts if one.pieces]
    if not found:
        raise Invalid(field=message(N_("Received")), value="0", reason=message(N_("nothing came")))
    case_id = counted.case_id if counted.case_id is not None else _open(uow, counted, found)
    case = uow.get(Case, case_id)
    if counted.waybill and not case.return_tracking_no:
        set_waybill(uow, case_id, counted.courier or case.return_courier, counted.waybill)
    lines = {(line.order_line_id, line.sku_id): line for line in ensured_lines(uow, case)}
    loose = [line for line in lines.values() if line.order_line_id is None]
    pieces: dict[int, LineCount] = {}
    for one in found:
        line = lines.get((one.order_line_id, one.sku_id)) or next(
            (other for other in loose if other.title == one.title), None
        )
        if line is None:
            reason = message(N_("it is not part of this case"))
            raise Invalid(field=message(N_("Item")), value=one.title, reason=reason)
        pieces[line.id] = one
    if DEFAULTS[case.kind].is_ours:
        inspect(uow, case_id, [Inspection(line_id, one.good, one.defective, one.scrap, one.to_supplier)
                               for line_id, one in pieces.items()])  # fmt: skip
    else:
        receive(uow, case_id, {line_id: one.pieces for line_id, one in pieces.items()})
    uow.describe(number=case.external_no, parcel=counted.waybill or "—")
    return case_id


def _open(uow: UnitOfWork, counted: ParcelCount, found: Sequence[LineCount]) -> int:
    lines = tuple(CaseLineDraft(one.order_line_id, one.pieces, one.sku_id, title=one.title) for one in found)
    draft = CaseDraft(
        counted.kind, counted.order_id, lines, channel_id=counted.channel_id, return_courier=counted.courier,
        return_tracking_no=counted.waybill or None, override=translate(N_("Counted at the returns desk")),
    )  # fmt: skip
    return open_case(uow, draft)
