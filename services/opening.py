"""A shop opened or made together with what its window says about it first: the way the window opens one."""

from __future__ import annotations

from pathlib import Path

from services import settings
from services.set_up import ShopFacts, create_shop, facts_of
from services.shop import Shop


def opened(path: Path, who: str) -> tuple[Shop, ShopFacts]:
    """An existing shop and its name, currency and zone."""
    return _with_facts(Shop.open(path, who=who))


def opened_damaged(path: Path) -> tuple[Shop, ShopFacts]:
    """A shop that is not sound, to look at only, and the same as far as it can be read."""
    return _with_facts(Shop.open_damaged(path))


def opened_to_look(path: Path) -> tuple[Shop, ShopFacts]:
    """A shop that is sound and write-protected, to look at only, and the same."""
    return _with_facts(Shop.open(path, read_only=True))


def created(path: Path, name: str, currency: str, zone: str, who: str) -> tuple[Shop, ShopFacts]:
    """A new shop and the same."""
    return _with_facts(create_shop(path, name, currency, zone, who=who))


def _with_facts(shop: Shop) -> tuple[Shop, ShopFacts]:
    try:
        return shop, facts_of(shop.ask(settings.read_all))
    except BaseException:
        shop.close()
        raise
