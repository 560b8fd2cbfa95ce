"""Words and pictures: the command line of iku-engine. What others may rely on is in `PUBLIC`; `docs/api.md` shows it.

A name is loaded when it is first asked for: a command needs few of them.
"""

from __future__ import annotations

PUBLIC = {
    "csv_bytes": "iku_cli.result_tables",
    "displayed_rows": "iku_cli.result_tables",
    "evaluation_document": "iku_cli.documents.evaluation",
    "parquet_bytes": "iku_cli.result_tables",
}
__all__ = list(PUBLIC)


def __getattr__(name: str) -> object:
    """A public name, from the module that makes it."""
    if name not in PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # which `--version` has no need of

    return getattr(import_module(PUBLIC[name]), name)
