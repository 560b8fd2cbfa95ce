"""What may stand at the cursor, in the file's language: names that are known there, and words that the grammar accepts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain, islice

from lsprotocol import types

from iku_cli.lsp.here import File, Here
from iku_cli.lsp.word_texts import FUNCTIONS, TERMINALS
from iku_dsl import statements as st
from iku_dsl.budgets import most
from iku_dsl.editing.suggest import Suggestions, suggest
from iku_dsl.editing.symbols import Symbol, SymbolKind
from iku_dsl.keywords import FUNCTIONS as FUNCTION_NAMES
from iku_dsl.keywords import Keyword, keyword_at
from iku_dsl.statements import syntax as sx

TRIGGERS = [".", "[", '"']
Labels = Mapping[str | None, sx.Text | None]
_NAME = re.compile(r"[^\W\d]\w*")
_KINDS: dict[SymbolKind, types.CompletionItemKind] = {
    "dimension": types.CompletionItemKind.Enum,
    "source": types.CompletionItemKind.Struct,
    "table": types.CompletionItemKind.Unit,
    "scale": types.CompletionItemKind.Enum,
    "profile": types.CompletionItemKind.Interface,
    "indicator": types.CompletionItemKind.Class,
    "key": types.CompletionItemKind.Field,
    "attribute": types.CompletionItemKind.Property,
    "member": types.CompletionItemKind.EnumMember,
    "column": types.CompletionItemKind.Field,
    "choice": types.CompletionItemKind.EnumMember,
    "entry": types.CompletionItemKind.EnumMember,
    "outcome": types.CompletionItemKind.EnumMember,
    "band": types.CompletionItemKind.EnumMember,
    "parameter": types.CompletionItemKind.TypeParameter,
    "let": types.CompletionItemKind.Variable,
    "set": types.CompletionItemKind.Variable,
    "target": types.CompletionItemKind.Constant,
}


def completion(here: Here) -> types.CompletionList:
    """The answer to a completion: names first, in the order in which they are looked up, then words."""
    found = suggest(here.file.state.parsed, here.file.file.path, here.offset)
    if found is None:
        return types.CompletionList(is_incomplete=False, items=[])
    names = _offered(found.names, here.file.file.text[found.start : here.offset].casefold())
    items = list(_items(here, replace(found, names=names)))
    for place, item in enumerate(items):
        item.sort_text = f"{place:05d}"
    return types.CompletionList(is_incomplete=names is not found.names, items=items)


def _offered(names: tuple[Symbol, ...], typed: str) -> tuple[Symbol, ...]:
    """The names as they are; of very many those that have the letters that are typed, first those that begin with them.

    The editor asks again with the next letter.
    """
    limit = most("offered")
    if len(names) <= limit:
        return names
    beginning = [symbol for symbol in names if symbol.name.casefold().startswith(typed)]
    others = (symbol for symbol in names if not symbol.name.casefold().startswith(typed) and _has(symbol.name, typed))
    return tuple(islice(chain(beginning, others), limit))


def _has(name: str, typed: str) -> bool:
    """Whether a name has all letters that are typed, in their order."""
    letters = iter(name.casefold())
    return all(letter in letters for letter in typed)


def _items(here: Here, found: Suggestions) -> Iterator[types.CompletionItem]:
    file = here.file
    place = file.encoding.between(file.file, found.start, here.offset)
    labels: dict[str, Labels] = {}
    for symbol in found.names:
        yield types.CompletionItem(
            label=symbol.name,
            kind=_KINDS[symbol.kind],
            detail=_detail(file, symbol, labels),
            text_edit=types.TextEdit(place, _inserted(symbol.name, found.quoted)),
            filter_text=symbol.name,
        )
    language = file.written_in
    for pair in found.words:
        word = pair[language == "en"]
        function = pair in FUNCTION_NAMES
        yield types.CompletionItem(
            label=word,
            kind=types.CompletionItemKind.Function if function else types.CompletionItemKind.Value,
            documentation=FUNCTIONS[pair[0]][file.language == "en"] if function else None,
            text_edit=types.TextEdit(place, word),
        )
    told = {pair[language == "en"] for pair in found.words}
    for keyword, start in found.keywords:
        if keyword.phrase(language) not in told:
            yield _keyword(here, keyword, start)


def _keyword(here: Here, keyword: Keyword, start: int) -> types.CompletionItem:
    file = here.file
    phrase = keyword.phrase(file.written_in)
    return types.CompletionItem(
        label=phrase,
        kind=types.CompletionItemKind.Keyword,
        documentation=types.MarkupContent(
            types.MarkupKind.Markdown, TERMINALS[keyword.terminal][file.language == "en"]
        ),
        text_edit=types.TextEdit(file.encoding.between(file.file, start, here.offset), phrase),
        filter_text=phrase,
    )


def _inserted(name: str, quoted: bool) -> str:
    """A name as it is written there: in quotation marks where it would not be read as a name."""
    if quoted:
        return name.replace('"', '""')
    plain = _NAME.fullmatch(name) and keyword_at(name) is None
    return name if plain else '"' + name.replace('"', '""') + '"'


def _detail(file: File, symbol: Symbol, labels: dict[str, Labels]) -> str:
    """What kind of thing it is, and its label; `labels` has those of the declarations that were asked for already."""
    kind = file.say(f"editor.kind.{symbol.kind}")
    name = symbol.owner or symbol.name
    if name not in labels:
        labels[name] = _labels(file, name)
    label = _folded(labels[name].get(symbol.name if symbol.owner else None))
    owner = f" {file.say('editor.kind.of', owner=symbol.owner)}" if symbol.owner else ""
    return f"{kind}{owner}: {label}" if label else f"{kind}{owner}"


def _labels(file: File, name: str) -> Labels:
    """The labels in a declaration by what they are of, and under None its own: made once for all of its thousands of members."""
    block = file.state.index.names.blocks.get(name)
    if block is None or isinstance(block.head, st.Test):
        return {}
    found: dict[str | None, sx.Text | None] = {None: block.head.label}
    for row in block.rows:
        if isinstance(row, st.Members):
            for member in row.names:
                found.setdefault(member.text, row.label)
        elif isinstance(row, st.BandRow):
            found.setdefault(row.name.text, row.label)
    for entry in block.entries:
        node = entry.statement
        if isinstance(node, st.Column | st.Let | st.Set):
            found.setdefault(node.name.text, node.label)
    return found


def _folded(label: sx.Text | None) -> str:
    return " ".join(label.text.split()) if label is not None else ""
