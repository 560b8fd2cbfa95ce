"""Rows that wait are told beside the results that would read them, in the periods that they are of, and beside no others."""

from __future__ import annotations

import pytest
from cli_workspace import Workspace, workspace_in

SPEC = """\
dimensi wilayah "Wilayah"
  utara "Utara"
  selatan "Selatan"

dimensi daerah "Daerah" kunci kode
  atribut nama teks

sumber aduan "Aduan" per tahun, wilayah
  kolom lama angka 0..100

sumber lain "Lain" per tahun
  kolom nilai angka 0..100

sumber bantuan "Bantuan" per tahun, daerah daftar
  kolom nilai angka 0..100

indikator lama "Lama" per wilayah
  satuan hari
  arah turun
  rumus aduan.lama

indikator berubah "Berubah"
  satuan hari
  arah turun
  rumus rerata lama - rerata lama[tahun lalu]

indikator lain_nya "Lain"
  satuan angka
  arah naik
  rumus lain.nilai

indikator bantuan_nya "Bantuan"
  satuan angka
  arah naik
  rumus jumlah bantuan.nilai bila kosong 0
"""


@pytest.fixture
def office(tmp_path, capsys, monkeypatch) -> Workspace:
    workspace = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    workspace.write("indicator_specs/akip.iku", SPEC)
    return workspace


def waiting(office: Workspace, period: str) -> dict[str, list[tuple[str | None, str, int]]]:
    """By indicator what waits: period, file, rows."""
    found: dict[str, list[tuple[str | None, str, int]]] = {}
    for result in office("eval", "--period", period, "--json", "--no-trace").document["results"]:
        rows = [(one["period"], one["file"], one["rows"]) for one in result["waiting"]]
        assert len(result["notes"]) == len(rows)
        assert found.setdefault(result["indicator"], rows) == rows, "of all entities alike"
    return found


def test_rows_of_a_file_that_gave_nothing_are_told_beside_what_another_file_gave(office):
    office.write("a.csv", "tahun,wilayah,lama\n2025,utara,lama\n2025,selatan,banyak\n2025,barat,3\n")
    office("import", "a.csv", "--into", "aduan")
    assert waiting(office, "2025")["lama"] == [("2025", "a.csv", 3)], "also while there is no value at all"
    office.write("b.csv", "tahun,wilayah,lama\n2025,utara,70\n")
    office("import", "b.csv", "--into", "aduan")
    assert waiting(office, "2025")["lama"] == [("2025", "a.csv", 3)]


def test_a_note_stands_beside_its_period_and_no_other(office):
    office.write("a.csv", "tahun,wilayah,lama\n2025,utara,70\n2024,utara,60\n2023,utara,50\n2024,selatan,banyak\n")
    office("import", "a.csv", "--into", "aduan")
    own = [("2024", "a.csv", 1)]
    assert waiting(office, "2025") == {"lama": [], "berubah": own, "lain_nya": [], "bantuan_nya": []}, "it reads 2024"
    assert waiting(office, "2024") == {"lama": own, "berubah": own, "lain_nya": [], "bantuan_nya": []}
    assert waiting(office, "2023") == {"lama": [], "berubah": [], "lain_nya": [], "bantuan_nya": []}


def test_a_row_whose_period_cannot_be_read_is_told_beside_every_period_of_its_source(office):
    office.write("a.csv", "tahun,wilayah,lama\n2025,utara,70\nentah,selatan,3\n")
    office("import", "a.csv", "--into", "aduan")
    for period in ("2023", "2025"):
        assert waiting(office, period) == {
            "lama": [(None, "a.csv", 1)], "berubah": [(None, "a.csv", 1)], "lain_nya": [], "bantuan_nya": []
        }  # fmt: skip


def test_rows_of_a_closed_period_are_counted_for_that_period(office):
    office.write("a.csv", "tahun,nilai\n2024,1\n2025,2\n")
    office("import", "a.csv", "--into", "lain")
    office("facts", "lock", "2024")
    office.write("b.csv", "tahun,nilai\n2024,3\n2025,4\n")
    office("import", "b.csv", "--into", "lain")
    assert waiting(office, "2024")["lain_nya"] == [("2024", "b.csv", 1)], "not the row of 2025"
    assert waiting(office, "2025")["lain_nya"] == []


