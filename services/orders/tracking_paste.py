"""Pasting into a list of orders that wait for their tracking numbers: what comes from a sheet finds its row."""

from __future__ import annotations

from collections.abc import Sequence

from services.orders.tracking import cells_of


def pasted_into(listed: str, pasted: str, at: int) -> str | None:
    """The list once `pasted` found its rows; None where it is to stand where it was pasted, as any text.

    Rows that name their order take the place of its empty row. A column of tracking numbers, or of couriers and
    tracking numbers, fills the empty rows downwards from row `at` (from 0). A row of headings is left out.
    """
    lines, rows = listed.splitlines(), without_headings(pasted)
    waiting = {cells_of(line)[0]: place for place, line in enumerate(lines) if _waits(line)}
    if not waiting or not rows:
        return None
    if all(_lacks_order(row) for row in rows) and (len(rows) > 1 or len(_filled(rows[0])) > 1):
        return _filled_down(lines, rows, [place for place in waiting.values() if place >= at])
    if any(len(_filled(row)) > 1 for row in rows):
        return _placed(lines, rows, waiting)
    return None


def without_headings(pasted: str) -> list[str]:
    """The rows that hold anything; a first one of several cells without a digit names the columns."""
    rows = [line for line in pasted.splitlines() if line.strip()]
    is_heading = bool(rows) and len(_filled(rows[0])) > 1 and not any(one.isdigit() for one in rows[0])
    return rows[1:] if is_heading else rows


def _waits(line: str) -> bool:
    order_no, _courier, tracking_no = cells_of(line)
    return bool(order_no) and not tracking_no


def _filled(row: str) -> list[str]:
    return [cell for cell in cells_of(row) if cell]


def _lacks_order(row: str) -> bool:
    """Whether the row has a tracking number at most behind its courier, who has no digit in the name."""
    filled = _filled(row)
    return len(filled) == 1 or (len(filled) == 2 and not any(one.isdigit() for one in filled[0]))


def _filled_down(lines: Sequence[str], rows: Sequence[str], places: Sequence[int]) -> str | None:
    names = {cells_of(line)[0] for line in lines}
    if len(rows) > len(places) or any(_filled(row)[0] in names for row in rows):
        return None
    filled = list(lines)
    for place, row in zip(places, rows, strict=False):
        *courier, number = _filled(row)
        filled[place] = "\t".join([cells_of(lines[place])[0], "".join(courier), number])
    return "\n".join(filled)


def _placed(lines: Sequence[str], rows: Sequence[str], waiting: dict[str, int]) -> str:
    placed, rest = list(lines), []
    for row in rows:
        place = waiting.pop(cells_of(row)[0], None)
        if place is None:
            rest.append(row)
        else:
            placed[place] = row
    return "\n".join([*(line for line in placed if line.strip()), *rest])
