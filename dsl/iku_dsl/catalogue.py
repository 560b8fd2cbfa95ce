"""Every problem that can be found in a spec: its id, how bad it is, its title; and the page that explains it, in both languages.

The pages are files beside this one, `pages/id/<id>.md` and `pages/en/<id>.md`: what the problem means, why it matters, an example with
the message it gives, the mend.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from iku_dsl.keywords import Language
from iku_dsl.problem import Severity


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of problem: its id names the fault; the titles are Indonesian and English."""

    id: str
    titles: tuple[str, str]
    severity: Severity = Severity.ERROR

    def title(self, language: Language) -> str:
        """The title in a language."""
        return self.titles[0] if language == "id" else self.titles[1]


PROBLEMS: tuple[Problem, ...] = (
    Problem("absent-row", ("Arti baris yang tidak ada tidak disebut", "It is not said what an absent row means")),
    Problem("always-true", ("Syarat yang selalu terpenuhi", "A condition that always holds")),
    Problem("ambiguous-member", ("Anggota dibandingkan dengan dirinya sendiri", "A member is compared with itself")),
    Problem(
        "argument-count",
        ("Banyaknya bilangan dalam kurung fungsi tidak cocok", "A function is given too many or too few numbers"),
    ),
    Problem("bands-domain", ("Kategori melampaui cakupan skala", "A category goes beyond what the scale covers")),
    Problem("bands-gap", ("Ada nilai yang tidak masuk kategori mana pun", "Some values fall into no category")),
    Problem("bands-overlap", ("Satu nilai masuk dua kategori", "One value falls into two categories")),
    Problem("cycle", ("Perhitungan berputar", "A calculation goes in a circle")),
    Problem("decimal-comma", ("Desimal ditulis dengan koma", "A decimal comma")),
    Problem("digits-too-many", ("Terlalu banyak desimal", "Too many decimals")),
    Problem("dimension-mismatch", ("Tidak jelas anggota mana yang dimaksud", "It is not clear which member is meant")),
    Problem("direction-missing", ("Arah indikator tidak disebut", "The indicator's direction is not said")),
    Problem("duplicate-name", ("Satu nama dipakai dua kali", "One name is used twice")),
    Problem("empty-declaration", ("Deklarasi tanpa isi", "A declaration without content")),
    Problem("formula-missing", ("Indikator tidak mempunyai rumus", "The indicator has no formula")),
    Problem(
        "may-be-undefined",
        ("Akar atau logaritma dapat tidak mempunyai nilai", "A root or logarithm can be without a value"),
    ),
    Problem("may-divide-by-zero", ("Penyebut dapat menjadi 0", "A denominator can be 0")),
    Problem("misplaced", ("Baris di deklarasi yang salah", "A line in the wrong declaration")),
    Problem("missing-member", ("Ada anggota yang terlewat", "A member is left out")),
    Problem("never-true", ("Syarat yang tidak pernah terpenuhi", "A condition that never holds")),
    Problem("no-weights", ("Rumus berbobot tanpa bobot", "A weighted formula without weights")),
    Problem("not-a-date", ("Tanggal yang tidak ada", "A date that does not exist")),
    Problem("not-a-period", ("Bukan periode", "Not a period")),
    Problem("not-proven", ("Belum terbukti", "Not proven"), Severity.WARNING),
    Problem("not-utf8", ("Berkas bukan UTF-8", "The file is not UTF-8")),
    Problem("open-universe", ("Himpunan yang tidak dibatasi", "A set without limits")),
    Problem("parameter-missing", ("Parameter profil tidak diisi", "A parameter of the profile is not given")),
    Problem("period-mismatch", ("Periode tidak cocok", "Periods do not match")),
    Problem("range-empty", ("Rentang kosong", "An empty range")),
    Problem("range-exceeds", ("Hasil dapat keluar dari rentang satuannya", "A result can leave its unit's range")),
    Problem("row-refused", ("Baris yang diberi akan ditolak", "A given row would be refused")),
    Problem("table-row", ("Banyaknya sel tidak cocok", "The number of cells does not match")),
    Problem(
        "target-decided",
        ("Target yang tidak pernah atau selalu tercapai", "A target that is never or always reached"),
        Severity.WARNING,
    ),
    Problem("test-fails", ("Uji dalam spesifikasi gagal", "A test in the spec fails")),
    Problem(
        "thousands-point",
        ("Titik yang mungkin dimaksud ribuan", "A point that may be meant for thousands"),
        Severity.WARNING,
    ),
    Problem("too-large", ("Terlalu panjang atau terlalu dalam", "Too long or too deep")),
    Problem("type-mismatch", ("Jenis nilai tidak cocok", "Kinds of value do not match")),
    Problem("unclosed-text", ("Teks tidak ditutup", "Text is not closed")),
    Problem("unexpected-text", ("Tidak dapat dibaca di sini", "It cannot be read here")),
    Problem("unit-mismatch", ("Satuan tidak cocok", "Units do not match")),
    Problem("unit-missing", ("Satuan indikator tidak disebut", "The indicator's unit is not said")),
    Problem("unknown-name", ("Nama tidak dikenal", "An unknown name")),
    Problem("unused", ("Disiapkan, tetapi tidak dipakai", "Defined and never used"), Severity.WARNING),
    Problem(
        "versions-mixed",
        ("Rumus mencampur dua versi sebuah indikator", "A formula mixes two versions of an indicator"),
    ),
    Problem(
        "versions-overlap",
        ("Dua versi berlaku pada periode yang sama", "Two versions are effective in the same period"),
    ),
    Problem("weight-negative", ("Bobot negatif", "A negative weight")),
    Problem("weights-sum", ("Jumlah bobot tidak 100%", "Weights do not sum to 100%")),
)