def test_members_that_were_kept_out_are_told_beside_a_sum_over_their_rows(office):
    office.write("daerah.csv", "kode,nama\n01,A\n,B\n")
    office.write("bantuan.csv", "tahun,daerah,nilai\n2025,01,3\n")
    office("import", "daerah.csv", "bantuan.csv")
    assert waiting(office, "2025")["bantuan_nya"] == [(None, "daerah.csv", 1)]


def test_where_nobody_has_results_yet_what_waits_is_told_all_the_same(office):
    office.write(
        "indicator_specs/akip.iku", SPEC + '\nindikator per_daerah "Per daerah" per daerah\n  satuan angka\n'
        "  arah naik\n  rumus bantuan.nilai\n",
    )  # fmt: skip
    office.write("bantuan.csv", "tahun,daerah,nilai\n2025,01,3\n")
    office.write("daerah.csv", "kode,nama\n,B\n")
    office("import", "daerah.csv", "bantuan.csv")
    document = office("eval", "per_daerah", "--period", "2025", "--json").document
    assert document["results"] == []
    assert any("bantuan.csv" in note for note in document["notes"]), document["notes"]
    assert any("daerah.csv" in note for note in document["notes"])


def told(office: Workspace, period: str, indicator: str) -> set[str]:
    results = office("eval", "--period", period, "--json", "--no-trace").document["results"]
    return {note for result in results if result["indicator"] == indicator for note in result["notes"]}


def test_the_earlier_figure_of_a_row_that_waits_is_counted_and_told(office):
    office.write("daerah.csv", "kode,nama\n01,Satu\n02,Dua\n03,Tiga\n")
    office.write("a.csv", "tahun,daerah,nilai\n2025,01,3\n2025,02,4\n")
    office("import", "daerah.csv")
    office("import", "a.csv", "--into", "bantuan")
    office.write("a.csv", "tahun,daerah,nilai\n2025,01,300\n2025,Dua,400\n2025,03,500\n")
    assert (
        "the earlier figures of the same keys go on counting (2 rows)"
        in office("import", "a.csv", "--into", "bantuan").out
    )
    rows = "rows of a.csv for 2025 that wait in quarantine and are not counted: 3 (batch 4)"
    assert told(office, "2025", "bantuan_nya") == {f"{rows}; the earlier figures of the same keys are counted (2 rows)"}
    office("facts", "retract", "bantuan", "01", "--period", "2025", "--reason", "r")
    assert told(office, "2025", "bantuan_nya") == {f"{rows}; the earlier figure of the same key is counted (1 row)"}
    found = office("eval", "bantuan_nya", "--period", "2025", "--json", "--lang", "id").document["results"][0]
    assert (found["waiting"][0]["rows"], found["waiting"][0]["earlier"]) == (3, 1)
    assert "yang terhitung adalah angka sebelumnya" in found["notes"][0]


def test_what_a_row_for_a_closed_period_would_replace_is_counted_and_told(office):
    office.write("a.csv", "tahun,wilayah,lama\n2024,utara,1\n2024,selatan,2\n")
    office("import", "a.csv", "--into", "aduan")
    office("facts", "lock", "2024")
    office.write("b.csv", "tahun,wilayah,lama\n2024,utara,3\n")
    office("import", "b.csv", "--into", "aduan")
    office("facts", "retract", "aduan", "selatan", "--period", "2024", "--reason", "r")
    late = "1 row of {} (batch {}) came after 2024 was closed and is not counted yet"
    earlier = "; the earlier figure of the same key is counted (1 row)"
    assert told(office, "2024", "lama") == {late.format("b.csv", 4) + earlier, late.format("#5", 5) + earlier}


