"""What is told beside a result is the same in every form: terminal, JSON, page, workbook, document, CSV, Parquet and Python.

A store is made at random: batches with marks, rows that cannot be facts, periods that are closed, reviews, finals, corrections after. Then
what each form tells of each result is read back out of it and held against what the engine's records say. A facet that is new in
`iku_cli.render.beside` is looked for in all forms without a word here, but for what programs read: `OF_JSON` and `OF_TABLES`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random

import docx
import openpyxl
import pytest
from cli_workspace import Workspace, workspace_in
from pyarrow import parquet
from report_page import Page

from iku_cli.messages import message
from iku_cli.render.beside import COMPLETENESS, FACETS, MARKS, NOTES, RESTATED, STATUS, UNCONFIRMED
from iku_dsl.checking.check import check
from iku_dsl.keywords import Language
from iku_dsl.period import Period
from iku_dsl.wording import OF_SPECS, SIGNS
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.migrate.opening import open_store
from iku_engine.results.evaluation import Result

SPEC = """\
dimensi daerah "Daerah" kunci kode
  atribut nama teks

sumber espm "Aplikasi" per tahun, daerah lengkap
  kolom nilai angka 0..100
  kolom lain angka 0..100 boleh kosong bila kosong 1

sumber umum "Umum" per tahun
  kolom nilai angka 0..100

indikator satu "Satu" per daerah
  satuan angka
  arah naik
  rumus espm.nilai + espm.lain

indikator dua "Dua"
  satuan angka
  arah naik
  rumus rerata satu
  resmi umum.nilai toleransi 0.5

indikator tiga "Tiga"
  satuan angka
  arah naik
  rumus akar(umum.nilai)
  target 2025 = umum.nilai[tahun lalu]

indikator empat "Empat"
  satuan angka
  arah naik
  rumus dua + tiga
