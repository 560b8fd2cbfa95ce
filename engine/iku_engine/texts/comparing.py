"""Sentences about what is supposed, compared, changed and sought, in Indonesian and English."""

from __future__ import annotations

from collections.abc import Mapping

from iku_dsl.keywords import PROSES, called_like_words

CHANGES: Mapping[str, tuple[str, str]] = {
    "what-if-twice": (
        "dua pengandaian tentang sel atau baris yang sama: {texts}; tulis satu saja",
        "two suppositions about one cell or row: {texts}; give one of them",
    ),
    "what-if-many": (
        "terlalu banyak pengandaian yang bertumpu pada pengandaian sebelumnya, atau ditolak bersama yang lain; batas percobaan: "
        "{limit}; bagi berkasnya",
        "too many suppositions rest on those before them, or are refused together with others; most tries: {limit}; "
        "divide the file",
    ),
    "what-if-twice-rule": (
        "dua pengandaian tentang baris spec yang sama: {texts}; tulis satu saja",
        "two suppositions about one line of the specs: {texts}; give one of them",
    ),
    "what-if-form": (
        "“{text}” tidak terbaca; tulis 'SUMBER PERIODE KUNCI KOLOM = NILAI', 'INDIKATOR bobot ANGGOTA = 40%', "
        "'INDIKATOR target = 82', atau 'INDIKATOR rumus = …'",
        "“{text}” cannot be read; write 'SOURCE PERIOD KEY COLUMN = VALUE', 'INDICATOR weights MEMBER = 40%', "
        "'INDICATOR target = 82', or 'INDICATOR formula = …'",
    ),
    "what-if-unknown": (
        "“{text}”: {name} bukan sumber, dimensi, atau indikator; yang ada: {known}",
        "“{text}”: {name} is no source, dimension or indicator; there are: {known}",
    ),
    "what-if-fact": (
        "“{text}”: sebut periodenya (bila ada), kunci {keys}, lalu satu kolom dari {columns}; "
        "tanpa kolom, tulis “= tidak ada” atau “= ada” untuk barisnya",
        "“{text}”: name the period (where there is one), the keys {keys}, then one column of {columns}; "
        "without a column write “= absent” or “= present” for the row",
    ),
    "what-if-refused": ("“{text}”: {why}", "“{text}”: {why}"),
    "what-if-key": (
        "“{text}”: {key} terbaca sebagai periode, dan {dimension} tidak punya anggota itu; sebut periodenya, lalu semua kunci",
        "“{text}”: {key} reads as a period, and {dimension} has no such member; name the period, then all keys",
    ),
    "what-if-period": (
        "“{text}”: sebut periode {grain} sesudah {relation}; evaluasi ini tidak menunjuk tepat satu",
        "“{text}”: name the period (a {grain}) after {relation}; this evaluation does not point at just one",
    ),
    "what-if-row": (
        "“{text}”: kolom mana? Yang ada: {columns}; untuk barisnya sendiri tulis “= tidak ada” atau “= ada”",
        "“{text}”: which column? There are: {columns}; for the row itself write “= absent” or “= present”",
    ),
    "what-if-version": (
        "“{text}”: {indicator} tidak punya versi untuk {period}",
        "“{text}”: {indicator} has no version for {period}",
    ),
    "what-if-rule": (
        "“{text}”: dari {indicator} dapat diandaikan bobot ANGGOTA, target, atau rumus",
        "“{text}”: of {indicator} one can suppose weights MEMBER, target, or formula",
    ),
    "what-if-weight": (
        "“{text}”: {indicator} tidak memberi bobot itu; yang berbobot: {known}",
        "“{text}”: {indicator} gives no such weight; those with a weight: {known}",
    ),
    "what-if-weight-of": (
        "“{text}”: {member} berbobot di {dimensions}; sebut dimensinya di depan anggotanya",
        "“{text}”: {member} has a weight in {dimensions}; name the dimension before the member",
    ),
    "history-gap": (
        "tahun {first}..{last} tidak dihitung: tidak ada fakta di dekatnya; periode yang jauh dari yang lain mungkin salah ketik",
        "the years {first}..{last} were not evaluated: no facts are near; a period far from all others may be mistyped",
    ),
    "recast-keys": (
        "{relation} berkunci lain dalam spec yang diandaikan; barisnya tidak dapat dipakai di sana",
        "{relation} has other keys in the other specs; its rows cannot be used there",
    ),
    "recast-members": (
        "{count} baris {relation} tentang anggota {dimension} yang tidak didaftar spec yang lain, dan di sana tidak ada",
        "{count} {count:row|rows} of {relation} {count:is|are} about members of {dimension} that the other specs do not list, and "
        "{count:is|are} not there",
    ),
    "recast-cells": (
        "{count} nilai {relation}.{column} tidak muat dalam spec yang lain, dan di sana dibaca sebagai kosong",
        "{count} {count:value|values} of {relation}.{column} {count:does|do} not fit the other specs, and "
        "{count:is|are} read as missing there",
    ),
    "recast-rows": (
        "{count} baris {relation} tidak diterima spec yang lain ({reason}), dan di sana tidak ada",
        "{count} {count:row|rows} of {relation} {count:is|are} not let in by the other specs ({reason}), and {count:is|are} not there",
    ),
    "compare-key": (
        "{indicator} dihitung per {dimensions}; sebut satu anggota tiap dimensi dengan --key",
        "{indicator} is per {dimensions}; name one member of each dimension by --key",
    ),
    "compare-grain": (
        "{indicator} dihitung per {grain}; {period} tidak cocok",
        "{indicator} is per {grain}; {period} does not fit",
    ),
    "compare-nobody": ("{indicator} tidak punya anggota untuk dibandingkan", "{indicator} has no entity to compare"),
    "compare-no-achievement": (
        "{indicator} tidak punya capaian (target dan profil capaian) untuk dibandingkan; bandingkan nilainya, tanpa --achievement",
        "{indicator} has no achievement to compare (a target and an achievement profile); compare its value, without --achievement",
    ),
    "compare-entered": ("belum ada pada {period}", "not there yet in {period}"),
    "compare-left": ("tidak ada lagi pada {period}", "no longer there in {period}"),
    "compare-none": ("tidak ada hasilnya", "there is no result"),
    "compare-end": ("{period} {state}: {why}", "{period} is {state}: {why}"),
    "compare-ends": ("{first}; {second}", "{first}; {second}"),
    "compare-between": (
        "tidak dapat dipisah lebih jauh: bila hanya {causes} yang berubah, hasilnya tidak bernilai ({why})",
        "cannot be split further: if only {causes} changed, there would be no value ({why})",
    ),
    "compare-between.first": (
        "tidak dapat dipisah lebih jauh: bila belum ada yang berubah, hasilnya tidak bernilai ({why})",
        "cannot be split further: with nothing changed yet, there would be no value ({why})",
    ),
    "compare-within": (
        "{causes}: tidak dapat diurai lebih jauh; bila hanya sebagian darinya yang berubah, hasilnya tidak bernilai ({why})",
        "{causes}: cannot be split further; if only a part of it changed, there would be no value ({why})",
    ),
    "compare-many": (
        "{count} fakta berubah: terlalu banyak untuk diurai menurut kolom dan anggota; sebut satu anggota dengan --key, bila ada",
        "{count} {count:fact is|facts are} otherwise: too many to be split by column and member; "
        "name one entity by --key, where there are any",
    ),
    "compare-worked": (
        "tidak diurai lebih jauh: untuk itu perlu dihitung lebih dari {limit} bilangan",
        "not split further: that takes more than {limit} {limit:number|numbers} to be worked out",
    ),
    "cause.data": ("data", "data"),
    "cause.entering": ("anggota yang masuk", "members that entered"),
    "cause.leaving": ("anggota yang keluar", "members that left"),
    "cause.sent": ("baris yang kini dikirim", "rows that were not sent before"),
    "cause.unsent": ("baris yang tidak dikirim", "rows that were not sent"),
    "cause.late": ("fakta yang datang kemudian", "facts that came later"),
    "cause.corrected": ("koreksi", "corrections"),
    "cause.rule": ("rumus dan aturannya", "formula and its rules"),
    "cause.weights": ("bobot", "weights"),
    "cause.target": ("target", "target"),
    "cause.calendar": ("kalender", "calendar"),
}

