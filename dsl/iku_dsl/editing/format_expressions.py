"""Expressions, ranges and periods to canonical text, each word in the language that is asked for.

A keyword is translated wherever it stands. A name is translated only where its place, or what this file declares,
shows that it is one of the language's own:

- functions where something is called, units beside a number, in a type or after `satuan`, `hari` and `bulan` after `banyaknya`;
- `realisasi` in a profile that has no parameter of either spelling;
- `capaian` and `nilai` as the whole of what `rerata berbobot` takes where indicators are weighed;
- `.capaian`, `.kategori`, … after a name that the file declares as an indicator and as nothing else; `.mulai`,
  `.akhir`, `.pengganti` likewise after a dimension without such an attribute, and as its columns after `diberi`;
- what follows `harap`, where no `hitung` or `himpunan` has either spelling; `cocok` and `berbeda` of a `bandingan`;
- `ya` and `tidak` in cells of a column that the file declares as `ya/tidak`, and compared with such a column.

So a column called `nilai` keeps its name. Whether a name is translated depends only on what is declared, which is never translated,
and on both spellings alike; and the tables are one to one. Hence Indonesian to English to Indonesian is the same text again.
Where a name is left as it is, it still means the same: both spellings are read in every file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from iku_dsl import keywords as kw
from iku_dsl import statements as st
from iku_dsl.keywords import Language, by_terminal
from iku_dsl.statements import syntax as sx

Kind = Literal[
    "dimension", "source", "table", "scale", "profile", "indicator",
    "column", "truth", "parameter", "let", "set", "member", "choice", "band", "target",
]  # fmt: skip
K = TypeVar("K")
Spellings = Mapping[str, tuple[str, str]]


def _spellings(pairs: Iterable[tuple[str, str]]) -> Spellings:
    return {spelling: pair for pair in pairs for spelling in pair}


def _some(pairs: tuple[tuple[str, str], ...], *indonesian: str) -> Spellings:
    return _spellings(pair for pair in pairs if pair[0] in indonesian)


FUNCTIONS = _spellings(kw.FUNCTIONS)
SUBJECTS = _spellings(kw.SUBJECTS)
COMPARISONS = _spellings(kw.COMPARISONS)
TRUTHS = _spellings(kw.TRUTHS)
UNITS = {
    **_spellings((*kw.UNITS, *((k.id[0], k.en[0]) for k in map(by_terminal, ("MONEY", "NUM", "INTEGER"))))),
    **{plural: pair for plural, singular in kw.PLURALS for pair in kw.UNITS if pair[1] == singular},
}
DAYS = {spelling: pair for spelling, pair in UNITS.items() if pair[0] in ("hari", "bulan")}
OF_A_PROFILE = _some(kw.BUILT_IN_NAMES, "realisasi", "target")
OF_A_MEMBER = _some(kw.BUILT_IN_NAMES, "mulai", "akhir", "pengganti")
WEIGHED = _some(kw.SUBJECTS, "capaian", "nilai")


@dataclass(frozen=True, slots=True)
class Declared:
    """What the names of a file are declared as, and the columns of its sources and dimensions."""

    kinds: Mapping[str, frozenset[Kind]]
    columns: Mapping[tuple[str, str], frozenset[Kind]]

    def only(self, name: str, kind: Kind) -> bool:
        """Whether a name is declared as this and as nothing else."""
        return self.kinds.get(name) == frozenset((kind,))

    def as_any(self, name: str, kinds: Iterable[Kind]) -> bool:
        """Whether a name is declared as one of these."""
        return not self.kinds.get(name, frozenset()).isdisjoint(kinds)


def declared(spec: st.SpecFile) -> Declared:
    """The names that a file declares."""
    kinds: dict[str, set[Kind]] = defaultdict(set)
    columns: dict[tuple[str, str], set[Kind]] = defaultdict(set)
    head: st.Head | None = None
    for line in spec.lines:
        if isinstance(line.node, st.Head):
            head = line.node
        owner = head.name.text if isinstance(head, st.Source | st.Dimension) else ""
        for name, kind in _names(line.node, bool(owner)):
            kinds[name].add(kind)
            if owner and kind in ("column", "truth"):
                columns[owner, name].add(kind)
    return Declared(_frozen(kinds), _frozen(columns))


def _frozen(found: Mapping[K, set[Kind]]) -> Mapping[K, frozenset[Kind]]:
    return {name: frozenset(kinds) for name, kinds in found.items()}


_HEADS: dict[type[st.Head], Kind] = {
    st.Dimension: "dimension",
    st.Source: "source",
    st.Table: "table",
    st.Scale: "scale",
    st.Profile: "profile",
    st.Indicator: "indicator",
}


def _names(node: st.Head | st.Statement | st.Row | None, in_rows: bool) -> Iterator[tuple[str, Kind]]:
    """The names that one line declares; `in_rows` where a derived name is a column."""
    if isinstance(node, st.Dimension | st.Source | st.Table | st.Scale | st.Profile | st.Indicator):
        yield node.name.text, _HEADS[type(node)]
    if isinstance(node, st.Dimension) and node.key is not None:
        yield node.key.text, "column"
    if isinstance(node, st.Column):
        kind: Kind = "truth" if node.type.kind == "truth" else "column"
        yield node.name.text, "parameter" if node.role == "parameter" else kind
        yield from ((choice.text, "choice") for choice in node.type.choices)
    if isinstance(node, st.Let):
        yield node.name.text, "column" if in_rows else "let"
    if isinstance(node, st.Set):
        yield node.name.text, "set"
    if isinstance(node, st.Target) and node.name is not None:
        yield node.name.text, "target"
    if isinstance(node, st.Members):
        yield from ((name.text, "member") for name in node.names)
    if isinstance(node, st.BandRow):
        yield node.name.text, "band"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a language in one declaration of a file.

    That may be a profile, or weigh indicators; `truths` are the places of cells that hold `ya` or `tidak`.
    """

    language: Language
    declared: Declared
    profile: bool = False
    weighs: bool = False
    truths: frozenset[int] = frozenset()

    def __getitem__(self, terminal: str) -> str:
        """The phrase of a keyword, by its terminal in the grammar."""
        return by_terminal(terminal).phrase(self.language)

    def name(self, name: sx.Name, spellings: Spellings, *unless: Kind) -> str:
        """A name that is one of the language's own, unless either spelling of it is declared as one of these."""
        pair = spellings.get(name.text)
        if pair is None or any(self.declared.as_any(spelling, unless) for spelling in (name.text, *pair)):
            return name.text
        return pair[0] if self.language == "id" else pair[1]


