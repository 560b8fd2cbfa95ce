"""Texts of several runs, of which some are raised, lowered or struck out: what a reader sees as a footnote sign or as nothing at all.

Joined they would be other figures: 123456 with a raised 1 behind it is no 1234561, and 120 struck out before 130 no 120130.
"""

from __future__ import annotations

from sys import getsizeof
from typing import Literal

from iku_dsl.problem import say
from iku_engine.errors import RefusedFile
from iku_engine.reading.limits import MAX_KEPT_TEXTS
from iku_engine.reading.parts import Attributes, Packed, is_true, known_tags, new_parser

_ESCAPED_MARK = "x005F_"
OF_MARRED = 400  # bytes that a marred text takes beside its letters
How = Literal["", "raised", "lowered", "struck"]
_ALIGNED: dict[str, How] = {"superscript": "raised", "subscript": "lowered"}
_PLAIN = "0123456789+-=()"
_RAISED = dict(zip(f"{_PLAIN}abcdef*", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠ*", strict=True))
_LOWERED = dict(zip(_PLAIN, "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True))


class Marred(str):
    """A text of a workbook as it looks, `123456¹` or `~~120~~130`, which is no figure; `joined` are all of its letters without that."""

    joined: str = ""
    struck: bool = False

    @classmethod
    def of(cls, shown: str, joined: str, struck: bool) -> Marred:
        """By both of its texts."""
        made = cls(shown)
        made.joined, made.struck = joined, struck
        return made


class Runs:
    """How the runs of one text look, as the tags of its XML come; `letters` are the pieces of the text so far."""

    def __init__(self, letters: list[str]) -> None:
        self.letters = letters
        self.marks: list[tuple[int, int, How]] = []
        self.start = 0
        self.how: How = ""  # the run that is read

    def begin(self) -> None:
        """A run begins."""
        self.start, self.how = len(self.letters), ""

    def look(self, tag: str | None, attributes: Attributes) -> None:
        """A tag of how it looks. What is struck out is so, wherever it stands."""
        if tag == "strike" and is_true(attributes.get("val", "1")):
            self.how = "struck"
        elif tag == "vertAlign" and self.how != "struck":
            self.how = _ALIGNED.get(attributes.get("val", "").strip(), "")

    def end(self) -> None:
        """The run ends."""
        if self.how and self.start < len(self.letters):
            self.marks.append((self.start, len(self.letters), self.how))
        self.how = ""

    def text(self, joined: str) -> str:
        """The text, whose letters joined are given: marred where something in it is struck out, or raised or lowered beside others."""
        marks = [*self.marks]
        self.marks.clear()
        parts: list[tuple[str, How]] = []
        at = 0
        for start, end, how in marks:
            parts += [("".join(self.letters[at:start]), ""), ("".join(self.letters[start:end]), how)]
            at = end
        parts.append(("".join(self.letters[at:]), ""))
        looks = {how for text, how in parts if text.strip()}
        if looks <= {""} or (len(looks) == 1 and "struck" not in looks):
            return joined
        return Marred.of("".join(_shown(text, how) for text, how in parts), joined, "struck" in looks)


def _shown(text: str, how: How) -> str:
    if not how or not text.strip():
        return text
    if how == "struck":
        return f"~~{text}~~"
    signs, before = (_RAISED, "^") if how == "raised" else (_LOWERED, "_")
    bare = text.strip()
    made = "".join(map(signs.get, bare)) if all(letter in signs for letter in bare) else f"{before}({bare})"  # type: ignore[arg-type]
    return text.replace(bare, made)


_TEXT_TAGS = known_tags("sst", "si", "t", "r", "rPh", "rPr", "vertAlign", "strike")


def shared_texts(packed: Packed, part: str | None) -> list[str]:
    """The texts that the cells of a workbook share. Errors: `RefusedFile` where they are more than are kept."""
    texts: list[str] = []
    if part is None:
        return texts
    parser = new_parser()
    inside: list[str | None] = [None]
    letters: list[str] = []
    runs = Runs(letters)
    kept = 0

    def start(name: str, attributes: Attributes) -> None:
        tag = _TEXT_TAGS.get(name)
        if inside[-1] == "t":
            raise RefusedFile(say("workbook-broken", file=str(packed.path), detail=f"<{name.rpartition(' ')[2][:40]}>"))
        if tag == "t" and inside[-1] in ("si", "r"):
            parser.CharacterDataHandler = letters.append
        elif tag == "r":
            runs.begin()
        elif inside[-1] == "rPr":
            runs.look(tag, attributes)
        inside.append("rPh" if inside[-1] == "rPh" else tag)

    def end(_: str) -> None:
        nonlocal kept
        parser.CharacterDataHandler = None
        tag = inside.pop()
        if tag == "r":
            runs.end()
        elif inside[-1] == "sst" and tag == "si":
            text = "".join(letters).replace(_ESCAPED_MARK, "")
            if runs.marks:
                letters[:] = (some.replace(_ESCAPED_MARK, "") for some in letters)
                text = runs.text(text)
            letters.clear()
            kept += 8 + (getsizeof(text) if text else 0)
            if type(text) is Marred:
                kept += OF_MARRED + getsizeof(text.joined)
            texts.append(text)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    for _ in packed.parse(part, "workbook-texts", parser):
        if kept + sum(map(len, letters)) > MAX_KEPT_TEXTS:
            raise RefusedFile(say("workbook-texts", file=str(packed.path), limit=f"{MAX_KEPT_TEXTS // 2**20} MB"))
    return texts
