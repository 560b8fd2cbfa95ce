"""Where statements about facts run: in the store itself, or in another engine that holds the same facts."""

from iku_engine.engines.base import Engine, OfStore

__all__ = ["Engine", "OfStore"]
