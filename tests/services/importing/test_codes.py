"""Codes nobody knows are linked or created with the import that brings them."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection

from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.catalog.queries import find, unlinked_codes
from services.importing.codes import CodeChoice, NewCode
from services.importing.commands import ImportResult
from services.importing.plan import Planner
from services.importing.service import ImportSession, Preview
from services.shop import Shop
from tests.services.importing.applying import sample

ORDERS, LINES = sample("taobao.orders"), sample("taobao.order_lines")


def _previewed(session: ImportSession, *paths: Path) -> Preview:
    session.add_all(paths)
    return session.submit_preview().result()


def _imported(shop: Shop, paths: Sequence[Path], codes: Sequence[CodeChoice]) -> ImportResult:
    with ImportSession(shop) as session:
        session.add_all(paths)
        result = session.submit_apply(codes=codes).result().value
    assert isinstance(result, ImportResult)
    return result


def _codes(shop: Shop, *paths: Path) -> tuple[NewCode, ...]:
    with ImportSession(shop) as session:
        return _previewed(session, *paths).codes


def test_codes_nobody_knows_are_listed_with_what_the_file_calls_them(shop: Shop) -> None:
    codes = _codes(shop, ORDERS, LINES)
    assert len(codes) > 1
    assert all(one.channel == "Taobao" and one.code and one.title for one in codes)
    assert [one.pieces for one in codes] == sorted((one.pieces for one in codes), reverse=True)
    assert len({one.key for one in codes}) == len(codes)


def test_what_is_known_is_not_asked_for(shop: Shop) -> None:
    first, *rest = _codes(shop, ORDERS, LINES)
    shop.run(add_sku, SkuDraft(code=first.code.lower(), title="Known"))
    assert _codes(shop, ORDERS, LINES) == tuple(rest)


def test_a_created_code_belongs_to_the_import_and_goes_with_it(shop: Shop) -> None:
    codes = _codes(shop, ORDERS, LINES)
    result = _imported(shop, [ORDERS, LINES], [CodeChoice(one) for one in codes])
    assert result.new_skus == len(codes)
    assert shop.ask(unlinked_codes) == ()
    assert [hit.details[0] for hit in shop.ask(find, codes[0].code)] == [codes[0].code]
    shop.undo()
    assert shop.ask(find, codes[0].code) == ()
    shop.redo()
    assert shop.ask(unlinked_codes) == ()


def test_a_linked_code_means_so_many_pieces_of_that_product_from_then_on(shop: Shop) -> None:
    first, *rest = _codes(shop, ORDERS, LINES)
    sku_id = shop.run(add_sku, SkuDraft(code="OURS-1", title="Ours")).value
    _imported(shop, [ORDERS, LINES], [CodeChoice(first, sku_id, 3)])
    assert {one.code for one in shop.ask(unlinked_codes)} == {one.code for one in rest}
    assert _codes(shop, ORDERS, LINES) == ()


def test_a_code_that_waited_in_earlier_orders_is_settled_for_them_too(shop: Shop, tmp_path: Path) -> None:
    _imported(shop, [ORDERS, LINES], [])
    waiting = {one.code for one in shop.ask(unlinked_codes)}
    later = [tmp_path / "orders.csv", tmp_path / "lines.csv"]
    for path, out in zip((ORDERS, LINES), later, strict=True):
        out.write_bytes(path.read_bytes().replace(b"2601150000000000101", b"2601150000000009101"))
    codes = _codes(shop, *later)
    assert codes
    assert {one.code for one in codes} <= waiting
    _imported(shop, later, [CodeChoice(one) for one in codes])
    assert {one.code for one in shop.ask(unlinked_codes)} == waiting - {one.code for one in codes}


def test_a_plan_ends_with_the_last_who_holds_it(shop: Shop) -> None:
    def ends(connection: Connection) -> bool:
        plan = Planner(connection).plan(session.staged)
        part = weakref.ref(plan.parts[0])
        del plan
        return part() is None

    with ImportSession(shop) as session:
        session.add_all([ORDERS, LINES])
        assert not gc.isenabled()  # as everywhere in the tests: it must end without being searched for
        assert shop.ask(ends)
