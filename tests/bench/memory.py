"""How much memory the real window holds with a shop of a million orders open, after jumping through its list.

Run: python tests/bench/memory.py [DIR] [--orders N]. Target: under 300 MB. Linux only: it reads /proc.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from measuring import arguments, big_shop, tell

LIMIT_MB = 300


def main() -> int:
    """Open, jump 300 times, and read the resident memory."""
    options = arguments(__doc__ or "")
    shop = str(big_shop(options.dir, options.orders))
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("first_paint.py")), "--shop", shop, "--then", "memory"],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "ZHANGGUI_HOME": home},
            timeout=180,
            check=False,
        )
    words = done.stdout.split()
    if "rss" not in words:
        raise SystemExit(done.stdout.strip() or "the window did not come")
    rss = int(words[words.index("rss") + 1])
    tell(f"| memory with {int(words[words.index('rows') + 1]):,} rows open | {rss} MB | | | < {LIMIT_MB} MB |")
    return int(rss > LIMIT_MB)


if __name__ == "__main__":
    raise SystemExit(main())
