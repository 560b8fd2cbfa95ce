"""The SPM indicator over many facts, beside the SQL that an expert would write by hand for the same tables."""

from __future__ import annotations

import tempfile
from fractions import Fraction
from pathlib import Path

import sqlalchemy as sa

from bench.measure import function, show
from iku_dsl.check import check
from iku_dsl.period import Period
from iku_engine.evaluate import evaluate
from iku_engine.store import Store, open_store

ROOT = Path(__file__).resolve().parent.parent
BY_HAND = """
SELECT sum(b.penerima * 8 + b.mutu * 2 > a.penerima * 8 + a.mutu * 2), count(*), count(b.row_id), count(a.row_id)
FROM fact_asistensi s
LEFT JOIN fact_espm b ON b.period = 2023 AND b.key_daerah = s.key_daerah
LEFT JOIN fact_espm a ON a.period = 2022 AND a.key_daerah = s.key_daerah
WHERE s.period = 2022
"""


def _fill(store: Store, regions: int) -> None:
    """So many regions, all with an index in two years, every second one assisted; straight into the tables."""
    tables = store.schema
    with store.writing() as connection:
        batch = tables.batches.insert().values(
            batch_id=1, relation="espm", file="bench.csv", sha256="", rows_sha256="", rows_read=0, rows_accepted=0,
            rows_identical=0, rows_rejected=0, user_name="bench", recorded_at="",
        )  # fmt: skip
        connection.execute(batch)
        loaded = [("daerah", 0), ("espm", 2022), ("espm", 2023), ("asistensi", 2022)]
        rows = [{"batch_id": 1, "relation": name, "period": period} for name, period in loaded]
        connection.execute(tables.loaded.insert(), rows)
        recursive = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {regions})"
        connection.exec_driver_sql(
            "INSERT INTO member_daerah (batch_id, row, period, key_daerah, nama, jenis, provinsi) "
            f"{recursive} SELECT 1, i, 0, printf('%07d', i), 'Daerah ' || i, 'kota', 'P' FROM n"
        )
        for year in (2022, 2023):
            connection.exec_driver_sql(
                "INSERT INTO fact_espm (batch_id, row, period, key_daerah, penerima, mutu) "
                f"{recursive} SELECT 1, i, {year}, printf('%07d', i), "
                f"(i * {year} * 7919) % 10001 * 10000, (i * {year} * 104729) % 10001 * 10000 FROM n"
            )
        connection.exec_driver_sql(
            "INSERT INTO fact_asistensi (batch_id, row, period, key_daerah) "
            f"{recursive} SELECT 1, i, 2022, printf('%07d', i) FROM n WHERE i % 2 = 0"
        )


def run() -> None:
    program = check([ROOT / "indicator_specs" / "kemensos"]).program
    for regions in (552, 400_000):
        with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/iku.db", program) as store:
            _fill(store, regions)
            with store.reading() as connection:
                by_hand = function(lambda: connection.execute(sa.text(BY_HAND)).one())
                rose, assisted = connection.execute(sa.text(BY_HAND)).one()[:2]

            def engine() -> object:
                return (
                    evaluate(
                        store,
                        program,
                        specs="",
                        indicators=["spm_meningkat"],
                        periods=[Period(2023)],
                        traced=False,
                    )
                    .results[0]
                    .value
                )

            assert engine() == Fraction(rose, assisted), "both ways give the same digits"
            taken = function(engine)
            facts = regions * 5 // 2
            show(
                f"SPM, {facts:,} facts",
                taken / by_hand,
                "SQL by hand, SQLite",
                f"{taken:.3f} s, {by_hand:.3f} s, n = {rose}",
            )
