"""Ways through the files: where a name is declared and used, a new name for it everywhere, the outline of a file and what of it folds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from iku_cli.lsp.here import File, Here
from iku_dsl import statements as st
from iku_dsl.checking.rename import Edit, Reason, Refusal, rename
from iku_dsl.editing.symbols import Occurrence
from iku_dsl.keywords import by_terminal, keyword_at
from iku_dsl.lines import starts_anew
from iku_dsl.problem import Span
from iku_dsl.statements import syntax as sx

REQUEST_FAILED = -32803  # of the protocol: the request was sound, and could not be done


def definition(here: Here) -> list[types.Location]:
    """The places that declare the name; several where an indicator has versions."""
    found = here.occurrence
    if found is None:
        return []
    return [here.file.location(place.span) for place in here.file.state.index.declarations(found.symbol)]


def references(here: Here, with_declaration: bool) -> list[types.Location]:
    """Every place of the name."""
    index, found = here.file.state.index, here.occurrence
    if found is None:
        return []
    left_out = set() if with_declaration else set(index.declarations(found.symbol))
    return [here.file.location(place.span) for place in index.places(found.symbol) if place not in left_out]


def highlights(here: Here) -> list[types.DocumentHighlight]:
    """The places of the name in its file."""
    found = here.occurrence
    places = here.file.state.index.places(found.symbol) if found is not None else ()
    return [
        types.DocumentHighlight(
            here.file.range(place.span),
            types.DocumentHighlightKind.Write if place.declares else types.DocumentHighlightKind.Read,
        )
        for place in places
        if place.span.file == here.file.file.path
    ]


def renamable(here: Here) -> types.PrepareRenamePlaceholder:
    """The stretch that is renamed. Errors: the answer says so where there is no name."""
    found = here.occurrence
    if found is None:
        raise _refused(here.file.say("editor.rename.no-name"))
    return types.PrepareRenamePlaceholder(_inner_range(here.file, found), found.symbol.name)


def renamed(here: Here, name: str, versioned: bool) -> types.WorkspaceEdit:
    """The edits that give the name at a place a new one. Errors: the answer says why it cannot be given."""
    file, found = here.file, here.occurrence
    if found is None:
        raise _refused(file.say("editor.rename.no-name"))
    known = (
        file.state.checked.problems if not file.state.unread else None
    )  # what was not read is no problem of what was
    edits = rename(file.state.parsed, found.symbol, name, known)
    if isinstance(edits, Refusal):
        raise _refused(_why(file, edits, name))
    by_file: dict[str, list[types.TextEdit]] = {}
    for edit in edits:
        by_file.setdefault(edit.span.file, []).append(_text_edit(file, edit))
    if not versioned:
        return types.WorkspaceEdit(changes={file.specs.uri(path): found for path, found in by_file.items()})
    return types.WorkspaceEdit(
        document_changes=[
            types.TextDocumentEdit(
                types.OptionalVersionedTextDocumentIdentifier(file.specs.uri(path), _version(file, path)), list(found)
            )
            for path, found in by_file.items()
        ]
    )


def _version(file: File, path: str) -> int | None:
    document = file.specs.documents.get(path)
    return document.version if document is not None else None


def _text_edit(file: File, edit: Edit) -> types.TextEdit:
    return types.TextEdit(file.range(edit.span), edit.text)


def _inner_range(file: File, found: Occurrence) -> types.Range:
    """The name without its quotation marks."""
    whole = file.range(found.span)
    if not found.quoted:
        return whole
    start, end = whole.start, whole.end
    return types.Range(types.Position(start.line, start.character + 1), types.Position(end.line, end.character - 1))


def _why(file: File, refusal: Refusal, name: str) -> str:
    place = ""
    if refusal.span is not None:
        place = f"{file.specs.uri(refusal.span.file).rpartition('/')[2]}:{refusal.span.line}"
    match refusal.reason:
        case Reason.NOT_A_NAME:
            return file.say("editor.rename.not-a-name", name=name)
        case Reason.KEYWORD:
            return file.say("editor.rename.keyword", name=name)
        case Reason.TAKEN:
            return file.say("editor.rename.taken", name=name, place=place)
        case Reason.MEANING:
            return file.say("editor.rename.meaning", name=name)
        case Reason.UNREADABLE:
            return file.say("editor.rename.unreadable", place=place)
        case Reason.LONG:
            return file.say("editor.rename.long", letters=len(name))


def _refused(message: str) -> JsonRpcException:
    return JsonRpcException(message, REQUEST_FAILED)


_KINDS: dict[type[st.Head], types.SymbolKind] = {
    st.Dimension: types.SymbolKind.Enum,
    st.Source: types.SymbolKind.Struct,
    st.Table: types.SymbolKind.Array,
    st.Scale: types.SymbolKind.Enum,
    st.Profile: types.SymbolKind.Interface,
    st.Indicator: types.SymbolKind.Class,
    st.Test: types.SymbolKind.Event,
}


@dataclass(slots=True)
class _Declaration:
    """A head with the lines below it; `end` is the last line of text."""

    head: st.Head
    end: Span
    lines: list[st.Line] = field(default_factory=list)


def outline(file: File) -> list[types.DocumentSymbol]:
    """Every declaration, with what it declares inside."""
    return [_symbol(file, declaration) for declaration in _declarations(file.state.read(file.file.path).spec)]


def _declarations(spec: st.SpecFile) -> Iterator[_Declaration]:
    current: _Declaration | None = None
    for line in spec.lines:
        if isinstance(line.node, st.Head) or (line.node is None and starts_anew(line.text)):
            if current is not None:
                yield current
            current = _Declaration(line.node, line.span, [line]) if isinstance(line.node, st.Head) else None
        elif current is not None:
            current.lines.append(line)
            current.end = line.span
    if current is not None:
        yield current


def _symbol(file: File, declaration: _Declaration) -> types.DocumentSymbol:
    head = declaration.head
    named = head.label if isinstance(head, st.Test) else head.name
    detail = "" if isinstance(head, st.Test) else _label(head.label)
    children = [child for line in declaration.lines[1:] for child in _children(file, line)]
    return types.DocumentSymbol(
        name=" ".join(named.text.split()) or "…",
        kind=_KINDS[type(head)],
        range=file.range(head.span.to(declaration.end)),
        selection_range=file.range(named.span),
        detail=detail,
        children=children,
    )


def _children(file: File, line: st.Line) -> Iterator[types.DocumentSymbol]:
    node = line.node
    kind = types.SymbolKind.Field
    match node:
        case st.Column():
            yield _child(file, node.name, kind, line.span, _label(node.label))
        case st.Let() | st.Set():
            kind = types.SymbolKind.Variable if isinstance(node, st.Let) else types.SymbolKind.Array
            yield _child(file, node.name, kind, line.span, _label(node.label))
        case st.Members():
            for name in node.names:
                yield _child(file, name, types.SymbolKind.EnumMember, line.span, _label(node.label))
        case st.BandRow():
            yield _child(file, node.name, types.SymbolKind.EnumMember, line.span, _label(node.label))
        case st.Formula():
            word = by_terminal("FORMULA").phrase(file.state.read(file.file.path).spec.language)
            span = Span(line.span.file, line.span.line, line.span.column, line.span.line, line.span.column + len(word))
            yield _child(file, sx.Name(word, span=span), types.SymbolKind.Function, line.span, "")
        case _:
            pass


def _child(
    file: File, name: sx.Name | sx.Text, kind: types.SymbolKind, span: Span, detail: str
) -> types.DocumentSymbol:
    return types.DocumentSymbol(name.text or "…", kind, file.range(span), file.range(name.span), detail=detail)


def _label(label: sx.Text | None) -> str:
    return " ".join(label.text.split()) if label is not None else ""


def folds(file: File) -> list[types.FoldingRange]:
    """Declarations, statements with rows, statements and texts of several lines, and comments of several lines."""
    spec = file.state.read(file.file.path).spec
    found: dict[int, types.FoldingRange] = {}
    for start, end, kind in [*_comments(file), *_blocks(spec), *_long(spec.lines)]:
        if end > start and (start not in found or found[start].end_line < end - 1):
            found[start] = types.FoldingRange(start - 1, end - 1, kind=kind)
    return [found[start] for start in sorted(found)]


Fold = tuple[int, int, types.FoldingRangeKind | None]


def _blocks(spec: st.SpecFile) -> Iterator[Fold]:
    for declaration in _declarations(spec):
        yield declaration.head.span.line, declaration.end.end_line, None
        start = 0
        for line in declaration.lines:
            if isinstance(line.node, st.Row) or (line.node is None and keyword_at(line.text) is None):
                if start:
                    yield start, line.span.end_line, None
            else:
                opens = by_terminal(st.opener(line.node)).rows if line.node is not None else ""
                start = line.span.line if opens else 0


def _long(lines: Sequence[st.Line]) -> Iterator[Fold]:
    for line in lines:
        yield line.span.line, line.span.end_line, None


def _comments(file: File) -> Iterator[Fold]:
    """Runs of lines that are nothing but comments; what looks like one inside a long text is left to its statement."""
    inside = {
        number
        for line in file.state.read(file.file.path).spec.lines
        for number in range(line.span.line, line.span.end_line + 1)
    }
    start = 0
    total = len(file.file.line_starts)
    for number in range(1, total + 2):
        comment = number <= total and number not in inside and file.file.line_text(number).lstrip().startswith("#")
        if comment and not start:
            start = number
        elif not comment and start:
            yield start, number - 1, types.FoldingRangeKind.Comment
            start = 0
