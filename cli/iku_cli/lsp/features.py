"""Which question of the editor is answered by what."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import sys
from collections.abc import Iterable, Mapping
from contextlib import redirect_stdout, suppress
from pathlib import Path
from typing import BinaryIO

from lsprotocol import types

from iku_cli.lsp import completion, editing, navigation
from iku_cli.lsp.here import Encoding
from iku_cli.lsp.hover import hover
from iku_cli.lsp.server import Server
from iku_cli.lsp.specs import path_of
from iku_cli.terminal.faults import Fault
from iku_cli.terminal.settings import DEFAULTS, FILE
from iku_dsl.keywords import LANGUAGES, Language

WATCHED = "**/*.iku"


def serve(language: Language) -> int:
    """Answer an editor on stdin and stdout until it leaves; 0 where it said good-bye first."""
    quiet_log()
    server = Server(language)
    _life(server)
    _documents(server)
    _questions(server)
    _edits(server)
    # The editor's stream is ours alone: what anybody else might write to stdout goes to the log.
    # One that leaves in the middle of a message has left.
    gone = suppress(asyncio.IncompleteReadError)
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as stream, redirect_stdout(sys.stderr), gone:
        server.start_io(Frames(sys.stdin.buffer), stream)  # type: ignore[arg-type]  # of a stream only these two are used
    return 0 if server.left else 1


def _life(server: Server) -> None:
    @server.feature(types.INITIALIZE)
    def _initialize(params: types.InitializeParams) -> None:
        agreed = server.workspace.position_encoding
        server.encoding = Encoding(str(getattr(agreed, "value", agreed) or "utf-16"))
        server.language = language_of(params, server.language)
        server.options = params.initialization_options
        server.specs.roots = roots_of(folders_of(params), server.options)

    @server.feature(types.INITIALIZED)
    def _initialized(_: types.InitializedParams) -> None:
        if _can_watch(server.client_capabilities):
            watcher = types.FileSystemWatcher(glob_pattern=WATCHED)
            options = types.DidChangeWatchedFilesRegistrationOptions([watcher])
            wish = types.Registration("iku-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            server.client_register_capability(types.RegistrationParams([wish]))
        server.soon_all()

    @server.feature(types.SHUTDOWN)
    def _shutdown(_: None) -> None:
        server.left = True


def _documents(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def _opened(params: types.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        server.soon(server.specs.open(document.uri, document.version, document.text), 0)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def _changed(params: types.DidChangeTextDocumentParams) -> None:
        if params.content_changes:  # each is the whole text
            document, text = params.text_document, params.content_changes[-1].text
            server.soon(server.specs.open(document.uri, document.version, text))

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def _saved(_: types.DidSaveTextDocumentParams) -> None:
        server.specs.forget()
        server.soon_all()

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def _closed(params: types.DidCloseTextDocumentParams) -> None:
        server.soon(server.specs.close(params.text_document.uri), 0)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def _touched(_: types.DidChangeWatchedFilesParams) -> None:
        server.specs.forget()
        server.soon_all()

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def _folders(_: types.DidChangeWorkspaceFoldersParams) -> None:
        folders = [Path(path_of(folder.uri)) for folder in server.workspace.folders.values()]
        server.specs.roots = roots_of(folders, server.options)
        server.specs.forget()
        server.soon_all()


def _questions(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def _hover(params: types.HoverParams) -> types.Hover | None:
        here = server.here(params.text_document.uri, params.position)
        return hover(here) if here is not None else None

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def _definition(params: types.DefinitionParams) -> list[types.Location]:
        here = server.here(params.text_document.uri, params.position)
        return navigation.definition(here) if here is not None else []

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    def _references(params: types.ReferenceParams) -> list[types.Location]:
        here = server.here(params.text_document.uri, params.position)
        return navigation.references(here, params.context.include_declaration) if here is not None else []

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    def _highlights(params: types.DocumentHighlightParams) -> list[types.DocumentHighlight]:
        here = server.here(params.text_document.uri, params.position)
        return navigation.highlights(here) if here is not None else []

    @server.feature(
        types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=list(completion.TRIGGERS))
    )
    def _completion(params: types.CompletionParams) -> types.CompletionList | None:
        here = server.here(params.text_document.uri, params.position)
        return completion.completion(here) if here is not None else None

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def _outline(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        file = server.file(params.text_document.uri)
        return navigation.outline(file) if file is not None else []

    @server.feature(types.TEXT_DOCUMENT_FOLDING_RANGE)
    def _folds(params: types.FoldingRangeParams) -> list[types.FoldingRange]:
        file = server.file(params.text_document.uri)
        return navigation.folds(file) if file is not None else []


def _edits(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    def _renamable(params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
        here = server.here(params.text_document.uri, params.position)
        return navigation.renamable(here) if here is not None else None

    @server.feature(types.TEXT_DOCUMENT_RENAME)
    def _renamed(params: types.RenameParams) -> types.WorkspaceEdit | None:
        here = server.here(params.text_document.uri, params.position)
        versioned = _takes_versions(server.client_capabilities)
        return navigation.renamed(here, params.new_name, versioned) if here is not None else None

    @server.feature(types.TEXT_DOCUMENT_FORMATTING)
    def _formatted(params: types.DocumentFormattingParams) -> list[types.TextEdit]:
        file = server.file(params.text_document.uri)
        return editing.formatted(file) if file is not None else []

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
    )
    def _mends(params: types.CodeActionParams) -> list[types.CodeAction]:
        file = server.file(params.text_document.uri)
        only = params.context.only
        if file is None or (only is not None and types.CodeActionKind.QuickFix not in only):
            return []
        return editing.mends(file, params.range)


def _can_watch(capabilities: types.ClientCapabilities) -> bool:
    workspace = capabilities.workspace
    watched = workspace.did_change_watched_files if workspace is not None else None
    return bool(watched is not None and watched.dynamic_registration)


def _takes_versions(capabilities: types.ClientCapabilities) -> bool:
    workspace = capabilities.workspace
    edits = workspace.workspace_edit if workspace is not None else None
    return bool(edits is not None and edits.document_changes)


LARGEST = 2**28  # bytes of a message
_LONGEST = 2**16  # of a header line
_NO_MESSAGE = (b"Content-Length: 1\r\n", b"\r\n", b"!")


class Frames:
    """Bytes as they come, but for a length that cannot be: then a message that is none, which is answered as such.

    What follows is passed over until a line ends in the length of another message; so the server goes on.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._instead: list[bytes] = []

    def readline(self) -> bytes:
        """A line of the header of a message."""
        if self._instead:
            return self._instead.pop(0)
        line = self._stream.readline(_LONGEST)
        _, named, rest = line.lower().partition(b"content-length:")
        if not (named and rest.endswith(b"\n")):
            return line
        length = rest.removesuffix(b"\n").removesuffix(b"\r").lstrip(b" \t")
        if re.fullmatch(rb"[0-9]{1,9}", length) and 0 < int(length) <= LARGEST:
            return b"Content-Length: %d\r\n" % int(length)
        first, *self._instead = _NO_MESSAGE
        return first

    def read(self, size: int) -> bytes:
        """The body of a message."""
        return self._instead.pop(0) if self._instead else self._stream.read(size)


