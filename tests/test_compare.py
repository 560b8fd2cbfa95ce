"""The parts of a change add up to it exactly, whatever changed; and where they cannot be told apart, it says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import cast

import pytest
from cli_workspace import SPEC
from demonstration import FEWER, demonstration, development
from fresh_store import fresh_store
from judged_specs import write_judged
from random_facts import Facts, loaded, random_facts
from soundness import understood
from typed_specs import write
from what_if_worlds import accepted, begin_chain, random_changes

from iku_dsl.budgets import BUDGETS
from iku_dsl.checking.check import check, check_files
from iku_dsl.period import Grain, Period
from iku_dsl.problem import SourceFile, say
from iku_dsl.program import Program
from iku_engine.compare import splitting
from iku_engine.compare.between_worlds import Leg
from iku_engine.compare.change import Change, Compared, Part
from iku_engine.compare.compare import Question, Side, _own, compare
from iku_engine.compare.splitting import owen, shapley
from iku_engine.database.chain import moment
from iku_engine.errors import WrongUse
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.results.evaluation import State
from iku_engine.store.store import Store
from iku_engine.worlds.supposing import OfFact
from iku_engine.worlds.whatif import Rules

HERE = Path(__file__).parent
NATIONAL = HERE.parent / "indicator_specs" / "nasional"


def held(store: Store, program: Program, found: Compared) -> int:
    """Every change is what the evaluations say, and its parts add up, at every level. Answers how many changes there are."""
    count = 0
    for change in found.changes:
        adds_up(change)
        count += bool(change.exact)
    if not found.achievement:
        for end in (found.start, found.end):
            asked = {"indicators": [found.indicator], "periods": [end.period], "traced": False, "as_of": end.as_of}
            really = {one.key: one for one in evaluate(store, program, specs="", **asked).results}  # type: ignore[arg-type]
            for change in found.changes:
                shown = change.before if end is found.start else change.after
                assert (shown.state, shown.value) == (really[change.key].state, really[change.key].value)
    return count


def adds_up(change: Change) -> None:
    if change.exact is None:
        assert change.parts == ()
        assert change.reason is not None
        return
    assert change.value_before is not None
    assert change.value_before + sum((part.exact for part in change.parts), Fraction(0)) == change.value_after
    for part in change.parts:
        if part.columns:
            assert sum((one.exact for one in part.columns), Fraction(0)) == part.exact
        if part.members:
            assert sum((one.exact for one in part.members), part.rest) == part.exact


def between(
    store: Store, program: Program, name: str, years: tuple[int, int], key: tuple[str, ...] | None = None, **more: bool
) -> Compared:
    rules = Rules(program, "specs")
    first, last = (Side(rules, Period(year)) for year in years)
    return compare(store, rules, first, last, Question(name, key, **more))


# ---- the value of Shapley


def test_of_many_members_nobody_looks_for_the_facts_of_one() -> None:
    """The facts of all were looked through for each of them: 13,000 members take the square of that."""
    leg = cast("Leg", object())  # of which nothing can be asked
    assert _own(leg, ("a",), detailed=False) is leg


def test_of_many_members_nobody_looks_through_the_facts_of_all_for_each() -> None:
    leg = cast("Leg", SimpleNamespace(places=Counter(data=3)))  # of whose facts nothing can be asked
    part = splitting._part(leg, ("a",), ("data",), [("data",)], Fraction(1), None, detailed=False)
    assert part == Part(("data",), Fraction(1), 3)


def test_the_value_of_the_textbook_game() -> None:
    """A left glove and two right ones: a pair is worth one. The left one gets 2/3 (Shapley 1953)."""

    def worth(on: frozenset[str]) -> Fraction:
        return Fraction("left" in on and len(on) > 1)

    assert shapley(["left", "right", "other"], worth) == {
        "left": Fraction(2, 3), "right": Fraction(1, 6), "other": Fraction(1, 6),
    }  # fmt: skip


def test_parts_within_a_union_add_up_to_its_own() -> None:
    random = Random(3)
    worths: dict[frozenset[object], Fraction] = {}

    def worth(on: frozenset[object]) -> Fraction:
        return worths.setdefault(
            on, Fraction(random.randrange(-99, 100), random.randrange(1, 9)) if on else Fraction(0)
        )

    inner = ("a", "b", "c")
    whole = shapley(["X", "Y", "Z"], lambda on: worth(frozenset(on - {"X"}) | (set(inner) if "X" in on else set())))
    parts = owen(("Y", "Z"), inner, lambda outside, inside: worth(frozenset(outside | inside)))
    assert sum(parts.values(), Fraction(0)) == whole["X"]


# ---- whole comparisons


PER_REGION = ("spm_meningkat", "indeks_spm")  # dear: the earlier year, and every region, only in the soak form
REGIONS = ("11.01", "12.01")


@pytest.mark.parametrize(
    ("name", "years"),
    [
        ("nilai_akip", (2023, 2024)),
        ("perjanjian_diimplementasikan", (2023,)),  # the year after it: below
        ("spm_meningkat", (2024,)),
        *(pytest.param(name, (2023, 2024), marks=pytest.mark.soak) for name in PER_REGION),
    ],
)
def test_the_demonstration_from_year_to_year(name: str, years: tuple[int, ...]) -> None:
    with demonstration(FEWER) as (store, program):
        changes = sum(held(store, program, between(store, program, name, (year, year + 1))) for year in years)
    assert changes or name == "spm_meningkat"


def test_some_regions_of_the_demonstration() -> None:
    with demonstration(FEWER) as (store, program):
        found = [between(store, program, "indeks_spm", (2024, 2025), (region,)) for region in REGIONS]
        assert [held(store, program, one) for one in found] == [1] * len(REGIONS)


def test_the_agreements_of_one_year_by_cause() -> None:
    with demonstration(FEWER) as (store, program):
        found = between(store, program, "perjanjian_diimplementasikan", (2024, 2025))
        assert held(store, program, found) == 1
    (change,) = found.changes
    assert {part.causes: part.exact for part in change.parts} == {
        ("entering",): Fraction(-73, 1560), ("leaving",): Fraction(-43, 780), ("data",): Fraction(271, 3640),
    }  # fmt: skip
    data = change.parts[-1]
    assert {one.key[0] for one in data.members if one.exact > 0} == {"PKS-01/2023", "PKS-02/2022"}


@pytest.mark.soak
def test_the_development_index_of_every_country() -> None:
    with development() as (store, program):
        assert held(store, program, between(store, program, "hdi", (2012, 2022))) > 150


def test_the_development_index_of_one_country() -> None:
    with development() as (store, program):
        found = between(store, program, "hdi", (2012, 2022), ("IDN",))
        held(store, program, found)
        (change,) = found.changes
        assert {one.column for one in change.parts[0].columns} == {"le", "eys", "mys", "gnipc"}


@pytest.mark.parametrize(
    "seeds", [(10, 11, 55, 63), pytest.param(range(200), marks=pytest.mark.soak)], ids=["some", "many"]
)
def test_random_programs_over_random_facts_and_years(seeds: Sequence[int]) -> None:
    """Some of their results have no value, some mixtures have none; what is said adds up all the same."""
    changes = 0
    for seed in seeds:
        random = Random(seed)
        writer = write_judged if seed % 2 else write
        checked = check_files([SourceFile("random.iku", writer(random))])
        if not understood(checked):
            continue
        program = checked.program
        with loaded(program, random_facts(program, random, dense=1.0, empty=0.0)) as world:
            for name, versions in program.indicators.items():
                if all(version.grain.value == "year" for version in versions):
                    found = _compared(world.store, program, name)
                    changes += held(world.store, program, found) if found is not None else 0
    assert changes > 8


def _compared(store: Store, program: Program, name: str) -> Compared | None:
    try:
        return between(store, program, name, (2023, 2024))
    except WrongUse as error:
        assert error.text.key == "compare-nobody"  # noqa: PT017
        return None


NATIONALS = ("anggaran", "kinerja_organisasi", "layanan_publik", "lingkungan", "reformasi_birokrasi", "spbe")


@pytest.mark.parametrize("limit", ["MOST_FACTS", "MOST_WORLDS"])
def test_what_is_too_much_to_split_is_not_split(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splitting, limit, 1)
    with demonstration(FEWER) as (store, program):
        found = between(store, program, "perjanjian_diimplementasikan", (2024, 2025))
        held(store, program, found)
    (change,) = found.changes
    assert len(change.parts) == 3
    whole = change.parts[-1]
    assert (whole.columns, whole.members) == ((), ())
    if limit == "MOST_FACTS":
        assert whole.unsplit is not None
        assert whole.unsplit.key == "compare-many"
    else:
        assert (whole.rest, whole.rest_count) == (whole.exact, 4)


def test_what_takes_too_much_to_be_worked_out_is_not_split(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BUDGETS, "worked-untraced", replace(BUDGETS["worked-untraced"], most=20))
    with demonstration(FEWER) as (store, program):
        found = between(store, program, "perjanjian_diimplementasikan", (2024, 2025))
        held(store, program, found)
    (change,) = found.changes
    (whole,) = change.parts
    assert whole.causes == ("entering", "leaving", "data")
    assert whole.unsplit == say("compare-worked", limit=20)
    assert (whole.exact, whole.columns, whole.members) == (change.exact, (), ())


def test_an_indicator_without_a_target_has_no_achievement_to_compare() -> None:
    with demonstration(FEWER) as (store, program), pytest.raises(WrongUse, match="compare-no-achievement"):
        between(store, program, "nilai_akip", (2022, 2024), achievement=True)


@pytest.mark.parametrize("worlds", [1, pytest.param(12, marks=pytest.mark.soak)], ids=["some", "many"])
@pytest.mark.parametrize("name", NATIONALS)
def test_composites_with_profiles_and_their_achievements(name: str, worlds: int) -> None:
    """Indicators of other regulations, each that has a value or an achievement in both years of some random facts."""
    program = check([NATIONAL / f"{name}.iku"]).program
    names = [name for name, versions in program.indicators.items() if versions[0].grain.value == "year"]
    tried = 0
    for seed in range(6 * worlds):
        seen = Counter[bool]()
        with loaded(program, random_facts(program, Random(seed))) as world:
            years = [Period(2023), Period(2024)]
            results = evaluate(world.store, program, specs="", indicators=names, periods=years, traced=False).results
            known = Counter((one.indicator, False) for one in results if one.value is not None)
            known += Counter((one.indicator, True) for one in results if any(t.achievement for t in one.targets))
            for (indicator, achievement), count in known.items():
                if count > 1 and (
                    worlds > 1 or not seen[achievement]
                ):  # by default the first of each kind that changes
                    found = between(world.store, program, indicator, (2023, 2024), achievement=achievement)
                    seen[achievement] += held(world.store, program, found)
        tried += seen.total() > 0
        if tried == worlds:
            break
    assert tried > 0


MANY = """
dimensi daerah "Daerah" kunci kode
  atribut nama teks

