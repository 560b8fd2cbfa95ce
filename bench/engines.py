"""The SPM indicator over a million facts on each engine that is installed, beside the store itself in the same run.

`IKU_SPARK` names another Spark than that of this process. Copying the facts is part of each run, starting Spark is not.
"""

from __future__ import annotations

import os
from functools import partial

from bench.facts import spm_store
from bench.measure import function, show
from iku_dsl.period import Period
from iku_engine.engines.opening import opened
from iku_engine.engines.registry import BESIDE
from iku_engine.errors import StoreError
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.wording import say_it

REGIONS = 400_000


def run() -> None:
    with spm_store(REGIONS) as (store, program):

        def value(engine: str) -> object:
            asked = evaluate(
                store,
                program,
                specs="",
                indicators=["spm_meningkat"],
                periods=[Period(2023)],
                traced=False,
                engine=engine,
            )
            return asked.results[0].value

        wanted, own = value(""), function(lambda: value(""))
        for name in BESIDE:
            engine = os.environ.get("IKU_SPARK", name) if name == "spark" else name
            try:
                with store.reading() as connection, opened(engine, connection):
                    pass
            except StoreError as error:
                show(f"SPM, {engine}", float("nan"), "SQLite", say_it(error.text, "en"))
                continue
            assert value(engine) == wanted, "every engine gives the same digits"
            taken = function(partial(value, engine))
            show(
                f"SPM, {REGIONS * 5 // 2:,} facts read, {engine}", taken / own, "SQLite", f"{taken:.3f} s, {own:.3f} s"
            )
