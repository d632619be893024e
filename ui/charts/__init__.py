"""Charts as pictures: matplotlib, without Qt, so that they are drawn off the window's thread."""

from __future__ import annotations

import os

from services import paths

os.environ.setdefault("MPLCONFIGDIR", str(paths.cache_dir() / "matplotlib"))  # before it is loaded: its font list
