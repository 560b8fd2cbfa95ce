"""The engine: facts in, evaluations out. What others may rely on is in `PUBLIC`; `docs/api.md` shows it.

A name is loaded when it is first asked for: a command needs few of them.
"""

from __future__ import annotations

__version__ = "0.1.0"

PUBLIC = {
    "EngineError": "iku_engine.errors",
    "State": "iku_engine.results.evaluation",
    "arrow": "iku_engine.results.records",
    "evaluate": "iku_engine.evaluating.evaluate",
    "import_file": "iku_engine.importing.importing",
    "open_store": "iku_engine.migrate.opening",
    "rows": "iku_engine.results.records",
    "say_it": "iku_engine.wording",
    "write_package": "iku_engine.exporting.package",
}
__all__ = list(PUBLIC)


def __getattr__(name: str) -> object:
    """A public name, from the module that makes it."""
    if name not in PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # which `--version` has no need of

    return getattr(import_module(PUBLIC[name]), name)
