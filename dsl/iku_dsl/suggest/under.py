"""The keyword under a cursor."""

from __future__ import annotations

from iku_dsl.keywords import keyword_at, rows_after
from iku_dsl.lines import split
from iku_dsl.source import SourceFile
from iku_dsl.suggest.accepted import Word, keywords


def keyword_under(file: SourceFile, offset: int) -> Word | None:
    """The keyword that an offset lies in or just behind, by its offsets in the file; only where its line can be read up to it."""
    rule = ""
    for line in split(file).lines:
        keyword = keyword_at(line.text)
        if line.start <= offset <= line.end:
            words = keywords(line.text, "statement" if keyword is not None or not rule else rule)
            at = offset - line.start
            found = next((word for word in words if word.start <= at <= word.end), None)
            return Word(found.keyword, line.start + found.start, line.start + found.end) if found is not None else None
        if keyword is not None:
            rule = rows_after(keyword, rule)
    return None
