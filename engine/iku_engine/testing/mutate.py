"""Which small mistakes in a spec set would nobody notice: every mutant against the proofs, then against the spec set's own tests.

A mutant is one change that people make by mistake: `>` for `>=`, two weights swapped, a guard lost. Only tests that it can reach are run.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from itertools import islice, pairwise

from iku_dsl import statements as st
from iku_dsl.budgets import Effort, most
from iku_dsl.checking.check import check_parsed
from iku_dsl.parsing.parse import Parsed, parse
from iku_dsl.problem import Severity, SourceFile, Span, Text, say
from iku_dsl.program import Program
from iku_dsl.statements import syntax as sx
from iku_engine.testing.testing import Runner


@dataclass(frozen=True, slots=True)
class Stretch:
    """The text of a declaration, up to the next one: its file by its place, its offsets, its name (of a test none)."""

    place: int
    start: int
    end: int
    name: str


class Related:
    """The declarations of some files. A word that is the name of one counts as a mention of it, wherever it stands."""

    def __init__(self, parsed: Sequence[Parsed]) -> None:
        self.stretches = [stretch for place, one in enumerate(parsed) for stretch in _stretches(place, one)]
        self._declared: dict[str, list[int]] = {}
        for number, stretch in enumerate(self.stretches):
            self._declared.setdefault(stretch.name, []).append(number)
        self._declared.pop("", None)
        self._names: list[set[str]] = []  # that each mentions, its own among them
        self._mentioned: dict[str, list[int]] = {name: [] for name in self._declared}
        for number, stretch in enumerate(self.stretches):
            words = re.findall(r"\w+", parsed[stretch.place].file.text[stretch.start : stretch.end])
            self._names.append(self._declared.keys() & words)
            for name in self._names[-1]:
                self._mentioned[name].append(number)

    def of(self, place: int, offset: int) -> tuple[Stretch, list[Stretch]]:
        """The declaration at an offset of a file, and all that it is related to, itself among them, in the order of the files."""
        at = bisect_right(self.stretches, (place, offset), key=lambda one: (one.place, one.start)) - 1
        resting = _closed({at}, lambda number: {self.stretches[number].name} - {""}, self._mentioned)
        reached = _closed(resting, lambda number: self._names[number], self._declared)
        return self.stretches[at], [self.stretches[number] for number in sorted(reached)]


def _closed(start: set[int], names: Callable[[int], set[str]], leads_to: Mapping[str, list[int]]) -> set[int]:
    """All that names lead to, each name followed once: an indicator may have thousands of versions that name each other."""
    found, waiting, followed = set(start), list(start), set[str]()
    while waiting:
        new = names(waiting.pop()) - followed
        followed |= new
        more = {number for name in new for number in leads_to[name]} - found
        found |= more
        waiting.extend(more)
    return found


def _stretches(place: int, parsed: Parsed) -> list[Stretch]:
    """The declarations of a file; what stands before the first belongs to it."""
    heads = [line for line in parsed.spec.lines if isinstance(line.node, st.Head)]
    starts = [0, *(_offset(parsed, line.span) for line in heads[1:]), len(parsed.file.text)]
    names = ["" if isinstance(line.node, st.Test) else line.node.name.text for line in heads]  # type: ignore[union-attr]
    return [Stretch(place, start, end, name) for (start, end), name in zip(pairwise(starts), names, strict=False)]


def _offset(parsed: Parsed, span: Span) -> int:
    return parsed.file.line_starts[span.line - 1]


_COMPARISONS = {">": ">=", ">=": ">", "<": "<=", "<=": "<", "=": "!=", "!=": "=", "≤": "<", "≥": ">", "≠": "="}
_OPERATORS = {"+": "-", "-": "+", "−": "+", "*": "/", "×": "/", "/": "*"}
_WORDS = {"dan": "atau", "atau": "dan", "and": "or", "or": "and"}
_STATISTICS = {
    "jumlah": "rerata", "rerata": "jumlah", "sum": "average", "average": "sum",
    "minimum": "maksimum", "maksimum": "minimum", "maximum": "minimum",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change of a file: where, what stood there and what stands there now."""

    before: SourceFile
    span: Span
    text: Text
    start: int
    end: int
    new: str  # what stands between these offsets now

    @property
    def file(self) -> SourceFile:
        """The changed file, made when it is asked for."""
        return SourceFile(self.before.path, self.within(0, len(self.before.text)))

    def within(self, start: int, end: int) -> str:
        """The text between two offsets, changed where the change lies between them."""
        text = self.before.text
        if not start <= self.start <= self.end <= end:
            return text[start:end]
        return text[start : self.start] + self.new + text[self.end : end]