"""
INDICATORS = ("satu", "dua", "tiga", "empat")
YEARS = (2024, 2025)
Place = tuple[str, str, tuple[str, ...]]
Told = dict[Place, dict[str, str]]  # what is told of each result by facet


class Store(Workspace):
    """A workspace whose facts come at random."""

    def happen(self, random: Random) -> None:
        self.write("daerah.csv", "kode,nama\n01,Kab A\n02,Kab B\n")
        self("import", "daerah.csv")
        for number in range(random.randint(2, 4)):
            self._import(random, number)
        for _ in range(random.randint(3, 7)):
            random.choice((self._import, self._correct, self._take, self._take, self._lock, self._dismiss))(random, 9)

    def _import(self, random: Random, number: int) -> None:
        name = random.choice(("espm", "espm", "umum"))
        mark = random.choice(("", "# tanda: ilustratif\n", "# tanda: sementara, uji coba\n"))
        rows = []
        for year in (2023, *YEARS):
            for key in ("01", "02", "07") if name == "espm" else ("",):
                if random.random() < 0.6:
                    shown = random.choice((str(year),) * 5 + ("entah",))
                    value = random.choice((*(str(random.randint(0, 100)) for _ in range(5)), "banyak"))
                    rows.append(",".join((shown, *([key, value, random.choice(("", "4"))] if key else [value]))))
        head = "tahun,daerah,nilai,lain\n" if name == "espm" else "tahun,nilai\n"
        path = self.write(f"{name}{random.randint(1, 99)}{number}.csv", mark + head + "\n".join(rows) + "\n")
        self("import", path.name, "--into", name)

    def _correct(self, random: Random, _: int) -> None:
        about = random.choice((("espm", "01"), ("espm", "02"), ("umum",)))
        self(
            "facts",
            "correct",
            *about,
            "--period",
            str(random.choice(YEARS)),
            f"nilai={random.randint(0, 100)}",
            "--reason",
            "salah; ketik",
        )

    def _lock(self, random: Random, _: int) -> None:
        self("facts", "lock", str(random.choice(YEARS)))

    def _dismiss(self, random: Random, _: int) -> None:
        rows = self("facts", "quarantine", "--json").document["rows"]
        if rows:
            one = random.choice(rows)
            self("facts", "quarantine", "--dismiss", f"{one['batch']}:{one['row']}", "--reason", "bukan data")

    def _take(self, random: Random, _: int) -> None:
        """A run, and some of its results reviewed, or final."""
        chosen = [name for name in INDICATORS if random.random() < 0.7]
        run = str(self("eval", *chosen, "--period", random.choice(("2024..2025", "2025")), "--json").document["run"])
        self("runs", "review", run)
        if random.random() < 0.7:
            restate = random.choice(((), ("--restate", "--reason", "karena: itu")))
            self("runs", "final", run, *restate, "--despite", "rapat; pimpinan")


def told(results: Mapping[Place, Result], language: Language, form: str) -> Told:
    """What the records say, in words: joined as the form joins them. A terminal wraps lines, a document goes by sentence."""
    between, order = (" " if form == "terminal" else "; "), (sorted if form == "document" else list)
    return {
        place: {facet.key: between.join(order(facet.say(result, language, SIGNS[language]))) for facet in FACETS}
        for place, result in results.items()
    }


# ---- out of each form


def of_terminal(store: Store, results: Mapping[Place, Result], language: Language) -> Told:
    names = {message(f"below.{facet.key}", language): facet.key for facet in FACETS}
    found: Told = {}
    for name, key in dict.fromkeys((place[0], place[2]) for place in results):
        said = store("trace", name, "--period", "2024..2025", *(part for one in key for part in ("--key", one)))
        lines = said.out.splitlines()
        heads = [n for n, line in enumerate(lines) if line.startswith(results[(name, "2024", key)].label)]
        for year, start, end in zip(("2024", "2025"), heads, (*heads[1:], len(lines)), strict=True):
            block = lines[start + 1 : end]
            assert year in lines[start]
            tree = next(n for n, line in enumerate(block) if line.startswith(("└", "├")))
            about = {facet.key: [] for facet in FACETS} | {MARKS.key: block[:tree]}
            last = ""
            for line in block[tree:]:
                if line.startswith("   ") and line.strip():
                    head, _, text = line.strip().partition("  ") if line[3] != " " else ("", "", line.strip())
                    last = names.get(head, "") if head else last
                    if last:
                        about[last].append(text.strip())
            found[(name, year, key)] = {facet: " ".join(texts) for facet, texts in about.items()}
    return found


def of_page(store: Store, results: Mapping[Place, Result], language: Language) -> Told:
    names = {message(f"below.{facet.key}", language): facet.key for facet in FACETS}
    assert store("report", "--period", "2025", "--years", "2", "--to", "a.html").status == 0
    page, found = Page(store.folder / "a.html"), Told()
    for section in (data for name, data in page.data.items() if name.startswith("r-")):
        texts = section["texts"]
        for entity, cells in zip(section["entities"], section["cells"], strict=True):
            for period, cell in zip(section["periods"], cells, strict=True):
                about: dict[str, list[str]] = {facet.key: [] for facet in FACETS}
                below = [texts[number] for number in cell[5]]
                for name, text in zip(below[::2], below[1::2], strict=True):
                    if name in names:
                        about[names[name]].append(text)
                place = (section["name"], period, tuple(texts[number] for number in entity[0]))
                found[place] = {facet: "; ".join(said) for facet, said in about.items()}
    return found


def of_workbook(store: Store, results: Mapping[Place, Result], language: Language) -> Told:
    assert store("report", "--period", "2025", "--years", "2", "--to", "a.xlsx").status == 0
    book = openpyxl.load_workbook(store.folder / "a.xlsx")
    rows = [
        [str(cell or "") for cell in row] for row in book[message("book.summary", language)].iter_rows(values_only=True)
    ]
    heads = next(row for row in rows if message("book.beside.status", language) in row)
    columns = {facet.key: heads.index(message(f"book.beside.{facet.key}", language)) for facet in FACETS}
    labels = {(result.label, " · ".join(result.key), place[1]): place for place, result in results.items()}
    at = [heads.index(message(f"book.{name}", language)) for name in ("indicator", "key", "period")]
    placed = ((labels.get((row[at[0]], row[at[1]], row[at[2]])), row) for row in rows)
    return {place: {key: row[n] for key, n in columns.items()} for place, row in placed if place is not None}


def of_document(store: Store, results: Mapping[Place, Result], language: Language) -> Told:
    assert store("report", "--period", "2025", "--years", "2", "--to", "a.docx").status == 0
    kinds = {message(f"book.beside.{facet.key}", language): facet.key for facet in FACETS}
    chapters = {result.label: [p for p in results if p[0] == name] for (name, _, _), result in results.items()}
    found = {place: {facet.key: [] for facet in FACETS} for place in results}
    chapter: list[Place] = []
    for paragraph in docx.Document(str(store.folder / "a.docx")).paragraphs:
        if paragraph.style.name.startswith("Heading"):
            chapter = chapters.get(paragraph.text, [])
            continue
        kind, _, rest = paragraph.text.partition(" (")
        whose, _, text = rest.partition("): ")
        if chapter and kind in kinds:
            named = {" · ".join((*results[p].key_labels, p[1])): p for p in chapter}
            whole = whose == message("table.all", language)
            for place in chapter if whole else [named[name] for name in whose.split("; ")]:
                found[place][kinds[kind]].append(text)
    return {place: {facet: "; ".join(sorted(said)) for facet, said in about.items()} for place, about in found.items()}


PEOPLE: Mapping[str, Callable[[Store, Mapping[Place, Result], Language], Told]] = {
    "terminal": of_terminal,
    "page": of_page,
    "workbook": of_workbook,
    "document": of_document,
}


# ---- what programs read


def status_of(result: Result) -> dict[str, object]:
    status = result.status
    assert status is not None
    names = ("run", "user", "at", "reason", "restates", "despite")
    return {"stage": status.stage.value} | {name: getattr(status, name) for name in names}


def waiting_of(result: Result) -> list[tuple[object, ...]]:
    return [
        (rows.wait.value, rows.relation, str(rows.period or ""), not rows.unread, rows.batch, rows.file, rows.count)
        for rows in result.waiting
    ]


def verdicts_of(result: Result) -> list[tuple[bool, str | None]]:
    return [(one.official, one.verdict or None) for one in result.comparisons]


OF_JSON: Mapping[str, Callable[[Result, Mapping[str, object], Language], bool]] = {
    UNCONFIRMED.key: lambda result, found, _: (
        [(one["official"], one["verdict"]) for one in found["comparisons"]] == verdicts_of(result)  # type: ignore[index, attr-defined]
    ),
    STATUS.key: lambda result, found, _: found["status"] == status_of(result),
    RESTATED.key: lambda result, found, language: (
        found["restated"] is None
        if result.restated is None
        else (found["restated"]["text"],) == tuple(RESTATED.say(result, language, OF_SPECS))  # type: ignore[index]
        and found["restated"]["final"] == result.restated.was["value"]  # type: ignore[index]
    ),
    MARKS.key: lambda result, found, language: (
        [(mark["kind"], mark["mark"], mark["text"]) for mark in found["marks"]]  # type: ignore[index, attr-defined]
        == [(m.kind, m.code, text) for m, text in zip(result.marks, MARKS.say(result, language, OF_SPECS), strict=True)]
    ),
    NOTES.key: lambda result, found, language: (
        found["notes"] == list(NOTES.say(result, language, OF_SPECS))
        and waiting_of(result)
        == [
            (w["why"], w["relation"], w["period"] or "", w["read"], w["batch"], w["file"], w["rows"])
            for w in found["waiting"]  # type: ignore[index, attr-defined]
        ]
    ),
    COMPLETENESS.key: lambda result, found, _: (
        [(c.source, str(c.period), c.expected, c.there, list(map(list, c.absent))) for c in result.completeness]
        == [(c["source"], c["period"], c["expected"], c["there"], c["absent"]) for c in found["completeness"]]  # type: ignore[index, attr-defined]
    ),
}
OF_TABLES: Mapping[str, Callable[[Result, Mapping[str, str], Language], bool]] = {
    UNCONFIRMED.key: lambda result, row, _: row["verdict"] == next((v or "" for _, v in verdicts_of(result)), ""),
    STATUS.key: lambda result, row, _: (
        [row[name] for name in ("status", "status_run", "status_user", "status_at")]
        == [str(status_of(result)[name] or "") for name in ("stage", "run", "user", "at")]
    ),
    RESTATED.key: lambda result, row, language: (
        row["changed"] == "; ".join(RESTATED.say(result, language, OF_SPECS))
        and (result.restated is None or row["final_exact"] == str(result.restated.was["value"] or ""))
    ),
    MARKS.key: lambda result, row, language: (
        row["marks"] == ", ".join(mark.code for mark in result.marks)
        and row["marks_text"] == "; ".join(MARKS.say(result, language, OF_SPECS))
    ),
    NOTES.key: lambda result, row, language: row["notes"] == "; ".join(NOTES.say(result, language, OF_SPECS)),
    COMPLETENESS.key: lambda result, row, language: (
        row["completeness"] == "; ".join(COMPLETENESS.say(result, language, OF_SPECS))
    ),
}


def tables(store: Store) -> Iterator[tuple[str, list[dict[str, str]]]]:
    for name in ("a.csv", "a.parquet"):
        assert store("eval", "--period", "2024..2025", "--to", name).status in (0, 1)
    yield "csv", list(csv.DictReader(io.StringIO(Path("a.csv").read_text(encoding="utf-8"))))
    found = parquet.read_table("a.parquet").to_pylist()
    yield "parquet", [{name: "" if cell is None else str(cell) for name, cell in row.items()} for row in found]


def seed_tells_alike(store: Store, seed: int, language: Language) -> int:
    """Everything that is told for one seed, in all forms; how many things are."""
    store.happen(Random(seed))
    checked = check([Path("indicator_specs")])
    periods = [Period(year) for year in YEARS]
    with open_store("sqlite:///iku.db", checked.program) as facts:
        evaluated = evaluate(facts, checked.program, specs="", periods=periods, files=checked.files)
    results = {(one.indicator, str(one.period), one.key): one for one in evaluated.results}
    for form, read in PEOPLE.items():
        expected = told(results, language, form)
        found = read(store, results, language)
        assert found.keys() == expected.keys(), (seed, form)
        for place, about in expected.items():
            # a terminal that says nothing of the status shows a draft
            draft = form == "terminal" and about[STATUS.key] == message("status.draft", language)
            assert found[place] == (about | {STATUS.key: ""} if draft else about), (seed, form, place)
    document = store("eval", "--period", "2024..2025", "--json", "--no-trace").document["results"]
    assert set(OF_JSON) == set(OF_TABLES) == {facet.key for facet in FACETS}
    for result, one in zip(results.values(), document, strict=True):
        for facet, holds in OF_JSON.items():
            assert holds(result, one, language), (seed, "json", facet, result.indicator, result.period, one)
    for form, rows in tables(store):
        for result, row in zip(results.values(), rows, strict=True):
            for facet, holds in OF_TABLES.items():
                assert holds(result, row, language), (seed, form, facet, result.indicator, result.period, row)
    return sum(bool(text) for about in expected.values() for text in about.values())


@pytest.mark.parametrize("seed", [*range(2), *(pytest.param(n, marks=pytest.mark.soak) for n in range(2, 60))])
def test_all_forms_tell_the_same_beside_a_result(seed, tmp_path, capsys, monkeypatch):
    language: Language = "id" if seed % 2 else "en"
    workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG=language, COLUMNS="600", IKU_STORE="sqlite:///iku.db")
    store = Store(tmp_path, capsys)
    store.write("indicator_specs/akip.iku", SPEC)
    assert seed_tells_alike(store, seed, language) > 10