def truth_places(given: st.Given, known: Declared) -> frozenset[int]:
    """Which columns of given facts the file declares as `ya/tidak`."""
    names = [column.text if isinstance(column, sx.Name) else "" for column in given.columns]
    kinds = [known.columns.get((given.name.text, name), frozenset()) for name in names]
    return frozenset(place for place, found in enumerate(kinds) if "truth" in found and len(found) == 1)


_EQUALITIES = (sx.Operator.EQUAL, sx.Operator.NOT_EQUAL)


def expression(node: sx.Expression, words: Words) -> str:
    """An expression on one line."""
    match node:
        case sx.Path():
            return path(node, words)
        case sx.Number() | sx.Duration():
            return amount(node, words)
        case sx.Text():
            return quoted(node)
        case sx.Date(text=text):
            return text
        case sx.Missing():
            return words["MISSING"]
        case sx.Group(inner=inner):
            return f"({expression(inner, words)})"
        case sx.Call():
            half_even = f" {words['HALF_EVEN']}" if node.half_even else ""
            return f"{words.name(node.function, FUNCTIONS)}({listed(node.arguments, words)}{half_even})"
        case sx.Binary():
            return _binary(node, words)
        case sx.Negate(operand=operand):
            return f"-{expression(operand, words)}"
        case sx.Not(operand=operand):
            return f"{words['NOT']} {expression(operand, words)}"
        case sx.Has(source=source):
            return f"{words['HAS']} {expression(source, words)}"
        case sx.Where(rows=rows, condition=condition):
            return f"{expression(rows, words)} {words['WHERE']} {expression(condition, words)}"
        case sx.If():
            return _if(node, words)
        case sx.Aggregate():
            return _aggregate(node, words)


