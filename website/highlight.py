"""Colours for `.iku` on the site: a lexer for Pygments, from the engine's own table of words."""

from __future__ import annotations

from typing import ClassVar

from pygments.formatters.html import HtmlFormatter
from pygments.lexer import RegexLexer
from pygments.lexers import LEXERS
from pygments.token import Comment, Keyword, Name, Number, Operator, String, Text

from iku_dsl.keywords import KEYWORDS, pattern

__all__ = ["IkuLexer"]  # how Pygments finds what a module holds

PHRASES = tuple(dict.fromkeys(phrase for word in KEYWORDS for phrase in word.id + word.en))


class IkuLexer(RegexLexer):
    """Comments, texts, numbers and keywords of both languages; what follows a point is a column, whatever it is called."""

    name = "iku"
    aliases: ClassVar[list[str]] = ["iku"]
    filenames: ClassVar[list[str]] = ["*.iku"]
    tokens: ClassVar = {
        "root": [
            (r"#[^\n]*", Comment.Single),
            (r'"[^"\n]*"', String),
            (r"\.[^\W\d]\w*", Name),
            (r"\d[\d_]*(\.\d+)?%?", Number),
            (pattern(PHRASES), Keyword),
            (r"[^\W\d]\w*", Name),
            (r"[-+*/=<>≤≥≠.^]+", Operator),
            (r"\s+", Text),
            (r".", Text),
        ]
    }


def register() -> None:
    """Let Pygments know the lexer."""
    LEXERS["IkuLexer"] = (__name__, IkuLexer.name, tuple(IkuLexer.aliases), tuple(IkuLexer.filenames), ())


def styles() -> str:
    """The colours as CSS: of light pages, and of dark ones."""
    light, dark = (HtmlFormatter(style=name).get_style_defs(".codehilite") for name in ("default", "github-dark"))
    return (
        f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n.codehilite {{ background: none !important }}\n"
    )
