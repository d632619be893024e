"""What several tests of the catalogue make first."""

from __future__ import annotations

from models.purchasing import Supplier
from services import text
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork


@command("tests.add_supplier", "Add a supplier")
def add_supplier(uow: UnitOfWork, name: str, lead_days: int | None = None) -> int:
    """A supplier of that name; returns its id."""
    supplier = Supplier(name=name, name_key=text.key(name), lead_days=lead_days)
    uow.add(supplier)
    return supplier.id