# What two spec sets say otherwise.
DIFFERENCES: Mapping[str, tuple[str, str]] = {
    **called_like_words("diff", PROSES),
    **called_like_words(
        "diff", ("closed", "digits", "direction", "effective", "formula", "limits", "owner", "publisher", "unit")
    ),
    "diff.alias": ("alias {name}", "alias {name}"),
    "diff.teams": ("tim", "teams"),
    "diff.reason": ("alasan {name}", "reason of {name}"),
    "diff.printed": ("tercetak {name}", "printed {name}"),
    "diff.achievement": ("profil capaian", "achievement profile"),
    "diff.across": ("alasan lintas versi", "reason to mix versions"),
    "diff.argument": ("parameter profil {name}", "profile parameter {name}"),
    "diff.band": ("kategori {name}", "band {name}"),
    "diff.cap": ("kategori paling tinggi", "highest category"),
    "diff.check": ("periksa", "check of rows"),
    "diff.choice-of": ("anggota {of}", "a member of {of}"),
    "diff.choices": ("pilihan", "choices"),
    "diff.column": ("kolom {name}", "column {name}"),
    "diff.partial": ("{how}, sebagian", "{how}, partial"),
    "diff.consolidation": ("konsolidasi", "consolidation"),
    "diff.derived": ("kolom hitung {name}", "computed column {name}"),
    "diff.default": ("nilai awal {name}", "default of {name}"),
    "diff.dimensions": ("kunci", "keys"),
    "diff.domain": ("rentang skala", "domain"),
    "diff.entry": ("isi {name}", "entry {name}"),
    "diff.grain": ("periode", "period"),
    "diff.grid": ("langkah", "step"),
    "diff.guard": ("syarat tidak berlaku", "guard"),
    "diff.highest": ("tertinggi dahulu {by}", "highest first {by}"),
    "diff.in-version": ("{what} (versi {version})", "{what} (version {version})"),
    "diff.key": ("kolom kunci", "key column"),
    "diff.label": ("judul", "title"),
    "diff.let": ("hitung {name}", "let {name}"),
    "diff.limit": ("batas atas {name}", "upper end of {name}"),
    "diff.lowest": ("terendah dahulu {by}", "lowest first {by}"),
    "diff.guard-of": ("{text} (arah {direction})", "{text} (direction {direction})"),
    "diff.may-be-missing": ("boleh kosong", "may be missing"),
    "diff.yes": ("ya", "yes"),
    "diff.no": ("tidak", "no"),
    "diff.member": ("anggota {name}", "member {name}"),
    "diff.members-label": ("judul {name}", "title of {name}"),
    "diff.number": ("bilangan ({unit})", "number ({unit})"),
    "diff.of-achievement": ("{name}, dari capaian", "{name}, of the achievement"),
    "diff.of-column": ("{name}: {what}", "{name}: {what}"),
    "diff.official": ("nilai resmi atau bandingan", "official or compared value"),
    "diff.official.compared": ("bandingkan {value}", "compare {value}"),
    "diff.official.replaces": ("resmi {value}", "official {value}"),
    "diff.order": ("urutan kategori", "order of bands"),
    "diff.outside": ("di luar kategori {name}", "outside the bands {name}"),
    "diff.profile": ("rumus capaian, arah {name}", "achievement, direction {name}"),
    "diff.range": ("rentang", "range"),
    "diff.ranking": ("peringkat", "rank"),
    "diff.ranked-among": ("{how}, di antara {set}", "{how}, among {set}"),
    "diff.absence": ("arti baris yang tidak ada", "what an absent row means"),
    "diff.absence.register": ("daftar", "register"),
    "diff.absence.complete": ("lengkap", "complete"),
    "diff.absence.unsaid": ("tidak disebut", "not said"),
    "diff.expected": ("lengkap atas", "complete over"),
    "diff.when-not-loaded": ("bila belum dimuat", "when not loaded"),
    "diff.requirement": ("syarat baris", "requirement of rows"),
    "diff.rounded": ("{digits} desimal", "{digits} {digits:decimal|decimals}"),
    "diff.rounded-even": ("{digits} desimal, ke genap", "{digits} {digits:decimal|decimals}, half even"),
    "diff.rounding": ("pembulatan", "rounding"),
    "diff.scale": ("skala kategori", "scale of bands"),
    "diff.set": ("himpunan {name}", "set {name}"),
    "diff.target": ("target {name}", "target {name}"),
    "diff.type": ("jenis", "type"),
    "diff.version": ("versi", "version"),
    "diff.weight": ("bobot {member}", "weight of {member}"),
    "diff.weight-printed": ("bobot tercetak {member}", "printed weight of {member}"),
    "diff.when-missing": ("bila kosong", "when missing"),
}