class _OneLine(logging.Formatter):
    """What happened, on one line: whoever sent the message has their answer, and a traceback of a library says nothing to them."""

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        said = record.getMessage().partition("\n")[0]
        return said if error is None else f"{said} ({type(error).__name__})"


def quiet_log() -> None:
    """What pygls logs is a line each, unless somebody looks for a bug."""
    if os.environ.get("IKU_DEBUG") == "1":
        return
    lines = logging.StreamHandler()
    lines.setFormatter(_OneLine())
    log = logging.getLogger("pygls")
    log.handlers, log.propagate = [lines], False
    log.setLevel(logging.WARNING)


def folders_of(params: types.InitializeParams) -> tuple[Path, ...]:
    """The folders that the editor has open."""
    if params.workspace_folders:
        return tuple(Path(path_of(folder.uri)) for folder in params.workspace_folders)
    if params.root_uri:
        return (Path(path_of(params.root_uri)),)
    return (Path(params.root_path),) if params.root_path else ()


def roots_of(folders: Iterable[Path], options: object) -> tuple[Path, ...]:
    """The spec sets of some folders: `specs` of the options, else `specs` of `iku.toml`, else `indicator_specs`, else the folder.

    `specs` is one path or several; each is a set of its own.
    """
    roots: list[Path] = []
    for folder in folders:
        wanted = _wanted(options)
        roots += [(folder / path) for path in wanted] if wanted else [_found(folder)]
    return tuple(dict.fromkeys(Path(_plain(root)) for root in roots))


def language_of(params: types.InitializeParams, otherwise: Language) -> Language:
    """The reader's language: `language` of the options, else Indonesian where the editor is, else what the command line found."""
    options = params.initialization_options
    wanted = options.get("language") if isinstance(options, Mapping) else None
    if wanted in LANGUAGES:
        return "en" if wanted == "en" else "id"
    return "id" if (params.locale or "").lower().startswith("id") else otherwise


def _wanted(options: object) -> list[str]:
    specs = options.get("specs") if isinstance(options, Mapping) else None
    found = [specs] if isinstance(specs, str) else specs if isinstance(specs, list) else []
    return [path for path in found if isinstance(path, str) and path.strip()]


def _found(folder: Path) -> Path:
    """What the command line would check in a folder; the folder itself where that is not there."""
    named = DEFAULTS["specs"]
    if (folder / FILE).is_file():
        from iku_cli.terminal.settings_file import read

        with suppress(Fault):  # the command line tells what is wrong with it
            named = read(folder / FILE).get("specs", named)
    return folder / named if (folder / named).exists() else folder


def _plain(path: Path) -> str:
    """A path without `..` and `.`, links as they are: the editor's addresses have none of these either."""
    return os.path.normpath(path)
