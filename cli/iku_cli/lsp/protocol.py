"""What is no message, or has other parameters than its method takes: it is refused, so that no editor waits for an answer.

Of JSON-RPC 2.0 (section 5.1) and of the Language Server Protocol (3.17, response message).
"""

from __future__ import annotations

from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams, JsonRpcInvalidRequest, JsonRpcParseError
from pygls.protocol import LanguageServerProtocol

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
