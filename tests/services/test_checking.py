"""Check my data can be stopped in the middle of what takes long."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services import demo
from services.errors import Cancelled
from services.integrity import STEPS, check_step
from services.kernel.tasks import Progress, Task
from services.shop import Shop


@pytest.fixture
def demo_shop(tmp_path: Path) -> Iterator[Shop]:
    with Shop.open(demo.build(tmp_path, orders=300)) as opened:
        yield opened


def test_a_step_that_reads_much_stops_in_its_middle(demo_shop: Shop) -> None:
    task = Task()

    def stop(_progress: Progress) -> None:
        task.cancel()

    task.on_progress = stop
    with pytest.raises(Cancelled):
        demo_shop.submit_aside(check_step, 0, task).result()
    task = Task()
    assert [demo_shop.submit_aside(check_step, number, task).result() for number in range(STEPS)] == [()] * STEPS
