"""Results beside others: other periods, days, runs, specs, suppositions, printed figures. Each key: Indonesian, English."""

from __future__ import annotations

Table = dict[str, tuple[str, str]]

CHANGE_HELP: Table = {
    "help.diff": (
        "Bandingkan makna dua kumpulan spec: apa yang bertambah, hilang, berganti nama atau berubah; susunan dan "
        "komentar tidak dihitung. Bila penyimpanan berisi fakta, hitung juga seluruh riwayatnya dengan keduanya dan "
        "tunjukkan hasil mana yang berubah.",
        "Compare the meaning of two spec sets: what came, went, was renamed or says something else; layout and comments "
        "do not count. Where the store has facts, evaluate its whole history under both and show which results change.",
    ),
    "help.diff.no-replay": ("Spec saja; jangan hitung ulang riwayatnya.", "Only the specs; do not evaluate history."),
    "help.diff.limit": (
        "Banyaknya hasil yang didaftar, atau all [20].",
        "How many results are listed, or all [20].",
    ),
    "help.diff.exit-code": (
        "Status keluar 1 bila maknanya berubah, 0 bila tidak.",
        "Exit with 1 where the meaning changed, with 0 where it did not.",
    ),
    "help.what-if": (
        "Andaikan fakta, bobot, target atau rumus lain; boleh berulang. Hasilnya ditunjukkan di samping yang nyata, dan "
        "tidak disimpan. Fakta disebut seperti pada facts correct: 'SUMBER PERIODE KUNCI KOLOM = NILAI'; baris: '= tidak ada'.",
        "Suppose another fact, weight, target or formula; may be repeated. The result stands beside the real one, and "
        "is not kept. A fact is named as for facts correct: 'SOURCE PERIOD KEY COLUMN = VALUE'; a row: '= absent'.",
    ),
    "help.what-if-file": (
        "Berkas teks dengan satu pengandaian tiap baris; # memulai catatan.",
        "A text file with one supposition a line; # starts a note.",
    ),
    "help.what-if-specs": (
        "Andaikan spec lain: folder atau berkasnya.",
        "Suppose other specs: their folder or file.",
    ),
    "help.compare": (
        "Uraikan perubahan suatu indikator antara dua periode, dua hari pengetahuan, atau dua kumpulan spec menjadi "
        "sebab-sebabnya: data, koreksi, rumus, bobot, target, anggota yang masuk dan keluar. Bagian-bagiannya berjumlah "
        "tepat sebesar perubahannya.",
        "Split the change of an indicator between two periods, two days of knowledge or two spec sets into its causes: "
        "data, corrections, formula, weights, target, members that entered and left. The parts add up to the change "
        "exactly.",
    ),
    "help.compare.key": (
        "Satu anggota saja, sampai ke kolom; berulang untuk beberapa dimensi. Tanpa ini: semua anggota.",
        "One member alone, down to columns; repeated where there are several dimensions. Without it: all members.",
    ),
    "help.compare.achievement": ("Bandingkan capaiannya, bukan nilainya.", "Compare its achievement, not its value."),
    "help.compare.as-of": (
        "Menurut fakta yang diketahui sampai hari ini; dua kali: yang pertama untuk FROM, yang kedua untuk TO.",
        "By the facts as known until this day; twice: the first for FROM, the second for TO.",
    ),
    "help.compare.from-specs": ("Spec untuk FROM [--specs].", "The specs for FROM [--specs]."),
    "help.compare.to-specs": ("Spec untuk TO [--specs].", "The specs for TO [--specs]."),
    "help.compare.depth": (
        "Banyaknya anggota yang didaftar, atau all [10].",
        "How many members are listed, or all [10].",
    ),
}

_COMPARE = (
    "iku-engine compare nilai_akip 2023 2024\n"
    "iku-engine compare indeks_spm 2024 2025 --key 52.04\n"
    "iku-engine compare nilai_akip 2024 --as-of 2025-03-31 --as-of 2025-12-31\n"
    "iku-engine compare nilai_akip 2024 --from-specs {old} --to-specs {new}"
)

CHANGE_EXAMPLES: Table = {
    "examples.diff": (
        "iku-engine diff lama indicator_specs\niku-engine diff lama.iku baru.iku --no-replay --exit-code",
        "iku-engine diff old indicator_specs\niku-engine diff old.iku new.iku --no-replay --exit-code",
    ),
    "examples.compare": (_COMPARE.format(old="lama", new="baru"), _COMPARE.format(old="old", new="new")),
}

