"""Which pictures a product has and in which order; the files themselves are `pictures`' affair."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.catalog import Picture, Product, Sku
from services.catalog.pictures import KeptPicture
from services.errors import NotFound
from services.i18n import N_, NN_
from services.kernel.chunks import sorted_chunks
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

_pictures = Picture.table()
_skus = Sku.table()


@dataclass(frozen=True, slots=True)
class PictureView:
    """One picture of a product; `sku_id` is set where it shows one variant only."""

    id: int
    sku_id: int | None
    kept: KeptPicture


@command("catalog.add_pictures", NN_("Add {count} picture to {title}", "Add {count} pictures to {title}"))
def add_pictures(
    uow: UnitOfWork, product_id: int, kept: Sequence[KeptPicture], *, sku_id: int | None = None
) -> tuple[int, ...]:
    """Put pictures that `pictures.keep` took in behind those a product has; one it has already is left out."""
    product = uow.get(Product, product_id)
    if sku_id is not None and uow.get(Sku, sku_id).product_id != product_id:
        raise NotFound(what=message(N_("variant")), which=f"#{sku_id}")
    known = _of_product(uow, product_id)
    seen = {(picture.sha256, picture.sku_id) for picture in known}
    position = max((picture.position for picture in known), default=-1)
    added = []
    for one in kept:
        if (one.sha256, sku_id) in seen:
            continue
        seen.add((one.sha256, sku_id))
        position += 1
        row = Picture(
            product_id=product_id, sku_id=sku_id, position=position, sha256=one.sha256, suffix=one.suffix,
            file_name=one.file_name, width_px=one.width_px, height_px=one.height_px, size_bytes=one.size_bytes,
        )  # fmt: skip
        uow.add(row)
        added.append(row.id)
    uow.describe(count=len(added), title=product.title)
    return tuple(added)


@command("catalog.arrange_pictures", N_("Arrange the pictures of {title}"))
def arrange_pictures(uow: UnitOfWork, product_id: int, picture_ids: Sequence[int]) -> None:
    """Show these pictures of a product first, in this order; the first of all stands for it in lists."""
    product = uow.get(Product, product_id)
    known = {picture.id: picture for picture in _of_product(uow, product_id)}
    unknown = [number for number in picture_ids if number not in known]
    if unknown:
        raise NotFound(what=message(N_("picture")), which=f"#{unknown[0]}")
    for position, number in enumerate(dict.fromkeys((*picture_ids, *known))):
        known[number].position = position
    uow.describe(title=product.title)


@command("catalog.show_variant", N_("Say which variant of {title} a picture shows"))
def show_variant(uow: UnitOfWork, picture_id: int, sku_id: int | None) -> None:
    """Say that a picture shows one variant, or all of them."""
    picture = uow.get(Picture, picture_id)
    if sku_id is not None and uow.get(Sku, sku_id).product_id != picture.product_id:
        raise NotFound(what=message(N_("variant")), which=f"#{sku_id}")
    picture.sku_id = sku_id
    uow.describe(title=uow.get(Product, picture.product_id).title)


@command("catalog.remove_pictures", NN_("Remove {count} picture", "Remove {count} pictures"))
def remove_pictures(uow: UnitOfWork, picture_ids: Sequence[int]) -> None:
    """Take pictures off their products. The files stay, for undo and for backups that name them."""
    for picture in uow.get_many(Picture, picture_ids):
        uow.delete(picture)
    uow.describe(count=len(picture_ids))


def pictures_of(connection: Connection, product_id: int) -> tuple[PictureView, ...]:
    """A product's pictures in their order."""
    statement = select(_pictures).where(_pictures.c.product_id == product_id)
    rows = connection.execute(statement.order_by(_pictures.c.position, _pictures.c.id))
    return tuple(PictureView(row.id, row.sku_id, _kept(row)) for row in rows)


def main_pictures(connection: Connection, sku_ids: Iterable[int]) -> dict[int, KeptPicture]:
    """The picture that stands for each SKU: the first of its own, else the first of its product."""
    wanted = list(sku_ids)
    found: dict[int, KeptPicture] = {}
    for chunk in sorted_chunks(wanted):
        statement = (
            select(_skus.c.id.label("wanted"), _pictures)
            .join_from(_skus, _pictures, _pictures.c.product_id == _skus.c.product_id)
            .where(_skus.c.id.in_(chunk))
            .where(_pictures.c.sku_id.is_(None) | (_pictures.c.sku_id == _skus.c.id))
            .order_by(_pictures.c.sku_id.is_(None), _pictures.c.position, _pictures.c.id)
        )
        for row in connection.execute(statement):
            found.setdefault(row.wanted, _kept(row))
    return found


def _of_product(uow: UnitOfWork, product_id: int) -> list[Picture]:
    statement = select(Picture).where(Picture.product_id == product_id)
    return uow.all(statement.order_by(Picture.position, Picture.id))


def _kept(row: object) -> KeptPicture:
    names = ("sha256", "suffix", "file_name", "width_px", "height_px", "size_bytes")
    return KeptPicture(*(getattr(row, name) for name in names))
