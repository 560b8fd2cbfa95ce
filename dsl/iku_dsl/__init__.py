"""The language: text in, a checked program or problems out. What others may rely on is in `PUBLIC`; `docs/api.md` shows it.

A name is loaded when it is first asked for: a command needs few of them.
"""

from __future__ import annotations

PUBLIC = {
    "Period": "iku_dsl.period",
    "SourceFile": "iku_dsl.problem",
    "check": "iku_dsl.checking.check",
    "check_files": "iku_dsl.checking.check",
    "render": "iku_dsl.wording",
}
__all__ = list(PUBLIC)


def __getattr__(name: str) -> object:
    """A public name, from the module that makes it."""
    if name not in PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # which `--version` has no need of

    return getattr(import_module(PUBLIC[name]), name)