CHANGE_WORDS: Table = {
    "compare.running": ("membandingkan {indicator} …", "comparing {indicator} …"),
    "compare.moments": (
        "--as-of paling banyak dua kali: untuk FROM, lalu untuk TO",
        "--as-of goes at most twice: for FROM, then for TO",
    ),
    "compare.same": (
        "keduanya sama; sebut dua periode, --as-of dua kali, atau --from-specs dan --to-specs",
        "both are the same; name two periods, --as-of twice, or --from-specs and --to-specs",
    ),
    "change.cause": ("Sebab", "Cause"),
    "change.effect": ("Pengaruh", "Effect"),
    "change.effect.points": ("Pengaruh (poin)", "Effect (points)"),
    "change.share": ("Bagian", "Share"),
    "change.running": ("Menjadi", "Brings to"),
    "change.member": ("Anggota", "Member"),
    "change.change": ("Perubahan", "Change"),
    "change.mainly": ("Terutama", "Mainly"),
    "change.total": ("perubahan", "change"),
    "change.columns": ("menurut kolom", "by column"),
    "change.members": ("yang paling menggerakkan", "what moved it most"),
    "change.rows": ("baris yang datang atau pergi", "rows that came or went"),
    "change.rest": ("{count} lainnya bersama-sama", "the other {count} together"),
    "change.more": ("… dan {count} lagi (--depth all)", "… and {count} more (--depth all)"),
    "change.none": ("tidak berubah", "no change"),
    # the built-in columns of a dimension's file
    "member.mulai": ("mulai {value}", "valid from {value}"),
    "member.akhir": ("akhir {value}", "valid until {value}"),
    "member.pengganti": ("pengganti {value}", "successor {value}"),
    "change.entered": ("Anggota yang masuk: {count}", "Members that entered: {count}"),
    "change.left": ("Anggota yang keluar: {count}", "Members that left: {count}"),
    "change.unknown": ("Perubahannya tidak diketahui: {why}.", "The change is not known: {why}."),
    "change.bounds": ("Perubahannya {bounds}.", "The change is {bounds}."),
    "change.bands": (
        "Kategori: dengan ambang sebelumnya, nilai barunya menjadi {band}.",
        "Category: by the bands of before, the new value would be {band}.",
    ),
    "change.achievement": ("capaian", "achievement"),
    "change.as-of": ("{period}, diketahui {day}", "{period}, as known {day}"),
    "change.specs": ("{period}, spec {specs}", "{period}, specs {specs}"),
    "change.hint": (
        "Satu anggota sampai ke kolomnya: iku-engine compare {indicator} {start} {end} --key {key}",
        "One member down to its columns: iku-engine compare {indicator} {start} {end} --key {key}",
    ),
    "change.no-number": ("Tanpa perubahan yang diketahui: {count}.", "Without a change that is known: {count}."),
    "tree.supposed": ("pengandaian", "supposed"),
    "what-if.head": (
        "PENGANDAIAN: bukan hasil yang sebenarnya, dan tidak disimpan",
        "WHAT IF: not the real result, and not kept",
    ),
    "what-if.specs": ("spec: {path}", "specs: {path}"),
    "what-if.real": ("Sebenarnya", "Real"),
    "what-if.supposed": ("Pengandaian", "What if"),
    "what-if.difference": ("Selisih", "Difference"),
    "what-if.same": ("tetap", "the same"),
    "what-if.unchanged": (
        "{count} hasil lain tetap.",
        "Other results that stay the same: {count}.",
    ),
    "what-if.none-changed": ("Tidak satu pun hasil berubah.", "No result changes."),
    "what-if.trace": ("Jejak dalam pengandaian", "The trace in the supposed world"),
    "what-if.unachieved": ("capaian {state}: {why}", "achievement {state}: {why}"),
    "what-if.more": ("… dan {count} lagi (--depth all)", "… and {count} more (--depth all)"),
    "what-if.alone": (
        "--cross-check dan --explain tidak dapat bersama pengandaian",
        "--cross-check and --explain cannot go with a what-if",
    ),
    "what-if.not-utf8": (
        "berkas pengandaian {file} bukan UTF-8; simpan ulang sebagai UTF-8",
        "the file of suppositions {file} is not UTF-8; save it as UTF-8",
    ),
    "what-if.specs-error": (
        "Itu spec yang diandaikan, bukan berkas yang tersimpan.",
        "These are the supposed specs, not the files as they are.",
    ),
    "diff.running": ("menghitung riwayat dengan kedua spec …", "evaluating history under both specs …"),
    "diff.nothing": ("Maknanya sama.", "They mean the same."),
    "diff.subject.dimension": ("dimensi", "dimension"),
    "diff.subject.source": ("sumber", "source"),
    "diff.subject.table": ("tabel", "table"),
    "diff.subject.scale": ("skala", "scale"),
    "diff.subject.profile": ("profil", "profile"),
    "diff.subject.indicator": ("indikator", "indicator"),
    "diff.kind.added": ("baru", "new"),
    "diff.kind.removed": ("hilang", "gone"),
    "diff.kind.renamed": ("berganti nama dari {old}", "renamed from {old}"),
    "diff.becomes": ("{what}: {old} menjadi {new}", "{what}: {old} becomes {new}"),
    "diff.came": ("{what}: {new} (baru)", "{what}: {new} (new)"),
    "diff.went": ("{what}: {old} (hilang)", "{what}: {old} (gone)"),
    "diff.same-words": (
        "{what}: {old} (kata-katanya sama, yang ditunjuknya lain)",
        "{what}: {old} (the same words, of something else)",
    ),
    "diff.no-store": (
        "Di {store} tidak ada fakta menurut salah satu dari kedua spec; hanya spec yang dibandingkan.",
        "There are no facts by either of the specs in {store}; only the specs are compared.",
    ),
    "diff.results": (
        "Hasil yang berubah, {first} sampai {last}: {changed} dari {total}",
        "Results that change, {first} to {last}: {changed} of {total}",
    ),
    "diff.results-none": (
        "Tidak satu pun dari {total} hasil berubah ({first} sampai {last}).",
        "None of {total} {total:result|results} changes ({first} to {last}).",
    ),
    "diff.untouched": (
        "{count} indikator tidak tersentuh, dan tidak dihitung ulang.",
        "Indicators that nothing touches, and that were not evaluated: {count}.",
    ),
    "diff.more": ("… dan {count} lagi (--limit all)", "… and {count} more (--limit all)"),
    "diff.before": ("Dahulu", "Old"),
    "diff.after": ("Kini", "New"),
    "diff.result": ("Hasil", "Result"),
    "diff.changed": ("Berubah", "Change"),
}


