"""What may stand at a place of a spec file. Public: `suggest`, `Suggestions`; `place_at` and `keywords` tell about a place."""

from iku_dsl.suggest.accepted import Word, keywords
from iku_dsl.suggest.place import Place, place_at
from iku_dsl.suggest.suggest import Suggestions, suggest

__all__ = ["Place", "Suggestions", "Word", "keywords", "place_at", "suggest"]
