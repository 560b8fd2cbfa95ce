"""Which question of the editor is answered by what."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import redirect_stdout, suppress
from pathlib import Path

from lsprotocol import types

from iku_cli.lsp import completion, editing, navigation, outline
from iku_cli.lsp.frames import Frames, quiet_log
from iku_cli.lsp.hover import hover
from iku_cli.lsp.positions import Encoding
from iku_cli.lsp.roots import folders_of, language_of, roots_of
from iku_cli.lsp.server import Server
from iku_cli.lsp.specs import path_of
from iku_dsl.keywords import Language

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
        return outline.outline(file) if file is not None else []

    @server.feature(types.TEXT_DOCUMENT_FOLDING_RANGE)
    def _folds(params: types.FoldingRangeParams) -> list[types.FoldingRange]:
        file = server.file(params.text_document.uri)
        return outline.folds(file) if file is not None else []


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