def mutants(parsed: Parsed) -> Iterator[Mutant]:
    """Every mutant of a file, in the order of its lines."""
    weights: list[st.WeightRow] = []
    bands: list[st.BandRow] = []
    for line in parsed.spec.lines:
        node = line.node
        if not isinstance(node, st.WeightRow):
            yield from _swapped_weights(parsed.file, weights)
            weights = []
        if not isinstance(node, st.BandRow):
            yield from _swapped_bands(parsed.file, bands)
            bands = []
        match node:
            case st.WeightRow():
                weights.append(node)
            case st.BandRow():
                bands.append(node)
            case st.EntryRow():
                yield from _moved(parsed.file, node.cells[-1])
            case st.Guard():
                yield _replaced(parsed.file, line.span, "", "mutant.guard")
                yield from _inside(parsed.file, node)
            case st.Formula() | st.Let() | st.Set() | st.Target() | st.Cap() | st.ByDirection():
                yield from _inside(parsed.file, node)
            case _:
                pass
    yield from _swapped_weights(parsed.file, weights)
    yield from _swapped_bands(parsed.file, bands)


def _offsets(file: SourceFile, span: Span) -> tuple[int, int]:
    starts = file.line_starts
    return starts[span.line - 1] + span.column - 1, starts[span.end_line - 1] + span.end_column - 1


def _replaced(file: SourceFile, span: Span, new: str, key: str = "mutant.replaced") -> Mutant:
    start, end = _offsets(file, span)
    old = " ".join(file.text[start:end].split())
    return Mutant(file, span, say(key, old=old, new=new), start, end, new)


def _swapped(file: SourceFile, first: sx.Node, second: sx.Node, key: str) -> Mutant:
    (a, b), (c, d) = _offsets(file, first.span), _offsets(file, second.span)
    one, other = file.text[a:b], file.text[c:d]
    return Mutant(file, first.span, say(key, old=one, new=other), a, d, other + file.text[b:c] + one)


def _swapped_weights(file: SourceFile, rows: Sequence[st.WeightRow]) -> Iterator[Mutant]:
    for first, second in pairwise(rows):
        if first.weight.value != second.weight.value:
            yield _swapped(file, first.weight, second.weight, "mutant.weights")


def _swapped_bands(file: SourceFile, rows: Sequence[st.BandRow]) -> Iterator[Mutant]:
    for first, second in pairwise(rows):
        yield _swapped(file, first.name, second.name, "mutant.bands")


def _moved(file: SourceFile, node: sx.Node) -> Iterator[Mutant]:
    """A number one unit of its last digit higher."""
    if isinstance(node, sx.Number) and "/" not in node.text:
        whole = re.match(r"[-−]?[\d_.]+", node.text)
        if whole is not None:
            start, end = _offsets(file, node.span)
            written = file.text[start:end]
            digits = whole.group().replace("_", "").replace("−", "-")
            decimals = len(digits.partition(".")[2])
            number = str(Decimal(digits) + Decimal(1).scaleb(-decimals))
            yield _replaced(file, node.span, written.replace(whole.group(), number, 1), "mutant.number")


def _inside(file: SourceFile, node: sx.Node) -> Iterator[Mutant]:
    """The mutants of the expressions of a statement."""
    match node:
        case sx.Binary():
            yield from _operator(file, node)
        case sx.Aggregate():
            start, end = _offsets(file, node.span)
            found = re.match(r"\w+", file.text[start:end])
            plain = node.by is None and not node.listed and not node.weighted  # weights of 100% make a sum an average
            if found is not None and found.group() in _STATISTICS and plain:
                place = file.span(start, start + found.end())
                yield _replaced(file, place, _STATISTICS[found.group()])
        case sx.Index() if node.shift is not None:
            yield _replaced(file, node.span, "")
        case sx.Number():
            yield from _moved(file, node)
        case sx.Not():
            start, _ = _offsets(file, node.span)
            inner, _ = _offsets(file, node.operand.span)
            yield _replaced(file, file.span(start, inner), "")
        case sx.Call() if node.function.text in ("bulatkan", "round"):
            yield from _moved(file, node.arguments[-1]) if len(node.arguments) > 1 else ()
        case _:
            pass
    for field in fields(node):
        if field.name != "span":
            value = getattr(node, field.name)
            for part in value if isinstance(value, tuple) else (value,):
                if isinstance(part, sx.Node) and not isinstance(part, sx.Text | st.Because):
                    yield from _inside(file, part)


def _operator(file: SourceFile, node: sx.Binary) -> Iterator[Mutant]:
    if isinstance(node.right, sx.Number) and node.right.value == 1 and node.right.unit is None:
        return  # `* 100%` and `/ 100%` are the same
    _, start = _offsets(file, node.left.span)
    end, _ = _offsets(file, node.right.span)
    found = re.search(r"[<>!=≤≥≠]+|[-+*/×−]|\w+", file.text[start:end])
    if found is None:
        return
    new = {**_COMPARISONS, **_OPERATORS, **_WORDS}.get(found.group())
    if new is not None:
        place = file.span(start + found.start(), start + found.end())
        yield _replaced(file, place, new)


