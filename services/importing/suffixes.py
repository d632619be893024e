"""The endings of the files an import looks at. Content decides what a file is; this is for dialogs and folders."""

from __future__ import annotations

TABLE_SUFFIXES = (
    *(".csv", ".tsv", ".txt", ".xls", ".xlsx", ".xlsm", ".xlsb", ".ods", ".et", ".html", ".htm", ".xml"),
    ".zip",
)
