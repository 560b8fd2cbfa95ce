"""Reads a language page (`docs/bahasa.md`, `docs/language.md`): its examples, each as a whole spec set. A page holds, in reading order:

- fenced blocks `iku`: a spec set without errors or warnings whose own tests pass; `iku bebas` (`free`) is not held to canonical form;
- fenced blocks `iku salah=ID` (`wrong=ID`): a spec set with just that problem (`test-fails`: clean, and a test of it fails);
- fenced blocks `text` right below those: the message that the block above gets;
- comments `<!-- kerangka: nama … -->` (`frame`): text that examples need and the reader does not; a line `…` says where they go, else
  they go below; `<!-- dengan: nama, nama -->` (`with`) before a block puts it into frames;
- comments `<!-- iku … -->`: a whole spec set that is run, for what stands in tables.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from iku_dsl.keywords import Language
from iku_dsl.problem import SourceFile

ROOT = Path(__file__).parent.parent
PAGES: dict[Language, Path] = {"id": ROOT / "docs" / "bahasa.md", "en": ROOT / "docs" / "language.md"}
PIECE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```$|^<!--(?P<comment>.*?)-->$", re.M | re.S)
_INLINE = re.compile(r"``(.+?)``|`([^`\n]+)`")
_WORDS = {"id": ("kerangka", "dengan", "salah", "bebas"), "en": ("frame", "with", "wrong", "free")}
_FILES = {"id": "contoh.iku", "en": "example.iku"}


@dataclass(frozen=True)
class Example:
    """One spec set of a page: the whole text, the problem it is to have, the message shown, where it stands."""

    language: Language
    line: int
    text: str
    wrong: str = ""
    free: bool = False
    message: str | None = None
    message_span: tuple[int, int] = (0, 0)

    @property
    def file(self) -> SourceFile:
        """The spec set as a file."""
        return SourceFile(_FILES[self.language], self.text)

    def __str__(self) -> str:
        return f"{PAGES[self.language].stem}-{self.line}"


@dataclass
class Page:
    """A page: its text and its examples."""

    language: Language
    text: str
    frames: dict[str, str] = field(default_factory=dict)
    examples: list[Example] = field(default_factory=list)

    @property
    def prose(self) -> str:
        """The text without its examples."""
        return PIECE.sub("", self.text)

    def quotations(self) -> Iterator[str]:
        """What the prose has in backquotes."""
        for found in _INLINE.finditer(self.prose):
            yield " ".join((found[1] or found[2]).split())

    def framed(self, body: str, names: list[str]) -> str:
        """A block in its frames: at the line `…` of one of them, else below them."""
        whole = "\n".join(self.frames[name] for name in names)
        place = re.search(r"^( *)…\n", whole, re.M)
        if place is None:
            return f"{whole}\n{body}".lstrip("\n")
        indented = re.sub(r"^(?=.)", place[1], body, flags=re.M)
        return (whole[: place.start()] + indented + whole[place.end() :]).lstrip("\n")


@cache
def page(language: Language) -> Page:
    """The page of a language."""
    text = PAGES[language].read_text(encoding="utf-8")
    read, names = Page(language, text), list[str]()
    for piece in PIECE.finditer(text):
        line = text.count("\n", 0, piece.start()) + 1
        if piece["comment"] is not None:
            names = _comment(read, piece["comment"].strip(), line) or names
        else:
            _block(read, piece, line, names)
            names = []
    return read


def _comment(read: Page, comment: str, line: int) -> list[str]:
    """Takes in a comment; answers the frames of the next block where it names some."""
    frame_word, with_word, _, free_word = _WORDS[read.language]
    head, _, rest = comment.partition("\n")
    word, _, about = head.partition(":")
    if word == frame_word:
        read.frames[about.strip()] = f"{rest}\n"
    elif word == with_word:
        return [name.strip() for name in about.split(",")]
    elif head.split()[:1] == ["iku"]:
        read.examples.append(Example(read.language, line, f"{rest}\n", free=free_word in head.split()))
    return []


def _block(read: Page, piece: re.Match[str], line: int, names: list[str]) -> None:
    """Takes in a fenced block."""
    _, _, wrong_word, free_word = _WORDS[read.language]
    info = piece["info"].split()
    if info[:1] == ["iku"]:
        wrong = next((word.partition("=")[2] for word in info if word.startswith(f"{wrong_word}=")), "")
        assert set(info) <= {"iku", free_word, f"{wrong_word}={wrong}"}, f"{line}: {piece['info']}"
        whole = read.framed(piece["body"], names)
        read.examples.append(Example(read.language, line, whole, wrong, free_word in info))
    elif info == ["text"]:
        assert read.examples[-1].wrong, f"{line}: only what is wrong has a message"
        read.examples[-1] = replace(read.examples[-1], message=piece["body"], message_span=piece.span("body"))
