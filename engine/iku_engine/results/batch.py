"""A batch of facts as an evaluation sees it: an import, a correction, or a file that is bound."""

from __future__ import annotations

from iku_dsl.records import record
from iku_engine.results.evaluation import Amendment

SUPPOSED = "(what-if)"  # the reason of a fact that is only supposed


@record
class Batch:
    """An import that is seen: its file and what is said of it."""

    id: int
    relation: str
    file: str
    sheet: str
    sha256: str
    marks: tuple[str, ...]
    note: str
    rejected: int
    kind: str = "import"
    user: str = ""
    at: str = ""
    reason: str = ""
    accepted: int = 0

    @property
    def amendment(self) -> Amendment | None:
        """Who corrected it, when and why; None for an import."""
        return None if self.kind == "import" else Amendment(self.user, self.at, self.reason)
