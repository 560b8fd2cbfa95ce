"""Which of the rows that an in-spec test gives it expects to be refused."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from iku_dsl import program as pg
from iku_dsl import statements as st
from iku_dsl.key_text import key_text
from iku_dsl.problem import say
from iku_dsl.resolve.given import Givens, Keys, Refusals

MOST_SHOWN = 8  # keys that a hint lists


def refusals(nodes: Sequence[st.ExpectRefused]) -> Refusals:
    """Which rows may be refused."""
    keyed = frozenset(_keys(node) for node in nodes if node.keys)
    return Refusals(any(not node.keys for node in nodes), keyed)


def expected_refusals(given: Givens, nodes: Sequence[st.ExpectRefused], indicator: str) -> list[pg.Expectation]:
    """What a test expects of its rows; a row that is meant and that it does not give is reported."""
    context, rows = given.context, dict.fromkeys(row.keys for row in given.rows)
    first = tuple(_shown(keys) for keys in islice((keys for keys in rows if keys), MOST_SHOWN))
    expected: list[pg.Expectation] = []
    for node in nodes:
        keys = _keys(node)
        if keys in rows or (rows and not keys):
            text = context.text(node.span)
            expected.append(pg.Expectation(indicator, "refused", keys=keys, text=text, span=node.span))
        elif given.unread:
            continue
        elif not rows:
            context.report("row-refused", say("row-refused.none"), node.span, hint=say("row-refused.none.hint"))
        elif first:
            hint = say("row-refused.no-row.known", keys=first)
            context.report("row-refused", say("row-refused.no-row", keys=_shown(keys)), node.span, hint=hint)
        else:
            context.report("row-refused", say("row-refused.no-keys"), node.span)
    return expected


def _shown(keys: Keys) -> str:
    return f"[{', '.join(keys)}]"


def _keys(node: st.ExpectRefused) -> Keys:
    return tuple(key_text(key.text) for key in node.keys)
