"""A mark says what it is, and is a mark of all that was made of what it stands beside."""

from __future__ import annotations

import re

import pytest
from cli_workspace import Workspace, workspace_in

from iku_engine.results.beside import Mark, MarkKind, declared, together

SPEC = """\
dimensi wilayah "Wilayah"
  utara "Utara"
  selatan "Selatan"

sumber survei "Survei" per tahun, wilayah
  kolom nilai angka 0..100
  kolom lain angka 0..100 boleh kosong

indikator akar "Akar"
  satuan angka
  arah naik
  rumus akar(survei.nilai["utara"])

indikator terisi "Terisi"
  satuan angka
  arah naik
  rumus jumlah survei.lain bila kosong 5
"""


@pytest.fixture
def offices(tmp_path, capsys, monkeypatch) -> Workspace:
    workspace = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    workspace.write("indicator_specs/akip.iku", SPEC)
    workspace.write("survei.csv", "tahun,wilayah,nilai,lain\n2025,utara,2,1\n2025,selatan,3,\n")
    return workspace


def tags(workspace: Workspace) -> list[str]:
    assert workspace("report", "--period", "2025", "--years", "1", "--to", "a.html").status == 0
    page = (workspace.folder / "a.html").read_text(encoding="utf-8")
    return re.findall(r'<span class="tag">([^<]*)</span>', page)


def test_a_tag_of_the_page_says_what_is_marked(offices):
    assert offices("import", "survei.csv").status == 0
    assert tags(offices) == ["inexact", "by rule"]


def test_a_tag_of_the_page_has_the_word_of_the_file(offices):
    assert offices("import", "survei.csv", "--mark", "ilustratif", "--mark", "sementara").status == 0
    assert tags(offices) == ["illustrative", "sementara", "inexact", "illustrative", "sementara", "by rule"]


def test_json_has_the_kind_the_word_and_the_meaning_of_a_mark(offices):
    offices("import", "survei.csv", "--mark", "sementara")
    root = offices("eval", "akar", "--period", "2025", "--json").document["results"][0]
    assert root["marks"] == [
        {"kind": "declared", "mark": "sementara", "text": "Data marked: sementara"},
        {"kind": "inexact", "mark": "inexact", "text": "Some figures are inexact: computed to 40 digits"},
    ]


def test_marks_are_told_by_kind_each_once():
    mine, other, root = declared("Ilustratif"), declared("sementara"), Mark(MarkKind.INEXACT)
    assert mine.kind is MarkKind.ILLUSTRATIVE
    assert together((root, other), (other, mine)) == (mine, other, root)
    assert [mark.code for mark in (mine, other, root)] == ["Ilustratif", "sementara", "inexact"]


CARRIED = (
    SPEC
    + """
sumber asal "Asal" per tahun, wilayah
  kolom nilai angka 0..100
  kolom isi angka 0..100 boleh kosong bila kosong 1

indikator per_wilayah "Per wilayah" per wilayah
  satuan angka
  arah naik
  rumus akar(asal.nilai) + asal.isi
"""
    + "".join(
        f"\nindikator {name}\n  satuan angka\n  arah naik\n  {rule}\n"
        for name, rule in {
            "rerata_nya": "rumus rerata per_wilayah",
            "jumlah_nya": "rumus jumlah per_wilayah",
            "tertimbang": "rumus rerata berbobot per_wilayah oleh survei.nilai",
            "terbanyak": "rumus maksimum per_wilayah",
            "median_nya": "rumus median per_wilayah",
            "banyaknya_nya": "rumus banyaknya (wilayah yang per_wilayah > 2)",
            "himpunan_nya": "rumus jumlah survei.nilai atas (wilayah yang asal.isi >= 1)",
            "penjaga_nya": 'bila per_wilayah["utara"] > 1000 tidak berlaku karena "x"\n  rumus 1',
            "target_nya": 'rumus 1\n  target 2025 = per_wilayah["utara"]',
            "lewat_dua": "rumus rerata_nya + 1",
        }.items()
    )
)


