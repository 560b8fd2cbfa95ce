"""`report`: one page that says what the evaluation says, needs nothing else, and shows hostile text as text."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from fractions import Fraction as F
from pathlib import Path

import docx
import pytest
from cli_workspace import SPEC, Workspace, workspace_in
from lkjip import INDICATORS, many_regions
from report_page import Cell, Page, cells, places
from test_cli_documents import check

import iku_cli.reports.page
from iku_cli.commands.report import FORMATS
from iku_cli.messages import TABLES
from iku_cli.reports.page.sections import script_json
from iku_cli.reports.page.values import coordinate, quantile, step
from iku_dsl.keywords import Language
from iku_dsl.wording import SIGNS, in_digits
from iku_engine.results.evaluation import Shown

PAGE = Path(iku_cli.reports.page.__file__).parent


@pytest.fixture
def workspace(tmp_path, capsys, monkeypatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch)
    made.load()
    return made


def unit(result: dict) -> str:
    return "%" if result["unit"] == "%" else f" {result['unit']}" if result["unit"] else ""


def facts_of(node: dict) -> set[str]:
    """The places of all facts below a node of the JSON trace."""
    groups = [fact for group in node.get("groups", []) for member in group["members"] for fact in member["facts"]]
    own = [node["fact"]] if "fact" in node else []
    found = {f"{fact['file']}:{fact['row']}" for fact in (*own, *groups)}
    return found.union(*(facts_of(child) for child in node.get("children", ())))


def spread(place: str) -> set[str]:
    """`asistensi.csv:4, espm.csv:3, :9` in full."""
    found, file = set(), ""
    for part in place.split(", "):
        before, _, row = part.rpartition(":")
        file = before or file
        found.add(f"{file}:{row}")
    return found


def written(value: str) -> str:
    """A number of a document as a page in Indonesian has it."""
    return in_digits(F(value), len(value.partition(".")[2]), SIGNS["id"])


def test_every_number_of_the_page_is_that_of_the_json(eighteen, tmp_path, capsys, monkeypatch):
    workspace = workspace_in(tmp_path, capsys, monkeypatch)
    shutil.copytree(eighteen, tmp_path / "lkjip")
    monkeypatch.setenv("IKU_SPECS", str(tmp_path / "lkjip" / "indicator_specs"))
    monkeypatch.setenv("IKU_STORE", f"sqlite:///{tmp_path}/lkjip/iku.db")
    said = workspace("report", *INDICATORS, "--period", "2025", "--years", "2", "--to", "lkjip.html", "--json")
    assert (said.status, said.err) == (0, "")
    check("report", said.document)
    assert said.document["indicators"] == list(INDICATORS)
    assert said.document["bytes"] == Path("lkjip.html").stat().st_size < 5_000_000
    evaluated = workspace("eval", *INDICATORS, "--period", "2024..2025", "--depth", "100", "--json").document
    page = Page(Path("lkjip.html"))
    assert page.open == []
    found: dict[tuple[str, str, tuple[str, ...]], Cell] = {
        (cell.indicator, cell.period, tuple(cell.key)): cell for cell in cells(page)
    }
    assert len(found) == len(evaluated["results"]) == said.document["results"] == 2 * (16 + 58 + 9)
    for result in evaluated["results"]:
        key = result["key"]
        cell = found[result["indicator"], result["period"], tuple([key] if isinstance(key, str) else key or ())]
        assert cell.state == result["state"]
        assert cell.exact == (result["exact"] or "")
        assert cell.rank == (result["rank"] or 0)
        if result["value"] is not None:
            assert cell.text == written(result["value"]) + unit(result)
        if result["category"] is not None and result["category"]["certain"]:
            assert result["category"]["label"] in (cell.category, cell.category.partition("  ")[2])
        if result["target"] is not None:
            achievement = result["achievement"]
            assert written(result["target"]["value"]) in cell.told["target"]
            assert achievement is None or f"capaian {written(achievement['value'])}%" in cell.told["target"]
        if cell.trace is not None:
            shown = {full for place in places(cell.trace, cell.texts) for full in spread(place)}
            assert facts_of(result["trace"]) <= shown, (result["indicator"], result["period"])
    traced = [cell for cell in found.values() if cell.trace is not None]
    assert len(traced) == len(found)
    shown = {n.place: n for n in page.numbers}
    assert len(shown) == 16 * 2
    for (section, entity, period), number in shown.items():
        data = page.data[f"r-{section}"]
        cell = data["cells"][entity][period]
        assert (number.text, number.exact) == (data["texts"][cell[0]], data["texts"][cell[1]])
    assert "Data ilustratif (peragaan), bukan data resmi" in page.text
    assert f"evaluasi #{said.document['run']}" in page.text
    assert said.document["specs"] in page.text
    assert said.document["facts"] in page.text
    assert workspace("runs", "verify", str(said.document["run"])).status == 0


def test_the_page_asks_for_nothing_and_runs_only_its_own(workspace):
    said = workspace("report", "--period", "2025", "--to", "r.html")
    assert said.status == 0, said.err
    page = Page(workspace.folder / "r.html")
    assert not [held for tag, held in page.tags if "src" in held or (tag == "link")]
    assert all(held["href"].startswith("#") for _, held in page.tags if "href" in held)
    policy = next(held["content"] for tag, held in page.tags if held.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in policy
    hashes = {base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in page.scripts}
    assert set(re.findall(r"'sha256-([^']+)'", policy)) == hashes
    assert not [held for _, held in page.tags if any(name.startswith("on") or name == "style" for name in held)]


@pytest.mark.parametrize("language", ["id", "en"])
def test_both_languages_and_the_state_in_words(workspace, language: Language):
    said = workspace("report", "--period", "2025", "--to", "r.html", "--lang", language)
    assert said.status == 0
    page = Page(workspace.folder / "r.html")
    assert ("html", {"lang": language}) in page.tags
    word = {"id": "kosong", "en": "missing"}[language]
    missing = [number for number in page.numbers if number.state == "missing"]
    assert missing
    assert {number.text for number in missing} == {word}
    other = {"id": "Where the numbers come from", "en": "Asal angka"}[language]
    assert other not in page.text


MONTHLY = """\
sumber aduan "Aduan" per bulan
  kolom lama angka 0..100

