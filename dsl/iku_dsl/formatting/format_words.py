"""Which word stands for what in a language, where words are names in the grammar: units, functions, `realisasi`, `ya`.

A keyword is translated wherever it stands. A name is translated only where its place, or what this file declares, shows
that it is one of the language's own:

- functions where something is called, units beside a number, in a type or after `satuan`, `hari` and `bulan` after `banyaknya`;
- `realisasi` in a profile that has no parameter of either spelling;
- `capaian` and `nilai` as the whole of what `rerata berbobot` takes where indicators are weighed;
- `.capaian`, `.kategori`, … after a name that the file declares as an indicator and as nothing else; `.mulai`,
  `.akhir`, `.pengganti` likewise after a dimension without such an attribute, and as its columns after `diberi`;
- what follows `harap`, where no `hitung` or `himpunan` has either spelling; `cocok` and `berbeda` of a `bandingan`;
- `ya` and `tidak` in cells of a column that the file declares as `ya/tidak`, and compared with such a column.

So a column called `nilai` keeps its name. Whether a name is translated depends only on what is declared, which is never
translated, and on both spellings alike; and the tables are one to one. Hence Indonesian to English to Indonesian is the
same text again. Where a name is left as it is, it still means the same: both spellings are read in every file.
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
