"""What an import without this program's design does: openpyxl's cells, a look-up and a mapped object for each row."""

from __future__ import annotations

import itertools
from pathlib import Path

from openpyxl import load_workbook
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    """The mapping of this bench alone."""


class Line(Base):
    """One row of the sheet."""

    __tablename__ = "line"
    id: Mapped[int] = mapped_column(primary_key=True)
    invoice: Mapped[str] = mapped_column(index=True)
    code: Mapped[str]
    title: Mapped[str]
    quantity: Mapped[int]
    at: Mapped[str]
    price: Mapped[int]
    customer: Mapped[str]
    country: Mapped[str]


def through_openpyxl_and_orm(folder: Path, path: Path, rows: int) -> None:
    """The first `rows` rows of the sheet into a database, each looked up first so that none doubles."""
    engine = create_engine(f"sqlite:///{(folder / 'orm.db').as_posix()}")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        book = load_workbook(path, read_only=True, data_only=True)
        for row in itertools.islice(book.worksheets[0].iter_rows(values_only=True), 1, rows):
            invoice, code, title, quantity, at, price, customer, country = row
            if session.query(Line.id).filter_by(invoice=str(invoice), code=str(code), title=str(title)).first():
                continue
            line = Line(invoice=str(invoice), code=str(code), title=str(title), quantity=int(str(quantity)))
            line.at, line.price = str(at), round(float(str(price)) * 100)
            line.customer, line.country = str(customer), str(country)
            session.add(line)
        session.commit()
        book.close()
    engine.dispose()
    (folder / "orm.db").unlink()
