"""A lambda that is connected to a signal runs on the emitting thread and keeps what it names alive."""

from __future__ import annotations

import ast

from tests.architecture.source_tree import Source, called_name, calls, snippet, sources

_CROSSES_THREADS = ("ui/shop_link.py",)


def connected_lambdas(source: Source) -> list[str]:
    """Where ``connect`` is given something without a receiver object: a lambda or a partial."""
    return [
        f"{source.path}:{call.lineno}"
        for call in calls(source)
        if called_name(call) == "connect"
        for argument in call.args
        if isinstance(argument, ast.Lambda) or (isinstance(argument, ast.Call) and called_name(argument) == "partial")
    ]


def test_the_link_between_threads_connects_bound_methods_only() -> None:
    files = [source for source in sources("ui") if source.path in _CROSSES_THREADS]
    assert [line for source in files for line in connected_lambdas(source)] == []


def test_a_connected_lambda_is_found() -> None:
    assert connected_lambdas(snippet("ui/shop_link.py", "s.done.connect(lambda: f())"))
    assert connected_lambdas(snippet("ui/shop_link.py", "s.done.connect(partial(f, 1))"))
    assert not connected_lambdas(snippet("ui/shop_link.py", "s.done.connect(self._finish)"))
