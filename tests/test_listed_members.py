"""A member that the specs no longer list is not counted in silence: rows about it are in the way of the specs that drop it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa
from copied_stores import filled_url
from postgres_server import ENGINES

from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile, Text
from iku_dsl.program import Program
from iku_engine.binding import find
from iku_engine.bound import Binding
from iku_engine.database.chain import events
from iku_engine.errors import RefusedFacts, StoreError, WrongUse
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.facts.addressing import address
from iku_engine.facts.amending import correct, retract
from iku_engine.facts.locking import lock
from iku_engine.facts.withdrawing import withdraw
from iku_engine.importing.importing import import_file
from iku_engine.ledger.verify import Verifier
from iku_engine.migrate.opening import open_store
from iku_engine.store.store import Store
from iku_engine.wording import say_it
from iku_engine.worlds.whatif import Asked, Rules, what_if

LISTED = "a, b, c"
SPEC = """
dimensi unit
  a, b, c
dimensi daerah kunci kode
  atribut unit unit

sumber s per tahun, unit daftar
  kolom n angka 0..
  kolom atasan unit boleh kosong
  kolom mutu pilihan baik, cukup boleh kosong

indikator total
  satuan angka
  arah naik
  rumus jumlah s.n atas s
"""
KEYED = "dimensi unit kunci kode\n  atribut nama teks"


def program(members: str = LISTED, text: str = SPEC) -> Program:
    checked = check_files([SourceFile("spec.iku", text.replace(LISTED, members))])
    assert not checked.errors, [problem.id for problem in checked.errors]
    return checked.program


ALL, LESS = program(), program("a, b")


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest) -> str:
    return filled_url(request, _three_rows)


def _three_rows(url: str) -> None:
    with TemporaryDirectory() as folder, open_store(url, ALL, user="test") as store:
        bring(store, ALL, Path(folder), "s", "tahun,unit,n,atasan,mutu\n2025,a,1,,\n2025,b,2,,\n2025,c,4,,baik\n")


def bring(store: Store, specs: Program, folder: Path, name: str, text: str) -> None:
    file = folder / f"{name}.csv"
    file.write_text(text, encoding="utf-8")
    assert import_file(store, specs, file, name, user="test").rejected_total == 0


def total(url: str, specs: Program, as_of: datetime | None = None, engine: str = "") -> object:
    with open_store(url, specs, user="test") as store:
        return evaluate(store, specs, specs="", periods=[Period(2025)], as_of=as_of, engine=engine).results[0].value


def refusal(url: str, specs: Program) -> Text:
    with pytest.raises(StoreError) as refused, open_store(url, specs, user="test"):
        pass
    return refused.value.text


def take_back(url: str, member: str = "c") -> datetime:
    """The time before a member's row is retracted."""
    with open_store(url, ALL, user="test") as store:
        with store.reading() as connection:
            before = datetime.fromisoformat(list(events(connection, store.schema))[-1].at)
        retract(store, address(store, ALL, "s", Period(2025), [member]), user="test", reason="salah")
    return before


def test_specs_that_drop_a_member_meet_its_rows(url: str) -> None:
    """A sum over rows went on counting them; a sum over members did not."""
    assert total(url, ALL) == 7
    text = refusal(url, LESS)
    told = dict(text.arguments)
    assert (text.key, told["dimension"], told["members"], told["count"]) == ("migrate-members", "unit", ("c",), 1)
    assert told["places"] == ("s.csv:4 (c)",)
    assert "facts retract" in say_it(text, "id")
    assert "put that back on its list" in say_it(text, "en")
    assert total(url, ALL) == 7, "what was refused left nothing behind"
    take_back(url)
    for engine in ("", "duckdb"):
        assert total(url, LESS, engine=engine) == 3
    with open_store(url, LESS, user="test") as store:
        assert Verifier(store).verify().faults == ()


def test_members_may_come_and_be_put_in_another_order(url: str) -> None:
    assert total(url, program("c, b, a")) == 7
    assert total(url, program("d, c, b, a")) == 7
    assert refusal(url, program("d, a")).key == "migrate-members"


def test_a_member_that_rows_name_in_a_column_stays_on_the_list(url: str) -> None:
    with open_store(url, ALL, user="test") as store:
        correct(store, ALL, address(store, ALL, "s", Period(2025), ["a"]), {"atasan": "c"}, user="test", reason="r")
    take_back(url)
    text = refusal(url, LESS)
    assert (text.key, dict(text.arguments)["column"]) == ("migrate-named", "atasan")
    with open_store(url, ALL, user="test") as store:
        correct(store, ALL, address(store, ALL, "s", Period(2025), ["a"]), {"atasan": "b"}, user="test", reason="r")
    assert total(url, LESS) == 3


def test_a_member_that_another_member_names_stays_on_the_list(url: str, tmp_path: Path) -> None:
    with open_store(url, ALL, user="test") as store:
        bring(store, ALL, tmp_path, "daerah", "kode,unit\n01,c\n")
    take_back(url)
    text = refusal(url, LESS)
    assert (text.key, dict(text.arguments)["relation"]) == ("migrate-named", "daerah")


def test_what_was_known_of_a_dropped_member_is_not_counted_either(url: str) -> None:
    """As of a day on which its rows counted, with the specs of now."""
    before = take_back(url)
    assert total(url, LESS) == 3
    with pytest.raises(WrongUse) as refused:
        total(url, LESS, as_of=before)
    told = dict(refused.value.text.arguments)
    assert (refused.value.text.key, told["members"], told["count"]) == ("as-of-members", ("c",), 1)
    assert total(url, ALL, as_of=before) == 7
    assert total(url, ALL) == 3


