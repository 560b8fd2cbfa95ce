"""What a database says went wrong, as a sentence for people."""

from __future__ import annotations

from iku_dsl.problem import Text, say

DENIED = "42501"
# By the state that PostgreSQL gives (its appendix A), or the beginning of it.
_STATES = {
    DENIED: "store-denied",
    "55P03": "store-busy",
    "40P01": "store-busy",
    "40001": "store-busy",
    "53300": "store-busy",
    "53100": "store-full",
    "25006": "store-read-only",
    "08": "store-unreachable",
    "57P": "store-unreachable",
    "3D000": "store-unreachable",
}
# What `database.enforced` refuses, by the state that it gives.
GUARDS = {
    "IK001": "guard.turn",
    "IK002": "guard.stray",
    "IK003": "guard.signer",
    "IK004": "guard.time",
    "IK005": "guard.sealed",
    "IK006": "guard.books",
    "IK007": "guard.late",
    "IK008": "guard.step",
    "IK009": "guard.run",
}
# By words of SQLite, and of PostgreSQL where it gives no state.
_WORDS = {
    "locked": "store-busy",
    "busy": "store-busy",
    "readonly": "store-read-only",
    "read-only": "store-read-only",
    "is full": "store-full",
    "no space left": "store-full",
    "unable to open": "store-unreachable",
    "not a database": "store-damaged",
    "malformed": "store-damaged",
    "disk i/o error": "store-disk",
}


def what_went_wrong(error: BaseException, shown: str) -> Text:
    """The sentence for an error of a driver; `shown` is the store as people call it."""
    lines = str(error).splitlines() or [type(error).__name__]
    state = getattr(error, "sqlstate", None) or ""
    for start, key in _STATES.items():
        if state.startswith(start):
            return say(key, store=shown, detail=lines[0])
    if state in GUARDS:
        return say("store-guard", store=shown, why=GUARDS[state], detail=lines[0].removeprefix("iku-engine: "))
    lowered = lines[0].lower()
    for words, key in _WORDS.items():
        if words in lowered:
            return say(key, store=shown)
    if "connection" in lowered and not state:
        return say("store-refused", store=shown, detail=lines[-1].strip())
    return say("store-failed", store=shown, detail=lines[0])
