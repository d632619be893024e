"""The text SKUs are found by: own code, title, variant, barcodes, suppliers' codes, tags, pinyin initials."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, delete, select

from models.catalog import Barcode, Product, Sku, SupplierItem
from models.dialects import sqlite
from models.dialects.stored import insert_stored
from models.entities import Entity
from models.projections import SkuSearch
from services import row_names, text
from services.i18n import N_, NN_
from services.kernel.chunks import sorted_chunks
from services.kernel.gram_check import GramCheck
from services.kernel.images import Image
from services.kernel.projections import Differs
from services.kernel.tasks import Task
from services.messages import message, plural_message

_NGRAMS = "sku_ngrams"
_skus = Sku.table()
_products = Product.table()
_searches = SkuSearch.table()
_OF_A_SKU = {Entity.BARCODE: Barcode.table(), Entity.SUPPLIER_ITEM: SupplierItem.table()}

_WRONG = NN_("The search text of {count} SKU is out of date.", "The search texts of {count} SKUs are out of date.")

_Key = tuple[str, int]


class SkuSearches:
    """`SkuSearch` and its n-gram index; a key is a SKU or a product with all of its SKUs."""

    name = "sku_search"
    sources = frozenset({Entity.SKU, Entity.PRODUCT, *_OF_A_SKU})

    def keys_of(self, entity: Entity, image: Image) -> Iterable[_Key]:
        """The SKU, or the product whose title stands in its SKUs' texts."""
        if entity in _OF_A_SKU:
            return ((str(Entity.SKU), image["sku_id"]),)
        return ((str(entity), image["id"]),)

    def keys_in(self, connection: Connection, entity: Entity, first: int, last: int) -> Iterable[_Key]:
        """The rows of the block themselves, or the SKUs they belong to."""
        if entity in _OF_A_SKU:
            rows = _OF_A_SKU[entity].c
            found = connection.execute(select(rows.sku_id).where(rows.id.between(first, last)))
            return ((str(Entity.SKU), number) for number in found.scalars().all())
        return ((str(entity), number) for number in range(first, last + 1))

    def recompute(self, connection: Connection, keys: Collection[_Key], task: Task) -> None:
        """Replace the texts of these SKUs."""
        ids = {number for kind, number in keys if kind == Entity.SKU}
        products = [number for kind, number in keys if kind == Entity.PRODUCT]
        for chunk in sorted_chunks(products):
            ids.update(connection.execute(select(_skus.c.id).where(_skus.c.product_id.in_(chunk))).scalars())
        for chunk in sorted_chunks(ids):
            self._replace(connection, chunk)

    def rebuild(self, connection: Connection, task: Task) -> None:
        """Compute all texts again."""
        connection.execute(delete(_searches))
        sqlite.clear_grams(connection, _NGRAMS)
        for chunk in sorted_chunks(connection.execute(select(_skus.c.id)).scalars()):
            self._write(connection, self._computed(connection, chunk))

    def verify(self, connection: Connection) -> list[Differs]:
        """SKUs whose text is missing or out of date, or which the index misses."""
        ids = list(connection.execute(select(_skus.c.id)).scalars())
        right: dict[int, str] = {}
        for chunk in sorted_chunks(ids):
            right.update(self._computed(connection, chunk))
        kept = {row.sku_id: row.search for row in connection.execute(select(_searches.c.sku_id, _searches.c.search))}
        wrong = {number for number in right.keys() | kept.keys() if right.get(number) != kept.get(number)}
        grams = GramCheck()
        for number, searched in right.items():
            grams.add(number, searched)
        problems = grams.problems(connection, _NGRAMS, message(N_("Products")), row_names.skus, wrong)
        if wrong:
            problems.insert(0, Differs(plural_message(_WRONG, len(wrong)), row_names.skus(connection, wrong)))
        return problems

    def _replace(self, connection: Connection, ids: Sequence[int]) -> None:
        old = connection.execute(
            select(_searches.c.sku_id, _searches.c.search).where(_searches.c.sku_id.in_(ids))
        ).all()
        sqlite.index_grams(connection, _NGRAMS, [(row.sku_id, text.grams(row.search)) for row in old], "remove")
        connection.execute(delete(_searches).where(_searches.c.sku_id.in_(ids)))
        self._write(connection, self._computed(connection, ids))

    @staticmethod
    def _write(connection: Connection, texts: dict[int, str]) -> None:
        insert_stored(connection, _searches.name, ("sku_id", "search"), list(texts.items()))
        sqlite.index_grams(connection, _NGRAMS, [(number, text.grams(found)) for number, found in texts.items()], "add")

    @staticmethod
    def _computed(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
        statement = (
            select(_skus.c.id, _skus.c.code, _products.c.title, _skus.c.variant, _products.c.tags)
            .join_from(_skus, _products, _products.c.id == _skus.c.product_id)
            .where(_skus.c.id.in_(ids))
        )
        parts = {row[0]: [part for part in row[1:] if part] for row in connection.execute(statement)}
        for table in _OF_A_SKU.values():
            codes = select(table.c.sku_id, table.c.code).where(table.c.sku_id.in_(ids), table.c.code.is_not(None))
            for sku_id, code in connection.execute(codes.order_by(table.c.sku_id, table.c.position, table.c.id)):
                parts[sku_id].append(code)
        return {sku_id: " ".join(map(text.searchable, dict.fromkeys(found))) for sku_id, found in parts.items()}
