"""The shop of the service tests, with its check that everything can be undone."""

from __future__ import annotations

from tests.services.conftest import empty_shop, pytest_configure, shop

__all__ = ["empty_shop", "pytest_configure", "shop"]
