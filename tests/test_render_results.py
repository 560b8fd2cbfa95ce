"""Tables and traces as drawn: golden texts in both languages, and what must hold at any width.

`IKU_WRITE_GOLDEN=1 pytest tests/test_render_results.py` writes the golden texts anew; look before you keep them.
"""

import io
import os
from dataclasses import replace
from fractions import Fraction as F
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from render_examples import evaluation, hostile, regions, sakip, spm
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from iku_cli.render.evaluation import draw_evaluation, draw_traces
from iku_cli.render.layout import Drawing, Row, lay_out
from iku_cli.render.result import achievement_text, category_text, result_lines, target_ends, value_text
from iku_dsl.interval import Interval
from iku_dsl.problem import say
from iku_engine.results.evaluation import (
    CategoryResult,
    Fact,
    MemberGroup,
    MemberLine,
    Node,
    Operation,
    Shown,
    State,
    TargetResult,
)

GOLDEN = Path(__file__).parent / "golden"
WIDTHS = (80, 140)


def plain(drawn) -> str:
    return drawn.plain


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["id", "en"])
def test_golden_evaluation(language, width):
    drawn = plain(draw_evaluation(evaluation(sakip(), spm(), *regions(14)), language, width, 10, True, False))
    assert all(cell_len(line) <= width for line in drawn.splitlines())
    path = GOLDEN / f"evaluation-{language}-{width}.txt"
    if os.environ.get("IKU_WRITE_GOLDEN") == "1":
        path.write_text(drawn, encoding="utf-8")
    assert drawn == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [40, 60, 80, 100, 140, 200])
def test_nothing_is_cut_and_no_line_is_wider_than_the_width(width):
    for result in (sakip(), spm(), hostile()):
        drawn = plain(draw_traces(evaluation(result, as_printed=True), "id", width))
        assert all(cell_len(line) <= width for line in drawn.splitlines())
    words = plain(draw_traces(evaluation(sakip()), "id", width)).split()
    for said in ("akuntabilitas internal Perencanaan", "jawaban BB", "lke.csv:13", "79,55", "menetapkan 30%", "(6%)"):
        assert set(said.split()) <= set(words)


def test_every_leaf_names_its_file_and_row():
    drawn = plain(draw_traces(evaluation(sakip()), "id", 120))
    assert all(f"lke.csv:{row} " in drawn for row in range(2, 14))
    assert "lhe.csv:2" in drawn


def test_what_the_trace_says_of_a_score():
    drawn = plain(draw_traces(evaluation(sakip()), "id", 120))
    assert "Data ilustratif (peragaan), bukan data resmi" in drawn
    assert "A mulai di atas 80: kurang lebih dari 0,45" in drawn
    assert "pengukuran 30%, tercetak 20%" in drawn
    assert "79,54 (lhe.csv:2), hitungan 79,55, selisih -0,01 (toleransi 0,01): cocok" in drawn
    assert "90,00 nilai; capaian 88,39%" in drawn
    assert drawn.count("hlm. 35-36") == 1  # a table's basis is told once, not at each of twelve leaves


def test_what_the_trace_says_of_what_is_missing():
    drawn = plain(draw_traces(evaluation(spm()), "id", 140))
    assert "antara 73,33% dan 76,67%" in drawn
    assert "antara 44 dan 46" in drawn
    assert "… dan 39 lagi" in drawn
    assert "70% <= 70%" in drawn
    assert "asistensi.csv:1, espm.csv:100, :7" in drawn
    assert drawn.count("espm.indeks > espm.indeks[tahun lalu]") == 2  # once above each group
    assert "T = 0: tidak" in drawn


def test_hostile_text_is_shown_not_obeyed():
    drawn = draw_evaluation(evaluation(hostile()), "id", 100, 10, True, True)
    assert "[bold red]Daerah[/] \\x1b[31mmerah\\x1b[0m \\u202eterbalik\\u2066" in drawn.plain
    assert "[link=file:///etc/passwd]a[/link]" in drawn.plain
    assert not any(letter in drawn.plain for letter in "\x1b\x07\u202e\u2066\r")
    assert "b baris palsu" in drawn.plain


def test_as_printed_is_marked_at_the_head_and_in_each_title():
    drawn = plain(draw_traces(evaluation(sakip(), as_printed=True), "id", 100))
    assert drawn.startswith("SEPERTI TERCETAK")
    assert "· 2021 · seperti tercetak" in drawn


