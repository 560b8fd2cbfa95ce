"""Problems as drawn: carets under what they point at, whatever stands before it; the same with colours."""

from pathlib import Path

import pytest
from rich.cells import cell_len

from iku_cli.render.diagnostics import LONGEST, draw, draw_page, draw_plain
from iku_dsl.catalogue import IDS, page
from iku_dsl.checking.check import check_files
from iku_dsl.keywords import LANGUAGES, Language
from iku_dsl.problem import Diagnostic, Label, Severity, SourceFile, Span, say


def text(words: str):
    return say("=", text=words)


def problem(*labels: Label, **more) -> Diagnostic:
    return Diagnostic("weights-sum", text("jumlah bobot 90%"), labels, **more)


def place(file: SourceFile, word: str) -> Span:
    start = file.text.index(word)
    return file.span(start, start + len(word))


def test_the_whole_layout():
    lines = ["indikator akip", *["  # …"] * 6, "  bobot komponen", "    perencanaan 30%", "    pengukuran 20%"]
    file = SourceFile("sakip.iku", "\n".join(lines))
    other = SourceFile("lain.iku", "dimensi komponen")
    drawn = draw_plain(
        [
            problem(
                Label(place(file, "bobot komponen")),
                Label(place(other, "komponen"), text("anggotanya")),
                Label(place(file, "pengukuran 20%"), text("20%")),
                Label(place(file, "akip"), text("di sini")),
                counter_example=text("30% + 20% = 50%"),
                hint=text("tambahkan 50%"),
            )
        ],
        [file, other],
        "id",
    )
    assert drawn == (
        "galat[weights-sum]: jumlah bobot 90%\n"
        "  --> sakip.iku:8:3\n"
        "   |\n"
        " 1 | indikator akip\n"
        "   |           ---- di sini\n"
        "...\n"
        " 8 |   bobot komponen\n"
        "   |   ^^^^^^^^^^^^^^\n"
        "...\n"
        "10 |     pengukuran 20%\n"
        "   |     -------------- 20%\n"
        "  ::: lain.iku:1:9\n"
        "   |\n"
        " 1 | dimensi komponen\n"
        "   |         -------- anggotanya\n"
        "   contoh penyangkal: 30% + 20% = 50%\n"
        "   petunjuk: tambahkan 50%\n"
    )


def test_english_and_warning():
    file = SourceFile("a.iku", "hitung x = 2")
    drawn = draw_plain(
        [problem(Label(place(file, "x")), severity=Severity.WARNING, hint=text("remove it"))], [file], "en"
    )
    assert drawn.startswith("warning[weights-sum]: ")
    assert drawn.endswith("  hint: remove it\n")


def test_carets_stand_under_their_word_whatever_comes_before_it():
    for before in ("\t\t", "你好 ", "e\u0301a\u0301 ", "\u202e\x1b[0m", "a\tb 語\t"):
        file = SourceFile("a.iku", f"{before}SINI lagi")
        source, marks = draw_plain([problem(Label(place(file, "SINI")))], [file], "id").splitlines()[3:5]
        assert cell_len(source[: source.index("SINI")]) == marks.index("^")
        assert marks.endswith("^^^^")
        assert "\x1b" not in source
        assert "\u202e" not in source


def test_a_place_that_is_nothing_or_at_the_end_or_over_lines_has_a_caret():
    file = SourceFile("a.iku", "rumus a +\n  b\n")
    for span in (
        Span("a.iku", 1, 10, 1, 10),
        Span("a.iku", 3, 1, 3, 1),
        Span("a.iku", 1, 7, 2, 4),
        Span("a.iku", 9, 1, 9, 2),
    ):
        drawn = draw_plain([problem(Label(span))], [file], "id")
        assert "^" in drawn or span.line == 9


def test_a_very_long_line_is_cut_around_its_label():
    file = SourceFile("a.iku", "x" * 1000 + " SALAH " + "y" * 5000)
    source, marks = draw_plain([problem(Label(place(file, "SALAH")))], [file], "id").splitlines()[3:5]
    assert cell_len(source) < LONGEST + 10
    assert source[marks.index("^") :].startswith("SALAH")


def test_a_file_that_could_not_be_read_has_no_lines():
    drawn = draw_plain([problem(Label(Span("biner.iku", 1, 1, 1, 1)))], [], "id")
    assert drawn == "galat[weights-sum]: jumlah bobot 90%\n --> biner.iku:1:1\n"


def test_several_problems_have_an_empty_line_between_and_colours_change_no_letter():
    file = SourceFile("a.iku", "rumus [bold]b[/bold]")
    problems = [
        problem(Label(place(file, "[bold]"))),
        problem(Label(place(file, "b[/"), text("[red]x")), hint=text("y")),
    ]
    plain = draw_plain(problems, [file], "id")
    assert "\n\ngalat" in plain
    assert [line.rstrip() for line in draw(problems, [file], "id").plain.splitlines()] == plain.splitlines()
    assert draw_plain([], [], "id") == ""


@pytest.mark.parametrize("width", [40, 60, 80, 140])
@pytest.mark.parametrize("language", LANGUAGES)
def test_in_a_terminal_sentences_keep_to_its_width_and_lose_no_word(width: int, language: Language) -> None:
    for folder in sorted((Path(__file__).parent / "corpus" / "bad").iterdir())[::9]:
        files = [SourceFile("spec.iku", (folder / "spec.iku").read_text(encoding="utf-8", errors="replace"))]
        problems = check_files(files).problems
        whole, wrapped = (draw(problems, files, language, within).lines for within in (None, width))
        said = [" ".join("".join(text for text, _ in line) for line in lines).split() for lines in (whole, wrapped)]
        assert said[0] == said[1], folder.name
        for line in filter(None, wrapped):
            of_spec = "|" in line[0][0] or " --> " in line[0][0] or not line[0][0].strip(".")
            assert of_spec or cell_len("".join(text for text, _ in line)) <= width, line


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_for_a_terminal_has_its_words_and_code_and_no_marks(language: Language) -> None:
    for id in IDS:
        text = page(id, language)
        shown = draw_page(text, 80)
        assert "```" not in shown.plain and "`" not in shown.plain.replace("    ", ""), id
        marks = str.maketrans("", "", "`#")
        words = [line for line in text.translate(marks).split("\n") if line.strip() not in ("iku", "text", "csv")]
        assert " ".join(" ".join(words).split()) == " ".join(shown.plain.translate(marks).split()), id
        for line in filter(None, shown.lines):
            assert line[0][0] == "    " or cell_len("".join(text for text, _ in line)) <= 80, line
