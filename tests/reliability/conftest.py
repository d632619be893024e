"""The process that victims are forked from: it loads the program and warms up every job, which takes seconds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from services import clock
from tests.reliability.faults import Breaker
from tests.reliability.jobs import stop_the_clock


@pytest.fixture(scope="session")
def one_breaker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Breaker]:
    """One for all modules: every victim is a fork of its own, and leaves nothing in it."""
    with Breaker(tmp_path_factory.mktemp("breaker")) as made:
        yield made


@pytest.fixture(scope="module")
def breaker(one_breaker: Breaker) -> Iterator[Breaker]:
    """The same, with the clock stopped here as it is there."""
    stop_the_clock()
    yield one_breaker
    clock.set_source(None)
