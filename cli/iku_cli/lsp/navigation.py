"""Where a name is declared, where it is used, and a new name for it everywhere."""

from __future__ import annotations

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from iku_cli.lsp.here import File, Here
from iku_dsl.checking.rename import Edit, Reason, Refusal, rename
from iku_dsl.editing.symbols import Occurrence

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


def _refused(message: str) -> JsonRpcException:
    return JsonRpcException(message, REQUEST_FAILED)
