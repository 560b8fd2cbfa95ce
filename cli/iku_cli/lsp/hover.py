"""What is under the cursor: a name with its declaration, type and what is proven, or a word of the language."""

from __future__ import annotations

from lsprotocol import types

from iku_cli.lsp.here import Here
from iku_cli.lsp.told import told
from iku_cli.lsp.word_texts import FUNCTIONS, TERMINALS
from iku_dsl.editing.suggest import keyword_under
from iku_dsl.keywords import FUNCTIONS as FUNCTION_NAMES


def hover(here: Here) -> types.Hover | None:
    """The answer to a hover, None where there is nothing to tell."""
    file, found = here.file, here.occurrence
    if found is not None:
        return _hover(told(file, found.symbol), file.range(found.span))
    word = keyword_under(file.file, here.offset)
    if word is not None:
        title = f"**{word.keyword.id[0]}** · **{word.keyword.en[0]}**"
        text = TERMINALS[word.keyword.terminal][file.language == "en"]
        return _hover(f"{title}\n\n{text}", file.encoding.between(file.file, word.start, word.end))
    return _function(here)


def _function(here: Here) -> types.Hover | None:
    """A function is a name in the grammar; it is told where a parenthesis follows."""
    text, start, end = here.file.file.text, here.offset, here.offset
    while start and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    pair = next((pair for pair in FUNCTION_NAMES if text[start:end] in pair), None)
    if pair is None or not text[end : end + 2].lstrip(" ").startswith("("):
        return None
    title = f"**{pair[0]}** · **{pair[1]}**" if pair[0] != pair[1] else f"**{pair[0]}**"
    told_text = FUNCTIONS[pair[0]][here.file.language == "en"]
    return _hover(f"{title}\n\n{told_text}", here.file.encoding.between(here.file.file, start, end))


def _hover(text: str, place: types.Range) -> types.Hover:
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text), place)