IDS: tuple[str, ...] = tuple(known.id for known in PROBLEMS)

# Those that a command finds by evaluating, not `check`: no spec alone shows them.
RUNTIME = frozenset({"test-fails"})

_SEVERITIES = {Severity.ERROR: ("galat", "error"), Severity.WARNING: ("peringatan", "warning")}
_INTRODUCTION = """\
# Masalah dalam spesifikasi · Problems in a spec

Setiap masalah yang dapat ditemukan `iku-engine check`, dengan arti, contoh, pesan, dan perbaikannya: dalam bahasa Indonesia, lalu
dalam bahasa Inggris. `iku-engine explain ID` menampilkan halaman yang sama.

Every problem that `iku-engine check` can find, with its meaning, an example, the message and the mend: in Indonesian, then in English.
`iku-engine explain ID` shows the same page.
"""


def problem(id: str) -> Problem | None:
    """The problem of an id, None where there is none."""
    return next((known for known in PROBLEMS if known.id == id), None)


def page(id: str, language: Language) -> str:
    """The page of a problem as Markdown, its title as the heading. Errors: `KeyError` where no problem has that id."""
    known = problem(id)
    if known is None:
        raise KeyError(id)
    text = (files("iku_dsl") / "pages" / language / f"{id}.md").read_text(encoding="utf-8")
    severity = _SEVERITIES[known.severity][language == "en"]
    return f"# {id}: {known.title(language)} ({severity})\n\n{text}"


def problems_document() -> str:
    """`docs/problems.md`: a table of all problems, then their pages, Indonesian first and English below."""
    rows = [f"| [`{p.id}`](#{p.id}) | {p.titles[0]} | {p.titles[1]} |" for p in PROBLEMS]
    table = "\n".join(["| id | masalah | problem |", "|---|---|---|", *rows])
    return "\n".join([_INTRODUCTION, table, "", *(_section(known) for known in PROBLEMS)])


def _section(known: Problem) -> str:
    both = [page(known.id, language).split("\n", 2) for language in ("id", "en")]
    bodies = [body.strip().replace("\n## ", "\n#### ") for _, _, body in both]
    titles = [heading.removeprefix(f"# {known.id}: ") for heading, _, _ in both]
    return f"## {known.id}\n\n### {titles[0]}\n\n{bodies[0]}\n\n### {titles[1]}\n\n{bodies[1]}\n"