def test_a_figure_of_the_same_file_or_of_a_later_one_is_not_called_earlier(office):
    office.write("daerah.csv", "kode,nama\n01,Satu\n02,Dua\n03,Tiga\n")
    office("import", "daerah.csv")
    office.write("a.csv", "tahun,daerah,nilai\n2025,01,3\n2025,01,400\n2025,02,500\n")
    said = office("import", "a.csv", "--into", "bantuan").out
    assert "another figure of the same key is counted (1 row)" in said, said
    assert "earlier" not in said
    rows = "rows of a.csv for 2025 that wait in quarantine and are not counted: 2 (batch 3)"
    assert told(office, "2025", "bantuan_nya") == {f"{rows}; another figure of the same key is counted (1 row)"}
    office("facts", "correct", "bantuan", "02", "--period", "2025", "nilai=7", "--reason", "r")
    assert told(office, "2025", "bantuan_nya") == {f"{rows}; other figures of the same keys are counted (2 rows)"}
    found = office("eval", "bantuan_nya", "--period", "2025", "--json", "--lang", "id").document["results"][0]
    assert "yang terhitung adalah angka lain dengan kunci yang sama (2 baris)" in found["notes"][0]


def test_a_member_that_came_later_than_its_rejected_row_is_not_called_earlier(office):
    office.write("a.csv", "tahun,wilayah,lama\n2024,utara,100000\n2024,selatan,2\n")
    office("import", "a.csv", "--into", "aduan")
    office.write("b.csv", "tahun,wilayah,lama\n2024,utara,3\n")
    office("import", "b.csv", "--into", "aduan")
    notes = told(office, "2024", "lama")
    assert not [note for note in notes if "earlier" in note], notes
    assert [note for note in notes if "another figure of the same key is counted (1 row)" in note], notes


def test_of_what_waits_only_rows_with_a_figure_that_counts_are_said_to_have_one(office):
    office.write("daerah.csv", "kode,nama\n01,Satu\n02,Dua\n03,Tiga\n")
    office("import", "daerah.csv")
    office.write("a.csv", "tahun,daerah,nilai\n2025,01,3\n")
    office("import", "a.csv", "--into", "bantuan")
    office("facts", "lock", "2025")
    office.write("b.csv", "tahun,daerah,nilai\n2025,01,30\n2025,03,7\n")
    office("import", "b.csv", "--into", "bantuan")
    office("facts", "retract", "--batch", "5", "--reason", "r")
    late = "2 rows of {} (batch {}) came after 2025 was closed and are not counted yet"
    earlier = "; the earlier figure of the same key is counted (1 row)"
    notes = {late.format("b.csv", 5) + earlier, late.format("#6", 6) + earlier}
    assert told(office, "2025", "bantuan_nya") == notes, "03 has no figure that counts"
    opened = office("facts", "unlock", "2025", "--reason", "r").out
    assert "Counted from now on" not in opened, "all of batch 5 was taken back, and what it replaced counted before"
    assert opened.count("Waits no more, and changes nothing: bantuan 2025 of batch") == 2


def test_an_opening_says_of_each_batch_whether_it_changes_anything(office):
    office.write("a.csv", "tahun,nilai\n2024,1\n")
    office("import", "a.csv", "--into", "lain")
    office("facts", "lock", "2024")
    for figure in (3, 4):
        office.write("b.csv", f"tahun,nilai\n2024,{figure}\n")
        office("import", "b.csv", "--into", "lain")
    document = office("facts", "unlock", "2024", "--reason", "r", "--json").document
    assert [(one["batch"], one["changes"]) for one in document["admitted"]] == [(4, False), (5, True)]
    office("facts", "lock", "2024")
    office("facts", "retract", "lain", "--period", "2024", "--reason", "r")
    document = office("facts", "unlock", "2024", "--reason", "r", "--json").document
    assert [one["changes"] for one in document["admitted"]] == [True], "a figure goes"


def test_a_batch_changes_something_where_a_later_one_changed_another_column_of_its_row(office):
    office.write("indicator_specs/akip.iku", SPEC.replace("per tahun\n", "per tahun\n  kolom lain angka 0..100\n"))
    office.write("a.csv", "tahun,nilai,lain\n2024,1,1\n")
    office("import", "a.csv", "--into", "lain")
    office("facts", "lock", "2024")
    office.write("b.csv", "tahun,nilai,lain\n2024,2,1\n")
    office("import", "b.csv", "--into", "lain")
    office("facts", "correct", "lain", "--period", "2024", "lain=5", "--reason", "r")
    document = office("facts", "unlock", "2024", "--reason", "r", "--json").document
    assert [(one["batch"], one["changes"]) for one in document["admitted"]] == [(4, True), (5, True)]
