"""Each document that `--json` prints, and each part of one, declared once: builders are typed by it, `schema` is generated from it.

What is declared here is loaded by `schema` alone; builders import it for the type checker. `DOCUMENTS` names all documents.
"""

from collections.abc import Mapping

# By the name of a document: its title, and the module and the name of its declaration.
DOCUMENTS: Mapping[str, tuple[str, str, str]] = {
    "against": ("Against", "comparisons", "Against"),
    "change": ("Change", "comparisons", "Change"),
    "completion": ("Completion", "files", "Completion"),
    "diff": ("Differences of two spec sets", "comparisons", "Diff"),
    "evaluation": ("Evaluation", "results", "Evaluation"),
    "event": ("Event", "ledger", "Done"),
    "explain": ("Explain", "files", "Explain"),
    "facts": ("Facts", "store", "Facts"),
    "facts-evidence": ("Evidence", "store", "Evidence"),
    "facts-export": ("Exported facts", "store", "Exported"),
    "facts-history": ("History of a fact", "store", "History"),
    "facts-quarantine": ("Quarantine", "store", "Quarantine"),
    "facts-uses": ("Uses of facts", "results", "Uses"),
    "files": ("Files", "files", "Files"),
    "format": ("Format", "problems", "Format"),
    "import": ("Import", "imports", "Import"),
    "init": ("Init", "files", "Init"),
    "mutants": ("Mutants", "problems", "Mutants"),
    "problems": ("Problems", "problems", "Problems"),
    "report": ("Report", "files", "Report"),
    "runs": ("Runs", "store", "Runs"),
    "runs-doubts": ("Doubts", "ledger", "Doubts"),
    "runs-head": ("Head of the chain", "ledger", "Head"),
    "runs-show": ("Run", "store", "Run"),
    "runs-verify": ("Verification", "ledger", "Verification"),
    "seek": ("Seek", "analyses", "Seek"),
    "sensitivity": ("Sensitivity", "analyses", "Sensitivity"),
    "stages": ("Stages", "files", "Stages"),
    "template": ("Template", "files", "Template"),
    "tests": ("Tests", "problems", "Tests"),
    "what-if": ("What if", "comparisons", "WhatIf"),
}
