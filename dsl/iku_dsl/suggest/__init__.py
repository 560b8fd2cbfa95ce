"""What may stand at a place of a spec file. Public: `suggest`, `Suggestions`; `keyword_under`, `Word`."""

from iku_dsl.suggest.accepted import Word
from iku_dsl.suggest.suggest import Suggestions, suggest
from iku_dsl.suggest.under import keyword_under

__all__ = ["Suggestions", "Word", "keyword_under", "suggest"]
