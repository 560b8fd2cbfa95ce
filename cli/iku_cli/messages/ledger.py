"""The words of the ledger: what happened, what is stored, what waits. Each key: Indonesian, English."""

from __future__ import annotations

LEDGER: dict[str, tuple[str, str]] = {
    # events
    "event.import": ("impor", "import"),
    "event.correct": ("koreksi", "correction"),
    "event.retract": ("penarikan", "retraction"),
    "event.lock": ("penguncian", "locking"),
    "event.unlock": ("pembukaan", "opening"),
    "event.dismiss": ("penutupan karantina", "dismissal"),
    "event.review": ("reviu", "review"),
    "event.final": ("final", "final"),
    "event.run": ("evaluasi", "run"),
    "event.attach": ("bukti", "evidence"),
    "event.migrate": ("penyesuaian", "migration"),
    "event.more": ("dan {count} lagi", "and {count} more"),
    # results that were final
    "restated.head": (
        "{result}: final {before} (evaluasi #{run}, {day}, {user}), kini {now}",
        "{result}: final {before} (run #{run}, {day}, {user}), now {now}",
    ),
    "restated.why": ("berubah karena {why}", "changed by {why}"),
    "restated.specs": ("spesifikasi {files}", "the specs {files}"),
    "restated.engine": ("versi iku-engine", "the version of iku-engine"),
    "field.state": ("keadaan", "state"),
    "field.value": ("nilai", "value"),
    "field.reason": ("alasan", "reason"),
    "field.bounds": ("batas", "bounds"),
    "field.may_be_not_applicable": ("berlaku", "applicable"),
    "field.category": ("kategori", "band"),
    "field.rank": ("peringkat", "rank"),
    "field.targets": ("target", "targets"),
    "field.comparisons": ("bandingan", "comparisons"),
    "field.missing": ("kosong", "missing"),
    "field.marks": ("tanda", "marks"),
}
