"""Undo in the situations that were found to go wrong, one by one."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, select

from models.entities import Entity
from models.journal import Change, ChangeKind, Operation
from models.orders import Order, OrderLine
from models.values import IdRanges
from services.errors import NothingToUndo, UndoConflict, UndoNotPossible
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.shop import Shop
from tests.journal import commands
from tests.services.soundness import rows


@command("test.print", N_("Test: print"), final_reason=message(N_("it is on paper")))
def print_paper(uow: UnitOfWork, order_id: int) -> None:
    """Something that leaves the file."""
    uow.get(Order, order_id).seller_note = "printed"


@pytest.fixture
def filled(shop: Shop) -> Shop:
    """A shop with a channel and two SKUs."""
    shop.run(commands.open_channel, "A")
    shop.run(commands.add_product, "Mug", "SKU-1")
    shop.run(commands.add_product, "Bowl", "SKU-2")
    return shop


def _changes(connection: Connection, operation_id: int) -> list[tuple[str, ChangeKind, int, int]]:
    table = Change.__table__
    statement = select(table.c.entity, table.c.kind, table.c.row_id, table.c.last_id).where(
        table.c.op_id == operation_id
    )
    return [tuple(row) for row in connection.execute(statement)]


def test_an_import_is_one_line_of_the_journal_per_block(filled: Shop) -> None:
    outcome = filled.run(commands.import_orders, 1, [f"N{i}" for i in range(50)])
    assert filled.ask(_changes, outcome.changes.operation_id) == [
        (Entity.ORDER, ChangeKind.INSERT, 1, 50),
        (Entity.ORDER_LINE, ChangeKind.INSERT, 1, 100),
    ]
    assert outcome.changes.rows[Entity.ORDER] == IdRanges(((1, 50),))


def test_rows_an_import_edits_and_removes_itself_are_part_of_its_insertion(filled: Shop) -> None:
    outcome = filled.run(commands.import_and_edit, 1, ["A", "B", "C"])
    assert filled.ask(_changes, outcome.changes.operation_id) == [
        (Entity.ORDER, ChangeKind.INSERT, 1, 2),
        (Entity.ORDER_LINE, ChangeKind.INSERT, 1, 4),
    ]


@pytest.mark.exhaustive
def test_the_undo_of_an_import_of_several_blocks_can_be_redone(filled: Shop) -> None:
    filled.run(commands.import_orders, 1, [f"N{i}" for i in range(5_001)])
    before = filled.ask(rows)
    filled.undo()
    filled.redo()
    assert filled.ask(rows) == before


def test_a_number_imported_again_meanwhile_stands_in_the_way_of_the_redo(filled: Shop) -> None:
    first = filled.run(commands.import_orders, 1, ["N1", "N2"]).changes.operation_id
    filled.undo(first)
    filled.run(commands.import_orders, 1, ["N2", "N3"])
    before = filled.ask(rows)
    with pytest.raises(UndoConflict):
        filled.redo(first)
    assert filled.ask(rows) == before


def test_a_number_placed_again_meanwhile_stands_in_the_way_of_the_redo(filled: Shop) -> None:
    first = filled.run(commands.place, 1, "N1", None).changes.operation_id
    filled.undo(first)
    filled.run(commands.place, 1, "N1", None)
    with pytest.raises(UndoConflict) as refused:
        filled.redo(first)
    assert "Test: place N1" in str(refused.value)


def test_a_later_rename_does_not_block_the_undo_of_a_price(filled: Shop) -> None:
    order = filled.run(commands.place, 1, "N1", None).value
    price = filled.run(commands.reprice, order, 500, None).changes.operation_id
    filled.run(commands.rename, order, "X")
    filled.undo(price)
    assert filled.ask(_order, order) == (None, "X")


def test_a_column_that_only_passed_through_another_value_is_not_part_of_the_change(filled: Shop) -> None:
    order = filled.run(commands.place, 1, "N1", None).value
    price = filled.run(commands.reprice, order, 500, None).changes.operation_id
    filled.run(print_paper, order)  # sets the note that `reprice` had set for a moment
    filled.undo(price)
    assert filled.ask(_order, order) == (None, None)


def test_the_later_change_is_named_and_nothing_changes(filled: Shop) -> None:
    order = filled.run(commands.place, 1, "N1", None).value
    first = filled.run(commands.rename, order, "A").changes.operation_id
    filled.run(commands.rename, order, "B")
    before = filled.ask(rows)
    with pytest.raises(UndoConflict) as refused:
        filled.undo(first)
    assert refused.value.params["operation"] == message("Test: rename #{which}", which=order)
    assert filled.ask(rows) == before


@pytest.mark.parametrize("number", [1, 3])
def test_an_import_whose_rows_were_edited_later_is_not_taken_back(filled: Shop, number: int) -> None:
    done = filled.run(commands.import_orders, 1, [f"N{i}" for i in range(number)])
    edit = filled.run(commands.rename, done.value[0], "A").changes.operation_id
    before = filled.ask(rows)
    with pytest.raises(UndoConflict) as refused:
        filled.undo(done.changes.operation_id)
    assert refused.value.params["operation"] == message("Test: rename #{which}", which=done.value[0])
    assert filled.ask(rows) == before
    filled.undo(edit)
    filled.undo(done.changes.operation_id)


@pytest.mark.parametrize("place", [0, 2, 4])
def test_who_removed_one_row_of_an_import_is_named(filled: Shop, place: int) -> None:
    done = filled.run(commands.import_orders, 1, [f"N{i}" for i in range(5)])
    removal = filled.run(commands.drop, done.value[place]).changes
    filled.run(commands.drop, done.value[1])
    filled.undo()  # nobody needs to hear of a removal that was taken back
    before = filled.ask(rows)
    with pytest.raises(UndoConflict) as refused:
        filled.undo(done.changes.operation_id)
    assert refused.value.params["operation"] == removal.label
    assert filled.ask(rows) == before
    filled.undo(removal.operation_id)
    filled.undo(done.changes.operation_id)


def test_lines_replaced_in_their_places_come_back(filled: Shop) -> None:
    order = filled.run(commands.place, 1, "N1", None).value
    before = filled.ask(rows)
    filled.run(commands.replace_lines, order, 7)
    filled.undo()
    assert filled.ask(rows) == before


def test_exchanged_unique_values_are_exchanged_back(filled: Shop) -> None:
    first, second = filled.run(commands.import_orders, 1, ["N1", "N2"]).value
    filled.run(commands.swap_numbers, first, second)
    filled.undo()
    assert filled.ask(_numbers) == ["N1", "N2"]


def test_a_value_assigned_to_a_removed_row_but_never_written_does_not_come_back(filled: Shop) -> None:
    order = filled.run(commands.place, 1, "N1", None).value
    filled.run(commands.drop, order)
    filled.undo()
    assert filled.ask(_quantities) == [2]


def test_a_link_made_through_a_relationship_is_journaled(filled: Shop) -> None:
    order = filled.run(commands.place, 1, "N1", None).value
    outcome = filled.run(commands.link, order, 2)
    assert outcome.changes.touches(Entity.ORDER_LINE)
    filled.undo()
    assert filled.ask(_skus) == [None]


def test_what_others_point_at_is_not_removed(filled: Shop) -> None:
    product = filled.run(commands.add_product, "Cup", "SKU-3")
    filled.run(commands.place, 1, "N1", product.value[1])
    with pytest.raises(UndoConflict) as refused:
        filled.undo(product.changes.operation_id)
    assert "Test: place N1" in str(refused.value)


def test_an_edit_that_pointed_at_what_is_gone_stays_refused(filled: Shop) -> None:
    product = filled.run(commands.add_product, "Cup", "SKU-3")
    order = filled.run(commands.place, 1, "N1", None).value
    link = filled.run(commands.link, order, product.value[1]).changes.operation_id
    filled.undo(link)
    filled.undo(product.changes.operation_id)
    with pytest.raises(UndoConflict) as refused:
        filled.redo(link)
    assert "Test: add Cup" in str(refused.value)


def test_final_operations_are_passed_over_and_refused_by_name(filled: Shop) -> None:
    order = filled.run(commands.place, 1, "N1", None).value
    final = filled.run(print_paper, order).changes.operation_id
    with pytest.raises(UndoNotPossible, match="it is on paper"):
        filled.undo(final)
    filled.run(commands.rename, order, "X")
    filled.undo()
    assert filled.ask(_order, order) == (None, None)


@pytest.mark.without_undo_check("the newest operation is made to look like one of an older layout")
def test_operations_of_an_older_layout_cannot_be_taken_back(filled: Shop) -> None:
    @command("test.age", N_("Test: age"))
    def age(uow: UnitOfWork) -> None:
        for operation in uow.all(select(Operation)):
            operation.schema_version = 0
        uow.get(Order, order).seller_note = "old"

    placed = filled.run(commands.place, 1, "N1", None)
    order = placed.value
    filled.run(age)
    with pytest.raises(UndoNotPossible, match="older version"):
        filled.undo(placed.changes.operation_id)


def test_nothing_to_undo_and_nothing_to_redo(shop: Shop) -> None:
    with pytest.raises(NothingToUndo):
        shop.undo()
    with pytest.raises(NothingToUndo):
        shop.redo()
    done = shop.run(commands.open_channel, "A").changes.operation_id
    with pytest.raises(NothingToUndo):
        shop.redo(done)
    shop.undo(done)
    with pytest.raises(NothingToUndo):
        shop.undo(done)


def test_something_new_ends_the_way_forward(filled: Shop) -> None:
    order = filled.run(commands.place, 1, "N1", None).value
    filled.run(commands.rename, order, "A")
    filled.undo()
    filled.run(commands.reprice, order, 5, None)
    with pytest.raises(NothingToUndo):
        filled.redo()


def test_redo_finds_its_way_through_undos_and_redos(filled: Shop) -> None:
    order = filled.run(commands.place, 1, "N1", None).value
    for name in ("A", "B", "C"):
        filled.run(commands.rename, order, name)
    for _ in range(2):
        filled.undo()
        filled.undo()
        filled.redo()
    assert filled.ask(_order, order) == (None, "A")
    filled.redo()
    assert filled.ask(_order, order) == (None, "B")
    filled.redo()
    assert filled.ask(_order, order) == (None, "C")


def test_ids_of_undone_rows_are_never_given_out_again(filled: Shop) -> None:
    first = filled.run(commands.import_orders, 1, ["N1", "N2"]).value
    filled.undo()
    second = filled.run(commands.import_orders, 1, ["N1", "N2"]).value
    assert set(first).isdisjoint(second)


def test_versions_grow_through_undo_and_redo(filled: Shop) -> None:
    order = filled.run(commands.place, 1, "N1", None).value
    seen = [filled.ask(_version, order)]
    rename = filled.run(commands.rename, order, "A").changes.operation_id
    seen.append(filled.ask(_version, order))
    for invert in (filled.undo, filled.redo):
        invert(rename)
        seen.append(filled.ask(_version, order))
    assert seen == sorted(set(seen))


def _order(connection: Connection, order_id: int) -> tuple[int | None, str | None]:
    row = connection.execute(select(Order.paid_minor, Order.receiver).where(Order.id == order_id)).one()
    return row[0], row[1]


def _version(connection: Connection, order_id: int) -> int:
    return connection.execute(select(Order.version).where(Order.id == order_id)).scalar_one()


def _numbers(connection: Connection) -> list[str]:
    return list(connection.execute(select(Order.external_no).order_by(Order.id)).scalars())


def _quantities(connection: Connection) -> list[int]:
    return list(connection.execute(select(OrderLine.quantity)).scalars())


def _skus(connection: Connection) -> list[int | None]:
    return list(connection.execute(select(OrderLine.sku_id)).scalars())
