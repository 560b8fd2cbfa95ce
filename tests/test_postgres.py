"""PostgreSQL gives the same answers as SQLite, in the same order, and says what went wrong in the same words."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from demonstration import FEWER, NAMES, SPECS, YEARS, write_facts
from postgres_server import Server, name_in
from test_ledger import FILE, HEADER, Ministry

from iku_dsl.checking.check import check, check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_engine.errors import StoreError
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.ledger.verify import Verifier
from iku_engine.migrate.opening import open_store
from iku_engine.results.records import record_of

pytestmark = pytest.mark.needs_postgres


def test_the_demonstration_has_the_same_results_on_both(postgres_server: Server, tmp_path: Path) -> None:
    program = check([SPECS]).program
    write_facts(tmp_path, FEWER)
    found = []
    for url in (f"sqlite:///{tmp_path}/iku.db", postgres_server.new()):
        with open_store(url, program) as store:
            for name in NAMES:
                import_file(store, program, tmp_path / f"{name}.csv", name, user="test")
            import_file(store, program, tmp_path / "asistensi-2021.csv", "asistensi", period=Period(2021), user="test")
            results = evaluate(store, program, specs="", periods=YEARS[-2:]).results
            with store.reading() as connection:
                batches = sa.select(*(store.schema.batches.c[n] for n in ("batch_id", "rows_sha256", "rows_accepted")))
                sealed = connection.execute(batches.order_by("batch_id")).all()
            assert Verifier(store).verify().fault is None
        found.append(([record_of(result) for result in results], sealed))
    assert found[0] == found[1]


def test_keys_are_in_the_order_of_their_letters_numbers(postgres_server: Server, tmp_path: Path) -> None:
    ministry = Ministry(tmp_path, postgres_server.new())
    (collated,) = postgres_server.run("postgres", "SELECT 'a' < 'B'")
    assert collated == (True,), "the server itself orders as people do"
    ministry.load("daerah", "kode,nama\nb,1\nB,2\na,3\nÄ,4\nZ,5\n")
    with ministry.store.reading() as connection:
        key = ministry.store.schema.relations["daerah"].key_column("daerah")
        assert connection.execute(sa.select(key).order_by(key)).scalars().all() == ["01", "02", "B", "Z", "a", "b", "Ä"]
    ministry.store.close()


def test_a_name_longer_than_postgres_keeps_is_shortened_or_refused(postgres_server: Server, tmp_path: Path) -> None:
    long = "persentase_keluarga_penerima_manfaat_yang_mendapat_layanan"
    spec = FILE.text.replace("espm", long)
    ministry = Ministry(tmp_path, postgres_server.new(), spec)
    assert ministry.load(long, HEADER + "2024,01,50%,3\n").accepted == 1
    assert ministry.load(long, HEADER + "2024,01,60%,3\n").replaced == 1
    assert ministry.verify().fault is None
    ministry.store.close()
    column = check_files([SourceFile("spec.iku", spec.replace("penerima", long + "_terpadu"))]).program
    with pytest.raises(StoreError) as error:
        open_store(postgres_server.new(), column)
    assert error.value.text.key == "store-name"


def test_what_went_wrong_is_said_in_the_same_words(
    postgres_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ministry = Ministry(tmp_path, postgres_server.new())
    monkeypatch.setattr("iku_engine.store.store.BUSY_SECONDS", 0.1)
    with (
        open_store(ministry.url, ministry.program) as other,
        other.writing(),
        pytest.raises(StoreError) as error,
    ):
        ministry.load("espm", HEADER + "2024,01,50%,3\n")
    assert error.value.text.key == "store-busy"
    assert ministry.load("espm", HEADER + "2024,01,50%,3\n").accepted == 1
    ministry.store.close()
    for url, key in (
        (postgres_server.url("nowhere"), "store-refused"),
        (f"postgresql+psycopg://x@/y?host={tmp_path}", "store-refused"),
        ("postgresql+nodriver://x@/y", "store-url"),
    ):
        with pytest.raises(StoreError) as error:
            open_store(url, ministry.program)
        assert error.value.text.key == key


def test_a_text_that_postgres_cannot_keep_is_no_traceback(postgres_server: Server, tmp_path: Path) -> None:
    ministry = Ministry(tmp_path, postgres_server.new())
    report = ministry.load("daerah", "kode,nama\n03,a\x00b\n04,c\n")
    assert (report.accepted, report.rejected_total) == (1, 1)
    ministry.store.close()


def test_postgres_knows_what_many_new_rows_are_like_at_once(postgres_server: Server, tmp_path: Path) -> None:
    """Else it plans for an empty table, and joins a million rows one by one, until it has looked by itself."""
    url = postgres_server.new()
    ministry = Ministry(tmp_path, url)
    ministry.load("daerah", "kode,nama\n" + "".join(f"{n:04},D{n}\n" for n in range(1500)))
    ministry.load("espm", HEADER + "".join(f"2024,{n:04},50%,3\n" for n in range(1500)))
    [(rows,)] = postgres_server.run(name_in(url), "SELECT reltuples FROM pg_class WHERE relname = 'fact_espm'")
    assert rows == 1500
    ministry.store.close()