sumber espm "e-SPM" per tahun, daerah
  kolom penerima angka 0..1000 boleh kosong
  kolom sasaran angka 1..1000 boleh kosong

indikator cakupan "Cakupan"
  satuan angka
  arah naik
  hitung s = jumlah espm.sasaran atas (daerah yang ada espm) bila kosong lewati
  bila s = 0 tidak berlaku karena "tanpa sasaran"
  rumus (jumlah espm.penerima atas (daerah yang ada espm) bila kosong lewati) / s

indikator banyak "Banyak"
  satuan angka
  arah naik
  rumus banyaknya (daerah yang espm.penerima > espm.penerima[tahun lalu])
"""


@pytest.mark.parametrize(
    ("seeds", "singles", "members"),
    [(range(1), 8, 16), pytest.param(range(8), splitting.MOST_SINGLES, 50, marks=pytest.mark.soak)],
    ids=["some", "many"],
)
def test_many_members_that_rise_fall_come_and_go(
    seeds: range, singles: int, members: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(splitting, "MOST_SINGLES", singles)
    checked = check_files([SourceFile("a.iku", MANY)])
    assert checked.errors == ()
    seen: set[str] = set()
    beyond = 0
    for seed in seeds:
        random = Random(seed)
        rows = ["tahun,daerah,penerima,sasaran"]
        for year in (2022, 2023, 2024):
            for number in range(members):
                if random.random() < 0.9:
                    rows.append(f"{year},d{number:02},{random.randrange(500)},{random.randrange(1, 500)}")
        (tmp_path / "espm.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        named = ["kode,nama", *(f"d{number:02},Daerah {number}" for number in range(members))]
        (tmp_path / "daerah.csv").write_text("\n".join(named) + "\n", encoding="utf-8")
        with fresh_store(checked.program) as store:
            for name in ("daerah", "espm"):
                import_file(store, checked.program, tmp_path / f"{name}.csv", name, user="test")
            for indicator in ("cakupan", "banyak"):
                found = between(store, checked.program, indicator, (2023, 2024))
                held(store, checked.program, found)
                (change,) = found.changes
                if change.exact is not None:
                    seen.update(cause for part in change.parts for cause in part.causes)
                    data = next(part for part in change.parts if part.causes == ("data",))
                    assert {one.column for one in data.columns} == {"penerima", "sasaran"}
                    shown = min(data.places, singles)  # each place is of a member of its own
                    assert (len(data.members), data.rest_count) == (shown, data.places - shown)
                    beyond += data.rest_count
    assert seen == {"entering", "leaving", "data"}
    assert beyond > 0


@pytest.mark.parametrize("seeds", [range(1), pytest.param(range(1, 8), marks=pytest.mark.soak)], ids=["some", "many"])
def test_two_days_of_knowledge_are_late_facts_and_corrections(seeds: range) -> None:
    for seed in seeds:
        random = Random(seed)
        with demonstration(FEWER) as (store, program):
            begun = moment("2999-01-01")
            with store.reading() as connection:
                last = connection.execute(store.schema.events.select()).all()[-1]
            before = moment(str(last.recorded_at))
            assert before is not None
            changes = [
                c
                for c in random_changes(store, program, random, 60 if len(seeds) > 1 else 8)
                if c.period == Period(2024)
            ]
            accepted(store, program, changes)
            rules = Rules(program, "")
            for name in ("nilai_akip", "spm_meningkat", "perjanjian_diimplementasikan"):
                sides = (Side(rules, Period(2024), before), Side(rules, Period(2024), begun))
                found = compare(store, rules, *sides, Question(name))
                held(store, program, found)
                causes = {cause for change in found.changes for part in change.parts for cause in part.causes}
                assert causes <= {"late", "corrected"}
            sides = (Side(rules, Period(2023), before), Side(rules, Period(2024), begun))
            held(store, program, compare(store, rules, *sides, Question("nilai_akip")))


OLD = (
    SPEC.replace("  kategori predikat\n", "  kategori predikat\n  target 2025 = 80\n  capaian sederhana\n")
    + """
