"""The layout versions of a shop file, oldest first."""

from __future__ import annotations

from models.migrations.runner import Migration

# Version 1 is the first released layout: it is created by `dialects.sqlite.create_schema`.
CURRENT_VERSION = 1
MIGRATIONS: tuple[Migration, ...] = ()
