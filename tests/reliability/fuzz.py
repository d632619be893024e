"""Fuzzing by coverage, by hand: ``python -m tests.reliability.fuzz files --minutes 60``. Needs atheris (Linux).

What is found is written to the folder that is named, and belongs into ``tests/data/fuzz`` once it is put right.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path


def main(arguments: list[str]) -> None:
    """Fuzz one target; the process ends by itself."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("target", choices=("files", "address", "search", "cli", "backup", "settings"))
    words.add_argument("--minutes", type=float, default=10)
    words.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()) / "zhanggui-fuzz")
    said = words.parse_args(arguments)
    import atheris

    with atheris.instrument_imports(include=["services", "ui.cli", "models"]):
        from tests.reliability.fuzz_targets import CORPUS, Targets

    grown = said.out / said.target
    grown.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        targets = Targets(Path(temporary))
        given = [sys.argv[0], str(grown), str(CORPUS / said.target), f"-max_total_time={int(said.minutes * 60)}",
                 "-max_len=20000", f"-artifact_prefix={grown}-", "-print_final_stats=1", "-timeout=60"]  # fmt: skip
        atheris.Setup(given, targets.all[said.target])
        atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
