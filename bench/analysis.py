"""What other worlds cost: a what-if beside the evaluation, and a comparison of every region beside the evaluation of the same years."""

from __future__ import annotations

from bench.facts import spm_store
from bench.measure import function, show
from iku_dsl.period import Period
from iku_engine.compare.compare import Question, Side, compare
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.worlds.supposing import OfFact, supposed
from iku_engine.worlds.whatif import Asked, Rules, what_if

REGIONS, MANY = 552, 400_000 // 12
YEARS = range(2014, 2024)
INDEX, TOTAL = "indeks_spm", "spm_meningkat"


def what_ifs(regions: int) -> None:
    """One fact put otherwise: the evaluation, the picture of what it can reach, and the evaluation of that."""
    with spm_store(regions) as (store, program):
        period = Period(2023)
        with store.reading() as connection:
            relation = store.schema.relations["espm"]
            key = connection.execute(relation.table.select()).mappings().first()["key_daerah"]  # type: ignore[index]
        change = supposed(program, f'espm 2023 "{key}" mutu = 90%', (period,))
        assert isinstance(change, OfFact)
        rules = Rules(program, "")
        plain = function(lambda: evaluate(store, program, specs="", indicators=[TOTAL], periods=[period], traced=False))
        asked = Asked((TOTAL,), (period,), traced=False)
        taken = function(lambda: what_if(store, rules, asked, facts=[change]))
        show(f"what if, {regions:,} regions", taken / plain, "eval of the same", f"{taken:.3f} s, {plain:.3f} s")


def comparisons(regions: int) -> None:
    """Every region from year to year, ten years, beside one evaluation of the ten years; and the national figure in full."""
    with spm_store(regions, YEARS) as (store, program):
        rules = Rules(program, "")
        periods = [Period(year) for year in YEARS]
        plain = function(lambda: evaluate(store, program, specs="", indicators=[INDEX], periods=periods, traced=False))

        def between(name: str, year: int) -> None:
            compare(store, rules, Side(rules, Period(year - 1)), Side(rules, Period(year)), Question(name))

        taken = function(lambda: [between(INDEX, year) for year in YEARS[1:]])
        detail = f"{taken:.2f} s, {plain:.2f} s"
        show(f"compare, {regions:,} regions", taken / plain, f"eval of the same {len(YEARS)} years", detail)
        one = function(
            lambda: evaluate(store, program, specs="", indicators=[TOTAL], periods=periods[-1:], traced=False)
        )
        full = function(lambda: between(TOTAL, YEARS[-1]))
        show("  down to members", full / one, "eval of the later year", f"{full:.2f} s, {one:.2f} s")


def run() -> None:
    for regions in (REGIONS, MANY):
        what_ifs(regions)
    comparisons(REGIONS)
