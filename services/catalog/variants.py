"""A product's option axes and the SKUs their values make: pure, before anything is saved."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from services import text
from services.catalog import rules
from services.catalog.drafts import Axis, SkuEntry
from services.catalog.writing import NOT_EMPTY, invalid
from services.i18n import N_
from services.messages import message

MOST_SKUS = 500  # more are a slip of the keyboard: three axes of twenty values are 8,000
MOST_AXES = 4


def cleaned_axes(axes: Sequence[Axis]) -> tuple[Axis, ...]:
    """Axes with tidy names and values; `Invalid` for an empty name or axis, one twice, or too many SKUs."""
    found: list[Axis] = []
    for number, axis in enumerate(axes):
        name = " ".join(axis.name.split())
        values = tuple(" ".join(value.split()) for value in axis.values if value.strip())
        place = f"axes.{number}"
        if not name:
            raise invalid("axes", axis.name, NOT_EMPTY, place)
        if not values:
            raise invalid("axes", name, N_("it needs at least one value"), place)
        twice = _repeated([one.name for one in found] + [name]) or _repeated(values)
        if twice is not None:
            raise invalid("axes", twice, N_("it stands in the list twice"), place)
        found.append(Axis(name, values))
    count = len(rules.combinations([axis.values for axis in found])) if found else 0
    if len(found) > MOST_AXES or count > MOST_SKUS:
        reason = message(N_("a product has at most {axes} options and {skus} variants"), axes=MOST_AXES, skus=MOST_SKUS)
        raise invalid("axes", count, reason, "axes")
    return tuple(found)


def matrix(axes: Sequence[Axis], skus: Sequence[SkuEntry], stem: str, taken: Collection[str] = ()) -> list[SkuEntry]:
    """One row per combination of the axes' values: rows that exist are kept, missing ones are proposed.

    A new row has the code `stem` and its values, made free of `taken` and of the other rows,
    and everything else from the first row. Rows whose combination no longer exists are left out.
    """
    by_options = {tuple(map(text.key, sku.options)): sku for sku in skus if sku.options}
    model = skus[0] if skus else SkuEntry(None, "")
    used = {text.key(code) for code in taken} | {text.key(sku.code) for sku in skus}
    rows: list[SkuEntry] = []
    for options in rules.combinations([axis.values for axis in axes]):
        kept = by_options.get(tuple(map(text.key, options)))
        if kept is None and options and len(by_options) == 0 and not rows and skus:
            kept = skus[0]  # the product had no options until now: its one SKU becomes the first
        if kept is not None:
            rows.append(replace(kept, options=options, variant=rules.variant_name(options)))
            continue
        code = _free_code(stem, options, used)
        used.add(text.key(code))
        rows.append(
            replace(
                model, id=None, code=code, options=options, variant=rules.variant_name(options), barcodes=(), parts=()
            )
        )
    return rows


def renamed(
    axes: Sequence[Axis], skus: Sequence[SkuEntry], axis: int, old: str, new: str
) -> tuple[tuple[Axis, ...], tuple[SkuEntry, ...]]:
    """Axes and rows with one value of an axis called otherwise; the rows stay who they are."""
    changed = tuple(
        Axis(one.name, tuple(new if value == old else value for value in one.values)) if number == axis else one
        for number, one in enumerate(axes)
    )
    rows = []
    for sku in skus:
        if axis < len(sku.options) and sku.options[axis] == old:
            options = (*sku.options[:axis], new, *sku.options[axis + 1 :])
            rows.append(replace(sku, options=options, variant=rules.variant_name(options)))
        else:
            rows.append(sku)
    return changed, tuple(rows)


def _free_code(stem: str, options: Sequence[str], used: Collection[str]) -> str:
    wanted = "-".join(part for part in (stem.strip(), *("".join(value.split()) for value in options)) if part)
    if text.key(wanted) not in used:
        return wanted
    number = 2
    while text.key(f"{wanted}-{number}") in used:
        number += 1
    return f"{wanted}-{number}"


def _repeated(names: Sequence[str]) -> str | None:
    seen: set[str] = set()
    for name in names:
        if text.key(name) in seen:
            return name
        seen.add(text.key(name))
    return None
