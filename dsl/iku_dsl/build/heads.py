"""The heads of declarations: what each grammar rule makes."""

from __future__ import annotations

from typing import Literal

from lark.tree import Meta

from iku_dsl import statements as st
from iku_dsl.build.line import BuiltLine, Children, Rules, amounts, every, has, optional, required, word
from iku_dsl.build.pieces import Key, Over, Per, TableBasis, TableKeys, Way
from iku_dsl.statements import syntax as sx

_WAYS: dict[str, Literal["down", "up", "nearest"]] = {"DOWN": "down", "UP": "up", "NEAREST": "nearest"}


def _dimension(line: BuiltLine, meta: Meta, parts: Children) -> st.Dimension:
    key = optional(parts, Key)
    name, label = required(parts, sx.Name), optional(parts, sx.Text)
    closed = key is not None and key.closed
    return st.Dimension(name, label, key.name if key else None, closed, span=line.span(meta))


def _absence(line: BuiltLine, meta: Meta, parts: Children) -> st.Absence:
    over = optional(parts, Over)
    return st.Absence(has(parts, "REGISTER"), over.value if over else None, span=line.span(meta))


def _table(line: BuiltLine, meta: Meta, parts: Children) -> st.Table:
    keys, basis = optional(parts, TableKeys), optional(parts, TableBasis)
    return st.Table(
        required(parts, sx.Name),
        optional(parts, sx.Text),
        keys.names if keys else (),
        basis.text if basis else None,
        optional(parts, st.Because),
        span=line.span(meta),
    )


def _indicator(line: BuiltLine, meta: Meta, parts: Children) -> st.Indicator:
    per = tuple(piece.items for piece in every(parts, Per))
    return st.Indicator(required(parts, sx.Name), optional(parts, sx.Text), per, span=line.span(meta))


HEADS: Rules = {
    "dimension": _dimension,
    "key": lambda _line, _meta, parts: Key(required(parts, sx.Name), has(parts, "CLOSED")),
    "source": lambda line, meta, parts: st.Source(
        required(parts, sx.Name),
        optional(parts, sx.Text),
        required(parts, Per).items,
        optional(parts, st.Absence),
        span=line.span(meta),
    ),
    "absence": _absence,
    "per_list": lambda _line, _meta, parts: Per(
        tuple(child for child in parts if isinstance(child, st.GrainName | sx.Name))
    ),
    "grain": lambda line, _meta, parts: line.grain(word(parts)),
    "table": _table,
    "table_keys": lambda _line, _meta, parts: TableKeys(every(parts, sx.Name)),
    "table_basis": lambda _line, _meta, parts: TableBasis(required(parts, sx.Text)),
    "scale": lambda line, meta, parts: st.Scale(
        required(parts, sx.Name),
        optional(parts, sx.Text),
        required(parts, sx.Range),
        optional(parts, st.Step),
        optional(parts, st.Because),
        span=line.span(meta),
    ),
    "step": lambda line, meta, parts: st.Step(amounts(parts)[0], required(parts, Way).way, span=line.span(meta)),
    "rounding_way": lambda _line, _meta, parts: Way(_WAYS[word(parts).type]),
    "partial": lambda _line, _meta, parts: required(parts, st.Because),
    "profile": lambda line, meta, parts: st.Profile(
        required(parts, sx.Name), optional(parts, sx.Text), span=line.span(meta)
    ),
    "indicator": _indicator,
    "test": lambda line, meta, parts: st.Test(
        required(parts, sx.Text), required(parts, sx.Name), required(parts, sx.Period), span=line.span(meta)
    ),
}
