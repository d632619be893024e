"""What an import without this program's design does: a look-up and a mapped object for each row of the file."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    """The mapping of this bench alone."""


class Line(Base):
    """One row of the file."""

    __tablename__ = "line"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(index=True)
    code: Mapped[str]
    title: Mapped[str]
    quantity: Mapped[int]
    at: Mapped[str]
    price: Mapped[int]
    customer: Mapped[str]
    country: Mapped[str]


def cells_of(path: Path) -> Iterator[list[Any]]:
    """The rows below the headings, by openpyxl or by csv."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            yield from itertools.islice(csv.reader(file), 1, None)
        return
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    for row in book.worksheets[0].iter_rows(min_row=2, values_only=True):
        yield list(row)
    book.close()


def through_orm(folder: Path, rows: Iterable[list[Any]], order: tuple[int, ...]) -> None:
    """The rows into a database, each looked up first so that none doubles; `order` places the columns of `Line`."""
    engine = create_engine(f"sqlite:///{(folder / 'orm.db').as_posix()}")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        for row in rows:
            number, code, title, quantity, at, price, customer, country = (row[place] for place in order)
            if session.query(Line.id).filter_by(number=str(number), code=str(code), title=str(title)).first():
                continue
            line = Line(number=str(number), code=str(code), title=str(title), quantity=int(str(quantity) or 0))
            line.at, line.price = str(at), int(str(price).replace(".", "") or 0)
            line.customer, line.country = str(customer), str(country)
            session.add(line)
        session.commit()
    engine.dispose()
    (folder / "orm.db").unlink()
