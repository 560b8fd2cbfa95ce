"""Units that a file tells in a column which its map leaves out, in a heading that it passes over, or in one that it has in braces."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from test_ledger import Ministry
from test_sheet_units import SPEC, came_in, load, place_of

from iku_cli.documents.imports import imports_document
from iku_cli.render.imports import Outcome, draw_imports
from iku_engine.errors import RefusedFile
from iku_engine.wording import say_it

UNITS = (
    "juta",
    "Rp juta",
    "jutaan",
    "Jutaan Rupiah",
    "(Rp juta)",
    "dalam jutaan rupiah",
    "Rp'000",
    "juta rupiah per tahun",
    "USD",
)
BRACES = 'constants = { tahun = 2024, pagu = "{%s}" }\nskip = "others"\n'
NAMED, OTHERS = 'skip = ["%s"]\n', 'skip = "others"\n'


@pytest.fixture(scope="module")
def ministry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ministry]:
    made = Ministry(tmp_path_factory.mktemp("left_out"), spec=SPEC, members="")
    yield made
    made.store.close()


def table(*more: str, heading: str = "Satuan", pagu: str = "pagu") -> list[list[str]]:
    """Two programmes of 10 and 20, with a further column that has these texts in their rows."""
    rows = [["2024", "P1", "10"], ["2024", "P2", "20"]]
    return [["tahun", "prog", pagu, heading], *([*row, text] for row, text in zip(rows, more, strict=True))]


@pytest.mark.diagonal
@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("mapping", [NAMED % "Satuan", OTHERS], ids=["named", "others"])
def test_a_column_that_is_left_out_says_it(ministry: Ministry, mapping: str, unit: str, form: str) -> None:
    for texts, line in (((unit, unit), 2), (("Rp", unit), 3), ((unit, ""), 2)):
        with pytest.raises(RefusedFile) as error:
            load(ministry, table(*texts), form, mapping=mapping)
        assert place_of(error.value) == {"row": line}
        assert "rupiah" in say_it(error.value.text, "en")
    assert came_in(load(ministry, table("Rp", "Rp"), form, mapping=mapping)) == 2


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("heading", ["{}", "Keterangan {}", "Satuan: {}"])
def test_a_heading_that_is_left_out_says_it(ministry: Ministry, heading: str, unit: str) -> None:
    said = heading.format(unit if unit.startswith(("(", "dalam")) or "Satuan" in heading else f"({unit})")
    for mapping in (NAMED % said, OTHERS):
        with pytest.raises(RefusedFile) as error:
            load(ministry, table("", "", heading=said), mapping=mapping)
        assert place_of(error.value) == {"row": 1}


@pytest.mark.parametrize("unit", UNITS)
def test_a_heading_in_braces_is_asked_as_one_that_is_renamed(ministry: Ministry, unit: str) -> None:
    name = f"Nilai ({unit.strip('()')})"
    with pytest.raises(RefusedFile):
        load(ministry, [["prog", name], ["P1", "10"], ["P2", "20"]], mapping=BRACES % name)
    with pytest.raises(RefusedFile):  # the row of units below it, too
        load(ministry, [["prog", "Nilai"], ["", unit], ["P1", "10"], ["P2", "20"]], mapping=BRACES % "Nilai")
    assert came_in(load(ministry, [["prog", "Nilai (Rp)"], ["P1", "10"]], mapping=BRACES % "Nilai (Rp)")) == 1


@pytest.mark.parametrize("unit", UNITS)
def test_the_corner_of_a_table_and_a_column_without_a_heading_say_it(ministry: Ministry, unit: str) -> None:
    corner = f"Uraian ({unit.strip('()')})"
    with pytest.raises(RefusedFile):
        load(ministry, [["tahun", corner, "pagu"], ["2024", "P1", "10"]], mapping=f'[columns]\n"{corner}" = "prog"\n')
    with pytest.raises(RefusedFile):
        load(ministry, [["tahun", "prog", "", "pagu"], ["2024", "P1", unit, "10"]], mapping=OTHERS)


@pytest.mark.parametrize(
    ("heading", "texts"),
    [
        ("Realisasi (Rp juta)", ("5", "6")),  # of its own figures
        ("Rp juta", ("5", "6")),
        ("%", ("50", "60")),
        ("Capaian (%)", ("50%", "60%")),
        ("Capaian (%)", ("", "")),
        ("Satuan", ("Rp", "rupiah")),
        ("Satuan", ("Paket", "Kegiatan")),
        ("Satuan", ("orang", "OB")),
        ("No.", ("1", "2")),
        ("Keterangan", ("Bantuan Rp 5 juta per keluarga", "Program 1 Juta Rumah")),
        ("Keterangan", ("untuk ribuan UMKM di 12 provinsi", "naik 5 persen")),
        ("Lokasi", ("Kepulauan Seribu", "Kota Seribu Sungai")),
    ],
)
def test_what_is_left_out_and_says_nothing_of_the_figures_is_taken(
    ministry: Ministry, heading: str, texts: tuple[str, str]
) -> None:
    for mapping in (NAMED % heading, OTHERS):
        assert came_in(load(ministry, table(*texts, heading=heading), mapping=mapping)) == 2


def test_a_heading_of_another_column_says_nothing_of_one_that_has_its_own_unit(ministry: Ministry) -> None:
    mapping = 'skip = "others"\n[columns]\n"Dana (Rp)" = "pagu"\n'
    rows = table("", "", heading="Realisasi (Rp juta)", pagu="Dana (Rp)")
    assert came_in(load(ministry, rows, mapping=mapping)) == 2


@pytest.mark.parametrize(("texts", "taken"), [(("%", "Rp juta"), True), (("ribu", "ribu"), False), (("%", "%"), True)])
def test_a_number_without_a_unit_may_stand_beside_one_of_each_row(
    ministry: Ministry, texts: tuple[str, str], taken: bool
) -> None:
    rows = [["tahun", "prog", "orang", "Satuan"], ["2024", "P1", "10", texts[0]], ["2024", "P2", "20", texts[1]]]
    if taken:
        assert came_in(load(ministry, rows, into="layanan", mapping=OTHERS)) == 2
    else:
        with pytest.raises(RefusedFile):
            load(ministry, rows, into="layanan", mapping=OTHERS)


SAID = ("(dalam jutaan rupiah)", "Dalam ribuan rupiah", "Rekap pagu (Rp juta)", "Keterangan: dalam jutaan rupiah")
LEFT_OUT = {"numbers": ["1", "2"], "codes": ["I", "II"], "nothing": ["", ""], "words": ["baru", "lama"]}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("rows", LEFT_OUT)
@pytest.mark.parametrize("at", ["first", "last"])
@pytest.mark.parametrize("text", SAID)
def test_a_text_of_the_sheet_may_stand_over_a_column_that_is_left_out(
    ministry: Ministry, text: str, at: str, rows: str, form: str
) -> None:
    """`(dalam jutaan rupiah)` in column A, over the numbers of the rows: millions came in as rupiah."""
    of, place = LEFT_OUT[rows], 0 if at == "first" else 3
    body = [["No", "tahun", "prog", "pagu"], [of[0], "2024", "P1", "10"], [of[1], "2024", "P2", "20"]]
    body = [row if at == "first" else [*row[1:], row[0]] for row in body]
    alone = ["", "", "", ""]
    alone[place] = text
    sides = [[alone, ["", "", "", ""], *body], [*body, ["", "", "", ""], alone]]
    if at == "last":
        sides.append([["", "Rekap 2024", "", ""], alone, *body])
        sides += [[["", "Rekap 2024", "", text], *body]] if rows != "numbers" else []  # of figures it would be theirs
    assert came_in(load(ministry, body, form, mapping=OTHERS)) == 2
    for number, sheet in enumerate(sides):
        with pytest.raises(RefusedFile) as error:
            load(ministry, sheet, form, mapping=OTHERS)
        assert "rupiah" in say_it(error.value.text, "en"), number


def test_of_figures_that_are_left_out_a_unit_over_them_is(ministry: Ministry) -> None:
    over = ["", "", "Rp", "juta rupiah"]
    body = [["tahun", "prog", "pagu", "Lama"], ["2024", "P1", "10", "7"], ["2024", "P2", "20", "9"]]
    assert came_in(load(ministry, [over, *body], "xlsx", mapping=OTHERS)) == 2


def test_columns_that_others_leaves_out_are_told(ministry: Ministry) -> None:
    assert load(ministry, table("Rp", "Rp"), mapping=OTHERS).left_out == ("Satuan",)
    assert load(ministry, table("Rp", "Rp"), mapping=NAMED % "Satuan").left_out == ()
    braces = load(ministry, [["prog", "Nilai", "Ket"], ["P1", "10", "-"]], mapping=BRACES % "Nilai")
    assert braces.left_out == ("Ket",)  # the other is read
    told = [Outcome(braces.file, "belanja", braces)]
    assert 'kolom yang dilewati karena skip = "others": Ket' in draw_imports(told, False, "id", 200).plain
    assert "Ket" in draw_imports(told, False, "en", 200).plain
    (document,) = imports_document(told, False, "en")["files"]
    assert document["left_out"] == ["Ket"]


def test_nothing_of_a_refused_file_stays(ministry: Ministry) -> None:
    before = load(ministry, table("Rp", "Rp"), mapping=OTHERS)
    with pytest.raises(RefusedFile):
        load(ministry, [*table("Rp", "Rp"), ["2023", "P9", "7", "juta"]], mapping=OTHERS)
    again = load(ministry, [*table("Rp", "Rp"), ["2023", "P9", "7", "Rp"]], mapping=OTHERS)
    assert (before.rows, again.accepted) == (2, 1)
