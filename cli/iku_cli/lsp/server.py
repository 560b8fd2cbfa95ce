"""The server between two questions: what it keeps, how it finds the place that one is about, and when it tells problems.

What is no message, or has other parameters than its method takes, is refused, so that no editor waits for an answer.
"""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams, JsonRpcInvalidRequest, JsonRpcParseError
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol

from iku_cli.lsp.editing import diagnostics
from iku_cli.lsp.here import Encoding, File, Here
from iku_cli.lsp.specs import Specs, State, path_of
from iku_dsl.keywords import Language
from iku_dsl.problem import Diagnostic
from iku_engine import __version__

ID = (int, str)


class NotInitialisedError(JsonRpcException):
    """A question before `initialize`."""

    CODE = types.ErrorCodes.ServerNotInitialized.value
    MESSAGE = "Server Not Initialized"


class Protocol(LanguageServerProtocol):
    """Messages are taken apart here, whole ones, where who sent them can be answered."""

    def structure_message(self, data: dict[str, Any]) -> Any:
        """As it is: pygls asks for each object within a message as well."""
        return data

    def handle_message(self, message: Any) -> None:
        """Give a message to its handler. A request that cannot be given is answered; what is no request has no answer."""
        number = message.get("id") if isinstance(message, dict) else None
        if isinstance(number, bool) or not isinstance(number, ID):
            number = None
        fault = self._fault(message)
        if fault is not None:
            self.refuse(number, fault)
            return
        try:
            structured = super().structure_message(dict(message))
        except JsonRpcException as error:
            if "method" in message and number is not None:
                self.refuse(number, JsonRpcInvalidParams(f"{JsonRpcInvalidParams.MESSAGE}: {message['method']}"))
            else:
                self._server.report_server_error(error, JsonRpcInvalidParams)
            return
        if number is not None and not hasattr(structured, "id"):  # a notification that asks for an answer
            self.refuse(number, JsonRpcInvalidRequest())
            return
        super().handle_message(structured)

    def _fault(self, message: Any) -> JsonRpcException | None:
        """Why there is no message to give to anybody."""
        if not isinstance(message, dict) or message.get("jsonrpc") != self.VERSION:
            return JsonRpcInvalidRequest()
        if "method" not in message:
            return None if "id" in message else JsonRpcInvalidRequest()
        if not isinstance(message["method"], str) or isinstance(message.get("id", 0), bool | float | list | dict):
            return JsonRpcInvalidRequest()
        if message.get("id") is None:
            return None
        if self._shutdown:
            return JsonRpcInvalidRequest()
        return NotInitialisedError() if self._workspace is None and message["method"] != types.INITIALIZE else None

    def refuse(self, number: int | str | None, fault: JsonRpcException) -> None:
        """Answer that it cannot be done. What has no number has none in the answer either, as it cannot be told whose it was."""
        self._send_response(number, error=fault.to_response_error())  # type: ignore[arg-type]  # null, where the number cannot be read

    def refuse_text(self) -> None:
        """The same of what is no JSON."""
        self.refuse(None, JsonRpcParseError())


PAUSE = 0.15  # seconds without a key before problems are told
log = logging.getLogger(__name__)
NO_JSON = (json.JSONDecodeError, UnicodeDecodeError, RecursionError)


class Server(LanguageServer):
    """What is kept between two questions: the spec sets, the reader's language, what was told of which file."""

    protocol: Protocol

    def __init__(self, language: Language) -> None:
        super().__init__("iku-engine", __version__, types.TextDocumentSyncKind.Full, protocol_cls=Protocol)
        self.specs = Specs()
        self.language: Language = language
        self.options: object = None  # what the editor gave at the start
        self.encoding = Encoding()
        self.left = False  # whether the editor said good-bye
        self._told: dict[str, dict[str, list[types.Diagnostic]]] = {}
        self._waiting: dict[str, asyncio.Task[None]] = {}

    def report_server_error(self, error: Exception, source: object) -> None:
        """A mistake of ours or of the editor's: to the log, and not into the writer's face."""
        if isinstance(error, NO_JSON):
            self.protocol.refuse_text()
        log.error("%s: %s", source, error)

    # ---- places

    def file(self, uri: str) -> File | None:
        """A file by its address, None where there is none."""
        path = path_of(uri)
        state = self.specs.state(self.specs.set_of(path))
        found = state.file(path)
        return File(self.specs, state, found, self.encoding, self.language) if found is not None else None

    def here(self, uri: str, position: types.Position) -> Here | None:
        """A place in a file."""
        file = self.file(uri)
        return file.at(position) if file is not None else None

    # ---- problems

    def soon(self, key: str, pause: float = PAUSE) -> None:
        """Tell the problems of a set after a pause; what is typed meanwhile begins it anew."""
        waiting = self._waiting.get(key)
        if waiting is not None:
            waiting.cancel()
        task = asyncio.ensure_future(self._later(key, pause))
        task.add_done_callback(_log_failure)
        self._waiting[key] = task

    def soon_all(self) -> None:
        """Tell the problems of every set."""
        for key in dict.fromkeys([*self._told, *self.specs.sets()]):
            self.soon(key, 0)

    async def _later(self, key: str, pause: float) -> None:
        await asyncio.sleep(pause)
        state = self.specs.state(key)
        await asyncio.to_thread(state.check)
        if self.specs.state(key) is state:  # else it was changed while it was checked, and is told when that is done
            self._tell(key, state)

    def _tell(self, key: str, state: State) -> None:
        related = _supports_related(self.client_capabilities)
        now: dict[str, list[types.Diagnostic]] = {}
        problems: dict[str, list[Diagnostic]] = {}
        for problem in state.checked.problems:
            problems.setdefault(problem.span.file, []).append(problem)
        for one in state.parsed:
            file = File(self.specs, state, one.file, self.encoding, self.language)
            now[self.specs.uri(one.file.path)] = diagnostics(file, problems.get(one.file.path, ()), related)
        before = self._told.get(key, {})
        for uri in before.keys() - now.keys():
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))
        for uri, found in now.items():
            document = self.specs.documents.get(path_of(uri))
            if document is not None or before.get(uri, []) != found:
                version = document.version if document is not None else None
                self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, version))
        self._told[key] = now


def _supports_related(capabilities: types.ClientCapabilities) -> bool:
    document = capabilities.text_document
    published = document.publish_diagnostics if document is not None else None
    return bool(published is not None and published.related_information)


def _log_failure(task: asyncio.Task[None]) -> None:
    """A mistake of ours while checking goes to the editor's log; the next key tries again."""
    if not task.cancelled() and task.exception() is not None:
        log.error("the specs could not be checked", exc_info=task.exception())
