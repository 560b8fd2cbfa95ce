"""Names as people write them: headings, members by label, spelling or alias, closed dimensions, and what an import tells of them."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
from test_ledger import Ministry

from iku_dsl.checking.check import check_files
from iku_dsl.editing.format import format_spec
from iku_dsl.keywords import Language
from iku_dsl.parsing.parse import parse
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_dsl.records import replace
from iku_engine.cells.keys import Names
from iku_engine.errors import RefusedFile
from iku_engine.importing.importing import import_file
from iku_engine.staging.report import ImportReport

SPEC = """
dimensi kab "Kabupaten/Kota" kunci kode
  atribut nama teks
  alias "Kab." = "Kabupaten"
  alias "Adm" = "Administrasi"

dimensi kegiatan kunci kode tertutup

dimensi unit kunci nama

sumber nilai per tahun, kab
  kolom angka bilangan 0.. "Nilai Akhir"
  kolom bagian persen 0%..100% digit 2 boleh kosong
  kolom biaya uang 0.. boleh kosong

sumber kerja per tahun, kegiatan
  kolom angka bilangan 0..

sumber bebas per tahun, unit
  kolom angka bilangan 0.. boleh kosong
"""
MEMBERS = "kode,nama\n01,Kabupaten Satu\n02,Kabupaten  Dua\n03,Kota Administrasi Tiga\n04,Kembar\n05,KEMBAR\n06,Enam\nEnam,Lain\n"


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    made = Ministry(tmp_path, spec=SPEC, members="")
    made.load("kab", MEMBERS)
    return made


def load(ministry: Ministry, into: str, text: str) -> ImportReport:
    path = ministry.folder / f"{into}.csv"
    path.write_text(text, encoding="utf-8")
    return import_file(ministry.store, ministry.program, path, into, user="siti", period=Period(2025))


def keys(ministry: Ministry, source: str, dimension: str) -> list[str]:
    relation = ministry.store.schema.relations[source]
    with ministry.store.reading() as connection:
        rows = connection.execute(relation.table.select()).mappings()
        return sorted(row[relation.key_column(dimension).name] for row in rows)


def test_cells_that_name_a_member_by_their_letters_alone_are_counted(ministry: Ministry) -> None:
    """Read by columns, and one by one beside a row that is refused; labels that fit one member alone are not."""
    report = load(ministry, "nilai", "kab,angka\nKembar,1\nKEMBAR,2\nKabupaten Satu,3\n02,4\n")
    assert (report.accepted, report.recognised, report.by_letters) == (4, 3, (2, "KEMBAR"))
    report = load(ministry, "nilai", "kab,angka\nKembar,5\nkembar,6\nkabupaten satu,7\n")
    assert (report.accepted, len(report.rejected), report.recognised, report.by_letters) == (2, 1, 2, (1, "Kembar"))
    assert load(ministry, "nilai", "kab,angka\nKota Administrasi Tiga,8\n").by_letters == (0, "")


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("01", "01"), ("Kabupaten Satu", "01"), ("KABUPATEN SATU", "01"), ("kabupaten   satu", "01"), ("Kab. Satu", "01"),
        ("kab. dua", "02"), ("Kabupaten Dua", "02"), ("Kota Adm Tiga", "03"), ("Kembar", "04"), ("KEMBAR", "05"), ("Enam", "Enam"),
    ],
)  # fmt: skip
def test_a_member_is_recognised_and_stored_under_its_key(ministry: Ministry, written: str, key: str) -> None:
    report = load(ministry, "nilai", f"kab,angka\n{written},1\n")
    assert (report.accepted, report.rejected, report.recognised) == (1, (), int(written != key))
    assert report.respelled == 0
    assert keys(ministry, "nilai", "kab") == [key]


@pytest.mark.parametrize("written", [" E\u200bnam", "\uff25nam", "Enam\u00a0"])
def test_a_key_that_is_written_otherwise_is_no_label(ministry: Ministry, written: str) -> None:
    report = load(ministry, "nilai", f"kab,angka\n{written},1\nKabupaten Satu,2\n")
    assert (report.accepted, report.recognised - report.respelled) == (2, 1)


def test_a_name_of_two_members_is_refused_with_both(ministry: Ministry) -> None:
    (cell,) = load(ministry, "nilai", "kab,angka\nkembar,1\n").rejected
    assert (cell.reason.key, dict(cell.reason.arguments)["members"]) == (
        "row.member-several",
        ("04 (Kembar)", "05 (KEMBAR)"),
    )


def test_what_a_message_suggests_is_accepted_when_it_is_typed(ministry: Ministry) -> None:
    (cell,) = load(ministry, "nilai", "kab,angka\nKabupaten Satuu,1\n").rejected
    assert cell.guess is not None
    suggested = dict(cell.guess.arguments)["value"]
    assert load(ministry, "nilai", f"kab,angka\n{suggested},1\n").accepted == 1


@pytest.mark.parametrize(
    "head", ["kab,angka", "KAB,Angka", "Kabupaten/Kota,Nilai Akhir", "kabupaten/kota,NILAI  AKHIR"]
)
def test_a_heading_is_a_name_or_a_title_in_any_case_and_spacing(ministry: Ministry, head: str) -> None:
    assert load(ministry, "nilai", f"{head}\n01,1\n").accepted == 1


def test_a_heading_with_the_percent_sign_gives_it_to_its_figures(ministry: Ministry) -> None:
    report = load(ministry, "nilai", "kab,angka,bagian (%)\n01,1,45\n02,1,45.5%\n")
    assert (report.accepted, report.rejected) == (2, ())
    with ministry.store.reading() as connection:
        table = ministry.store.schema.relations["nilai"].table
        assert [row["bagian"] for row in connection.execute(table.select()).mappings()] == [4500, 4550]


@pytest.mark.parametrize(
    "heading",
    ["biaya (Rp juta)", "biaya (jutaan rupiah)", "biaya (%)", "angka (ribu)", "bagian (orang)", "biaya (hari)"],
)
def test_a_unit_that_would_change_the_figures_is_refused(ministry: Ministry, heading: str) -> None:
    more = "" if heading.startswith("angka") else ",angka"
    with pytest.raises(RefusedFile) as error:
        load(ministry, "nilai", f"kab,{heading}{more}\n01,1{',1' if more else ''}\n")
    assert error.value.text.key in ("column-unit", "column-unknown")
    assert (error.value.text.key == "column-unit") is (heading not in ("bagian (orang)",))


def test_units_that_agree_are_matched(ministry: Ministry) -> None:
    assert load(ministry, "nilai", "kab,angka,biaya (Rp)\n01,1,100\n").accepted == 1
    assert load(ministry, "nilai", "kab,angka,biaya (rupiah)\n02,1,100\n").accepted == 1


def test_only_its_own_file_names_members_of_a_closed_dimension(ministry: Ministry) -> None:
    assert [c.reason.key for c in load(ministry, "kerja", "kegiatan,angka\nA,1\n").rejected] == ["row.member-closed"]
    path = ministry.folder / "kegiatan.csv"
    path.write_text("kode\nAlpha\nBeta\n", encoding="utf-8")
    assert import_file(ministry.store, ministry.program, path, "kegiatan", user="siti").accepted == 2
    report = load(ministry, "kerja", "kegiatan,angka\nAlpha,1\nalpa,1\n")
    assert (report.accepted, report.new_members) == (1, ())
    (cell,) = report.rejected
    assert cell.guess is not None
    assert dict(cell.guess.arguments)["value"] == "Alpha"
    assert ministry.verify().fault is None


def test_members_that_only_facts_name_are_listed_by_the_import_that_names_them(ministry: Ministry) -> None:
    (new,) = load(ministry, "bebas", "unit,angka\nP1,1\nP2,1\n").new_members
    assert (new.dimension, new.count, new.members) == ("unit", 2, ("P1", "P2"))
    assert [n.members for n in load(ministry, "bebas", "unit,angka\nP1,1\nP3,1\n").new_members] == [("P3",)]
    assert load(ministry, "bebas", "unit,angka\nP1,1\n").new_members == ()


def test_the_words_are_written_in_both_languages_and_back() -> None:
    found = check_files([SourceFile("s.iku", SPEC)])
    assert [p.id for p in found.problems if p.id != "unused"] == []
    dimension = found.program.dimensions["kegiatan"]
    assert (dimension.closed, dimension.imported, dimension.named_by_facts) == (True, True, False)
    assert found.program.dimensions["kab"].aliases == (("Kab.", "Kabupaten"), ("Adm", "Administrasi"))
    english = written(SPEC, "en")
    assert "key kode closed" in english
    assert 'alias "Kab." = "Kabupaten"' in english
    assert written(english, "id") == written(SPEC, "id")


def written(text: str, language: Language) -> str:
    return format_spec(parse(SourceFile("s.iku", text)).spec, language)


def names_with(aliases: dict[str, str]) -> Names:
    dimension = check_files([SourceFile("s.iku", SPEC)]).program.dimensions["kab"]
    return Names(replace(dimension, aliases=tuple(aliases.items())), {})


@pytest.mark.parametrize(
    "aliases",
    [
        {"a": "x"}, {"a": "x", "a b": "y"}, {"a.": "x"}, {".": "x", "a . b": "y"}, {"a b": "b a", "b": "a"}, {"a.b": "x y", ".b": "z"},
        {"a b a": "x", "b a": "y", "a b": "z"}, {"b a.": "", "a": "a a"},
    ],
    ids=repr,
)  # fmt: skip
def test_aliases_stand_for_whole_words_the_longest_first(aliases: dict[str, str]) -> None:
    names = names_with(aliases)
    longest_first = "|".join(map(re.escape, sorted(aliases, key=len, reverse=True)))
    written = re.compile(rf"(?<!\w)(?:{longest_first})(?!\w)")
    for letters in product("ab. ", repeat=7):
        plain = " ".join("".join(letters).split())
        expected = " ".join(written.sub(lambda found: aliases[found[0]], plain).split())
        assert names.plain("".join(letters)) == expected


def test_a_word_is_looked_up_among_aliases_and_not_held_against_each() -> None:
    """`re` tries the words of a pattern one after the other: 45,000 aliases and a megabyte of keys took a minute."""
    names = names_with({f"Q{number:05}": "b" for number in range(2_000)})
    assert not [each for each in vars(names).values() if isinstance(each, re.Pattern)]
    assert names.plain("q Q01999 " * 100) == " ".join(["q b"] * 100)