@pytest.mark.parametrize(
    ("specs", "key"),
    [(LESS, "migrate-members"), (program(text=SPEC.replace("baik, cukup", "cukup")), "migrate-choices")],
)
def test_a_row_counts_until_the_period_of_what_takes_it_back_is_opened(url: str, specs: Program, key: str) -> None:
    with open_store(url, ALL, user="test") as store:
        lock(store, ALL, Period(2025), user="test")
    take_back(url)
    assert total(url, ALL) == 7
    assert refusal(url, specs).key == key


def test_rows_of_a_dropped_member_do_not_come_back(url: str) -> None:
    take_back(url)
    with open_store(url, LESS, user="test") as store:
        with store.reading() as connection:
            last = connection.execute(sa.select(sa.func.max(store.schema.batches.c.batch_id))).scalar_one()
        with pytest.raises(WrongUse) as refused:
            withdraw(store, LESS, last, user="test", reason="tidak jadi")
        assert refused.value.text.key == "orphans.back-listed"
    assert total(url, LESS) == 3


@pytest.mark.parametrize("mend", ["retract", "load"])
def test_a_file_that_came_before_the_members_were_listed_lacks_those_that_rows_name(tmp_path: Path, mend: str) -> None:
    text = SPEC.replace("dimensi daerah kunci kode\n  atribut unit unit\n", "")
    listed, keyed = program(text=text), program(text=text.replace("dimensi unit\n  a, b, c", KEYED))
    url = f"sqlite:///{tmp_path}/iku.db"
    with open_store(url, keyed) as store:
        bring(store, keyed, tmp_path, "unit", "kode,nama\na,A\nb,B\n")
    with open_store(url, listed) as store:
        bring(store, listed, tmp_path, "s", "tahun,unit,n,atasan,mutu\n2025,a,1,,\n2025,c,4,,\n")
    more = program(
        text=text.replace("dimensi unit\n  a, b, c", KEYED) + "\nsumber z per tahun daftar\n  kolom m angka 0..\n"
    )
    (tmp_path / "z.csv").write_text("tahun,m\n2025,1\n", encoding="utf-8")
    given = find(Binding("z", (str(tmp_path / "z.csv"),)))
    with open_store(url, more) as store, pytest.raises(WrongUse) as refused:
        evaluate(store, more, specs="", periods=[Period(2025)], bound=[given])
    assert refused.value.text.key == "orphans.listed", "also beside another file"
    with pytest.raises(WrongUse) as refused:
        total(url, keyed)
    told = dict(refused.value.text.arguments)
    assert refused.value.text.key == "orphans.listed"
    assert (told["member"], told["count"], told["places"]) == ("c", 1, ("2025 (s.csv:3)",))
    with open_store(url, keyed, user="test") as store:
        with pytest.raises(WrongUse) as refused:
            bring(store, keyed, tmp_path, "unit", "kode,nama\na,A1\n")
        assert refused.value.text.key == "orphans.listed", "the first file that comes has all of them"
        if mend == "retract":
            retract(store, address(store, keyed, "s", Period(2025), ["c"]), user="test", reason="salah")
        else:
            bring(store, keyed, tmp_path, "unit", "kode,nama\nc,C\n")
    assert total(url, keyed) == (1 if mend == "retract" else 5)


def test_a_store_that_never_knew_its_lists_is_looked_at_once(tmp_path: Path) -> None:
    """Older programs kept the names of listed dimensions and not their members, and let rows stay about members that had gone."""
    url = f"sqlite:///{tmp_path}/iku.db"
    with open_store(url, ALL) as store:
        bring(store, ALL, tmp_path, "s", "tahun,unit,n,atasan,mutu\n2025,a,1,,\n2025,c,4,,\n")
        with store.writing() as connection:
            shapes = store.schema.shapes
            text = connection.execute(sa.select(shapes.c.text).where(shapes.c.relation == "s")).scalar_one()
            old = text.replace('[["unit",["a","b","c"]]]', '["unit"]')
            assert old != text
            last = connection.execute(sa.select(sa.func.max(store.schema.events.c.event_id))).scalar_one()
            connection.execute(shapes.insert().values(event_id=last, relation="s", text=old))
    assert refusal(url, LESS).key == "migrate-members"
    assert total(url, ALL) == 5


def test_other_specs_that_do_not_list_a_member_leave_its_rows_out_and_say_so(url: str) -> None:
    with open_store(url, ALL, user="test") as store:
        found = what_if(store, Rules(ALL, ""), Asked(("total",), (Period(2025),)), supposed_rules=Rules(LESS, ""))
    (pair,) = found.pairs
    assert pair.real is not None
    assert pair.supposed is not None
    assert (pair.real.value, pair.supposed.value) == (7, 3)
    assert [(note.key, dict(note.arguments)["count"]) for note in found.notes] == [("recast-members", 1)]


def test_a_bound_file_names_no_member_that_is_not_listed(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("tahun,unit,n,atasan,mutu\n2025,a,1,,\n2025,c,4,,\n", encoding="utf-8")
    given = find(Binding("s", (str(tmp_path / "s.csv"),)))
    with open_store("sqlite://", LESS) as store, pytest.raises(RefusedFacts):
        evaluate(store, LESS, specs="", periods=[Period(2025)], bound=[given])
