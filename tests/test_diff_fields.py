"""Every field of every record that a spec can declare is told by `diff` where it is changed; a field that is new is found here.

The records are those of all good specs; each field is given another value that it has somewhere else, or one made for its type, and
the two programs are compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from fractions import Fraction
from itertools import islice
from pathlib import Path

from cli_workspace import SPEC
from demonstration import SPECS

from iku_dsl import program as pg
from iku_dsl.checking.check import check_files
from iku_dsl.interval import Interval
from iku_dsl.period import Period
from iku_dsl.period import Span as PeriodSpan
from iku_dsl.problem import SourceFile, Span, Text
from iku_dsl.program import Program
from iku_dsl.program import expression as ex
from iku_dsl.program.sources import Grid
from iku_dsl.types import Type, Unit
from iku_engine.diff.aspects import Said
from iku_engine.diff.specdiff import differences
from iku_engine.plan.meaning import SUBJECTS, meaning
from iku_engine.wording import say_it

CORPUS = Path(__file__).parent / "corpus" / "good"
MORE = """\
dimensi unit "Unit" kunci kode tertutup
  atribut nama teks
  alias "Kab." = "Kabupaten"
"""
WHOLE = (ex.Expression, ex.SetExpression, Interval, Period, PeriodSpan, Type, Unit, Span)  # are taken as they are
TRIED = 2  # other values of a field of one record
# Fields that say nothing of their own, each with the reason.
OTHERWISE_TOLD = {
    "Column.kept": "what a store keeps of it, no spec says it",
    "Column.name": "the name under which it stands",
    "Derived.name": "the name under which it stands",
    "Let.name": "the name under which it stands",
    "NamedSet.name": "the name under which it stands",
    "Dimension.name": "the name under which it stands",
    "Dimension.validity": "built in for every keyed dimension",
    "Source.name": "the name under which it stands",
    "Table.name": "the name under which it stands",
    "Scale.name": "the name under which it stands",
    "Profile.name": "the name under which it stands",
    "Indicator.name": "the name under which it stands",
    "Band.written": "how its intervals are written",
    "Correction.value": "the number that was printed",
    "Correction.interval": "the interval that was printed",
    "Indicator.unit": "the word of its type's unit",
    "Scale.percent": "follows from its domain",
}
Label = str


def programs() -> list[Program]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob("*/spec.iku"))]
    found = [check_files([SourceFile("a.iku", text)]).program for text in (*texts, SPEC, MORE)]
    return [
        *found,
        *(check_files([SourceFile(p.name, p.read_text("utf-8"))]).program for p in sorted(SPECS.rglob("*.iku"))),
    ]


def records(node: object) -> Iterator[object]:
    """Every record below a node that is no expression, interval, period or type."""
    if isinstance(node, WHOLE):
        return
    if isinstance(node, Mapping):
        for one in node.values():
            yield from records(one)
    elif isinstance(node, tuple):
        for one in node:
            yield from records(one)
    elif is_dataclass(node) and not isinstance(node, type):
        yield node
        for one in fields(node):
            yield from records(getattr(node, one.name))


def declared_fields(record: object) -> list[str]:
    return [one.name for one in fields(record) if one.name != "span"]  # type: ignore[arg-type]


Pool = Mapping[Label, list[object]]


def others(label: Label, value: object, pool: Pool) -> Iterator[object]:
    """Other values of a field."""
    match value:
        case bool():
            yield not value
        case Enum():
            yield from (one for one in type(value) if one is not value)
        case str():
            yield from (one for one in pool[label] if isinstance(one, str) and one != value)
            yield f"{value} lain".strip()
        case int():
            yield value + 1
        case Fraction():
            yield value + Fraction(1, 7)
        case Interval():
            yield Interval(Fraction(-3, 7), Fraction(22, 7))
    written = getattr(value, "text", None)  # the same text means something else only where what it names does
    several = (one for one in pool[label] if written is None or getattr(one, "text", None) != written)
    yield from (one for one in several if meaning(one, {}) != meaning(value, {}))


def changed(node: object, pool: Pool) -> Iterator[tuple[Label, object]]:
    """A node with one field otherwise, in it or in a record below, with which one that is."""
    if isinstance(node, WHOLE):
        return
    if isinstance(node, Mapping):
        for key, one in node.items():
            for label, other in changed(one, pool):
                yield label, {**node, key: other}
    elif isinstance(node, tuple):
        for at, one in enumerate(node):
            for label, other in changed(one, pool):
                yield label, (*node[:at], other, *node[at + 1 :])
    elif is_dataclass(node) and not isinstance(node, type):
        for name in declared_fields(node):
            label = f"{type(node).__name__}.{name}"
            value = getattr(node, name)
            for other in islice(others(label, value, pool), TRIED):
                yield label, replace(node, **{name: other})  # type: ignore[type-var]
            for below, other in changed(value, pool) if label not in OTHERWISE_TOLD else ():
                yield below, replace(node, **{name: other})  # type: ignore[type-var]


def in_words(value: Said) -> str | None:
    """A side of a difference as people read it."""
    try:
        return say_it(value, "id") if isinstance(value, Text) else value
    except KeyError:  # of a word that was made here
        return str(value)


def made(pool: dict[Label, list[object]]) -> None:
    """Values of fields that no good spec has, or has in one way alone."""
    condition = pool["Guard.condition"][0]
    for kind in ("Column", "Derived"):
        pool[f"{kind}.when_missing"].append(ex.Rule(ex.RuleKind.AMOUNT, Fraction(3)))
        pool[f"{kind}.when_not_loaded"].append(ex.Rule(ex.RuleKind.LAST))
        pool[f"{kind}.consolidation"].append(ex.Consolidation(ex.Reduction.MAXIMUM))
    pool["Official.value"].append(condition)
    pool["Scale.grid"].append(Grid(Fraction(1, 2), "down"))
    for kind in ("checks", "requirements"):
        pool[f"Source.{kind}"].append((pg.Requirement(condition, "uji"),))
    pool["Source.expected"].append(ex.Members("unit"))
    pool["Indicator.caps"].append((pg.Cap("A", condition, "uji"),))
    pool["Indicator.ranking"].append(pg.Ranking(highest_first=False))


def test_every_field_that_a_spec_declares_is_told_when_it_changes() -> None:
    everything = programs()
    pool: dict[Label, list[object]] = defaultdict(list)
    wanted: set[Label] = set()
    for program in everything:
        for get in SUBJECTS.values():
            for record in records(get(program)):
                for name in declared_fields(record):
                    label, value = f"{type(record).__name__}.{name}", getattr(record, name)
                    wanted.add(label)
                    if value not in pool[label] and len(pool[label]) < TRIED:
                        pool[label].append(value)
    made(pool)
    told, silent, alike = defaultdict(int), defaultdict(list), set[Label]()
    for program in everything:
        for subject, get in SUBJECTS.items():
            for name, declared in get(program).items():
                for label, other in changed(declared, pool):
                    if told[label] >= TRIED or label in OTHERWISE_TOLD:
                        continue
                    after = replace(program, **{f"{subject}s": {**get(program), name: other}})
                    found = differences(program, after)
                    alike |= {
                        label for one in found if one.kind == "changed" and in_words(one.old) == in_words(one.new)
                    }
                    if found:
                        told[label] += 1
                    else:
                        silent[label].append(name)
    assert {label: len(names) for label, names in silent.items()} == {}
    assert alike == set(), "what was and what is read the same"
    assert sorted(wanted - OTHERWISE_TOLD.keys() - {label for label, count in told.items() if count}) == [], sorted(
        wanted - OTHERWISE_TOLD.keys() - told.keys()
    )
    kinds = {
        pg.Dimension,
        pg.Source,
        pg.Column,
        pg.Derived,
        pg.Table,
        pg.Scale,
        pg.Band,
        pg.Profile,
        pg.Indicator,
        pg.Let,
    }
    assert {kind.__name__ for kind in kinds} <= {label.partition(".")[0] for label in wanted}
    assert wanted >= OTHERWISE_TOLD.keys()