BESIDE_WORDS: Table = {
    "below.printed": ("tercetak", "as printed"),
    "below.printed.text": (
        "{value} dengan angka sebagaimana tercetak (--as-printed)",
        "{value} with the figures as they are printed (--as-printed)",
    ),
    "below.version": ("versi", "version"),
    "below.version.text": (
        "berlaku {own}; versi lain, yang tidak berlaku di sini: {others}",
        "in force {own}; other versions, not in force here: {others}",
    ),
    "facts.uses.running": ("mencari hasil …", "looking for results …"),
    "facts.uses.none": (
        "Tidak ada hasil yang bertumpu pada fakta ini.",
        "No result rests on this fact.",
    ),
    "facts.uses.result": ("Hasil", "Result"),
    "facts.uses.value": ("Nilai", "Value"),
    "facts.uses.as": ("Sebagai", "As"),
    "facts.uses.which": (
        "sebut faktanya: SUMBER dan kuncinya, atau --at BERKAS:BARIS; tidak keduanya.",
        "name the fact: SOURCE and its keys, or --at FILE:LINE; not both.",
    ),
    "facts.uses.at": (
        "--at {value}: tulis berkas dan barisnya, seperti lke.csv:19 atau buku.xlsx[Lembar1]:7.",
        "--at {value}: write the file and its line, such as lke.csv:19 or book.xlsx[Sheet1]:7.",
    ),
    "watch.begun": (
        "Mengamati spec dan fakta; Ctrl-C mengakhiri. Yang dihitung di sini tidak disimpan.",
        "Watching specs and facts; Ctrl-C ends it. What is evaluated here is not kept.",
    ),
    "watch.specs": ("spec berubah", "specs changed"),
    "watch.facts": ("fakta berubah", "facts changed"),
    "watch.before": ("Sebelum", "Before"),
    "watch.now": ("Sekarang", "Now"),
    "watch.none": ("Tidak satu pun hasil berubah.", "No result changes."),
    "watch.alone": (
        "--watch tidak dapat bersama {option}.",
        "--watch cannot go with {option}.",
    ),
    "against.change": ("Selisih", "Change"),
    "against.facts": ("Fakta", "Facts"),
    "against.rule": ("rumus", "formula"),
    "against.value": ("nilai", "value"),
    "against.differs": ("Yang berbeda", "What differs"),
    "against.same": ("Tidak ada angka yang berbeda.", "No number differs."),
    "against.beside": ("Berdampingan", "Side by side"),
    "against.moved": (
        "{name}: {count} anggota berpindah atau berubah",
        "{name}: members that moved or changed: {count}",
    ),
    "against.member": ("Anggota", "Member"),
    "against.move": ("Sebelum → sesudah", "Before → after"),
    "against.why": ("Sebab", "Why"),
    "against.known": ("diketahui {at}", "known {at}"),
    "against.run": ("evaluasi #{run}", "run #{run}"),
    "against.now": ("sekarang", "now"),
}
