"""Loaded by the process that readers of files fork from: what each of thousands would otherwise load anew."""

from __future__ import annotations

import python_calamine  # noqa: F401 - read_workbook imports it when the first workbook comes

from services.importing import worker  # noqa: F401
from services.importing.formats import load_formats

load_formats()
