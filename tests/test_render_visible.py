"""Text from outside is shown, never obeyed."""

import pytest

from iku_cli.messages.sentences import LONGEST_NAME, named, one_line, visible
from iku_cli.render.layout import wrap


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("nilai 79.55", "nilai 79.55"),
        ("Sumatera Barat – 你好", "Sumatera Barat – 你好"),
        ("a\tb", "a    b"),
        ("\x1b[31mmerah", "\\x1b[31mmerah"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("a\u200bb\u2028c", "a\\u200bb\\u2028c"),
        ("\udcff", "\\udcff"),
        ("\U000e0001", "\\U000e0001"),
    ],
)
def test_unseen_letters_are_escaped(text, shown):
    assert visible(text) == shown


def test_prose_is_one_line():
    assert one_line("  satu\n  dua\r\n\ttiga ") == "satu dua tiga"


def test_a_name_of_a_book_is_cut_and_says_so():
    assert named("satu\n dua") == "satu dua"
    assert (len(named("x" * 10_000)), named("x" * 10_000)[-1]) == (LONGEST_NAME, "…")


@pytest.mark.parametrize("width", [2, 7, 20, 200])
def test_wrapping_keeps_every_letter_and_the_width(width):
    from rich.cells import cell_len

    text = "Evaluasi akuntabilitas 你好你好你好 " + "x" * 50
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
