"""What `seek` and `sensitivity` take beside the evaluation that they explain: one result, and the table of all entities."""

from __future__ import annotations

from bench.facts import spm_store
from bench.measure import function, once, show
from iku_dsl.period import Period
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.seek.asking import Question, seek
from iku_engine.seek.sensitivity import sensitivity

REGIONS = 552
YEARS = range(2014, 2024)


def run() -> None:
    with spm_store(REGIONS, YEARS) as (store, program):
        question, year = Question(store, program), Period(2023)

        def plain(name: str, key: tuple[str, ...] | None = None) -> float:
            asked = {"indicators": [name], "periods": [year], "key": key}
            return function(lambda: evaluate(store, program, specs="", **asked))  # type: ignore[arg-type]

        with store.reading() as connection:
            relation = store.schema.relations["daerah"]
            first = str(connection.execute(relation.table.select().limit(1)).mappings().one()["key_daerah"])
        for name, reach, key in (("spm_meningkat", "90%", None), ("indeks_spm", "100%", (first,))):
            alone = plain(name, key)
            sought = function(lambda name=name, reach=reach, key=key: seek(question, name, [year], reach, key))
            show(f"seek {name}", sought / alone, "its evaluation", f"{sought:.3f} s, {alone:.3f} s")
            told = function(lambda name=name, key=key: sensitivity(question, name, year, key))
            show(f"sensitivity {name}", told / alone, "its evaluation", f"{told:.3f} s, {alone:.3f} s")
        periods = [Period(number) for number in YEARS]
        asked = {"indicators": ["indeks_spm"], "periods": periods, "traced": False}
        every = once(lambda: evaluate(store, program, specs="", **asked))  # type: ignore[arg-type]
        table = once(lambda: seek(question, "indeks_spm", periods, "100%"))
        of = f"the evaluation of {REGIONS} regions in {len(YEARS)} years"
        show("seek, a table of all", table / every, of, f"{table:.1f} s, {every:.1f} s")