MUTANT = 3_000  # letters that a mutant counts beside those it reaches: a program and a store are made for each
SQUARE = 10_000


@dataclass(frozen=True, slots=True)
class MutantResult:
    """What noticed a mutant: a problem's id (`check`), a test's name (`test`), or nothing (`survived`)."""

    span: Span
    text: Text
    verdict: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Mutated:
    """What came of each mutant that was tried, and how many were not."""

    results: tuple[MutantResult, ...]
    left_out: int


def mutate(
    files: Sequence[SourceFile], progress: Callable[[int, int], None] | None = None, every: bool = False
) -> Mutated:
    """The mutants of a spec set that is clean and whose tests pass, from the first on: as far as there are steps for it, or `every` one.

    Of each the declarations that it can reach are checked and tested, those tests first that stand in its file. `progress` is told how
    many are done, of how many.
    """
    specs = Specs([parse(file) for file in files])
    count, left_out = specs.counted(every, sum(len(file.text) for file in files))
    results: list[MutantResult] = []
    work = Effort(most("worked-untraced"))
    for done, (place, mutant) in enumerate(islice(specs.mutants(), count), start=1):
        judged = _judged(specs.changed(place, mutant), mutant, None if every else work)
        if work.gone:
            return Mutated(tuple(results), left_out + count - len(results))
        results.append(judged)
        if progress is not None:
            progress(done, count)
    return Mutated(tuple(results), left_out)


class Specs:
    """A spec set that is changed in one place after another; what the changes of one declaration reach is kept for the next of them."""

    def __init__(self, parsed: Sequence[Parsed]) -> None:
        self.parsed, self._related = parsed, Related(parsed)
        self._at: tuple[int, Stretch] | None = None
        self._reached: dict[int, list[Stretch]] = {}
        self._others: dict[int, Parsed] = {}

    def mutants(self) -> Iterator[tuple[int, Mutant]]:
        """Each mutant with the place of its file."""
        return ((place, mutant) for place, one in enumerate(self.parsed) for mutant in mutants(one))

    def counted(self, every: bool, letters: int) -> tuple[int, int]:
        """How many mutants are to be tried, and how many there are no steps for; all `letters` have been read and proven before."""
        effort, tried, left_out = Effort(most("mutants")), 0, 0
        effort.spend(letters // 2)
        for place, mutant in self.mutants():
            if not every and (left_out or not effort.spend(self._effort(place, mutant))):
                left_out += 1
            else:
                tried += 1
        return tried, left_out

    def changed(self, place: int, mutant: Mutant) -> list[Parsed]:
        """The declarations that a mutant reaches, itself among them, read again in its own file alone."""
        self._reach(place, mutant)
        for other, stretches in self._reached.items():
            if other != place and other not in self._others:
                file = self.parsed[other].file
                text = "".join(file.text[one.start : one.end] for one in stretches)
                self._others[other] = parse(SourceFile(file.path, text))
        text = "".join(mutant.within(one.start, one.end) for one in self._reached[place])
        mine = parse(SourceFile(mutant.before.path, text))
        return [mine if other == place else self._others[other] for other in self._reached]

    def _effort(self, place: int, mutant: Mutant) -> int:
        """Proofs hold what stands in a declaration against each other, so that long ones take more than their letters."""
        self._reach(place, mutant)
        letters = sum(one.end - one.start for stretches in self._reached.values() for one in stretches)
        return MUTANT + letters + letters**2 // SQUARE

    def _reach(self, place: int, mutant: Mutant) -> None:
        if self._at is None or self._at[0] != place or not self._at[1].start <= mutant.start < self._at[1].end:
            stretch, reached = self._related.of(place, mutant.start)
            self._at, self._others, self._reached = (place, stretch), {}, {}
            for one in reached:
                self._reached.setdefault(one.place, []).append(one)


def _judged(changed: Sequence[Parsed], mutant: Mutant, work: Effort | None) -> MutantResult:
    checked = check_parsed(changed)
    problem = next((p for p in checked.problems if p.severity is Severity.ERROR), None)
    if problem is None:
        problem = next((p for p in checked.problems if p.id == "not-proven"), None)
    if problem is not None:
        return MutantResult(mutant.span, mutant.text, "check", problem.id)
    failing = _failing(checked.program, mutant.before.path, work)
    if failing:
        return MutantResult(mutant.span, mutant.text, "test", failing)
    return MutantResult(mutant.span, mutant.text, "survived")


def _failing(program: Program, path: str, work: Effort | None) -> str:
    """The name of the first test that fails, those of a file first; an empty text where all pass."""
    if not program.tests:
        return ""
    tests = sorted(program.tests, key=lambda test: test.span.file != path)
    with Runner(program, work=work, told=False) as runner:
        for test in tests:
            if not runner.run(test).passed:
                return test.name
    return ""