indikator lama "Lama" per bulan
  satuan angka 0..100
  arah turun
  rumus aduan.lama
"""
HOSTILE = '</script><script>alert(1)</script><img src=x onerror=alert(2)> ]]> <!-- {{ 7*7 }} {% x %} =HYPERLINK("x") \u202egnp.exe'


def test_hostile_text_is_text_everywhere(tmp_path, capsys, monkeypatch):
    label = HOSTILE.replace('"', '""')
    long = "panjang" * 250
    spec = SPEC.replace('"Nilai akuntabilitas kinerja"', f'"{label}"').replace(
        '"Perencanaan kinerja"', f'"{label} {long}"'
    )
    workspace = workspace_in(tmp_path, capsys, monkeypatch)
    workspace.write("indicator_specs/akip.iku", spec)
    rows = [f'11.0{n},"{label} {long if n == 1 else n}"' for n in (1, 2)]
    workspace.write("fakta/daerah.csv", "\n".join(["kode,nama", *rows]) + "\n")
    workspace.load()
    said = workspace("report", "--period", "2025", "--to", "r.html", "--title", HOSTILE)
    assert said.status == 0, said.err
    page = Page(tmp_path / "r.html")
    assert page.open == []
    clean = workspace("report", "--period", "2025", "--to", "c.html").status
    assert clean == 0
    assert len(page.scripts) == len(Page(tmp_path / "c.html").scripts) == 7
    assert not [held for tag, held in page.tags if tag == "img" or "onerror" in held]
    raw = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "\u202e" not in raw
    assert "<script>alert" not in raw
    assert "alert(1)" in page.text
    assert "{{ 7*7 }}" in page.text
    assert long in page.text
    assert any(long in text for text in page.data["r-1"]["texts"])


def test_json_within_a_script_cannot_end_it():
    packed = script_json(["</script>", "<!--", "&amp;", "\u2028"])
    assert not set("<>&\u2028") & set(packed)
    assert json.loads(packed) == ["</script>", "<!--", "&amp;", "\u2028"]


def test_what_is_asked_wrongly_is_told_with_the_mend(workspace):
    wrong = workspace("report", "--period", "2025", "--to", "r.pdf")
    assert (wrong.status, ".html" in wrong.err) == (2, True)
    assert workspace("report", "--period", "2024..2025", "--to", "r.html").status == 2
    assert workspace("report", "--period", "2025", "--to", "r.html", "--years", "0").status == 2
    assert "akip" in workspace("report", "akipp", "--period", "2025", "--to", "r.html").err
    nowhere = workspace("report", "--period", "2025", "--to", "ada/tidak/r.html")
    assert nowhere.status == 3
    assert "ada/tidak tidak ada; buat dahulu" in nowhere.err
    (workspace.folder / "folder.html").mkdir()
    assert workspace("report", "--period", "2025", "--to", "folder.html").status == 2
    assert not list(workspace.folder.glob("**/.*"))
    workspace.write("indicator_specs/akip.iku", SPEC.replace("ukur 40%", "ukur 30%"))
    assert workspace("report", "--period", "2025", "--to", "r.html").status == 1
    assert not (workspace.folder / "r.html").exists()


def test_an_extra_that_is_not_installed_is_named(workspace, monkeypatch):
    monkeypatch.setattr("iku_cli.commands.report.find_spec", lambda name: None)
    said = workspace("report", "--period", "2025", "--to", "r.html", "--lang", "en")
    assert (said.status, "iku-engine[reports]" in said.err) == (3, True)


def test_a_file_is_replaced_as_a_whole(workspace):
    assert workspace("report", "--period", "2025", "--to", "r.html").status == 0
    old = workspace.folder / "r.html"
    before = old.read_text(encoding="utf-8")
    old.chmod(0o640)
    assert workspace("report", "akip", "--period", "2025", "--to", "r.html").status == 0
    assert len(old.read_text(encoding="utf-8")) < len(before)
    assert old.stat().st_mode & 0o777 == 0o640


def test_without_facts_and_without_members_there_is_a_page_all_the_same(tmp_path, capsys, monkeypatch):
    workspace = workspace_in(tmp_path, capsys, monkeypatch)
    said = workspace("report", "--period", "2025", "--to", "r.html", "--json")
    assert said.status == 0
    assert said.document["run"] is None
    page = Page(tmp_path / "r.html")
    assert {number.text for number in page.numbers} == {"kosong"}
    assert "evaluasi ini tidak tersimpan" in page.text
    assert "Tidak ada hasil pada periode ini." in page.text


def test_a_monthly_indicator_leads_with_its_last_month(tmp_path, capsys, monkeypatch):
    workspace = workspace_in(tmp_path, capsys, monkeypatch)
    workspace.write("indicator_specs/akip.iku", MONTHLY)
    workspace.write("fakta/aduan.csv", "bulan,lama\n" + "".join(f"2025-{m:02},{m}\n" for m in range(1, 13)))
    assert workspace("import", "fakta/aduan.csv").status == 0
    assert workspace("report", "--period", "2025", "--years", "2", "--to", "r.html").status == 0
    page = Page(tmp_path / "r.html")
    assert re.search(r"Nilai\s.*?Lama · 2025-12\s+draf", page.text), (
        "a line of the whole year does not look like the year's"
    )
    data = page.data["r-0"]
    assert len(data["periods"]) == 24
    assert data["periods"][-1] == "2025-12"
    assert workspace("report", "--period", "2025-03", "--years", "1", "--to", "r.html").status == 0
    page = Page(tmp_path / "r.html")
    assert page.data["r-0"]["periods"] == ["2025-03"] and re.search(r"Nilai\s.*?Lama\s+draf", page.text)
    assert workspace("report", "--period", "2025", "--to", "r.docx").status == 0
    cells = [cell.text for table in docx.Document(tmp_path / "r.docx").tables for cell in table.column_cells(0)]
    assert "Lama · 2025-12" in cells


def test_templates_name_only_sentences_that_exist():
    known = {key for table in TABLES for key in table}
    for path in (PAGE / "templates").iterdir():
        for key in re.findall(r"say\(['\"]([\w.-]+)['\"][,)]", path.read_text(encoding="utf-8")):
            assert key in known, f"{path.name}: {key}"


def test_the_library_of_charts_ships_with_its_licence():
    assets = PAGE / "assets"
    assert "Apache License" in (assets / "echarts.LICENSE").read_text(encoding="utf-8")
    assert "Apache ECharts" in (assets / "echarts.NOTICE").read_text(encoding="utf-8")
    assert "</script" not in (assets / "echarts.js").read_text(encoding="utf-8").lower()


def test_places_on_an_axis():
    percent, plain = Shown(percent=True), Shown()
    assert coordinate(F(22, 25), percent) == "88"
    assert coordinate(F(-1, 3), plain) == "-0.333333"
    assert coordinate(F(1, 10**9), plain) == "0"
    assert coordinate(F(-1, 10**9), plain) == "0"
    assert coordinate(None, plain) is None
    values = [F(n) for n in (1, 2, 3, 10)]
    assert [quantile(values, F(n, 4)) for n in range(5)] == [1, F(7, 4), F(5, 2), F(19, 4), 10]
    for spread_, parts in ((F(7), 12), (F(1, 300), 11), (F(10**9), 11), (F(11), 11)):
        wide = step(spread_, parts)
        assert spread_ <= wide * parts < spread_ * 10


def test_a_large_report_stays_small(tmp_path, capsys, monkeypatch):
    workspace = workspace_in(tmp_path, capsys, monkeypatch)
    monkeypatch.setenv("IKU_SPECS", str(many_regions(tmp_path / "many")))
    monkeypatch.setenv("IKU_STORE", f"sqlite:///{tmp_path}/many/iku.db")
    said = workspace("report", "indeks_spm", "--period", "2025", "--years", "10", "--to", "r.html", "--json")
    assert said.document["results"] == 5520
    assert said.document["bytes"] < 5_000_000
    page = Page(tmp_path / "r.html")
    traced = [cell for cell in cells(page) if cell.trace is not None]
    assert {cell.period for cell in traced} >= {"2025", "2024", "2023"}, "the latest come first"
    assert len({cell.key[0] for cell in traced if cell.period == "2025"}) == 552


def test_formats_are_named_by_their_suffix():
    assert all(suffix.startswith(".") and form.room.startswith("iku_cli.reports.") for suffix, form in FORMATS.items())
