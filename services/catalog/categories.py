"""The category tree and the tags: both are what the products say, so neither can be left behind empty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from models.catalog import Product, Sku
from models.entities import Entity
from services import text
from services.catalog import rules
from services.catalog.writing import NOT_EMPTY, invalid
from services.errors import NotFound
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.table_query import Filter
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

_products = Product.table()
_skus = Sku.table()


@dataclass(frozen=True, slots=True)
class CategoryNode:
    """One category: its whole path, its own name, how deep it lies (0 at the top).

    `own` counts the SKUs directly in it, `total` those of everything under it as well; archived ones are left out.
    """

    path: str
    name: str
    depth: int
    own: int
    total: int


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag and how many products carry it."""

    tag: str
    products: int


def category_tree(connection: Connection) -> tuple[CategoryNode, ...]:
    """All categories with their parents above them, names in order."""
    own: Counter[str] = Counter()
    statement = (
        select(_products.c.category, func.count())
        .join_from(_skus, _products, _products.c.id == _skus.c.product_id)
        .where(_products.c.category.is_not(None), _skus.c.is_archived.is_(False))
        .group_by(_products.c.category)
    )
    for path, count in connection.execute(statement):
        own[path] += count
    total: Counter[str] = Counter()
    for path, count in own.items():
        names = path.split(rules.CATEGORY_JOIN)
        for depth in range(1, len(names) + 1):
            total[rules.CATEGORY_JOIN.join(names[:depth])] += count
    in_order = sorted(total, key=lambda path: [text.key(name) for name in path.split(rules.CATEGORY_JOIN)])
    return tuple(_node(path, own[path], total[path]) for path in in_order)


@command("catalog.rename_category", N_("Rename the category {old} to {new}"))
def rename_category(uow: UnitOfWork, old: str, new: str) -> int:
    """Call a category otherwise, move it elsewhere in the tree or into one that exists; returns the products moved."""
    path, target = rules.category_path(old), rules.category_path(new)
    if target is None:
        raise invalid(N_("Category"), new, NOT_EMPTY, "category")
    moving = _products_within(uow, path)
    if path is None or not moving:
        raise NotFound(what=message(N_("category")), which=old)
    by_category: dict[str, list[int]] = {}
    for number, category in moving:
        by_category.setdefault(category, []).append(number)
    for category, ids in by_category.items():
        uow.set_columns(Entity.PRODUCT, ids, {"category": rules.moved_category(category, path, target)})
    uow.describe(old=path, new=target)
    return len(moving)


@command("catalog.rename_tag", N_("Rename the tag {old} to {new}"))
def rename_tag(uow: UnitOfWork, old: str, new: str) -> int:
    """Call a tag otherwise wherever it stands; a product that has both keeps one. Returns the products changed."""
    tags = rules.split_tags(new)
    if len(tags) != 1:
        raise invalid(N_("Tag"), new, N_("it must be one tag"), "tag")
    count = _replace_tag(uow, old, tags)
    uow.describe(old=old, new=tags[0])
    return count


@command("catalog.remove_tag", N_("Remove the tag {tag}"))
def remove_tag(uow: UnitOfWork, tag: str) -> int:
    """Take a tag off every product that has it; returns how many."""
    uow.describe(tag=tag)
    return _replace_tag(uow, tag, ())


@command("catalog.set_category", NN_("Move {count} product to a category", "Move {count} products to a category"))
def set_category(uow: UnitOfWork, product_ids: Sequence[int], category: str | None) -> int:
    """Put products into a category, or into none; returns how many moved."""
    count = uow.set_columns(Entity.PRODUCT, product_ids, {"category": rules.category_path(category)})
    uow.describe(count=count)
    return count


def tag_counts(connection: Connection) -> tuple[TagCount, ...]:
    """All tags in use, the most used first."""
    found: Counter[str] = Counter()
    for tags in connection.execute(select(_products.c.tags).where(_products.c.tags.is_not(None))).scalars():
        found.update(rules.split_tags(tags))
    return tuple(TagCount(tag, count) for tag, count in sorted(found.items(), key=lambda one: (-one[1], one[0])))


def tag_filter(tag: str) -> Filter:
    """The filter of a list for exactly this tag."""
    return Filter("tags", "has", (tag,))


def category_filter(path: str) -> Filter:
    """The filter of a list for a category and everything under it."""
    return Filter("category", "within", (path,))


def _node(path: str, own: int, total: int) -> CategoryNode:
    names = path.split(rules.CATEGORY_JOIN)
    return CategoryNode(path, names[-1], len(names) - 1, own, total)


def _products_within(uow: UnitOfWork, path: str | None) -> list[tuple[int, str]]:
    if path is None:
        return []
    statement = select(_products.c.id, _products.c.category).where(_products.c.category >= path)
    found = uow.connection.execute(statement)
    return [(row.id, row.category) for row in found if rules.is_within(row.category, path)]


def _replace_tag(uow: UnitOfWork, old: str, new: Sequence[str]) -> int:
    key = text.key(old)
    count = 0
    for product in uow.all(select(Product).where(Product.tags.is_not(None))):
        tags = rules.split_tags(product.tags)
        if key in {text.key(tag) for tag in tags}:
            product.tags = rules.joined_tags(part for tag in tags for part in (new if text.key(tag) == key else (tag,)))
            count += 1
    if not count:
        raise NotFound(what=message(N_("tag")), which=old)
    return count
