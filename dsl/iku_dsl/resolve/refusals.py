"""Which of the rows that an in-spec test gives it expects to be refused."""

from __future__ import annotations

from collections.abc import Sequence

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


def expected_refusal(given: Givens, node: st.ExpectRefused, indicator: str) -> pg.Expectation | None:
    """What a test expects of its rows, None where it gives none that is meant, which is reported."""
    context, keys = given.context, _keys(node)
    rows = [row.keys for row in given.rows]
    if not rows and not given.unread:
        context.report("row-refused", say("row-refused.none"), node.span, hint=say("row-refused.none.hint"))
        return None
    if keys and keys not in rows:
        known = [_shown(one) for one in dict.fromkeys(rows) if one]
        if given.unread:
            return None
        if known:
            hint = say("row-refused.no-row.known", keys=tuple(known[:MOST_SHOWN]))
            context.report("row-refused", say("row-refused.no-row", keys=_shown(keys)), node.span, hint=hint)
        else:
            context.report("row-refused", say("row-refused.no-keys"), node.span)
        return None
    return pg.Expectation(indicator, "refused", keys=keys, text=context.text(node.span), span=node.span)


def _shown(keys: Keys) -> str:
    return f"[{', '.join(keys)}]"


def _keys(node: st.ExpectRefused) -> Keys:
    return tuple(key_text(key.text) for key in node.keys)