@pytest.mark.few("rerata_nya", "terbanyak", "banyaknya_nya", "penjaga_nya", "target_nya")
@pytest.mark.parametrize(
    "name",
    [
        "rerata_nya",
        "jumlah_nya",
        "tertimbang",
        "terbanyak",
        "median_nya",
        "banyaknya_nya",
        "penjaga_nya",
        "target_nya",
        "lewat_dua",
    ],
)
def test_whatever_makes_a_result_of_another_keeps_its_marks(offices, name):
    offices.write("indicator_specs/akip.iku", CARRIED)
    offices.write("asal.csv", "# tanda: ilustratif\ntahun,wilayah,nilai,isi\n2025,utara,2,\n2025,selatan,3,4\n")
    offices("import", "survei.csv", "asal.csv")
    (result,) = offices("eval", name, "--period", "2025", "--json").document["results"]
    assert [mark["kind"] for mark in result["marks"]] == ["illustrative", "inexact", "by-rule"]


def test_a_condition_of_a_set_keeps_the_marks_of_what_it_looks_at(offices):
    offices.write("indicator_specs/akip.iku", CARRIED)
    offices.write("asal.csv", "# tanda: ilustratif\ntahun,wilayah,nilai,isi\n2025,utara,2,\n2025,selatan,3,4\n")
    offices("import", "survei.csv", "asal.csv")
    (result,) = offices("eval", "himpunan_nya", "--period", "2025", "--json").document["results"]
    assert [mark["kind"] for mark in result["marks"]] == ["illustrative", "by-rule"]


QUARTERS = """sumber q "Triwulanan" per triwulan lengkap
  kolom x angka 0..100 boleh kosong konsolidasi {how}

indikator kolomnya "Kolom"
  satuan angka
  arah naik
  rumus q.x

indikator nilainya "Nilai" per triwulan
  berlaku ..2025-Q2
  satuan angka
  arah naik
  rumus q.x
  konsolidasi {how}

indikator setahun "Setahun"
  satuan angka
  arah naik
  rumus nilainya
"""


@pytest.mark.diagonal
@pytest.mark.parametrize("how", ["jumlah", "rerata", "terakhir", "minimum", "maksimum"])
@pytest.mark.parametrize(("cell", "marked"), [("4", False), ("tidak berlaku", True)])
def test_a_year_of_which_a_quarter_does_not_apply_says_so(tmp_path, capsys, monkeypatch, how, cell, marked):
    """A year's last figure was that of June, and its sum that of two quarters, without a word."""
    office = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    office.write("indicator_specs/a.iku", QUARTERS.format(how=how))
    office.write("q.csv", f"triwulan,x\n2025-Q1,1\n2025-Q2,2\n2025-Q3,{cell}\n2025-Q4,8\n")
    assert office("import", "q.csv").status == 0
    results = office("eval", "kolomnya", "setahun", "--period", "2025", "--json").document["results"]
    kinds = {one["indicator"]: [mark["kind"] for mark in one["marks"]] for one in results}
    assert kinds == {"kolomnya": ["partial"] if marked else [], "setahun": ["partial"]}


RULED = """\
dimensi w "W"
  a
  b

sumber s "S" per tahun, w lengkap
  kolom x angka > 0..100 boleh kosong
  kolom p angka > 0..10
  kolom diisi angka 0..100 boleh kosong bila kosong 5 bila belum dimuat 5
  hitung turunan = x * 2 bila kosong 5 bila belum dimuat 5

indikator i
  satuan angka
  arah tanpa
{weights}  rumus {formula}
"""
WEIGHTS = "  bobot w\n    a 50%\n    b 50%\n"
STATISTICS = ("jumlah", "rerata", "minimum", "maksimum", "median", "rerata geometrik", "rerata harmonik")
FORMULAS = [
    *(f"{one} s.x {{rule}}" for one in STATISTICS),
    *(f"{one} s.x oleh s.p {{rule}}" for one in ("jumlah berbobot", "rerata berbobot")),
    *(f'{one} dari s.x["a"], s.x["b"] {{rule}}' for one in STATISTICS[:4]),
    *(f"{one} s.x {{rule}}" for one in ("jumlah berbobot", "rerata berbobot")),
    "jumlah s.diisi",
    "jumlah s.turunan",
    "jumlah berbobot s.diisi oleh s.p",
    's.diisi["b"]',
    's.turunan["b"]',
    "banyaknya (s yang diisi > 3)",
    "banyaknya (s yang x > 3) {rule}",
]


