"""Results of the product beside those of the reader, over one world."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from iku_dsl import Period as ProductPeriod
from iku_dsl import SourceFile, check_files
from iku_dsl.period import Grain
from iku_dsl.problem import Severity
from iku_dsl.program import Program
from iku_engine import evaluate, import_file, open_store
from iku_engine.results.evaluation import Result, TargetResult

from .declarations import Agg, Call, Col, Count, Has, If, Ind, Indicator, IsMissing, Weighted, WeightedBy
from .facts import Keys, World, are_valid
from .figures import Figure
from .files import fact_files
from .periods import Period
from .reader import Reader
from .spec_text import spec_text, walk
from .targets import categories
from .worlds import YEARS

Where = tuple[str, Period, Keys]  # an indicator, a period and the members of its dimensions


@dataclass(frozen=True)
class Difference:
    """Where the two do not agree, in what, and what each says."""

    where: str
    what: str
    product: str
    reader: str

    def __str__(self) -> str:
        return f"{self.where} {self.what}: product {self.product}, reader {self.reader}"


@dataclass(frozen=True)
class Compared:
    """How many results of each feature there were, and the differences."""

    results: int
    features: Counter[str]
    differences: tuple[Difference, ...]


def without_refused(world: World) -> tuple[World, Program] | None:
    """The world without the indicators that `check` refuses, and those that read them; None where nothing is left."""
    while world.indicators:
        text = spec_text(world)
        checked = check_files([SourceFile("world.iku", text)])
        refused = {
            _opened_at(text, problem.span.line) for problem in checked.problems if problem.severity is Severity.ERROR
        }
        if not refused:
            assert checked.program is not None
            return world, checked.program
        assert refused <= set(world.indicators), f"check refuses {refused}:\n{text}"
        while more := {name for name in set(world.indicators) - refused if _reads(world.indicators[name]) & refused}:
            refused |= more
        world = replace(world, indicators={n: v for n, v in world.indicators.items() if n not in refused})
    return None


def _opened_at(text: str, line: int) -> str:
    """The name of the declaration that a line stands in."""
    opened = ("indicator ", "source ", "dimension ", "profile ", "scale ")
    return next(each.split()[1] for each in reversed(text.split("\n")[:line]) if each.startswith(opened))


def _reads(versions: list[Indicator]) -> set[str]:
    """The indicators that one reads."""
    read = {part.name for version in versions for part in walk(version) if isinstance(part, Ind)}
    blocks = [block for version in versions for block in version.weights if block.dimension == "indicator"]
    return read | {name for block in blocks for name, _ in block.weights}


def results_of(world: World, program: Program, folder: Path) -> dict[Where, Result]:
    """What the product makes of a world whose facts it imports from files."""
    store = open_store("sqlite://", program)
    try:
        for place, file in enumerate(fact_files(world)):
            path = folder / f"{file.relation}-{place}.csv"
            path.write_text(file.text, encoding="utf-8")
            period = _of_product(file.period) if file.period is not None else None
            report = import_file(store, program, path, file.relation, user="reader", period=period)
            assert (report.accepted, report.rejected_total) == (file.rows, 0), f"{path.name}: {report}"
        periods = [ProductPeriod(year) for year in YEARS]
        evaluation = evaluate(store, program, specs="", periods=periods, traced=False)
    finally:
        store.close()
    return {(one.indicator, _of_reader(one.period), one.key): one for one in evaluation.results}


def _of_product(period: Period) -> ProductPeriod:
    return ProductPeriod(period.year, period.index, Grain(period.grain))


def _of_reader(period: ProductPeriod) -> Period:
    return Period(period.year, period.index, period.grain.value)


def compare(world: World, found: dict[Where, Result]) -> Compared:
    """Every result of a world, from the product and from the reader."""
    reader = Reader(world)
    expected = set(_expected(world))
    differences = [_difference(where, "list", where in found, where in expected) for where in set(found) ^ expected]
    features: Counter[str] = Counter()
    for where in sorted(expected & set(found), key=str):
        name, period, key = where
        figure, version = reader.value(name, period, key), reader.version(name, period)
        differences += _differences(reader, where, found[where], figure, version)
        features.update(_features(world, found[where], version))
    return Compared(len(expected & set(found)), features, tuple(differences))


def _expected(world: World) -> Iterator[Where]:
    """3.1, 3.6: a result for each period of the grain and the members that are valid on some day of it."""
    for name, (one, *_) in world.indicators.items():
        for period in [each for year in YEARS for each in Period(year).parts(one.grain)]:
            for key in product(*([member.key for member in world.members[each]] for each in one.per)):
                if are_valid(world, one.per, key, period):
                    yield name, period, key


def _difference(where: Where, what: str, product: object, reader: object) -> Difference:
    name, period, key = where
    return Difference(f"{name} {period} {', '.join(key)}".strip(), what, str(product), str(reader))


def _differences(
    reader: Reader, where: Where, found: Result, figure: Figure, version: Indicator | None
) -> Iterator[Difference]:
    said = (found.state.value, found.value if found.state.value == "value" else None)
    read = (figure.state, figure.value if figure.state == "value" else None)
    if said != read:
        yield _difference(where, "value", f"{said} {found.reason}", f"{read} {figure}")
        return
    if version is None:
        return
    if version.bands:
        scale = reader.world.scales[version.bands]
        possible, _ = categories(scale, figure)
        category = found.category
        if figure.state == "value" and (category is None or category.id != possible[0]):
            yield _difference(where, "category", category, possible)
        if figure.state == "missing" and category is not None:
            # 12.2: of most formulas bounds are only sound, so that the product may know more or less than the reader
            apart = not set(category.possible or [category.id]) & set(possible)
            if apart or (category.id and category.certain and (len(possible) > 1 or figure.hollow)):
                yield _difference(where, "possible categories", category, (possible, figure))
    told = {each.name: each for each in found.targets}
    name, period, key = where
    declared = {each.name for each in version.targets if each.holds(period)}
    untold = {each for each in declared - set(told) if reader.target(name, period, key, each).state == "value"}
    if set(told) - declared or (untold and figure.state in ("value", "missing")):
        yield _difference(where, "targets", set(told), declared)
    for each in sorted(declared & set(told)):
        yield from _differences_of_target(reader, where, told[each], each)


def _differences_of_target(reader: Reader, where: Where, told: TargetResult, named: str) -> Iterator[Difference]:
    target = reader.target(*where, named)
    if told.value != (target.value if target.state == "value" else None):
        yield _difference(where, f"target {named}", told.value, target)
    achieved = reader.achievement(*where, named)
    if told.state.value != achieved.state:
        yield _difference(where, f"state of achievement {named}", told.state.value, achieved)
    if told.achievement != (achieved.value if achieved.state == "value" else None):
        yield _difference(where, f"achievement {named}", told.achievement, achieved)


def _features(world: World, found: Result, version: Indicator | None) -> set[str]:
    """What came up in one result: its state, and what its version is made of."""
    made = {f"a result that is {found.state.value}"}
    if version is None:
        return made | {"outside all versions"}
    for part in walk(version):
        match part:
            case Agg(how, item, over, rules):
                made |= {f"{how} of many", "over a set" if over is not None else "over all rows"}
                made |= {"many members of an indicator"} if isinstance(item, Ind) else set()
                made |= {
                    f"{name} {rule} behind many rows" for name, rule in _rules(rules.missing, rules.unloaded, rules.na)
                }
            case Count():
                made.add("count")
            case Weighted(how, _, rules):
                made.add(f"weighted {how} by weights")
                made |= {
                    f"{name} {rule} behind weights" for name, rule in _rules(rules.missing, rules.unloaded, rules.na)
                }
            case WeightedBy(how):
                made.add(f"weighted {how} by a column")
            case Ind(_, what, shift):
                made |= {f"{what} of another indicator", f"indicator [{shift.split()[0]}]" if shift else "indicator"}
            case Col(source, column, shift):
                declared = world.sources[source]
                made |= {f"of a {declared.absent} source", f"column [{shift.split()[0]}]" if shift else "column"}
                made |= _features_of_column(world, source, column)
            case If():
                made.add("if")
            case Has():
                made.add("has")
            case IsMissing():
                made.add("= missing")
            case Call(name):
                made.add(f"{name}()")
            case _:
                pass
    made |= {"guard"} if version.guards else set()
    made |= {"guard that holds"} if version.guards and found.state.value == "not-applicable" else set()
    made |= {"versions"} if len(world.indicators[version.name]) > 1 else set()
    made |= {"let"} if version.lets else set()
    made |= {"rounded"} if version.round is not None else set()
    made |= {f"achievement that is {each.state.value}" for each in found.targets}
    made |= {"named target"} if any(each.name for each in found.targets) else set()
    if found.category is not None and version.bands:
        made.add("a category" if found.state.value == "value" else "possible categories")
    return made


def _features_of_column(world: World, source: str, column: str) -> set[str]:
    declared = world.sources[source].column(column)
    made = {f"column that is consolidated: {declared.consolidate}"} if declared.consolidate else set()
    made |= {"column that is partial"} if declared.partial else set()
    made |= {"column computed row by row"} if declared.let is not None else set()
    return made | {
        f"{name} {rule} at a column" for name, rule in _rules(declared.when_missing, declared.when_unloaded, "")
    }


def _rules(missing: str, unloaded: str, na: str) -> list[tuple[str, str]]:
    named = [("when missing", missing), ("when not loaded", unloaded), ("when not applicable", na)]
    return [each for each in named if each[1]]