SEEKING: Mapping[str, tuple[str, str]] = {
    "seek-unknown": (
        "“{text}” bukan kategori {indicator} dan bukan bilangan; tulis salah satu kategori ({known}), suatu nilai "
        "seperti 80,5 atau 95%, target, atau berikutnya",
        "“{text}” is no category of {indicator} and no number; write one of its categories ({known}), a value such as "
        "80.5 or 95%, target, or next",
    ),
    "seek-unknown-no-bands": (
        "“{text}” bukan bilangan, dan {indicator} tidak punya kategori; tulis suatu nilai seperti 80,5 atau 95%, atau target",
        "“{text}” is no number, and {indicator} has no categories; write a value such as 80.5 or 95%, or target",
    ),
    "typed-either": (
        "“{text}” dapat dibaca dengan dua cara: {first} atau {second}? tulis yang dimaksud seperti itu",
        "“{text}” can be read in two ways: {first} or {second}? write the one that is meant like that",
    ),
    "seek-zero": ("“{text}” membagi dengan nol", "“{text}” divides by zero"),
    "seek-range": (
        "{value} (ditulis “{text}”) di luar rentang nilainya, {range}",
        "{value} (written “{text}”) lies outside the range of its values, {range}",
    ),
    "seek-without-range": (
        "kategori {category} tidak punya rentang: tidak ada nilai yang mencapainya",
        "the category {category} has no range: no value reaches it",
    ),
    "seek-no-target": (
        "{indicator} tidak punya target untuk {period}; sebutkan kategori atau nilai dengan --reach",
        "{indicator} has no target for {period}; name a category or value with --reach",
    ),
    "seek-target-missing": (
        "target {indicator} untuk {period} belum ada; sebutkan kategori atau nilai dengan --reach",
        "the target of {indicator} for {period} is missing; name a category or value with --reach",
    ),
    "seek-no-direction": (
        "{indicator} tidak punya arah (arah tanpa), jadi target tidak dapat “dicapai”; sebutkan suatu nilai dengan --reach",
        "{indicator} has no direction, so its target cannot be “reached”; name a value with --reach",
    ),
    "seek-best": (
        "{indicator} {period} sudah di kategori terbaik, atau tidak punya kategori berikutnya; sebutkan kategori atau "
        "nilai dengan --reach",
        "{indicator} {period} is in its best category, or has no next one; name a category or value with --reach",
    ),
    "seek-state": (
        "{indicator} {period} {state} ({why}), jadi tidak ada kategori berikutnya; sebutkan kategori atau nilai dengan --reach",
        "{indicator} {period} is {state} ({why}), so there is no next category; name a category or value with --reach",
    ),
    "seek-no-version": (
        "{indicator} tidak punya versi yang berlaku pada {period}",
        "{indicator} has no version that is effective in {period}",
    ),
    "seek-by": (
        "“{name}” bukan masukan {indicator} yang dapat diubah; yang ada: {known}",
        "“{name}” is no input of {indicator} that could change; there are: {known}",
    ),
    "seek-by-unmoved": (
        "“{name}” dibaca oleh {indicator}, tetapi tidak dapat diubah sendiri, karena {why}",
        "“{name}” is read by {indicator}, but cannot change by itself, as {why}",
    ),
    "unmoved.set": ("dibaca pula oleh suatu himpunan", "a set reads it as well"),
    "unmoved.row": (
        "barisnya belum ada dan aturannya menanyakan adanya",
        "its row is not there and a rule asks whether it is",
    ),
    "unmoved.published": (
        "nilai resmi yang belum terbit bukan masukan",
        "a published value that has not come yet is no input",
    ),
    "unmoved.kind": ("berupa tanggal atau teks", "it is a date or a text"),
    "unmoved.state": ("tidak berlaku atau galat", "it does not apply or is an error"),
    "unmoved.range": ("rentangnya tidak memuat yang lain", "its range holds nothing else"),
    "unmoved.statistic": (
        "statistik atas himpunan yang bukan cacah atau jumlah satu kolom",
        "it is a statistic over a set that is no count or sum of a column",
    ),
    "seek-no-levers": (
        "{indicator} tidak membaca satu masukan pun yang dapat diubah sendiri",
        "{indicator} reads no input that could change by itself",
    ),
    "seek-key": (
        "sensitivity menguraikan satu hasil: sebutkan satu anggota dari {dimensions} dengan --key",
        "sensitivity looks at one result: name one member of {dimensions} with --key",
    ),
    "seek-one-period": (
        "{indicator} dihitung per {grain}, dan sensitivity menguraikan satu periode; tulis misalnya {first}",
        "{indicator} is per {grain}, and sensitivity looks at one period; write for example {first}",
    ),
    "sensitivity.official": (
        "nilai resmi sudah ada dan menjadi hasilnya: bobot dan masukan lain tidak mengubahnya",
        "the published value is there and is the result: weights and other inputs do not change it",
    ),
    "sensitivity.turned": (
        "jarak ke kategori lain dicari untuk {count} masukan yang paling berpengaruh, dari {all}",
        "distances to other categories are those of the {count} {count:input that pulls|inputs that pull} most, of {all}",
    ),
}
