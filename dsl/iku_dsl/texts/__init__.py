"""The table of sentences: each key with its Indonesian and its English text, in one file a stage of reading.

A key starts with the id of its problem; what follows the first point says which sentence of it. Names and numbers come in as `{…}`.
"""

from __future__ import annotations

from collections.abc import Mapping

from iku_dsl.texts.bounded import BOUNDED
from iku_dsl.texts.kinds import KINDS
from iku_dsl.texts.measures import MEASURES
from iku_dsl.texts.mends import MENDS, WORDS
from iku_dsl.texts.names import NAMES
from iku_dsl.texts.proven import PROVEN
from iku_dsl.texts.reading import READING

Pair = tuple[str, str]

TEXTS: Mapping[str, Pair] = {**READING, **MENDS, **NAMES, **KINDS, **MEASURES, **PROVEN, **BOUNDED, **WORDS}

__all__ = ["TEXTS", "Pair"]