def test_a_value_never_seems_to_be_in_another_band():
    shown = Shown(unit="nilai")
    result = replace(sakip(), value=F(90004, 1000), shown=shown, targets=())
    above = CategoryResult("AA", "Sangat Memuaskan", interval=Interval(F(90), F(100), True))
    assert value_text(replace(result, category=above), "id") == "90,004 nilai"
    assert value_text(replace(result, category=None), "id") == "90,00 nilai"
    assert value_text(replace(result, category=None, targets=(TargetResult("", F(90)),)), "id") == "90,004 nilai"


NEAR = st.builds(
    lambda base, unit, off: base + F(off, unit),
    st.sampled_from([F(90), F(1), F(0), F(-5), F(1, 3), F(9999, 10000)]),
    st.sampled_from([10, 100, 1_000, 10_000, 99_999, 1_000_000]),
    st.integers(-3, 3),
)


@given(NEAR, NEAR, st.sampled_from([Shown(unit="nilai"), Shown(percent=True), Shown(digits=0), Shown(digits=1)]))
def test_a_target_and_its_value_stand_as_they_do(value, target, shown):
    """A target of 99.995% stood as 100.00% beside a value of 99.997% that had reached it, and one of 90.004 as 90.00 beside 90.00."""
    result = replace(sakip(), value=value, shown=shown, category=None, targets=(TargetResult("", target),))
    (text,) = target_ends(result.targets[0], result)
    scale = 100 if shown.percent else 1
    written, scaled = F(text.replace(",", "")), target * scale
    if (scaled * 10**6).denominator == 1:
        assert written == scaled
    seen = F(value_text(result, "en", unit=False).replace(",", "").rstrip("%"))
    assert (seen > scaled) is (value > target) or value == target
    assert (seen < scaled) is (value < target) or value == target
    assert (written > value * scale) is (target > value) or value == target


@pytest.mark.parametrize(
    ("achievement", "text"), [(F(99_999, 100_000), "99.999%"), (F(1), "100.00%"), (F(100_001, 100_000), "100.001%")]
)
def test_a_share_is_never_shown_as_all_where_it_is_not(achievement, text):
    target = TargetResult("", F(90), achievement=achievement)
    assert achievement_text(target, replace(sakip(), targets=(target,)), "en") == text
    shown = Shown(percent=True)
    assert value_text(replace(sakip(), value=achievement, shown=shown, category=None, targets=()), "en") == text


@pytest.mark.parametrize(
    ("name", "label", "shown"),
    [("BB", "Sangat Baik", "BB  Sangat Baik"), ("B", "Baik", "B  Baik"), ("utama", "Tuntas Utama", "Tuntas Utama"),
     ("sangat_baik", "Sangat Baik", "Sangat Baik"), ("AA", "AA", "AA"), ("x", "", "x")],
)  # fmt: skip
def test_a_category_is_not_said_twice(name, label, shown):
    assert category_text(CategoryResult(name, label)) == shown


def test_a_category_that_is_not_certain_shows_the_worst_and_the_best():
    assert category_text(CategoryResult("", "", False, ("A", "BB", "B"))) == "B .. A ?"
    assert category_text(CategoryResult("", "", False, ("A",))) == "A ?"


@pytest.mark.parametrize("state", [State.MISSING, State.NOT_APPLICABLE, State.ERROR])
def test_other_states_say_their_word_and_why(state):
    reason = say("=", text="belum ada yang mengirim berkasnya")
    node = Node(Operation.COLUMN, "lhe.nilai", state=state, reason=reason)
    result = replace(
        sakip(), state=state, value=None, trace=node, category=None, reason=reason, targets=(), comparisons=()
    )
    word = {"missing": "kosong", "not-applicable": "tidak berlaku", "error": "galat"}[state.value]
    drawn = plain(draw_evaluation(evaluation(result), "id", 80, 10, True, False))
    assert drawn.count(word) >= 2
    assert "belum ada yang mengirim berkasnya" in drawn


def test_many_entities_are_told_by_category():
    drawn = plain(draw_evaluation(evaluation(*regions(25)), "en", 80, 10, True, False))
    assert "… and 15 more: Tuntas Madya 15" in drawn
    assert "iku-engine trace indeks_spm --period 2021 --key 11.00" in drawn
    assert drawn.count("Kabupaten Contoh") == 10
    assert "more" not in plain(draw_evaluation(evaluation(*regions(25)), "en", 80, None, False, False))