def _if(node: sx.If, words: Words) -> str:
    start = f"{words['IF']} {expression(node.condition, words)} {words['THEN']} {expression(node.then, words)}"
    return f"{start} {words['OTHERWISE']} {expression(node.otherwise, words)}"


def listed(nodes: tuple[sx.Expression, ...], words: Words) -> str:
    """Expressions with commas between them."""
    return ", ".join(expression(node, words) for node in nodes)


def quoted(text: sx.Text) -> str:
    """Text between quotes; long text on lines of its own, two columns deeper than a statement stands."""
    if text.long:
        lines = [f"    {line}" if line else "" for line in text.text.split("\n")] if text.text else []
        return "\n".join(['"""', *lines, '    """'])
    return '"' + text.text.replace('"', '""') + '"'


def amount(node: sx.Number | sx.Duration, words: Words) -> str:
    """A number as written, with its unit."""
    unit = node.unit if isinstance(node, sx.Number) else None
    return f"{node.text} {words.name(unit, UNITS)}" if unit is not None else node.text


def path(node: sx.Path, words: Words) -> str:
    """A name and what follows it."""
    own = SUBJECTS if words.declared.only(node.name.text, "indicator") else {}
    if words.declared.only(node.name.text, "dimension"):
        attributes = {name for owner, name in words.declared.columns if owner == node.name.text}
        own = {spelling: pair for spelling, pair in OF_A_MEMBER.items() if attributes.isdisjoint(pair)}
    text = words.name(node.name, OF_A_PROFILE, "parameter", "let") if words.profile else node.name.text
    fields = 0
    for step in node.steps:
        match step:
            case sx.Field(name=name):
                text += f".{words.name(name, own if fields == 0 else {})}"
                fields += 1
            case sx.Index(keys=keys, shift=shift):
                text += f"[{listed(keys, words) if shift is None else _shift(shift, words)}]"
    return text


def _shift(node: sx.Shift, words: Words) -> str:
    grain = words[node.grain.upper()] if node.grain is not None else ""
    match node.kind:
        case sx.ShiftKind.TO_DATE:
            return words["TO_DATE"]
        case sx.ShiftKind.BACK:
            return f"{grain} -{node.steps}"
        case sx.ShiftKind.THIS:
            return _beside(grain, words["THIS"], words)
        case sx.ShiftKind.PREVIOUS:
            previous = _beside(grain, words["PREVIOUS"], words)
            if node.within is None:
                return previous
            return f"{previous} {_beside(words[node.within.upper()], words['THIS'], words)}"


def _beside(noun: str, adjective: str, words: Words) -> str:
    return f"{noun} {adjective}" if words.language == "id" else f"{adjective} {noun}"


def _binary(node: sx.Binary, words: Words) -> str:
    left, right = expression(node.left, words), expression(node.right, words)
    if node.operator in _EQUALITIES:
        left, right = _truth(node.left, node.right, words) or left, _truth(node.right, node.left, words) or right
    in_words = node.operator in (sx.Operator.AND, sx.Operator.OR)
    sign = words[node.operator.name] if in_words else node.operator.value
    return f"{left} {sign} {right}"


