"""`lsp`: the language server, on stdin and stdout."""

from __future__ import annotations

from importlib.util import find_spec

from iku_cli.commandline.options import command
from iku_cli.session.session import Session
from iku_cli.terminal.faults import Fault

NEEDED = ("pygls", "lsprotocol")  # of the extra [lsp]


@command
def lsp(session: Session) -> int:
    """Answer an editor until it leaves. Errors: `Fault` (3) where the extra is not installed."""
    if any(find_spec(name) is None for name in NEEDED):
        raise Fault("editor.extra", status=3)
    from iku_cli.lsp.features import serve

    return serve(session.language)


COMMAND = lsp
