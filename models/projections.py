"""Tables that only repeat what the facts say, for speed. They may be dropped and rebuilt."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.columns import BusinessDate, MinorUnits
from models.sorting import sort_index


class OrderSummary(Base):
    """What a list of orders shows beside the order itself, and the text it is searched by.

    `search` is the normalised text that the n-gram index points into. `pieces` counts
    what was ordered, or what the platform declared where no lines are known yet. `parcels` counts
    those its pieces are in, `together` the other orders in them, and `sent_pieces` what of it has
    left in parcels.
    """

    __tablename__ = "order_summary"
    __table_args__ = (Index(None, "pieces"), Index(None, "unmatched"), Index(None, "title"))

    order_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    pieces: Mapped[int]
    lines: Mapped[int]
    unmatched: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    variant: Mapped[str] = mapped_column(Text)
    search: Mapped[str] = mapped_column(Text)
    pick_prints: Mapped[int] = mapped_column(default=0)
    pack_prints: Mapped[int] = mapped_column(default=0)
    ship_files: Mapped[int] = mapped_column(default=0)
    parcels: Mapped[int] = mapped_column(default=0)
    together: Mapped[int] = mapped_column(default=0)
    sent_pieces: Mapped[int] = mapped_column(default=0)


_summaries = OrderSummary.table()
sort_index(_summaries, "lines", 1)
for _name in ("pick_prints", "pack_prints", "parcels"):
    sort_index(_summaries, _name, 0)


class DailySales(Base):
    """Orders and money per business day, channel and currency.

    Closed and unpaid orders do not count, nor do gifts, samples and others that are no sale (`SALE_KINDS`).
    """

    __tablename__ = "daily_sales"

    day: Mapped[date] = mapped_column(BusinessDate, primary_key=True)
    channel_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    currency: Mapped[str] = mapped_column(Text, primary_key=True)
    orders: Mapped[int]
    paid_minor: Mapped[int] = mapped_column(MinorUnits)
    refunded_minor: Mapped[int] = mapped_column(MinorUnits)


class SkuSearch(Base):
    """The text a SKU is searched by: code, title, variant, barcode, pinyin initials."""

    __tablename__ = "sku_search"

    sku_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    search: Mapped[str] = mapped_column(Text)
