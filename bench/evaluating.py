"""The SPM indicator, and fifty others, beside the SQL that an expert would write for the same tables; and what twenty years take."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import sqlalchemy as sa

from bench.facts import SPECS, kept_store, spm_store
from bench.measure import command, least, show, surroundings
from iku_dsl.checking.check import check, check_files, read_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.migrate.opening import open_store

BY_HAND = """
SELECT sum(b.penerima * 8 + b.mutu * 2 > a.penerima * 8 + a.mutu * 2), count(*), count(b.row_id), count(a.row_id)
FROM fact_asistensi s
LEFT JOIN fact_espm b ON b.period = 2023 AND b.key_daerah = s.key_daerah
LEFT JOIN fact_espm a ON a.period = 2022 AND a.key_daerah = s.key_daerah
WHERE s.period = 2022
"""
SIZES = (2_208, 400_000, 4_000_000)  # regions; the question reads two and a half facts of each
SET = 50
YEARS = range(2004, 2024)


def indicators(count: int) -> str:
    """A set of indicators over the index of regions: shares above a bound, averages, sums, extremes, in turn."""
    kinds: Sequence[Callable[[int], str]] = (
        lambda n: f"banyaknya (daerah yang espm.penerima > {n}%)",
        lambda n: f"banyaknya (daerah yang espm.mutu >= {n}% dan espm.penerima >= {100 - n}%)",
        lambda n: f"rerata (espm.indeks + {n}%) atas daerah",
        lambda n: f"jumlah espm.mutu atas (daerah yang espm.penerima < {n + 20}%)",
        lambda n: f"maksimum (espm.penerima - {n}%) atas daerah",
    )
    heads = (f'indikator set_{n} "Uji {n}"\n  satuan angka\n  arah naik\n' for n in range(count))
    return "\n".join(f"{head}  rumus {kinds[n % len(kinds)](n)}\n" for n, head in enumerate(heads))


def set_by_hand(count: int) -> str:
    """The same in one statement, and how many regions there are and how many of them have facts; 1% is stored as 1,000,000."""
    kinds: Sequence[Callable[[int], str]] = (
        lambda n: f"count(*) FILTER (WHERE penerima > {n}000000)",
        lambda n: f"count(*) FILTER (WHERE mutu >= {n}000000 AND penerima >= {100 - n}000000)",
        lambda n: f"sum(penerima * 4 + mutu + 5 * {n}000000)",
        lambda n: f"sum(mutu) FILTER (WHERE penerima < {n + 20}000000)",
        lambda n: f"max(penerima - {n}000000)",
    )
    columns = ", ".join(kinds[n % len(kinds)](n) for n in range(count))
    every = "(SELECT count(*) FROM member_daerah WHERE period = 0)"
    return f"SELECT {columns}, {every}, count(penerima), count(mutu) FROM fact_espm WHERE period = 2023"


def by_hand(regions: int) -> None:
    """The indicator within a process, everything opened: its statement against the expert's, the least of several times of each."""
    program = check([SPECS]).program
    with open_store(kept_store(regions), program) as store:
        with store.reading() as connection:
            expert = least(lambda: connection.execute(sa.text(BY_HAND)).one())
            rose, assisted = connection.execute(sa.text(BY_HAND)).one()[:2]

        def engine() -> Fraction | None:
            asked = {"indicators": ["spm_meningkat"], "periods": [Period(2023)], "traced": False}
            return evaluate(store, program, specs="", **asked).results[0].value  # type: ignore[arg-type]

        assert engine() == Fraction(rose, assisted), "both ways give the same digits"
        taken = least(engine)
        detail = f"{taken:.3f} s, {expert:.3f} s of the processor, n = {rose}"
        show(f"SPM, {regions * 5 // 2:,} facts read", taken / expert, "SQL by hand, SQLite", detail)


def fifty_by_hand(regions: int) -> None:
    """The same for fifty indicators at once."""
    program = check_files((*read_files([SPECS]).files, SourceFile("set.iku", indicators(SET)))).program
    names = [f"set_{n}" for n in range(SET)]
    with open_store(kept_store(regions), program) as store:
        with store.reading() as connection:
            statement = sa.text(set_by_hand(SET))
            *found, every, served, quality = connection.execute(statement).one()
            expert = least(lambda: connection.execute(statement).one())
        assert every == served == quality, "every region has its facts, so the statement by hand is right"

        def engine() -> list[Fraction | None]:
            asked = evaluate(store, program, specs="", indicators=names, periods=[Period(2023)], traced=False)
            return [result.value for result in asked.results]

        of = (1, 1, 5 * 10**8 * every, 10**8, 10**8)
        wanted = [Fraction(value, of[n % len(of)]) for n, value in enumerate(found)]
        assert engine() == wanted, "both ways give the same digits"
        taken = least(engine)
        detail = f"{taken:.3f} s, {expert:.3f} s of the processor; the goal is 1.25"
        show(f"{SET} indicators, {regions:,} facts read", taken / expert, "SQL by hand, one statement, SQLite", detail)


def commands(regions: int) -> None:
    """`iku-engine eval`, whole processes: fifty indicators beside one, twenty years beside one."""
    engine = str(Path(sys.executable).with_name("iku-engine"))
    with tempfile.TemporaryDirectory() as name:
        specs, url = Path(name, "specs"), f"sqlite:///{name}/iku.db"
        specs.mkdir()
        for file in SPECS.glob("*.iku"):
            shutil.copy(file, specs)
        (specs / "set.iku").write_text(indicators(SET), encoding="utf-8")
        environment = surroundings(IKU_STORE=url, IKU_SPECS=str(specs))
        with spm_store(regions, YEARS, url):
            pass
        every = [f"set_{n}" for n in range(SET)]

        def taken(names: Sequence[str], period: str) -> float:
            return command([engine, "eval", *names, "--period", period, "--no-trace"], 3, environment)

        one = taken(every[:1], "2023")
        of = f"of one, whole commands; {regions * 30:,} facts in {len(YEARS)} years"
        for label, goal, seconds in (
            (f"{SET} indicators", 10, taken(every, "2023")),
            (f"{len(YEARS)} years", 5, taken(every[:1], "2004..2023")),
        ):
            show(label, seconds / one, f"{of}; the goal is {goal}", f"{seconds:.2f} s, {one:.2f} s")


def run() -> None:
    for regions in SIZES:
        by_hand(regions)
        fifty_by_hand(regions)
    for regions in (552, SIZES[1] // 12):
        commands(regions)
