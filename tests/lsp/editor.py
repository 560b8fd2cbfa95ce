"""An editor for the tests: pygls' own client, which speaks with `iku-engine lsp` in a process of its own."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

PATIENCE = 30  # seconds


class Editor:
    """Opens files, types, asks; lines and columns count from 0, as in the protocol."""

    def __init__(self, folder: Path | None, language: str = "id", options: Any = None, encodings: Any = None) -> None:
        self.loop = asyncio.new_event_loop()
        self.client = LanguageClient("test", "1")
        self.told: dict[str, types.PublishDiagnosticsParams] = {}
        self.versions: dict[str, int] = {}
        self.texts: dict[str, str] = {}
        self.wishes: list[types.RegistrationParams] = []
        self.status: int | None = None
        self._listen()
        self.server = self._run(self._start(language))
        capabilities = types.ClientCapabilities(
            general=types.GeneralClientCapabilities(position_encodings=encodings),
            text_document=types.TextDocumentClientCapabilities(
                publish_diagnostics=types.PublishDiagnosticsClientCapabilities(related_information=True),
                rename=types.RenameClientCapabilities(prepare_support=True),
            ),
            workspace=types.WorkspaceClientCapabilities(
                did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
            ),
        )
        folders = [types.WorkspaceFolder(folder.as_uri(), folder.name)] if folder is not None else None
        self.about = self.ask(
            types.INITIALIZE,
            types.InitializeParams(
                capabilities, workspace_folders=folders, initialization_options=options, process_id=None
            ),
        )
        self.tell(types.INITIALIZED, types.InitializedParams())

    async def _start(self, language: str) -> Any:
        await self.client.start_io(sys.executable, "-m", "iku_cli.main", "lsp", "--lang", language)
        return self.client._server

    def _run(self, wanted: Any) -> Any:
        return self.loop.run_until_complete(asyncio.wait_for(wanted, PATIENCE))

    def _listen(self) -> None:
        @self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def _(params: types.PublishDiagnosticsParams) -> None:
            self.told[params.uri] = params

        @self.client.feature(types.CLIENT_REGISTER_CAPABILITY)
        def _(params: types.RegistrationParams) -> None:
            self.wishes.append(params)

    # ---- talking

    def ask(self, method: str, params: Any) -> Any:
        async def asked() -> Any:
            return await self.client.protocol.send_request_async(method, params)

        return self._run(asked())

    def tell(self, method: str, params: Any) -> None:
        async def told() -> None:
            self.client.protocol.notify(method, params)

        self._run(told())

    def until(self, holds: Any) -> None:
        """Wait for something that the server tells by itself."""

        async def wait() -> None:
            while not holds():
                await asyncio.sleep(0.01)

        self._run(wait())

    def open(self, uri: str, text: str) -> list[types.Diagnostic]:
        """Open a file, or type in it, and wait for its problems."""
        self.type(uri, text)
        return self.problems(uri)

    def type(self, uri: str, text: str) -> None:
        """Open a file, or type in it."""
        version = self.versions[uri] = self.versions.get(uri, 0) + 1
        if uri in self.texts:
            document = types.VersionedTextDocumentIdentifier(uri=uri, version=version)
            whole = types.TextDocumentContentChangeWholeDocument(text)
            self.tell(types.TEXT_DOCUMENT_DID_CHANGE, types.DidChangeTextDocumentParams(document, [whole]))
        else:
            item = types.TextDocumentItem(uri=uri, language_id="iku", version=version, text=text)
            self.tell(types.TEXT_DOCUMENT_DID_OPEN, types.DidOpenTextDocumentParams(item))
        self.texts[uri] = text

    def problems(self, uri: str) -> list[types.Diagnostic]:
        """The problems of the text as it is now."""
        wanted = self.versions.get(uri)
        self.until(lambda: uri in self.told and self.told[uri].version == wanted)
        return list(self.told[uri].diagnostics)

    def close(self, uri: str) -> None:
        del self.texts[uri]
        self.tell(types.TEXT_DOCUMENT_DID_CLOSE, types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))

    def at(self, uri: str, mark: str, after: int = 0) -> dict[str, Any]:
        """The place where a text is first written (plus some letters), as parameters of a question."""
        offset = self.texts[uri].index(mark) + after
        return {"text_document": types.TextDocumentIdentifier(uri), "position": place(self.texts[uri], offset)}

    def leave(self, politely: bool = True) -> int:
        """Say good-bye; the exit status of the server."""
        if politely:
            self.ask(types.SHUTDOWN, None)
        self.tell(types.EXIT, None)
        self.status = self._run(self.server.wait())
        self._run(self.client.stop())
        self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        self.loop.close()
        return self.status


@dataclass
class Desk:
    """An editor, and the folder it has open."""

    editor: Editor
    folder: Path

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def show(self, name: str, text: str | None = None) -> str:
        """Open a file with its text on disk, or with another; its address."""
        self.editor.type(self.uri(name), self.text(name) if text is None else text)
        return self.uri(name)

    def document(self, name: str) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri(name))


def place(text: str, offset: int) -> types.Position:
    """An offset as a position in UTF-16 units."""
    before = text[:offset].replace("\r\n", "\n")
    line = before.rpartition("\n")[2]
    return types.Position(before.count("\n"), len(line.encode("utf-16-le")) // 2)


def changed(text: str, edits: list[types.TextEdit]) -> str:
    """A text after edits, as an editor makes them: in UTF-16 units, from the last to the first."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len((line + "\n").encode("utf-16-le")))
    data = text.encode("utf-16-le")
    for edit in sorted(edits, key=lambda e: (e.range.start.line, e.range.start.character), reverse=True):
        start, end = (min(starts[p.line] + 2 * p.character, len(data)) for p in (edit.range.start, edit.range.end))
        data = data[:start] + edit.new_text.encode("utf-16-le") + data[end:]
    return data.decode("utf-16-le")
