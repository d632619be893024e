"""Runs `small_imports`: kept apart so that the reading process, which loads this file again, starts light."""

from __future__ import annotations

if __name__ == "__main__":
    from small_imports import main

    main()