@pytest.mark.parametrize("width", range(40, 141, 4))
def test_the_table_shows_every_member_at_any_width(width):
    drawn = plain(draw_evaluation(evaluation(sakip(), *regions(12)), "id", width, None, False, False))
    assert all(cell_len(line) <= width for line in drawn.splitlines())
    assert {str(n) for n in range(12)} <= set(drawn.split())


def test_weighted_rows_keep_their_columns_where_a_label_is_too_wide():
    drawn = plain(draw_traces(evaluation(sakip()), "id", 80)).splitlines()
    weighted = [line for line in drawn if "× " in line]
    assert len(weighted) == 16
    assert len({line.index("× ") for line in weighted}) == 1
    place = drawn.index(next(line for line in drawn if "└─ Evaluasi " in line))
    assert [line.split() for line in drawn[place + 1 : place + 3]] == [
        ["│", "akuntabilitas"],
        ["│", "kinerja", "internal"],
    ]


def test_no_results():
    assert plain(draw_evaluation(evaluation(), "id", 80, 10, True, False)) == "Tidak ada hasil.\n"


def test_a_very_deep_tree_keeps_its_width():
    row = Row("daun", value="1.00", place="s.csv:2")
    for level in range(60):
        row = Row(f"tingkat {level}", value="1.00", below=(row,))
    lines = ["".join(text for text, _ in line) for line in lay_out([row], 80)]
    assert all(cell_len(line) <= 80 for line in lines)
    assert "daun" in lines[-1] or "daun" in lines[-2]


def test_an_exact_number_of_many_digits_is_not_cut():
    """Up to a hundred digits; above, it is shown rounded, as nobody reads it."""
    node = Node(Operation.POWER, "2 ^ 300", value=F(2**300))
    result = replace(sakip(), trace=node, value=F(2**300), category=None, targets=(), comparisons=())
    text = "".join("".join(part for part, _ in line) for line in result_lines(result, "id", 80))
    assert f"{2**300:,}".replace(",", ".") in "".join(text.split()).replace("│", "")


def test_a_statistic_lists_its_numbers_and_a_division_its_operands():
    lines = (
        MemberLine(("a",), "Kabupaten A", facts=(Fact("s", "s.csv", 2),), value=F(5)),
        MemberLine(("b",), "Kabupaten B", (say("=", text="belum dimuat"),), state=State.MISSING),
    )
    total = Node(
        Operation.AGGREGATE, "jumlah s.x", value=F(5), groups=(MemberGroup("counted", 2, lines),), statistic="sum"
    )
    three = Node(Operation.COLUMN, "s.y", "y", value=F(3), fact=Fact("s", "s.csv", 3))
    node = Node(Operation.DIVIDE, "jumlah s.x / s.y", value=F(5, 3), children=(total, three))
    drawn = plain(draw_traces(evaluation(replace(sakip(), trace=node)), "id", 80))
    assert "└─ jumlah s.x / s.y = 5 / 3" in drawn
    rows = [line.split() for line in drawn.splitlines()]
    assert ["│", "└─", "anggota", "2"] in rows
    assert ["│", "├─", "Kabupaten", "A", "(a)", "s.csv:2", "5"] in rows
    assert ["│", "└─", "Kabupaten", "B", "(b)", "belum", "dimuat", "kosong"] in rows


def test_lines_reach_the_terminal_as_one_text_would(monkeypatch):
    assembled = []
    monkeypatch.setattr(
        Text, "wrap", lambda *given, wrap=Text.wrap, **more: assembled.append(given) or wrap(*given, **more)
    )
    strange = (("a\tb", "bold"), ("\x1b[31m", ""), ("c\x07d", "red"))
    lines = [(), (("one ", "bold red"), ("two  ", "")), (("   ", "dim"),), strange, ((" é", "cyan"), ("", "dim"))]
    whole = Text()
    for line in lines:
        for shown, style in line:
            whole.append(shown, style)
        whole.append("\n")
    written = []
    for rendered in (Drawing(tuple(lines)), whole):
        with io.StringIO() as stream:
            screen = Console(file=stream, force_terminal=True, color_system="truecolor", soft_wrap=True, width=5)
            assembled.clear()
            screen.print(rendered, end="")
            written.append(stream.getvalue())
            if rendered is not whole:
                assert len(assembled) == 1, "rich lays out no line but the strange one"
    assert written[0] == written[1]
    assert Drawing(tuple(lines)).plain == whole.plain
