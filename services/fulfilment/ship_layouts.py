"""Ship files as each platform takes them: its layout or its own template, its words for couriers, its most rows."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from models.channels import Channel
from services import clock, settings
from services.couriers.book import Courier, couriers, platform_name
from services.errors import Invalid, NotFound
from services.exporting.cells import safe_csv_text
from services.exporting.files import replacing
from services.exporting.workbook import new_workbook
from services.fulfilment.queries import Shipment
from services.fulfilment.ship_files import fill_template, heading_of, layout_words
from services.i18n import N_
from services.messages import message
from services.shown_names import shown_name

_channels = Channel.table()


@dataclass(frozen=True, slots=True)
class ShipTemplate:
    """A platform's own empty workbook: what it was called, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ShipLayout:
    """How the ship files of a channel are written. `most_rows` is 0 where a file takes any number."""

    platform: str
    couriers: tuple[Courier, ...]
    columns: tuple[Mapping[str, str], ...]
    most_rows: int
    suffix: str
    day: str
    template: ShipTemplate | None = None

    @property
    def headings(self) -> tuple[str, ...]:
        """The first row of a file."""
        return tuple(column.get("heading") or heading_of(column["field"]) for column in self.columns)

    def row(self, shipment: Shipment) -> tuple[str, ...]:
        """The cells of one shipment."""
        values = {
            "order_no": shipment.order_no,
            "courier": shipment.courier,
            "tracking_no": shipment.tracking_no,
            "day": self.day,
        }
        return tuple(values[column["field"]] if "field" in column else column["value"] for column in self.columns)


def ship_layout(connection: Connection, channel_id: int) -> ShipLayout:
    """How the ship files of this channel are written, with the template that is kept for it."""
    row = connection.execute(select(_channels.c.platform, _channels.c.zone).where(_channels.c.id == channel_id)).first()
    if row is None:
        raise NotFound(what=message(N_("channel")), which=f"#{channel_id}")
    words = layout_words()
    found: Mapping[str, Any] = words.get(str(row.platform), words["default"])
    day = clock.business_day(clock.now(), row.zone).isoformat()
    return ShipLayout(
        platform=str(row.platform),
        couriers=couriers(connection),
        columns=tuple(found["columns"]),
        most_rows=int(found["most_rows"]),
        suffix=str(found.get("suffix", ".xlsx")),
        day=day,
        template=_kept_template(connection, channel_id),
    )


def _kept_template(connection: Connection, channel_id: int) -> ShipTemplate | None:
    kept = settings.read(connection, settings.SHIP_TEMPLATES).get(str(channel_id))
    return None if kept is None else ShipTemplate(kept["name"], base64.b64decode(kept["content"]))


def read_template(file: Path) -> ShipTemplate:
    """A template from the disk."""
    try:
        return ShipTemplate(shown_name(file.name), file.read_bytes())
    except OSError as error:
        raise NotFound(what=message(N_("file")), which=str(file)) from error


def file_names(layout: ShipLayout, count: int, out: Path) -> tuple[Path, ...]:
    """The files `count` shipments become: `out` itself, or numbered ones where they do not fit into one."""
    pieces = -(-count // layout.most_rows) if layout.most_rows else 1
    if pieces < 2:
        return (out,)
    return tuple(out.with_name(f"{out.stem}-{piece}{out.suffix}") for piece in range(1, pieces + 1))


def write_ship_files(shipments: Sequence[Shipment], out: Path, layout: ShipLayout) -> tuple[Path, ...]:
    """Write the shipments as the platform takes them, in several files where one may not hold them all."""
    write = _writer(out, layout)
    named = [_with_platform_name(shipment, layout) for shipment in shipments]
    files = file_names(layout, len(named), out)
    size = layout.most_rows or max(len(named), 1)
    for place, file in enumerate(files):
        write(named[place * size : (place + 1) * size], file, layout)
    return files


def _with_platform_name(shipment: Shipment, layout: ShipLayout) -> Shipment:
    called = platform_name(layout.couriers, shipment.courier, shipment.tracking_no, layout.platform)
    return replace(shipment, courier=called)


def _writer(out: Path, layout: ShipLayout) -> Callable[[Sequence[Shipment], Path, ShipLayout], None]:
    kind = out.suffix.lower()
    if layout.template is not None and kind == ".xlsx":
        return _write_template
    writers = {".xlsx": _write_xlsx, ".csv": _write_csv, ".txt": _write_tabs, ".tsv": _write_tabs}
    if kind not in writers:
        reason = message(N_("the name must end in .xlsx, .csv or .txt"))
        raise Invalid(field=message(N_("File")), value=out.name, reason=reason)
    return writers[kind]


def _write_template(shipments: Sequence[Shipment], out: Path, layout: ShipLayout) -> None:
    if layout.template is not None:
        fill_template(shipments, io.BytesIO(layout.template.content), layout.template.name, out)


def _rows(shipments: Sequence[Shipment], layout: ShipLayout) -> Iterator[tuple[str, ...]]:
    yield layout.headings
    for shipment in shipments:
        yield layout.row(shipment)


def _write_csv(shipments: Sequence[Shipment], out: Path, layout: ShipLayout) -> None:
    with replacing(out) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(map(safe_csv_text, row) for row in _rows(shipments, layout))


def _write_tabs(shipments: Sequence[Shipment], out: Path, layout: ShipLayout) -> None:
    """Plain text between tabs, as Amazon reads it: no quotes, so white space inside a cell becomes a space."""
    with replacing(out) as part, part.open("w", encoding="utf-8", newline="") as file:
        for row in _rows(shipments, layout):
            file.write("\t".join(safe_csv_text(" ".join(cell.split())) for cell in row) + "\r\n")


def _write_xlsx(shipments: Sequence[Shipment], out: Path, layout: ShipLayout) -> None:
    with replacing(out) as part, new_workbook(part) as book:
        as_text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet()
        sheet.set_column(0, len(layout.columns) - 1, 24, as_text)
        for place, values in enumerate(_rows(shipments, layout)):
            for column, value in enumerate(values):
                sheet.write_string(place, column, value, as_text)
