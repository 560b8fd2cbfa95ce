"""Hostile files: each gives good rows, rows in quarantine with the right cell, or one refusal; never an exception, never a row lost."""

import pytest
import sqlalchemy as sa
from fresh_store import fresh_store
from hostile_files import CASES, MEMBERS, SPEC

from iku_dsl.checking.check import check_files
from iku_dsl.problem import SourceFile
from iku_engine.errors import EngineError
from iku_engine.importing.importing import import_file
from iku_engine.reading import Reading
from iku_engine.reading.mapping import parse
from iku_engine.wording import say_it


@pytest.fixture(scope="module")
def program():
    checked = check_files([SourceFile("spec.iku", SPEC)])
    assert checked.problems == ()
    return checked.program


@pytest.fixture
def store(program, tmp_path):
    with fresh_store(program) as opened:
        members = tmp_path / "daerah.csv"
        members.write_text(MEMBERS, encoding="utf-8")
        import_file(opened, program, members, "daerah", user="test")
        yield opened


def stored(store):
    with store.reading() as connection:
        found = connection.execute(sa.text("SELECT * FROM fact_espm ORDER BY row_id")).mappings().all()
    return [{name.removeprefix("key_"): value for name, value in row.items()} for row in found]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_hostile_file_is_told_row_by_row_or_refused_whole(program, store, tmp_path, case):
    path = case.make(tmp_path)
    given = {name.rstrip("_"): value for name, value in case.reading.items()}

    def imported():
        mapping = parse(case.mapping, "peta.toml") if case.mapping else None
        return import_file(store, program, path, "espm", user="test", reading=Reading(mapping=mapping, **given))

    if case.refused:
        with pytest.raises(EngineError) as refused:
            imported()
        assert refused.value.text.key == case.refused
        assert all(say_it(refused.value.text, language) for language in ("id", "en"))
        assert stored(store) == []
        return
    report = imported()
    bad = [(cell.row, cell.column, cell.reason.key) for cell in report.rejected]
    found = stored(store)
    shown = [{name: row[name] for name in wanted} for wanted, row in zip(case.good, found, strict=False)]
    assert (bad, shown) == (list(case.bad), list(case.good))
    not_data = sum(one.count for one in report.not_data)
    assert report.rows == report.accepted + report.identical + report.rejected_total + not_data
    assert sorted((row, one.kind) for one in report.not_data for row in one.rows) == list(case.not_data)
    assert report.accepted == len(found)
    for cell in report.rejected:
        assert "\0" not in cell.value
        for language in ("id", "en"):
            assert say_it(cell.reason, language)
            assert cell.guess is None or say_it(cell.guess, language)


def test_there_are_enough_of_them_and_each_has_a_name():
    assert len(CASES) >= 80
    assert len({case.name for case in CASES}) == len(CASES)