profil sederhana
  naik = realisasi / target
"""
)
NEW = (
    OLD.replace("rencana 60%", "rencana 50%").replace("ukur 40%", "ukur 50%").replace("target 2025 = 80", "target 2025 = 90")
    .replace("A > 80 .. 100", "A > 85 .. 100").replace("B 0 .. 80", "B 0 .. 85")
    .replace("rumus jumlah berbobot lke.nilai", "rumus jumlah berbobot lke.nilai * 0.5").replace("harap nilai = 86", "harap nilai = 42.5")
    .replace("harap kategori = A", "harap kategori = B")
)  # fmt: skip


def test_two_spec_sets_are_rule_weights_and_target() -> None:
    old, new = (check_files([SourceFile("a.iku", text)]) for text in (OLD, NEW))
    assert (old.errors, new.errors) == ((), ())
    with fresh_store(old.program) as store:
        facts(store, {2024: (90, 70), 2025: (90, 80)})
        rules, other = Rules(old.program, "old"), Rules(new.program, "new")
        for achievement in (False, True):
            sides = (Side(rules, Period(2025)), Side(other, Period(2025)))
            (change,) = compare(store, rules, *sides, Question("akip", achievement=achievement)).changes
            adds_up(change)
            found = [part.causes for part in change.parts]
            assert found == [("rule",), ("weights",), *([("target",)] if achievement else [])]
            assert not achievement or change.parts[2].exact
        sides = (Side(rules, Period(2024)), Side(other, Period(2025)))
        (change,) = compare(store, rules, *sides, Question("akip")).changes
        adds_up(change)
        assert change.parts[0].causes == ("data",)
        assert (change.value_before, change.value_after) == (82, Fraction(85, 2))


def facts(store: Store, years: dict[int, tuple[int, int]]) -> None:
    """Values of both components by year."""
    with store.writing() as connection:
        batch = {"relation": "lke", "file": "lke.csv", "sha256": "", "rows_sha256": "", "rows_read": 4}
        beside = {"rows_accepted": 4, "rows_identical": 0, "rows_rejected": 0, "user_name": "", "recorded_at": "2024"}
        connection.execute(store.schema.batches.insert(), [{"batch_id": 1, **batch, **beside}])
        for year, values in years.items():
            connection.execute(store.schema.loaded.insert(), [{"batch_id": 1, "relation": "lke", "period": year}])
            for member, value in zip(("rencana", "ukur"), values, strict=True):
                row = {"batch_id": 1, "row": year, "period": year, "key_komponen": member, "nilai": value * 10**6}
                connection.execute(store.schema.relations["lke"].table.insert(), [row])
    begin_chain(store)


def test_a_version_of_a_rule_is_a_cause_beside_the_data() -> None:
    spec = SPEC.replace("  arah naik\n  bobot komponen", "  berlaku ..2024\n  arah naik\n  bobot komponen", 1)
    later = spec[spec.index("indikator akip") : spec.index("indikator penerima")]
    later = (
        later.replace("berlaku ..2024", "berlaku 2025..")
        .replace("rencana 60%", "rencana 30%")
        .replace("ukur 40%", "ukur 70%")
    )
    checked = check_files([SourceFile("a.iku", spec.partition("uji ")[0] + later)])
    assert checked.errors == ()
    with fresh_store(checked.program) as store:
        facts(store, {2024: (90, 70), 2025: (80, 80)})
        (change,) = between(store, checked.program, "akip", (2024, 2025)).changes
    adds_up(change)
    assert {part.causes: part.exact for part in change.parts} == {("data",): 1, ("weights",): -3}


def test_a_leap_year_is_the_calendar() -> None:
    spec = SPEC.partition("indikator")[0] + (
        'indikator per_hari "Per hari" per daerah\n  satuan angka\n  arah naik\n'
        "  rumus espm.penerima * banyaknya hari[tahun ini] / 1 hari\n"
    )
    checked = check_files([SourceFile("a.iku", spec)])
    assert checked.errors == ()
    with fresh_store(checked.program) as store:
        _days(store)
        (change,) = between(store, checked.program, "per_hari", (2023, 2024)).changes
    adds_up(change)
    assert {part.causes: part.exact for part in change.parts} == {("calendar",): Fraction(1, 2)}


def _days(store: Store) -> None:
    schema = store.schema
    beside = {
        "sha256": "",
        "rows_sha256": "",
        "rows_read": 0,
        "rows_accepted": 2,
        "rows_identical": 0,
        "rows_rejected": 0,
    }
    with store.writing() as connection:
        for number, name in enumerate(("daerah", "espm"), start=1):
            named = {"batch_id": number, "relation": name, "file": name, "user_name": "", "recorded_at": "2024"}
            connection.execute(schema.batches.insert(), [{**named, **beside}])
        member = {"batch_id": 1, "row": 1, "period": 0, "key_daerah": "x", "nama": "X"}
        connection.execute(schema.relations["daerah"].table.insert(), [member])
        connection.execute(schema.loaded.insert(), [{"batch_id": 1, "relation": "daerah", "period": 0}])
        for year in (2023, 2024):
            connection.execute(schema.loaded.insert(), [{"batch_id": 2, "relation": "espm", "period": year}])
            row = {"batch_id": 2, "row": year, "period": year, "key_daerah": "x", "penerima": 50 * 10**6}
            connection.execute(schema.relations["espm"].table.insert(), [row])


QUARTERS = """
sumber tw per triwulan
  kolom indeks angka 0..4 boleh kosong konsolidasi rerata sebagian karena "Contoh"

