"""A refusal shows an amount as people write it: “-1250 cannot be used” is nothing anybody typed."""

from __future__ import annotations

import ast

from tests.architecture.source_tree import Source, called_name, calls, snippet, sources


def bare_amounts(source: Source) -> list[str]:
    """Where an error is given an amount in smallest units as its value."""
    return [
        f"{source.path}:{call.lineno}"
        for call in calls(source)
        for word in call.keywords
        if word.arg == "value" and _is_bare_amount(word.value)
    ]


def _is_bare_amount(value: ast.expr) -> bool:
    if not isinstance(value, ast.Call) or called_name(value) != "str" or len(value.args) != 1:
        return False
    return ast.unparse(value.args[0]).endswith("_minor")


def test_refusals_show_amounts_with_their_currency() -> None:
    found = [place for layer in ("services", "ui") for source in sources(layer) for place in bare_amounts(source)]
    assert found == [], "say it with services.formatting.money"


def test_a_bare_amount_is_found() -> None:
    start = "raise Invalid(field=field, reason=reason, value="
    assert bare_amounts(snippet("services/a.py", start + "str(draft.price_minor))")) == ["services/a.py:1"]
    assert bare_amounts(snippet("services/a.py", start + "money(draft.price_minor, currency))")) == []
