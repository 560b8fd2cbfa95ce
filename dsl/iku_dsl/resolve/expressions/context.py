"""What all of resolving shares: the declarations by name, the problems found so far, and how an expression gets its type."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from itertools import chain

from iku_dsl.budgets import Effort, most
from iku_dsl.key_text import key_text
from iku_dsl.problem import Diagnostic, Label, Severity, SourceFile, Span, Text, say
from iku_dsl.program import Dimension, Profile, Scale, Source, Table
from iku_dsl.program.expression import Expression, SetExpression
from iku_dsl.resolve.expressions.scope import MAX_PARTS, Extents, Scope, broken
from iku_dsl.statements import syntax as sx
from iku_dsl.statements.blocks import Block
from iku_dsl.types import TRUTH, Kind, Type, telling

MAX_KNOWN = 8  # names that a hint lists
DECLARED = ("dimension", "source", "table", "scale", "profile", "indicator")


@dataclass(frozen=True, slots=True)
class IndicatorHead:
    """What others need to know of an indicator before its formula is read.

    `achieves` says whether a version names a profile; `targets` are the names of all targets, empty for the one without;
    `one_unit` and `one_scale` whether the versions agree, `consolidates` whether each says how several of its periods become one.
    """

    name: str
    block: Block
    dimensions: tuple[str, ...]
    grain: sx.Grain
    type: Type
    scale: str
    achieves: bool = False
    targets: Mapping[str, None] = field(default_factory=dict)
    one_unit: bool = True
    one_scale: bool = True
    consolidates: bool = False


@dataclass
class Context:
    """Filled in the order of resolving: dimensions, tables and scales, sources, profiles, then the heads of indicators.

    `infer` gives an expression its type (`infer.py`); with the type that is expected there a bare choice can be read. It stands here, as
    every kind of expression needs the whole, and is needed by it.
    `lost` are words of lines that could not be read: nobody is told that they are unknown. `english` are the files in that language.
    """

    files: Mapping[str, SourceFile]
    lost: frozenset[str]
    english: frozenset[str]
    infer: Callable[[Context, sx.Expression, Scope, Type | None], Expression]
    problems: list[Diagnostic] = field(default_factory=list)
    names: dict[str, Block] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    dimensions: dict[str, Dimension] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    scales: dict[str, Scale] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    profiles: dict[str, Profile] = field(default_factory=dict)
    indicators: dict[str, IndicatorHead] = field(default_factory=dict)
    extents: Extents = field(default_factory=Extents)
    rings: dict[tuple[str, str], str] = field(default_factory=dict)
    # by source and name of each derived column, the circle that it is on, one text for all of it; of itself alone where there is none
    compared: int = 0
    periods_given: int = 0
    rows_decided: Effort = field(default_factory=lambda: Effort(most("rows-decided")))
    _members: dict[str, Mapping[str, None]] = field(default_factory=dict)
    _named: dict[str, frozenset[str]] = field(default_factory=dict)
    _keys: dict[tuple[str, int], tuple[str, ...]] = field(default_factory=dict)
    _required: dict[str, Mapping[str, Span]] = field(default_factory=dict)
    _defaults: dict[str, dict[str, Expression]] = field(default_factory=dict)
    _categories: dict[str, Type] = field(default_factory=dict)
    _choices: dict[int, tuple[tuple[str, ...], Set[str]]] = field(default_factory=dict)
    _labels: dict[str, Mapping[str, str]] = field(default_factory=dict)
    _ids: dict[str, Mapping[str, None]] = field(default_factory=dict)

    def report(
        self,
        id: str,
        message: Text,
        span: Span,
        *others: Label,
        hint: Text | None = None,
        counter_example: Text | None = None,
        severity: Severity = Severity.ERROR,
        label: Text | None = None,
        fix: tuple[tuple[Span, str], ...] = (),
    ) -> None:
        """Note a problem."""
        labels = (Label(span, label), *others)
        self.problems.append(Diagnostic(id, message, labels, severity, counter_example, hint, fix))

    def not_a_number(self, found: Type, span: Span) -> None:
        """Note what is no number where one is needed."""
        hint = say("type-mismatch.number.text.hint") if found.kind is Kind.TEXT else None
        self.report("type-mismatch", say("type-mismatch.number", kind=f"kind.{found.kind}"), span, hint=hint)

    def members(self, dimension: str) -> Mapping[str, None]:
        """The members that the spec lists of a declared dimension; made once, as thousands of rules may name some of thousands."""
        names = self._members.get(dimension)
        if names is None:
            declared = self.dimensions[dimension].members
            names = self._members[dimension] = dict.fromkeys(member.name for member in declared)
        return names

    def named(self, dimension: str) -> frozenset[str]:
        """What names the listed members of a dimension in a file, in small letters; likewise."""
        if dimension not in self._named:
            both = (text for member in self.dimensions[dimension].members for text in (member.name, member.title))
            self._named[dimension] = frozenset(key_text(text).casefold() for text in both)
        return self._named[dimension]

    def keys(self, table: str, place: int) -> tuple[str, ...]:
        """What a declared table has at one place of its keys; likewise."""
        keys = self._keys.get((table, place))
        if keys is None:
            every = (entry[place] for entry in self.tables[table].entries)
            keys = self._keys[table, place] = tuple(dict.fromkeys(every))
        return keys

    def required(self, profile: str) -> Mapping[str, Span]:
        """The parameters of a declared profile that must be given, and where each stands; likewise."""
        required = self._required.get(profile)
        if required is None:
            every = self.profiles[profile].parameters.items()
            given = {name: one.span for name, one in every if not one.may_be_missing and one.default is None}
            required = self._required[profile] = given
        return required

    def defaults(self, profile: str, given: Mapping[str, Expression]) -> dict[str, Expression]:
        """What the parameters of a declared profile are where they are not given; likewise."""
        defaults = self._defaults.get(profile)
        if defaults is None:
            every = self.profiles[profile].parameters.items()
            defaults = self._defaults[profile] = {name: one.default for name, one in every if one.default is not None}
        return {name: value for name, value in defaults.items() if name not in given}

    def categories(self, scale: str) -> Type:
        """A choice among the categories of a declared scale; likewise, and one for all that read it."""
        kind = self._categories.get(scale)
        if kind is None:
            bands = self.scales[scale].bands
            choices = tuple(band.name for band in bands)
            titles = telling(((band.label, band.name) for band in bands if band.label), choices)
            kind = self._categories[scale] = Type(Kind.CHOICE, of=scale, choices=choices, ordered=True, titles=titles)
        return kind

    def is_choice(self, kind: Type, name: str) -> bool:
        """Whether a kind of choice has one of that name; likewise, as thousands may be asked of a list of thousands."""
        known = self._choices.get(
            id(kind.choices)
        )  # kept beside what they were made of, so that no other list gets its place
        if known is None:
            known = self._choices[id(kind.choices)] = kind.choices, frozenset(kind.choices)
        return name in known[1]

    def labels(self, name: str) -> Mapping[str, str]:
        """What the members of a declared dimension, or the categories of a scale, are called, each with its name; likewise."""
        labels = self._labels.get(name)
        if labels is None:
            every = self.dimensions[name].members if name in self.dimensions else self.scales[name].bands
            labels = self._labels[name] = {one.label: one.name for one in every if one.label}
        return labels

    def titles(self, kind: Type) -> Mapping[str, str]:
        """What the categories are called that a choice is of; nothing of any other choice."""
        return self.labels(kind.of) if kind.of in self.scales else {}

    def ids(self, name: str) -> Mapping[str, None] | None:
        """What the key of a table may be: members of a dimension, categories of a scale, keys of another table; likewise."""
        if name in self.dimensions:
            return self.members(name) if self.dimensions[name].enumerated else None
        if name not in self._ids and name in self.scales:
            self._ids[name] = dict.fromkeys(self.categories(name).choices)
        if name not in self._ids and name in self.tables:
            self._ids[name] = dict.fromkeys(self.keys(name, 0))
        return self._ids.get(name)

    def fits(self, expression: Expression | SetExpression, span: Span) -> bool:
        """Whether a rule, with all those before it, can be checked and evaluated in time; reported if not, of those before it once."""
        if self.extents.full():
            return False
        if self.extents.add(expression).too_large:
            self.report("too-large", say("too-large.parts", limit=MAX_PARTS), span)
            return False
        if self.extents.full():
            self.report(
                "too-large",
                say("too-large.parts-together", limit=most("parts-together")),
                span,
                hint=say("too-large.parts-together.hint"),
            )
        return not self.extents.full()

    def unknown(
        self,
        name: sx.Name | sx.Text,
        kind: str,
        candidates: Iterable[str],
        where: Text | None = None,
        *,
        pairs: Iterable[tuple[str, str]] = (),
        labels: Mapping[str, str] | None = None,
        hint: Text | None = None,
    ) -> None:
        """Note a name that nothing has, with what was probably meant; silent for a name that a lost line might have declared.

        `pairs` are further candidates that have an Indonesian and an English spelling; `labels` maps a candidate's label to its name.
        """
        if name.text in self.lost or name.text in self.broken:
            return
        message = say(f"unknown-name.{kind}", name=name.text, where=where or "")
        if self.compared > most("compared"):
            self.report("unknown-name", message, name.span, hint=hint)
            return
        words = list(pairs)
        known = list(dict.fromkeys(candidates))
        guess = self._guess(name.text, kind, [*known, *(word for pair in words for word in pair)], labels or {})
        shown = [*(say("word", id=pair[0], en=pair[1]) for pair in words), *known]
        if hint is not None:
            guess = ""
        elif guess:
            if guess not in known:  # a word of the language, in that of the file
                guess = next((pair[name.span.file in self.english] for pair in words if guess in pair), guess)
            hint = say("did-you-mean", guess=guess)
            if guess.casefold() == name.text.casefold():
                hint = say("did-you-mean.case", guess=guess)
            elif any(
                guess == one and name.text.casefold() == label.casefold() for label, one in (labels or {}).items()
            ):
                hint = say("did-you-mean.label", label=name.text, guess=guess)
        elif len(shown) > MAX_KNOWN:
            hint = say("unknown-name.known.more", names=tuple(shown[:MAX_KNOWN]), more=len(shown) - MAX_KNOWN)
        elif shown:
            hint = say("unknown-name.known", names=tuple(shown))
        elif kind in DECLARED:
            hint = say("unknown-name.undeclared", declaration=f"declaration.{kind}")
        fix = ((name.span, guess),) if guess else ()
        self.report("unknown-name", message, name.span, hint=hint, fix=fix)

    def near(self, text: str, candidates: Iterable[str]) -> str:
        """The name among some that was probably meant, empty where none is near, or too many were compared already."""
        return self._guess(text, "", list(candidates), {}) if self.compared <= most("compared") else ""

    def _guess(self, text: str, kind: str, known: list[str], labels: Mapping[str, str]) -> str:
        """The name that was probably meant: by its label, in other letter case, as a column without its source, or misspelt."""
        self.compared += len(known) + len(self.sources)
        if self.compared > most("compared"):
            return ""
        folded = {**{name.casefold(): name for name in known}, **{label.casefold(): n for label, n in labels.items()}}
        guess = folded.get(text.casefold())
        if guess is None and kind in ("name", "set"):
            having = (source for source in self.sources.values() if text in source.columns or text in source.derived)
            guess = next((f"{source.name}.{text}" for source in having), None)
            guess = guess or next(self._with_its_source(text), None)
        close = difflib.get_close_matches(text, known, n=1, cutoff=0.6)
        return guess or (close[0] if close else "")

    def _with_its_source(self, text: str) -> Iterator[str]:
        """The columns that a name with `_` between source and column may mean."""
        for at, letter in enumerate(text):
            source = self.sources.get(text[:at]) if letter == "_" else None
            if source is not None and text[at + 1 :] in source.columns:
                yield f"{source.name}.{text[at + 1 :]}"

    def text(self, span: Span) -> str:
        """What stands at a span, blanks and line ends folded."""
        file = self.files.get(span.file)
        if file is None:
            return ""
        start = file.line_starts[span.line - 1] + span.column - 1
        end = file.line_starts[span.end_line - 1] + span.end_column - 1
        return " ".join(file.text[start:end].split())


def infer_condition(context: Context, node: sx.Expression, scope: Scope) -> Expression:
    """An expression that must be true or false."""
    condition = context.infer(context, node, scope, TRUTH)
    if condition.type.kind not in (Kind.TRUTH, Kind.BROKEN):
        message = say("type-mismatch.condition", kind=f"kind.{condition.type.kind}")
        context.report("type-mismatch", message, node.span)
        return broken(node.span)
    return condition


def infer_number(context: Context, node: sx.Expression, scope: Scope) -> Expression:
    """An expression that must be a number."""
    number = context.infer(context, node, scope, None)
    if number.type.kind not in (Kind.NUMBER, Kind.BROKEN):
        context.not_a_number(number.type, node.span)
        return broken(node.span)
    return number


def known_names(context: Context, scope: Scope) -> Iterator[str]:
    """What a name alone may be at a place; one after the other, as they are only looked at while a guess is made."""
    return chain.from_iterable(_named(context, scope))


def is_known(context: Context, scope: Scope, name: str) -> bool:
    """Whether a name alone may be something at a place."""
    return any(name in names for names in _named(context, scope))


def means_more(context: Context, scope: Scope, word: str, span: Span) -> bool:
    """Whether a word that says yes, no or missing is a name here as well: nobody can say which is meant. It is reported."""
    if not is_known(context, scope, word):
        return False
    hint = say("duplicate-name.constant.hint", name=word)
    context.report("duplicate-name", say("duplicate-name.constant", name=word), span, hint=hint)
    return True


def _named(context: Context, scope: Scope) -> Iterator[Mapping[str, object]]:
    """What there is at a place, by name."""
    source = context.sources.get(scope.row) if scope.row else None
    if source is not None:
        yield from (source.columns, source.derived)
    for dimension in scope.attributes:
        yield context.dimensions[dimension].attributes
    yield scope.bound
    if scope.own is not None:
        yield scope.own.nodes
    yield context.names
