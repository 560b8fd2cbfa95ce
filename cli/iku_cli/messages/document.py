"""The words of the cards and of the annex. Each key: Indonesian, English."""

from __future__ import annotations

Table = dict[str, tuple[str, str]]

DOCUMENT: Table = {
    "card.title": ("Kamus indikator kinerja", "Cards of the indicators"),
    "card.goal": ("Sasaran", "Goal"),
    "card.indicator": ("Indikator Kinerja Utama", "Key performance indicator"),
    "card.method": ("Cara Perhitungan dan Definisi Operasional", "Method of calculation and definition"),
    "card.source": ("Sumber Data", "Source of data"),
    "card.owner": ("Penanggung Jawab", "Owner"),
    "card.per": ("per {dimensions}", "per {dimensions}"),
    "card.calculation": ("Cara Perhitungan:", "Method of calculation:"),
    "card.definition": ("Definisi Operasional:", "Definition:"),
    "card.formula": ("Rumus: {text}", "Formula: {text}"),
    "card.value": ("nilai", "value"),
    "card.count": ("Jumlah {set}", "Number of {set}"),
    "card.guard": ("Tidak berlaku bila {condition}: {reason}", "Not applicable when {condition}: {reason}"),
    "card.indicators": ("indikator", "indicators"),
    "card.weights": ("Bobot {of}:", "Weights of {of}:"),
    "card.printed": (" (tercetak {printed}: {reason})", " (printed {printed}: {reason})"),
    "card.bands": ("Kategori {scale}:", "Categories of {scale}:"),
    "card.basis": ("Dasar:", "Basis:"),
    "annex.title": ("Pengukuran kinerja {period}", "Performance measured {period}"),
    "annex.indicator": ("Indikator kinerja", "Indicator"),
    "annex.target": ("Target", "Target"),
    "annex.actual": ("Realisasi", "Realisation"),
    "annex.achievement": ("Capaian", "Achievement"),
    "annex.category": ("Kategori", "Category"),
    "annex.state": ("Keterangan", "Remarks"),
    "annex.year": ("Periode", "Period"),
    "annex.note": ("Keterangan", "Remarks"),
    "annex.more": ("… dan {count} lagi untuk {indicator}", "… and {count} more of {indicator}"),
    "annex.later": ("Target lain dan target jangka menengah", "Other targets, and those of the medium term"),
    "annex.achieved": ("capaian {achieved}", "achievement {achieved}"),
    "annex.notes": ("Kendala, solusi, dan rencana tindak lanjut", "Obstacles, solutions, and plans"),
    "annex.no-notes": (
        "Belum ada catatan tindak lanjut untuk indikator ini.",
        "Nobody has noted a plan for this indicator yet.",
    ),
    "annex.obstacle": ("Kendala", "Obstacle"),
    "annex.solution": ("Solusi", "Solution"),
    "annex.plan": ("Rencana tindak lanjut", "Plan"),
    "annex.owner": ("PIC", "In charge"),
    "annex.due": ("Tanggal", "Due"),
    "annex.from": ("Sumber: {places}", "From: {places}"),
    "annex.made": (
        "Disusun {made}, evaluasi {run}, iku-engine {engine}.",
        "Made {made}, run {run}, iku-engine {engine}.",
    ),
}