@pytest.mark.few(
    "bila kosong 5-jumlah s.x {rule}",
    "bila kosong 5-median s.x {rule}",
    "bila kosong 5-rerata berbobot s.x oleh s.p {rule}",
    'bila kosong 5-maksimum dari s.x["a"], s.x["b"] {rule}',
    'bila kosong 5-s.diisi["b"]',
    "bila kosong lewati-rerata geometrik s.x {rule}",
    "bila kosong lewati-jumlah berbobot s.x {rule}",
    "bila kosong lewati-jumlah s.diisi",
    'bila kosong lewati-s.turunan["b"]',
    "bila kosong lewati-banyaknya (s yang x > 3) {rule}",
)
@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("rule", ["bila kosong 5", "bila kosong lewati"])
def test_whatever_a_rule_fills_or_leaves_out_is_marked(tmp_path, capsys, monkeypatch, formula, rule):
    """Weighted by a column it was filled in silence."""
    if "banyaknya" in formula and "5" in rule and "{rule}" in formula:
        return  # a count has nothing to fill
    office = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    weights = WEIGHTS if "berbobot" in formula and "oleh" not in formula else ""
    office.write("indicator_specs/a.iku", RULED.format(weights=weights, formula=formula.format(rule=rule)))
    office.write("s.csv", "tahun,w,x,p,diisi\n2025,a,60,1,7\n2025,b,,3,\n")
    assert office("import", "s.csv").status == 0
    said = office("eval", "i", "--period", "2025", "--json")
    assert said.status == 0, said.err
    (result,) = said.document["results"]
    marks = {mark["kind"] for mark in result["marks"]}
    assert (result["state"], marks - {"inexact"}) == ("value", {"by-rule"}), result
    if "{rule}" not in formula:
        later = office("eval", "i", "--period", "2026", "--json").document["results"][0]
        marked = [mark["kind"] for mark in later["marks"]]
        assert later["state"] != "value" or marked == ["not-loaded-filled"], later


APPLYING = [
    *(f"{one} s.x {{rule}}" for one in STATISTICS[:5]),
    *(f"{one} s.x oleh s.p {{rule}}" for one in ("jumlah berbobot", "rerata berbobot")),
    *(f"{one} s.x {{rule}}" for one in ("jumlah berbobot", "rerata berbobot")),
]


@pytest.mark.diagonal
@pytest.mark.parametrize("formula", APPLYING)
@pytest.mark.parametrize("rule", ["", "bila tidak berlaku 5", "bila tidak berlaku lewati"])
def test_what_a_rule_makes_of_what_does_not_apply_is_marked(tmp_path, capsys, monkeypatch, formula, rule):
    office = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    weights = WEIGHTS if "berbobot" in formula and "oleh" not in formula else ""
    office.write("indicator_specs/a.iku", RULED.format(weights=weights, formula=formula.format(rule=rule)))
    office.write("s.csv", "tahun,w,x,p,diisi\n2025,a,60,1,7\n2025,b,tidak berlaku,3,2\n")
    assert office("import", "s.csv").status == 0
    (result,) = office("eval", "i", "--period", "2025", "--json").document["results"]
    found = result["state"], [mark["kind"] for mark in result["marks"]]
    assert found == (("value", ["by-rule"]) if rule else ("not-applicable", [])), result