indikator indeks
  satuan indeks 0..4
  arah naik
  rumus tw.indeks
"""


def test_the_only_row_of_one_side_is_gone_on_the_other() -> None:
    """Two rows come in other quarters than the one that goes: no row of the first side is left in the second."""
    program = check_files([SourceFile("tw.iku", QUARTERS)]).program
    quarters = [Period(year).parts(Grain.QUARTER) for year in (2023, 2024)]
    rows = [("2023-Q3", "4.000000"), ("2023-Q4", "4.000000"), ("2024-Q1", "0.000000")]
    facts = Facts({"tw": rows}, {"tw": [quarter for year in quarters for quarter in year]})
    with loaded(program, facts) as world:
        found = between(world.store, program, "indeks", (2024, 2023))
        held(world.store, program, found)
    assert found.changes[0].exact == 4


NAMED = """
dimensi kasus "Kasus" kunci nomor

sumber pk per tahun, kasus
  kolom hasil angka 0..9

indikator hasil per kasus
  satuan nilai 0..9
  arah naik
  rumus pk.hasil
"""


def test_a_member_that_another_year_names_is_there_also_where_something_was_taken_back() -> None:
    program = check_files([SourceFile("pk.iku", NAMED)]).program
    rows = [("2023", "u1", "1"), ("2024", "u1", "2"), ("2024", "u2", "3"), ("2024", "u3", "4")]
    facts = Facts({"pk": rows}, {"pk": [Period(2023), Period(2024)]})
    with loaded(program, facts) as world:
        begin_chain(world.store)
        assert accepted(world.store, program, [OfFact("", "pk", Period(2024), ("u3",), gone=True)])
        found = between(world.store, program, "hasil", (2023, 2024))
        held(world.store, program, found)
    assert {one.key: one.before.state for one in found.changes if one.before} == {
        ("u1",): State.VALUE, ("u2",): State.MISSING,
    }  # fmt: skip
