"""The whole table of what the program promises, by one command: see `the_table`, and `--help`."""

from __future__ import annotations

if __name__ == "__main__":  # and nowhere else: a process that reads an imported file begins with this module again
    from the_table import main

    raise SystemExit(main())
