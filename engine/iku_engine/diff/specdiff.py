"""Two spec sets compared in what they mean: each declaration that came, went, or says something else, in the words of the field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from iku_dsl import program as pg
from iku_dsl.keywords import PROSES
from iku_dsl.problem import Text
from iku_dsl.program import Program
from iku_engine.diff import declarations as declared
from iku_engine.diff.aspects import Aspect, Names, Said, reasoned
from iku_engine.diff.declarations import versions
from iku_engine.plan.meaning import SUBJECTS, renames

Kind = Literal["added", "removed", "renamed", "changed"]
WORDS = frozenset(
    {
        "diff.label",
        *(f"diff.{role}" for role in PROSES),
        "diff.owner",
        "diff.teams",
        "diff.publisher",
        "diff.members-label",
        "diff.reason",
    }
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is otherwise: of which declaration, in which respect, what it was and what it is (None: nothing)."""

    kind: Kind
    subject: str
    name: str
    label: str
    what: Text | None = None
    old: Said = None
    new: Said = None

    @property
    def words_only(self) -> bool:
        """Whether no result depends on it: a title, a basis, an owner."""
        what = self.what
        while what is not None and what.key in ("diff.in-version", "diff.of-column"):
            inner = dict(what.arguments)["what"]
            assert isinstance(inner, Text)
            what = inner
        return what is not None and what.key in WORDS


def differences(old: Program, new: Program) -> tuple[Difference, ...]:
    """All differences in meaning, by declaration: dimensions, sources, tables, scales, profiles, then indicators."""
    was = renames(old, new)
    renamed = set(was.values())
    found: list[Difference] = []
    for subject, get in SUBJECTS.items():
        before, after = get(old), get(new)
        for name in dict.fromkeys((*before, *after)):
            if name in after and name not in before:
                earlier = was.get(name)
                kind: Kind = "added" if earlier is None else "renamed"
                found.append(Difference(kind, subject, name, _label(after[name]), None, earlier, name))
            elif name in before and name not in after:
                if name not in renamed:
                    found.append(Difference("removed", subject, name, _label(before[name])))
            elif before[name] != after[name]:  # most is the same in both, and nothing need be made of it
                label = _label(after[name])
                aspects = _aspects(subject, before[name], after[name], was)
                found += [Difference("changed", subject, name, label, *one) for one in aspects]
    return tuple(found)


def _label(declared: object) -> str:
    one = declared[-1] if isinstance(declared, tuple) else declared
    assert isinstance(one, pg.Declared)
    return one.title


def _aspects(subject: str, old: object, new: object, was: Names) -> Iterator[Aspect]:
    if not isinstance(old, tuple):  # versions have their own
        yield from reasoned(old, new, was)
    match old, new:
        case pg.Dimension(), pg.Dimension():
            yield from declared.dimension(old, new, was)
        case pg.Source(), pg.Source():
            yield from declared.source(old, new, was)
        case pg.Table(), pg.Table():
            yield from declared.table(old, new)
        case pg.Scale(), pg.Scale():
            yield from declared.scale(old, new)
        case pg.Profile(), pg.Profile():
            yield from declared.profile(old, new, was)
        case tuple(), tuple():
            yield from versions(old, new, was)
        case _:
            raise AssertionError(subject)
