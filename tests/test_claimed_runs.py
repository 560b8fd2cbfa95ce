"""What a kept run says that it saw, as of when, and by which specs, is so; else whoever reads or verifies it names it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from claimed_runs import CLAIMS, FALSE, HONEST, TICK, YEAR, Claim, keep, times
from cli_workspace import Workspace, workspace_in
from hypothesis import given, settings
from hypothesis import strategies as st
from test_clock import TRUE, WRONG, at, load, right
from test_histories import HISTORIES, NO_LIMITS, PROGRAM, YEARS, Operation, told
from test_histories import SPEC as SPEC_OF_HISTORIES
from test_ledger import HEADER, SPEC, Ministry, with_facts

from iku_dsl.checking.check import digest
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile, Text
from iku_engine.database import chain
from iku_engine.database.chain import canonical
from iku_engine.errors import RefusedFile, StoreError
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.ledger.approving import DoubtKind, doubts, step
from iku_engine.ledger.export import export_run, verify_export
from iku_engine.ledger.verify import Verifier
from iku_engine.results.records import identity, record_of
from iku_engine.store.restating import FINAL, REVIEWED
from iku_engine.store.runs import Asked, Run, run, spec_files, store_run, untrue
from iku_engine.store.store import Store

MORE = HEADER + "2024,01,60%,3\n"


@pytest.fixture
def ministry(tmp_path: Path) -> Iterator[Ministry]:
    with with_facts(tmp_path) as made:
        made.load("espm", MORE)
        yield made


@pytest.mark.few("honest", "honest, while somebody wrote", "honest, between events", "honest, of a day that lies ahead")
@pytest.mark.parametrize("name", HONEST)
def test_an_honest_run_is_whole_and_is_made_final(ministry: Ministry, name: str) -> None:
    number = keep(ministry.store, ministry.program, ministry.file, CLAIMS[name])
    ministry.load("espm", HEADER + "2024,02,10%,4\n")
    assert ministry.verify().faults == ()
    export_run(ministry.store, number, ministry.folder / "run.json")
    assert verify_export(ministry.folder / "run.json")[1].faults == ()
    step(ministry.store, number, REVIEWED, user="reza")
    step(ministry.store, number, FINAL, user="reza", despite="all of it is known")
    assert ministry.verify().faults == ()


@pytest.mark.few(
    "as of between events",
    "as of in another zone, an hour beside",
    "as of the first day",
    "as of a number",
    "saw itself",
    "saw less than nothing",
    "as printed, nothing",
    "a key as a text",
    "indicators as a text",
    "no periods",
    "periods that are none",
    "a part of its own",
    "files that are none",
    "files under numbers",
    "files of the past",
    "a period twice",
    "an engine with signs",
    "an identity that is none",
    "an identity of other specs",
)
@pytest.mark.parametrize("name", FALSE)
def test_a_run_that_says_what_is_not_so_is_named_by_all_who_verify_it(ministry: Ministry, name: str) -> None:
    claim = CLAIMS[name]
    number = keep(ministry.store, ministry.program, ministry.file, claim)
    assert [text.key for text in ministry.verify().faults] == [claim.key]
    with pytest.raises(StoreError) as error:
        step(ministry.store, number, REVIEWED, user="reza")
    assert error.value.text.key == ("store-text" if claim.key == "verify.text" else claim.key)
    assert not _passes(ministry, number)
    if claim.key != "verify.text":  # of a run that can be read at all nobody says that its figures are as they were
        made = run(ministry.store, number)
        places = [identity(one) for one in made.results]
        found = doubts(ministry.store, made, places, "reza")
        assert [(doubt.kind, len(doubt.places)) for doubt in found] == [(DoubtKind.NOT_AGAIN, 1)]


def _passes(ministry: Ministry, number: int) -> bool:
    """Whether somebody else takes the export of a run for whole."""
    path = ministry.folder / "run.json"
    try:
        export_run(ministry.store, number, path)
        return not verify_export(path)[1].faults
    except (RefusedFile, StoreError):
        return False


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    with with_facts(tmp_path) as made:
        made.load("espm", MORE)
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en", IKU_USER="reza", IKU_SPECS="s.iku")
    made.write("s.iku", SPEC)
    return made


@pytest.mark.few(
    "as of before any facts",
    "as of a year that cannot be told",
    "saw what is to come",
    "a key of numbers",
    "periods as numbers",
    "files under numbers",
    "an engine with signs",
    "an identity of other specs",
)
@pytest.mark.parametrize("name", FALSE)
def test_no_reader_calls_it_a_bug(office: Workspace, name: str) -> None:
    path = office.folder
    made = Ministry(path, f"sqlite:///{path}/iku.db", members="")
    keep(made.store, made.program, made.file, CLAIMS[name])
    made.store.close()
    commands = (
        ("runs", "list"), ("runs", "list", "--json"), ("runs", "show"), ("runs", "show", "--json"), ("runs", "review", "5"),
        ("runs", "final", "5", "--despite", "so be it"), ("trace", "rata_penerima", "--period", "2024", "--against", "run:5"),
        ("runs", "export", "5", "--to", "e.json"), ("runs", "verify"), ("eval", "--period", "2024"),
    )  # fmt: skip
    for command in commands:
        said = office(*command)
        whole = said.out + said.err
        assert "bug of iku-engine" not in whole and "Traceback" not in whole and "\x1b" not in whole, (command, said)
        if command[1] in ("review", "final", "verify", "rata_penerima"):
            assert said.status != 0, (command, said)
        if CLAIMS[name].key == "verify.text" and command[:2] in (("runs", "list"), ("runs", "show")):
            assert "iku_run" in said.err and "5" in said.err, (command, said)
            assert said.status == (0 if "list" in command else 3), "the others are listed all the same"
        if CLAIMS[name].key != "verify.text" and command == ("runs", "show"):
            assert "run 5: " in said.out, said


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(hours=9), timedelta(days=400)], ids=str)
def test_a_time_that_lies_ahead_is_none_that_anything_is_known_of(ministry: Ministry, ahead: timedelta) -> None:
    """`--as-of` today, asked in the morning, is what was known in the morning; and so it is doubted by what the facts make since."""
    moment = datetime.now().astimezone() + timedelta(minutes=5) + ahead
    asked = Asked(periods=(YEAR,), as_of=moment)
    found = evaluate(ministry.store, ministry.program, specs="", periods=asked.periods, as_of=moment)
    number = store_run(ministry.store, found, [ministry.file], asked, user="siti")
    ministry.load("espm", HEADER + "2024,02,10%,4\n")
    made = run(ministry.store, number)
    assert (made.asked.as_of, made.seen) == (None, number - 1)
    assert ministry.verify().faults == ()
    kinds = {doubt.kind for doubt in doubts(ministry.store, made, [identity(one) for one in made.results], "reza")}
    assert DoubtKind.CHANGED in kinds


def test_what_came_meanwhile_is_no_fault_of_a_run(ministry: Ministry, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one evaluates, another writes: a time between the two is one of which not all was seen."""
    began, program = datetime.now().astimezone(), ministry.program
    ends = [None, began - timedelta(hours=1), began + timedelta(hours=2), began + timedelta(days=9)]
    asked = [Asked(periods=(YEAR,), as_of=end) for end in ends]
    found = [evaluate(ministry.store, program, specs="", periods=one.periods, as_of=one.as_of) for one in asked]
    monkeypatch.setattr(chain, "now", lambda: began + timedelta(hours=1))
    monkeypatch.setattr(chain, "_other_clock", lambda _: None)
    ministry.load("espm", HEADER + "2024,02,10%,4\n")
    monkeypatch.setattr(chain, "now", lambda: began + timedelta(hours=3))
    kept = []
    for one, made in zip(asked, found, strict=True):
        try:
            number = store_run(ministry.store, made, [ministry.file], one, user="siti")
            kept.append((run(ministry.store, number).asked.as_of, made.seen))
        except StoreError as error:
            kept.append((error.text.key, made.seen))
    assert kept == [(None, 4), (ends[1], 0), ("run-meanwhile", 4), (None, 4)]
    assert ministry.verify().faults == ()


