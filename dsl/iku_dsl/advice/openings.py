"""How other notations open a line, and the keyword that opens it here."""

from __future__ import annotations

import re

from iku_dsl.advice.stop import Advice
from iku_dsl.keywords import Language, by_terminal, keyword_at
from iku_dsl.problem import say

_COMMENT = re.compile(r"//+|/\*+|%|;|<!--|--+(?=\s)|REM(?!\w)")
_BULLET = re.compile(r"(?:[-*•–]|\d+[.)]|[a-z][.)])\s+")
_NAMED = re.compile(r"([^\W\d]\w*)\s*:\s*")
_WORDS: dict[str, tuple[str, ...]] = {
    "LET": ("variabel", "variable", "var", "misalkan", "def"),
    "FORMULA": ("perhitungan", "formulasi", "calculation"),
    "DEFINITION": ("deskripsi", "keterangan", "penjelasan", "description"),
    "GOAL": ("tujuan", "objective"),
    "BASIS": ("regulasi", "referensi"),
    "OWNER": ("penanggungjawab", "pic", "responsible"),
    "DIRECTION": ("polaritas", "polarity"),
    "BANDS": ("predikat", "category", "categories"),
    "SOURCE": ("data",),
    "INDICATOR": ("iku", "kpi"),
    "WHEN": ("jika", "if", "kalau", "apabila"),
    "EXPECT": ("pastikan", "hasil"),
    "COLUMN": ("field",),
    "WEIGHTS": ("pembobotan", "weight"),
}
_BY_WORD = {word: terminal for terminal, words in _WORDS.items() for word in words}


def opening(text: str, language: Language) -> Advice | None:
    """Advice on a line that opens with a word or a sign of another notation."""
    comment = _COMMENT.match(text)
    if comment is not None:
        return Advice(0, comment.end(), say("opening.comment", written=comment.group()), "#")
    bullet = _BULLET.match(text)
    if bullet is not None:
        return Advice(0, len(bullet.group().rstrip()), say("opening.bullet", written=bullet.group().strip()))
    if text[0] in "{}":
        return Advice(0, 1, say("opening.braces"))
    if re.match(r"(?:tidak berlaku|not applicable)(?!\w)", text):
        return Advice(0, len(re.match(r"\w+\s+\w+", text).group()), say("opening.guard"))  # type: ignore[union-attr]
    if re.match(r"(?:bulatkan|round|pembulatan|rounding)(?!\w)", text):
        return Advice(0, len(text.split(None, 1)[0]), say("opening.round"))
    named = _NAMED.match(text)
    if named is not None and keyword_at(f"{named[1]} =") is not None:
        mended = f"{named[1]} = {text[named.end() :]}"
        return Advice(0, len(named.group().rstrip()), say("opening.equals", mended=mended), f"{named[1]} =")
    word = text.split(None, 1)[0]
    terminal = _BY_WORD.get(word.rstrip(":=").lower())
    if terminal is None:
        return None
    phrase = by_terminal(terminal).phrase(language)
    return Advice(0, len(word), say("opening.word", written=word, mended=phrase), phrase)
