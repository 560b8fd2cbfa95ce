"""The shipped specs: clean, canonical, tested in full, the same in English, and with no line that could be left out.

A waiver or a guard that changes nothing when it is taken away would be decoration: each is taken away in turn, and the check or a
test of the spec set must say so. A correction is needed if the figure as printed gets a problem.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from iku_dsl.checking.check import Checked, check_parsed, read_files
from iku_dsl.editing.format import format_spec
from iku_dsl.parsing.parse import Parsed, parse
from iku_dsl.problem import SourceFile
from iku_dsl.program import Band, Indicator, Program, Scale, Weight, WeightLevel
from iku_dsl.proofs.bands import bands, weights
from iku_engine.testing.testing import Runner, run_tests

SPECS = Path(__file__).parent.parent / "indicator_specs"
SETS = ("kemensos", "nasional", "undp")
ALL = SPECS / "nasional"

GUARD = re.compile(r" *(?:bila|when) .+ (?:tidak berlaku karena|not applicable because) \".*\"$")
CAP = re.compile(r" *(?:kategori paling tinggi|bands at most) .+ (?:karena|because) \".*\"$")
OUTSIDE = re.compile(r" *(?:di luar kategori|outside) .+ (?:karena|because) \".*\"$")
REQUIRE = re.compile(r" *(?:syarat|require) .+$")
WAIVER = re.compile(r" (?:sebagian|partial|lintas versi|across versions) (?:karena|because) \"[^\"]*\"")


def weights_of(program: Program) -> Iterator[tuple[Indicator, WeightLevel, Weight]]:
    for versions in program.indicators.values():
        for version in versions:
            for level in version.levels:
                for weight in level.weights:
                    yield version, level, weight


def bands_of(program: Program) -> Iterator[tuple[Scale, Band]]:
    for scale in program.scales.values():
        for band in scale.bands:
            yield scale, band


@cache
def sources(name: str) -> tuple[SourceFile, ...]:
    return read_files([SPECS / name]).files


@cache
def parsed(name: str) -> tuple[Parsed, ...]:
    return tuple(parse(file) for file in sources(name))


@cache
def checked(name: str) -> Checked:
    return check_parsed(parsed(name))


@dataclass(frozen=True)
class Line:
    """A line of a spec file, and what stands there instead when it is tried: another text, or (None) nothing."""

    spec_set: str
    file: int
    number: int
    instead: str | None

    def __str__(self) -> str:
        return f"{self.spec_set}-{Path(self.source.path).stem}-{self.number + 1}"

    @property
    def source(self) -> SourceFile:
        return sources(self.spec_set)[self.file]

    def tried(self) -> Checked:
        """The spec set with the other text."""
        lines = self.source.text.split("\n")
        lines[self.number] = self.instead if self.instead is not None else ""
        files = list(parsed(self.spec_set))
        files[self.file] = parse(SourceFile(self.source.path, "\n".join(lines)))
        return check_parsed(files)


def lines(pattern: re.Pattern[str], instead: Callable[[re.Match[str], str], str | None]) -> Iterator[Line]:
    for name in SETS:
        for place, one in enumerate(sources(name)):
            for number, text in enumerate(one.text.split("\n")):
                found = pattern.search(text)
                if found is not None:
                    yield Line(name, place, number, instead(found, text))


def nothing(found: re.Match[str], text: str) -> None:
    return None


def without(found: re.Match[str], text: str) -> str:
    return text[: found.start()] + text[found.end() :]


GUARDS = [*lines(GUARD, nothing), *lines(CAP, nothing)]
_WAIVED = [*lines(WAIVER, without)]
PARTIALS = [
    line for line in _WAIVED if " konsolidasi " in str(line.instead)
]  # no proof asks for them, but a result does
WAIVERS = [*lines(OUTSIDE, nothing), *(line for line in _WAIVED if line not in PARTIALS)]
REQUIREMENTS = [*lines(REQUIRE, nothing)]


# ---- as shipped


@pytest.mark.parametrize("name", SETS)
def test_the_specs_have_no_problem(name: str) -> None:
    assert checked(name).problems == ()


@pytest.mark.parametrize("name", SETS)
def test_their_own_tests_pass_and_reach_everything(name: str) -> None:
    report = run_tests(checked(name).program)
    assert [result.name for result in report.results if not result.passed] == []
    assert {coverage.kind: coverage.missed for coverage in report.coverage if coverage.missed} == {}


@pytest.mark.parametrize("name", SETS)
def test_they_are_in_canonical_form(name: str) -> None:
    for one in parsed(name):
        assert format_spec(one.spec) == one.file.text, one.file.path


@pytest.mark.parametrize("name", SETS)
def test_they_say_the_same_in_the_other_language(name: str) -> None:
    """Every keyword and ordinary word translated there and back; what was translated is checked and tested like the original."""
    there, back = ("id", "en") if name == "undp" else ("en", "id")
    translated = [parse(SourceFile(one.file.path, format_spec(one.spec, there))) for one in parsed(name)]
    found = check_parsed(translated)
    assert found.problems == ()
    assert all(result.passed for result in run_tests(found.program).results)
    assert [format_spec(one.spec, back) for one in translated] == [format_spec(one.spec, back) for one in parsed(name)]


def test_every_national_indicator_says_what_it_is_and_on_what_it_rests() -> None:
    program = checked("nasional").program
    for versions in program.indicators.values():
        for version in versions:
            assert version.label, version.name
            assert version.prose.basis, version.name
            assert version.prose.definition, version.name
    assert [source.name for source in program.sources.values() if not source.label or not source.publisher] == []
    assert [table.name for table in program.tables.values() if not table.basis] == []


def test_at_least_fifteen_national_indicators() -> None:
    assert len(checked("nasional").program.indicators) >= 20


# ---- what could be left out


@pytest.mark.parametrize(
    "line",
    [pytest.param(line, marks=() if at % 4 == 0 else pytest.mark.soak) for at, line in enumerate([*GUARDS, *PARTIALS])],
    ids=str,
)
def test_a_guard_or_a_partial_consolidation_is_needed(line: Line) -> None:
    found = line.tried()
    if not found.problems:
        with Runner(found.program) as runner:
            beside = (test for test in found.program.tests if test.span.file == line.source.path)
            failed = any(not runner.run(test).passed for test in beside)
        assert failed, f"nothing changes without line {line.number + 1} of {line.source.path}"


@pytest.mark.parametrize("line", WAIVERS, ids=str)
def test_a_waiver_is_needed(line: Line) -> None:
    assert line.tried().problems, f"nothing is found without line {line.number + 1} of {line.source.path}"


@pytest.mark.parametrize("name", SETS)
def test_a_correction_of_a_weight_is_needed(name: str) -> None:
    program = checked(name).program
    for version, level, weight in weights_of(program):
        if weight.correction is not None:
            as_printed = tuple(replace(w, weight=w.printed) if w is weight else w for w in level.weights)
            levels = tuple(replace(one, weights=as_printed) if one is level else one for one in version.levels)
            tried = replace(program, indicators={version.name: (replace(version, levels=levels),)})
            assert weights(tried, frozenset()), f"{version.name}, {weight.member}: the printed weight has no problem"


@pytest.mark.parametrize("name", SETS)
def test_a_correction_of_a_band_is_needed(name: str) -> None:
    program = checked(name).program
    for scale, band in bands_of(program):
        if band.correction is not None:
            assert band.correction.interval is not None
            as_printed = replace(band, intervals=(band.correction.interval,))
            tried = replace(scale, bands=tuple(as_printed if one is band else one for one in scale.bands))
            assert bands(replace(program, scales={scale.name: tried}), frozenset()), f"{scale.name}, {band.name}"


@pytest.mark.parametrize("line", REQUIREMENTS, ids=str)
def test_a_requirement_is_needed(line: Line) -> None:
    assert line.tried().problems, f"nothing is found without line {line.number + 1} of {line.source.path}"


def test_the_lines_are_found() -> None:
    """The patterns see the statements that the program has."""
    programs = [checked(name).program for name in SETS]
    versions = [version for program in programs for found in program.indicators.values() for version in found]
    profiles = [profile for program in programs for profile in program.profiles.values()]
    scales = [scale for program in programs for scale in program.scales.values()]
    guards = sum(len(version.guards) + len(version.caps) for version in versions)
    assert len(GUARDS) == guards + sum(len(profile.guards) for profile in profiles)
    partial = sum(bool(scale.partial) + len(scale.outside) for scale in scales)
    partial += sum(bool(table.partial) for program in programs for table in program.tables.values())
    assert len(WAIVERS) == partial + sum(bool(version.across) for version in versions)
    columns = [
        c for program in programs for s in program.sources.values() for c in (*s.columns.values(), *s.derived.values())
    ]
    made = [one.consolidation for one in (*columns, *versions)]
    assert len(PARTIALS) == sum(bool(how.partial) for how in made if how is not None)


# ---- figures that others published


@pytest.mark.parametrize(("weight", "total"), [("11.1%", "99.9%"), ("11%", "99%")])
def test_nine_rounded_weights_do_not_sum_to_the_whole(weight: str, total: str) -> None:
    """I-04: a ninth each is 100%; printed with two or three decimals the nine make 99% or 99.9%."""
    (place,) = (i for i, one in enumerate(parsed("nasional")) if Path(one.file.path).stem == "layanan_publik")
    file = parsed("nasional")[place].file
    files = list(parsed("nasional"))
    text, changed = re.subn(r"1/9 tercetak 0.11 karena \".*\"", weight, file.text)
    assert changed == 9
    files[place] = parse(SourceFile(file.path, text))
    (problem,) = check_parsed(files).problems
    assert problem.id == "weights-sum"
    assert dict(problem.message.arguments)["total"] == total