def test_what_came_later_by_a_right_clock_is_not_what_a_run_by_a_wrong_one_missed(
    ministry: Ministry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Times run backwards where somebody set a clock right: what stands behind the run came after it, whatever its time."""
    moment = TRUE + timedelta(hours=1)
    at(monkeypatch, WRONG)
    right(ministry)
    load(ministry, "70%")
    number = keep(
        ministry.store, ministry.program, ministry.file, Claim(lambda _: {"as_of": moment.isoformat()}, {"seen": 4}, 4)
    )
    at(monkeypatch, moment - timedelta(minutes=5))
    right(ministry)
    load(ministry, "80%")
    assert {number - 1, number + 2} <= set(times(ministry.store))
    assert ministry.verify().faults == ()


def test_the_specs_of_several_folders_have_one_identity(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It rests on no order but that of their paths, in which what is kept of them can be put again, by another system, too."""
    with with_facts(tmp_path):
        pass
    office = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en", IKU_USER="siti", IKU_SPECS="specs")
    sources, indicator = SPEC.split("indikator")
    (tmp_path / "specs" / "s").mkdir(parents=True)
    office.write("specs/s-beside.iku", sources)  # before `s/` by its letters, and after it by its folder
    office.write("specs/s/t.iku", f"indikator{indicator}")
    assert office("eval", "--period", "2024").status == 0
    assert office("runs", "verify").status == 0
    files = [SourceFile("specs/s/t.iku", "1"), SourceFile("specs/s-beside.iku", "2")]
    elsewhere = [SourceFile(file.path.replace("/", "\\"), file.text) for file in reversed(files)]
    assert digest(files) == digest(elsewhere)


def keep_as_of(store: Store, moment: datetime) -> int:
    """An honest run of a history, as known at a moment."""
    asked = Asked(periods=tuple(Period(year) for year in YEARS), as_of=moment)
    found = evaluate(store, PROGRAM, specs="", periods=asked.periods, as_of=moment)
    return store_run(store, found, [FILE], asked, user="test")


FILE = SourceFile("spec.iku", SPEC_OF_HISTORIES.replace("  kolom harus bilangan 0..\n", ""))


def beside(operations: list[Operation], place: int) -> None:
    """Honest runs of a history as known at, before and after one of its events; and each of these a step beside what it says."""
    with told() as whole:
        for operation in operations:
            whole.do(operation)
        store, known = whole.store, times(whole.store)
        chosen = known[sorted(known)[place % len(known)]]
        numbers = [keep_as_of(store, chosen + step) for step in (-TICK, TICK * 0, TICK)]
        assert Verifier(store).verify().faults == ()
        every = times(store)
        for made in (run(store, number) for number in numbers):
            for step in (-1, 1):
                assert _untrue(store, replace(made, seen=made.seen + step)) is not None
            for moment in {one + step for one in every.values() for step in (-TICK, TICK * 0, TICK)}:
                last = max((event for event, at in every.items() if at <= moment and event < made.id), default=0)
                nothing_else = last == made.seen and moment <= every[made.id]
                other = replace(made, asked=replace(made.asked, as_of=moment))
                assert (_untrue(store, other) is None) == nothing_else
                if nothing_else:
                    now = evaluate(store, PROGRAM, specs="", periods=made.asked.periods, as_of=moment)
                    assert canonical([record_of(one) for one in now.results]) == canonical(made.results)


def _untrue(store: Store, made: Run) -> Text | None:
    with store.reading() as connection:
        files = spec_files(connection, store.schema, made)
        assert not isinstance(files, str)
        return untrue(connection, store.schema, made, files)


@settings(max_examples=4, **NO_LIMITS)  # type: ignore[arg-type]
@given(HISTORIES, st.integers(0, 20))
def test_a_step_beside_what_an_honest_run_says_is_found_or_changes_nothing(
    operations: list[Operation], place: int
) -> None:
    beside(operations, place)


@pytest.mark.soak
@settings(max_examples=100, **NO_LIMITS)  # type: ignore[arg-type]
@given(HISTORIES, st.integers(0, 20))
def test_a_step_beside_is_found_in_many_histories(operations: list[Operation], place: int) -> None:
    beside(operations, place)