def _truth(node: sx.Expression, beside: sx.Expression, words: Words) -> str:
    """`ya` or `tidak` where it is compared with what the file declares as such a column; otherwise nothing."""
    if not isinstance(node, sx.Path) or node.steps or node.name.text not in TRUTHS or not isinstance(beside, sx.Path):
        return ""
    names = [beside.name.text, *(step.name.text for step in beside.steps if isinstance(step, sx.Field))]
    if not words.declared.only(names[-1], "truth") or any(map(words.declared.kinds.get, TRUTHS[node.name.text])):
        return ""
    return words.name(node.name, TRUTHS)


def _aggregate(node: sx.Aggregate, words: Words) -> str:
    kind = _aggregate_kind(node, words)
    if node.listed:
        text = f"{kind} {words['OF']} {listed(node.operands, words)}"
    elif len(node.operands) > 1:
        text = f"{kind}({listed(node.operands, words)})"
    else:
        text = f"{kind} {_operand(node, words)}"
    if node.by is not None:
        text += f" {words['BY']} {expression(node.by, words)}"
    if node.over is not None:
        text += f" {words['OVER']} {expression(node.over, words)}"
    if node.when_missing is not None:
        text += f" {words['WHEN_MISSING']} {rule(node.when_missing, words)}"
    if node.when_not_loaded is not None:
        text += f" {words['WHEN_NOT_LOADED']} {rule(node.when_not_loaded, words)}"
    if node.when_not_applicable is not None:
        text += f" {words['WHEN_NA']} {rule(node.when_not_applicable, words)}"
    return text


def _aggregate_kind(node: sx.Aggregate, words: Words) -> str:
    parts = [words[node.statistic.name]]
    if node.mean is not sx.Mean.ARITHMETIC:
        parts.append(words[node.mean.name])
    if node.weighted:
        parts.append(words["WEIGHTED"])
    return " ".join(parts if words.language == "id" else reversed(parts))


def _operand(node: sx.Aggregate, words: Words) -> str:
    operand = node.operands[0]
    if isinstance(operand, sx.Path):
        fields = any(isinstance(step, sx.Field) for step in operand.steps)
        if node.statistic is sx.Statistic.COUNT and operand.name.text in DAYS and not fields:
            day = words.name(operand.name, DAYS, "dimension", "source", "let", "set", "indicator")
            return day + path(operand, words).removeprefix(operand.name.text)
        if words.weighs and node.weighted and not operand.steps:
            return words.name(operand.name, WEIGHED, "let", "set")
    return expression(operand, words)


def rule(node: sx.Rule, words: Words) -> str:
    """What follows `bila kosong`."""
    if node.amount is None:
        return words[node.kind.name]
    text = amount(node.amount, words)
    return f"({text})" if "/" in node.amount.text else text  # else it would divide what comes before


def interval(node: sx.Range | sx.Point, words: Words, between: str = "..") -> str:
    """A range; `between` is `..`, with blanks around it where bands are spaced."""
    if isinstance(node, sx.Point):
        return amount(node.value, words)
    low = amount(node.low, words) if node.low is not None else ""
    high = expression(node.high, words) if node.high is not None else ""
    if node.bare:
        return f"{'>' if node.low_open else '>='} {low}" if low else f"{'<' if node.high_open else '<='} {high}"
    dots = between.replace("..", "..<") if node.high_open else between
    return f"{'> ' if node.low_open else ''}{low}{dots}{high}".strip()


def band(node: sx.Range | sx.Point, words: Words) -> str:
    """A range as bands write it: `> 70 .. 80`."""
    return interval(node, words, " .. ")


def periods(node: sx.Periods) -> str:
    """`2025`, `2021..`, `2015..2020`."""
    first = node.first.text if node.first is not None else ""
    last = node.last.text if node.last is not None else ""
    return first if first == last else f"{first}..{last}"


def grain_or_name(node: st.GrainName | sx.Name, words: Words) -> str:
    """What stands after `per`, or among the columns of `diberi`."""
    return words[node.grain.upper()] if isinstance(node, st.GrainName) else node.text
