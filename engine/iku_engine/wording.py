"""The engine's sentences: why a value is missing, what a rule did, what is wrong with a cell; in Indonesian and English."""

from __future__ import annotations

from collections.abc import Mapping

from iku_dsl.keywords import Language
from iku_dsl.problem import Text
from iku_dsl.wording import OF_SPECS, Signs, render
from iku_engine.texts.bound import BOUND
from iku_engine.texts.comparing import CHANGES, DIFFERENCES, SEEKING
from iku_engine.texts.ledger import LEDGER
from iku_engine.texts.reading import FILES
from iku_engine.texts.rows import CELLS, TEMPLATE
from iku_engine.writing import WRITING

REASONS: Mapping[str, tuple[str, str]] = {
    # missing
    "missing.not-loaded": ("{source} belum dimuat", "{source} {source:is|are} not loaded"),
    "missing.and-not-loaded": (
        "{reason}; {source} belum dimuat",
        "{reason}; {source} {source:is|are} not loaded",
    ),
    "missing.members.of": ("anggota dimensi {dimension}", "dimension {dimension}"),
    "missing.no-row": ("tidak ada baris untuk {where} di {source}", "there is no row for {where} in {source}"),
    "missing.no-row.beyond": (
        "tidak ada baris untuk {where} di {source}: {beyond}",
        "there is no row for {where} in {source}: {beyond}",
    ),
    "member.not-yet": (
        "{member} baru berlaku sejak {since}; sebelumnya {before}, yang angkanya tidak diikuti",
        "{member} is valid only from {since}; before it was {before}, whose figures are not followed",
    ),
    "member.not-yet.none": ("{member} baru berlaku sejak {since}", "{member} is valid only from {since}"),
    "member.no-longer": (
        "{member} hanya berlaku sampai {until}; penggantinya {after}",
        "{member} is valid only until {until}; its successor is {after}",
    ),
    "member.no-longer.none": ("{member} hanya berlaku sampai {until}", "{member} is valid only until {until}"),
    "member.turned": ("hari terakhirnya sebelum hari pertamanya", "its last day comes before its first"),
    "missing.empty": ("sel {column} kosong ({place})", "the cell {column} is empty ({place})"),
    "missing.beyond": ("{text} melihat ke luar periode yang ada", "{text} looks beyond the periods there are"),
    "missing.perhaps-due": (
        "belum pasti apakah barisnya harus ada di {source}",
        "it is open whether its row must be there in {source}",
    ),
    "missing.sub-periods": (
        "belum ada {text} untuk {periods}",
        "there is no {text} for {periods} yet",
    ),
    "missing.members": (
        "anggota dimensi {dimension} belum dimuat",
        "the members of dimension {dimension} are not loaded",
    ),
    "missing.undecided": (
        "{count} anggota belum pasti termasuk: {set}",
        "{count} {count:member is|members are} not decided: {set}",
    ),
    "missing.cells": ("{count} nilai kosong", "{count} {count:value is|values are} missing"),
    "rule.not-loaded": (
        "{text}: periodenya belum dimuat, dihitung tanpa itu",
        "{text}: its period is not loaded, and it is made without it",
    ),
    "missing.none": ("tidak ada satu pun nilai untuk {text}", "there is no value at all for {text}"),
    "missing.literal": ("tertulis kosong", "written as missing"),
    "parameter.none": ("parameter {name} tidak diisi", "parameter {name} is not filled"),
    # not applicable
    "na.cell": ("{column} tidak berlaku", "{column} does not apply"),
    "na.some": ("{count} nilai tidak berlaku", "{count} {count:value does|values do} not apply"),
    "indicator.no-version": ("tidak ada versi yang berlaku pada {period}", "no version is effective in {period}"),
    "profile.no-direction": (
        "profil {profile} tidak punya rumus untuk arah {direction}",
        "profile {profile} has no rule for direction {direction}",
    ),
    "achievement.none": ("{indicator} tidak punya profil capaian", "{indicator} has no achievement profile"),
    "target.none": ("{indicator} tidak punya target untuk {period}", "{indicator} has no target for {period}"),
    "target.none.named": (
        "{indicator} tidak punya target “{name}” untuk {period}",
        "{indicator} has no target “{name}” for {period}",
    ),
    "target.none.unnamed": (
        "{indicator} tidak punya target tanpa nama untuk {period}",
        "{indicator} has no target without a name for {period}",
    ),
    # errors
    "division-by-zero": (
        "pembagian dengan nol: {left} / {right} pada {text}",
        "division by zero: {left} / {right} in {text}",
    ),
    "date-part": ("{text} tidak menambah hari yang bulat", "{text} does not add whole days"),
    "date-beyond": ("{text} keluar dari tahun 1 sampai 9999", "{text} leaves the years 1 to 9999"),
    "asked-too-many": (
        "yang diminta lebih dari {limit} indikator kali periode; mintalah lebih sedikit periode atau indikator",
        "more than {limit} {limit:pair|pairs} of an indicator and a period are to be worked out; ask for fewer periods or indicators",
    ),
    "results-too-many": (
        "yang diminta, sampai dengan “{name}”, mempunyai {count} gabungan anggota dari beberapa dimensi, paling banyak {limit}; mintalah"
        " satu gabungan (trace --key), lebih sedikit indikator atau periode, atau kurangi dimensi di belakang “per”",
        "what is asked for, up to “{name}”, has {count} {count:combination|combinations} of members of several dimensions,"
        " {limit} at the most; ask for one of them (trace --key), for fewer indicators or periods, or take away dimensions after “per”",
    ),
    "marks-too-many": (
        "berkas yang dibaca membawa {count} tanda yang berbeda, paling banyak {limit}; {file} (batch {batch}) membawa {most}: tarik itu "
        "(iku-engine facts retract --batch {batch}) dan muat lagi dengan beberapa tanda saja, begitu pula berkas lain yang banyak tandanya",
        "the files read have {count} different {count:mark|marks}, {limit} at the most; {file} (batch {batch}) has {most}: take that "
        "batch back (iku-engine facts retract --batch {batch}) and load it again with a few, and so with other files of many marks",
    ),
    "marks-too-many.bound": (
        "berkas yang dibaca membawa {count} tanda yang berbeda, paling banyak {limit}; {file} membawa {most}: sisakan beberapa saja di "
        "berkas itu atau di iku.toml, begitu pula di berkas lain yang banyak tandanya",
        "the files read have {count} different {count:mark|marks}, {limit} at the most; {file} has {most}: leave a few in it or in "
        "iku.toml, and so in other files of many marks",
    ),
    "asked-again-many": (
        "himpunan dengan syarat “{text}” ({count} unsur) ditanyakan lagi untuk tiap anggota, karena menyebut milik anggota itu sendiri, dan"
        " anggotanya terlalu banyak; mintalah satu anggota (trace --key), atau jadikan tingkat di atasnya dimensi tersendiri",
        "the set with the condition “{text}” ({count} {count:element|elements}) is asked for again for each member, as it names what is"
        " that member's own, and there are too many; ask for one member (trace --key), or give the level above a dimension of its own",
    ),
    "worked-many": (
        "yang diminta memerlukan lebih dari {limit} langkah hitungan (angka, syarat, anggota), padahal datanya tidak sebanyak itu;"
        " sebut indikator dan periode yang diperlukan saja (laporan: --years 1), satu anggota (--key), atau kurangi anggota dan bagian"
        " rumus di spesifikasi",
        "what is asked for takes more than {limit} {limit:step|steps} to be worked out (numbers, conditions, members),"
        " and the facts are not that many;"
        " name the indicators and periods that are needed (a report: --years 1), one member (--key), or list fewer members and parts of"
        " rules in the specs",
    ),
    "tried-many": (
        "mencoba semua masukan dan bobot memerlukan lebih dari {limit} langkah hitungan; mintalah satu anggota (--key) atau indikator yang"
        " menjadi bagiannya, atau sebut beberapa masukan yang boleh berubah (seek --by)",
        "trying all inputs and weights takes more than {limit} {limit:step|steps} to be worked out; ask for one member (--key) or an"
        " indicator that is a part of this one, or name some inputs that may change (seek --by)",
    ),
    "ruled-many": (
        "aturan sumber “{relation}” (`syarat`, `periksa`) memerlukan lebih dari {limit} langkah hitungan untuk baris sesedikit ini;"
        " beri baris atau periode lebih sedikit sekaligus, atau kurangi aturan yang membaca himpunan atau sumber lain",
        "the rules of the source “{relation}” (`require`, `check`) take more than {limit} {limit:step|steps} to be worked out for so few"
        " rows; give fewer rows or periods at once, or keep fewer rules that read sets or other sources",
    ),
    "tests-worked-many": (
        "tidak dijalankan: spesifikasi dan uji-uji sebelumnya sudah memerlukan lebih dari {limit} langkah hitungan (huruf, angka);"
        " kurangi anggota dan bagian rumus yang disebut spesifikasi, atau jalankan semuanya, berapa pun lamanya, dengan"
        " `iku-engine test --all`",
        "not run: the specs and the tests before it took more than {limit} {limit:step|steps} to be worked out (letters, numbers);"
        " list fewer members and parts of rules in the specs, or run them all, however long it takes, with"
        " `iku-engine test --all`",
    ),
    "needed-many": (
        "“{name}” pada {period} memerlukan lebih dari {limit} indikator dan periode lain, dan tidak lebih dari itu dapat dihitung"
        " untuknya; kurangi acuan ke periode lain, atau nyatakan dengan `berlaku` sejak kapan indikatornya ada",
        "“{name}” in {period} needs more than {limit} other {limit:indicator or period|indicators and periods},"
        " and no more can be worked out for it;"
        " read fewer other periods, or say with `effective` since when its indicators are there",
    ),
    "rows-due-many": (
        "sumber “{source}” harus berisi {count} baris lagi, semua gabungan anggota dimensinya, dan bersama yang sudah dilihat"
        " (sekali untuk tiap perhitungan) lebih dari {limit}; sebut indikator dan periode yang diperlukan saja"
        " (dalam uji: beri lebih sedikit anggota), kurangi dimensi sumber itu, atau nyatakan `daftar`",
        "source “{source}” must have {count} more {count:row|rows}, all combinations of its members, and with those looked at before"
        " (once for each sum or count) that is more than {limit}; name the indicators and periods that are needed"
        " (in tests: give fewer members), take fewer dimensions for that source, or say `register`",
    ),
    "template-large": (
        "lembar untuk “{source}” akan mendaftar {count} anggota, dan tidak lebih dari {limit} yang muat, paling banyak dari “{dimension}”;"
        " isilah berkas CSV, yang judul kolomnya nama kolom sumber itu",
        "the workbook for “{source}” would list {count} {count:member|members}, and {limit} at the most fit,"
        " most of them those of “{dimension}”; fill in a CSV file, whose header has the names of the source's columns",
    ),
    "rows-due-held-many": (
        "sumber “{source}” harus berisi {count} baris dalam satu periode, paling banyak {limit} bila tiap barisnya dilihat satu per satu:"
        " untuk median, rerata geometrik, aturan bagi periode yang belum dimuat, dan daftar semua anggota;"
        " sebutkan siapa yang wajib mengirim, kurangi dimensinya, atau nyatakan `daftar`",
        "source “{source}” must have {count} {count:row|rows} in one period, {limit} at the most where each is looked at by itself:"
        " for a median, a geometric mean, rules for periods that were not loaded, and a list of all members;"
        " name fewer dimensions, or say `register`",
    ),
    "number-too-large": (
        "bilangan terlalu panjang pada {text}; bulatkan yang menjadi bagiannya, seperti `bulatkan(…, 6)`",
        "a number grows too long in {text}; round what it is made of, such as `round(…, 6)`",
    ),
    "root-of-negative": ("akar bilangan negatif: {text}", "a root of a negative number: {text}"),
    "ln-of-nothing": (
        "logaritma dari bilangan yang tidak positif: {text}",
        "a logarithm of a number that is not positive: {text}",
    ),
    "mean-of-nothing": (
        "rerata geometrik atau harmonik memerlukan bilangan positif",
        "a geometric or harmonic mean needs positive numbers",
    ),
    "weights-zero": ("jumlah bobotnya nol pada {text}", "the weights sum to zero in {text}"),
    "table.no-entry": ("tabel {table} tidak memuat {key}", "table {table} has no entry for {key}"),
    "value.out-of-range": ("{value} di luar rentang satuan {range}", "{value} lies outside the unit's range {range}"),
    "indicator.cycle": ("{indicator} {period} memerlukan dirinya sendiri", "{indicator} {period} needs itself"),
    "indicator.dimension": (
        "{indicator} dihitung per {dimensions}; di sini tidak ada anggotanya",
        "{indicator} is per {dimensions}; here there is no member of it",
    ),
    "indicator.too-deep": ("{indicator} saling memerlukan terlalu dalam", "{indicator} needs others too deeply"),
    "indicator.no-consolidation": (
        "{indicator} tidak mengatakan cara konsolidasinya",
        "{indicator} does not say how it is consolidated",
    ),
    "guard.error": ("penjaga {text} tidak dapat dihitung", "guard {text} cannot be evaluated"),
    # bands
    "band.outside": ("{value} di luar semua kategori {scale}", "{value} is outside every category of {scale}"),
    "band.told": ("di luar kategori: {why}", "outside the bands: {why}"),
    "band.none": ("di luar kategori {scale}", "outside the categories of {scale}"),
    "band.undecided": ("kategori {indicator} belum pasti", "the category of {indicator} is not decided"),
    # notes
    "inexact": ("dihitung sampai 50 digit, dibulatkan ke 40", "computed to 50 digits, rounded to 40"),
    "rule.amount": ("{why}; diganti menurut aturan: {label}", "{why}; replaced by rule: {label}"),
    "rule.filled": (
        "{count} nilai kosong diganti menurut aturan",
        "{count} missing {count:value|values} replaced by rule",
    ),
    "rule.skipped": (
        "{count} nilai kosong dilewati menurut aturan",
        "{count} missing {count:value|values} skipped by rule",
    ),
    "rule.filled.not-applicable": (
        "{count} nilai yang tidak berlaku diganti menurut aturan",
        "{count} {count:value that does|values that do} not apply replaced by rule",
    ),
    "rule.skipped.not-applicable": (
        "{count} nilai yang tidak berlaku dilewati menurut aturan",
        "{count} {count:value that does|values that do} not apply skipped by rule",
    ),
    "rule.left-out": (
        "{why}; {label} tidak ikut, bobotnya dialihkan atau dilewati",
        "{why}; {label} is left out, its weight moves or is dropped",
    ),
    "rule.last": (
        "{why}; menurut aturan nilai terakhir yang ada, {period}",
        "{why}; by rule the last value there is, {period}",
    ),
    "state.of.missing": ("kosong", "missing"),
    "state.of.not-applicable": ("tidak berlaku", "not applicable"),
    "state.of.error": ("galat", "error"),
    "state.of.value": ("nilai", "value"),
    "profile.limited": ("dibatasi menurut {profile}", "limited by {profile}"),
    "table.left-out": ("tabel {table} mengosongkan {key}", "table {table} leaves {key} out"),
    "table.partial": ("tabel {table} tidak memuat {key}: {reason}", "table {table} has no entry for {key}: {reason}"),
    "table.basis": ("{basis}", "{basis}"),
    "has.not": ("tidak ada di {source}", "not in {source}"),
    "note.quarantine": (
        "{count} baris {file} tertahan di karantina (batch {batch}) dan tidak dihitung",
        "rows of {file} that wait in quarantine and are not counted: {count} (batch {batch})",
    ),
    "note.quarantine.period": (
        "{count} baris {file} untuk {period} tertahan di karantina (batch {batch}) dan tidak dihitung",
        "rows of {file} for {period} that wait in quarantine and are not counted: {count} (batch {batch})",
    ),
    "note.quarantine.unread": (
        "{count} baris {file} yang periodenya tidak terbaca tertahan di karantina (batch {batch}) dan tidak dihitung",
        "rows of {file} whose period cannot be read wait in quarantine and are not counted: {count} (batch {batch})",
    ),
    "note.other": (
        "{waits}; yang terhitung adalah angka lain dengan kunci yang sama ({count} baris)",
        "{waits}; {count:another figure of the same key is|other figures of the same keys are} counted ({count} {count:row|rows})",
    ),
    "note.earlier": (
        "{waits}; yang terhitung adalah angka sebelumnya dengan kunci yang sama ({count} baris)",
        "{waits}; the earlier {count:figure of the same key is|figures of the same keys are} counted ({count} {count:row|rows})",
    ),
    "why.compare": ("{text}: {left} dan {right}, {holds}", "{text}: {left} and {right}, {holds}"),
    "why.plain": ("{text} {holds}", "{text} {holds}"),
    "why.not-applicable": ("{text} {holds}", "{text} {holds}"),
    "why.holds": ("terpenuhi", "holds"),
    "why.fails": ("tidak terpenuhi", "does not hold"),
    "why.has": ("{source}: {place}", "{source}: {place}"),
    # directions, grains
    "restated.as-printed.final": (
        "yang final dihitung dengan angka sebagaimana tercetak",
        "the figures as printed, which the final one was computed with",
    ),
    "restated.as-printed.now": (
        "yang ini dihitung dengan angka sebagaimana tercetak",
        "the figures as printed, which this one is computed with",
    ),
    "restated.as-of.final": (
        "yang final sebagaimana diketahui {at}",
        "what was asked: the final one is as known {at}",
    ),
    "restated.as-of.now": (
        "yang ini sebagaimana diketahui {at}",
        "what is asked: this one is as known {at}",
    ),
    "mark.as-known": (
        "Sebagaimana diketahui {at}; fakta yang datang sesudahnya tidak dihitung",
        "As known {at}; facts that came later are not counted",
    ),
    "mark.below-none": (
        "{count} anggota {dimension} menyebut {parents} yang tidak berlaku pada {period} ({named}), jadi tidak di bawah satu pun",
        "{count} {count:member|members} of {dimension} {count:names|name} a {parents} that is not valid in {period} ({named}), "
        "and {count:is|are} below none",
    ),
    "mark.part": ("{of}: {there} dari {total} {unit}", "{of}: {there} of {total} {unit}"),
    "many.rows": ("baris", "{count:row|rows}"),
    "many.year": ("tahun", "{count:year|years}"),
    "many.semester": ("semester", "{count:semester|semesters}"),
    "many.quarter": ("triwulan", "{count:quarter|quarters}"),
    "many.month": ("bulan", "{count:month|months}"),
    "many.ranked": ("yang diberi peringkat", "ranked"),
    "noun.year": ("tahun", "year"),
    "noun.semester": ("semester", "semester"),
    "noun.quarter": ("triwulan", "quarter"),
    "noun.month": ("bulan", "month"),
    "direction.higher": ("naik", "higher"),
    "direction.lower": ("turun", "lower"),
    "direction.stable": ("stabil", "stable"),
    "direction.none": ("tanpa", "none"),
}

BORDER: Mapping[str, tuple[str, str]] = {
    "store-url": (
        "alamat penyimpanan {store} tidak dapat dipakai; tulis seperti sqlite:///iku.db atau postgresql://SERVER/NAMA",
        "store address {store} cannot be used; write it like sqlite:///iku.db or postgresql://SERVER/NAME",
    ),
    "column.mulai": ("mulai", "start"),
    "column.akhir": ("akhir", "end"),
    "column.pengganti": ("pengganti", "successor"),
    "store-none": (
        "tidak ada penyimpanan di {store}; periksa namanya (--store), atau muat fakta dahulu (iku-engine import)",
        "there is no store at {store}; check its name (--store), or load facts first (iku-engine import)",
    ),
    "store-unreachable": ("penyimpanan {store} tidak dapat dibuka", "store {store} cannot be opened"),
    "store-busy": (
        "penyimpanan {store} sedang dipakai; coba lagi sebentar",
        "store {store} is busy; try again in a moment",
    ),
    "store-other-specs": (
        "penyimpanan {store} telah disesuaikan dengan spesifikasi lain sejak dibuka; bukalah lagi",
        "store {store} was brought up to other specs since it was opened; open it again",
    ),
    "store-read-only": ("penyimpanan {store} hanya dapat dibaca", "store {store} is read-only"),
    "store-full": ("disk penuh; {store} tetap seperti semula", "the disk is full; {store} is as it was"),
    "store-not-text": (
        "penyimpanan {store} diubah dengan tangan: {found}; pemilik penyimpanan dapat memperbaikinya, atau memakai salinan dari sebelumnya",
        "the store {store} was changed by hand: {found}; the owner of the store can mend it, or take a copy from before",
    ),
    "store-text": (
        "penyimpanan memuat teks yang tidak ditulis oleh iku-engine ({table}, peristiwa {event}); `iku-engine runs verify` menyebut "
        "semuanya, dan pemilik penyimpanan dapat membetulkannya",
        "the store has a text that iku-engine did not write ({table}, event {event}); `iku-engine runs verify` names all of them, "
        "and the owner of the store can mend it",
    ),
    "store-letters": (
        "teks dalam {store} tersimpan sebagai UTF-16, sehingga urutan anggotanya lain; salin ke berkas baru yang memakai UTF-8: "
        "sqlite3 LAMA .dump | sqlite3 BARU",
        "the text in {store} is kept as UTF-16, in which members come in another order; copy it into a new file, which is in UTF-8: "
        "sqlite3 OLD .dump | sqlite3 NEW",
    ),
    "store-foreign": (
        "{store} adalah basis data program lain: isinya {tables}, dan tidak satu pun tabel penyimpanan ini; sebutkan berkas lain atau "
        "yang belum ada (--store, IKU_STORE)",
        "{store} is the database of another program: it has {tables}, and no table of a store; name another file, or one that is not there "
        "yet (--store, IKU_STORE)",
    ),
    "store-occupied": (
        "di penyimpanan ini ada “{name}”, bukan buatan program, di tempat yang diperlukan tabel {table} menurut spec; ganti namanya atau "
        "buang (DROP VIEW atau ALTER TABLE … RENAME TO …), lalu ulangi",
        "this store has “{name}”, which the program did not make, where the specs need the table {table}; give it another name or take it "
        "away (DROP VIEW, or ALTER TABLE … RENAME TO …), and repeat",
    ),
    "store-swallowed": (
        "{table} tidak mengambil baris yang ditulis ke dalamnya: sesuatu di basis data, yang bukan buatan program, menelan atau "
        "mengubahnya; tidak ada yang disimpan (iku-engine runs verify menyebutnya, runs verify --restore membuangnya)",
        "{table} did not take the rows that were written to it: something in the database that the program did not make swallows or "
        "changes them; nothing was kept (iku-engine runs verify names it, runs verify --restore takes it away)",
    ),
    "store-damaged": (
        "{store} bukan penyimpanan iku-engine, atau rusak",
        "{store} is no store of iku-engine, or damaged",
    ),
    "store-failed": ("penyimpanan {store}: {detail}", "store {store}: {detail}"),
    "engine-unknown": (
        "tidak ada mesin “{name}”; yang ada: {known}",
        "there is no engine “{name}”; there are: {known}",
    ),
    "engine-memory": (
        "“{memory}” bukan besar memori; tulis misalnya 512MB atau 4GB",
        "“{memory}” is no size of memory; write 512MB or 4GB, say",
    ),
    "engine-other-store": (
        "mesin {name} hanya untuk penyimpanan {name}; penyimpanan ini {store}",
        "engine {name} is for a store of {name} alone; this store is {store}",
    ),
    "package-exists": (
        "{file} sudah ada dan tidak ditimpa; pilih folder lain atau kosongkan",
        "{file} exists and is not overwritten; choose another folder, or empty it",
    ),
    "engine-extra": (
        "mesin {name} belum terpasang; pasang dengan: pip install 'iku-engine[{extra}]'",
        "engine {name} is not installed; install it with: pip install 'iku-engine[{extra}]'",
    ),
    "engine-failed": ("mesin {name}: {detail}", "engine {name}: {detail}"),
    "too-many-elements": (
        "satu himpunan memuat {count} unsur, lebih dari yang dapat dihitung dalam satu pernyataan ({limit}); buat indikator per dimensi",
        "a set has {count} {count:element|elements}, more than one statement can count ({limit}); make the indicator per a dimension",
    ),
    "engine-inexact": (
        "mesin {name} membiarkan angka yang terlalu besar menjadi angka lain; nyalakan dulu {setting}",
        "engine {name} would let a number that is too large become another one; turn on {setting} first",
    ),
    "store-format": (
        "penyimpanan ini berformat {found}, yang dipakai kini {wanted}; impor berkas-berkasnya ke penyimpanan baru",
        "this store has format {found}, and {wanted} is used now; import its files into a new store",
    ),
    "row-lacks": (
        "{relation}: baris {place} belum ada, dan spesifikasi ini tidak memiliki kolom {column}, yang terisi di setiap baris tersimpan;"
        " tulis baris baru dengan spesifikasi yang memilikinya",
        "{relation}: there is no row {place} yet, and these specs do not have the column {column}, in which each stored row has something;"
        " write new rows by specs that have it",
    ),
    "migrate-was-dimension": (
        "“{name}” adalah dimensi di penyimpanan ini, dan sumber menurut spec; beri sumber itu nama lain",
        "“{name}” is a dimension in this store, and a source in the specs; give the source another name",
    ),
    "migrate-was-source": (
        "“{name}” adalah sumber di penyimpanan ini, dan dimensi menurut spec; beri dimensi itu nama lain",
        "“{name}” is a source in this store, and a dimension in the specs; give the dimension another name",
    ),
    "migrate-taken": (
        "di penyimpanan ini nama “{name}” sudah dipakai “{other}” dari spec sebelumnya (huruf besar dan kecil tidak dibedakan); "
        "tulis seperti semula, atau beri nama lain",
        "in this store the name “{name}” is that of “{other}” of earlier specs (capitals make no difference); write it as it was, or "
        "give it another name",
    ),
    "migrate-name": (
        "di penyimpanan ini nama kolom {relation}.{column} sudah dipakai “{other}” dari spec sebelumnya (huruf besar dan kecil tidak "
        "dibedakan, dan na_ di depan nama kolom mencatat yang tidak berlaku); tulis seperti semula, atau beri nama lain",
        "in this store the name of column {relation}.{column} is that of “{other}” of earlier specs (capitals make no difference, and na_ "
        "before the name of a column notes what does not apply); write it as it was, or give it another name",
    ),
    "migrate-keys": (
        "dimensi atau periode {relation} berubah, padahal sudah ada barisnya; beri sumber yang baru nama lain",
        "the dimensions or the period of {relation} changed, but it has rows already; give the new source another name",
    ),
    "migrate-grain": (
        "periode {relation} berubah, padahal {period} sudah dinyatakan kosong; beri sumber yang baru nama lain",
        "the period of {relation} changed, but {period} was given as empty already; give the new source another name",
    ),
    "migrate-column": (
        "jenis atau satuan kolom {relation}.{column} berubah, padahal sudah ada barisnya; beri kolom yang baru nama lain",
        "the type or unit of column {relation}.{column} changed, but there are rows already; give the new column another name",
    ),
    "migrate-digits": (
        "{count} baris {relation}, termasuk yang tidak lagi dihitung tetapi tetap tercatat, punya angka yang tidak muat dalam "
        "digit baru kolom {column}: {places}; biarkan digitnya, atau beri kolom yang baru nama lain",
        "{count} {count:row|rows} of {relation}, with those that no longer count but stay on record, {count:has|have} figures "
        "that the new digits of column {column} cannot hold: {places}; leave the digits as they are, or give the new column another name",
    ),
    "migrate-required": (
        "{count} baris {relation} kosong di kolom {column}, yang kini wajib: {places}; "
        "koreksi dahulu, atau tulis “boleh kosong”",
        "{count} {count:row|rows} of {relation} {count:is|are} empty in column {column}, which must be there now: {places}; "
        "correct {count:it|them} first, or write “may be missing”",
    ),
    "migrate-range": (
        "{count} baris {relation} di luar rentang baru kolom {column}: {places}; koreksi dahulu, atau lebarkan rentangnya",
        "{count} {count:row|rows} of {relation} {count:lies|lie} outside the new range of column {column}: "
        "{places}; correct {count:it|them} first, or widen the range",
    ),
    "migrate-choices": (
        "{count} baris {relation} memakai pilihan yang dihapus dari kolom {column}: {places}; koreksi dahulu, atau kembalikan pilihannya",
        "{count} {count:row|rows} of {relation} {count:has|have} a choice that column {column} no longer "
        "has: {places}; correct {count:it|them} first, or put the choice back",
    ),
    "migrate-members": (
        "{count} baris {relation} tentang {members}, yang tidak lagi didaftar dimensi {dimension}: {places}; kembalikan ke daftarnya, "
        "atau tarik dahulu barisnya (facts retract) dengan spec yang masih mendaftarnya",
        "{count} {count:row|rows} of {relation} {count:is|are} about {members}, which dimension {dimension} no longer lists: {places}; put "
        "that back on its list, or first take {count:that row|those rows} back (facts retract) with the specs that still list it",
    ),
    "migrate-named": (
        "{count} baris {relation} menyebut {members} di kolom {column}, yang tidak lagi didaftar dimensi {dimension}: {places}; kembalikan "
        "ke daftarnya, atau ganti dahulu (facts correct) dengan spec yang masih mendaftarnya",
        "{count} {count:row|rows} of {relation} {count:names|name} {members} in column {column}, which dimension {dimension} no longer "
        "lists: {places}; put that back on its list, or change {count:it|them} first (facts correct) with the specs that still list it",
    ),
    "as-of-members": (
        "pada waktu itu {count} baris {relation} menyebut {members}, yang tidak lagi didaftar dimensi {dimension}; pakai spec waktu itu "
        "(--specs), atau kembalikan ke daftarnya",
        "at that time {count} {count:row|rows} of {relation} {count:named|named} {members}, which dimension {dimension} no longer lists; "
        "use the specs of that time (--specs), or put that back on its list",
    ),
    "migrate-rules": (
        "{count} baris {relation} melanggar “syarat” yang baru: {places}; koreksi dahulu, atau ubah syaratnya",
        "{count} {count:row|rows} of {relation} {count:breaks|break} a new “require”: {places}; "
        "correct {count:it|them} first, or change the rule",
    ),
    "period-needless": ("{relation} tidak punya periode", "{relation} has no period"),
    "period-grain": (
        "{period} tidak cocok: {relation} per {grain}",
        "{period} does not fit: {relation} is per {grain}",
    ),
    "period-too-fine": (
        "{indicator} dihitung per {grain}; {period} terlalu halus",
        "{indicator} is per {grain}; {period} is too fine",
    ),
    "target-unknown": (
        "{name} bukan sumber atau dimensi berkunci; yang ada: {known}",
        "{name} is no source or keyed dimension; there are: {known}",
    ),
    "indicator-unknown": (
        "tidak ada indikator {name}; yang ada: {known}",
        "there is no indicator {name}; there are: {known}",
    ),
    "entity-unknown": ("{indicator} tidak punya {key}", "{indicator} has no {key}"),
    "given.not-taken": ("fakta yang diberi tidak dapat dipakai: {reason}", "the given facts cannot be used: {reason}"),
    "given.missing": ("kosong, menurut uji", "missing, as the test gives it"),
    "given.not-applicable": ("tidak berlaku, menurut uji", "not applicable, as the test gives it"),
    "given.cell": ("{column} = {value}: {reason}", "{column} = {value}: {reason}"),
    "found.value": ("hasilnya {value}", "it is {value}"),
    "found.state": ("hasilnya {state}: {reason}", "it is {state}: {reason}"),
    "found.none": ("tidak ada", "there is none"),
    "found.no-member": (
        "“{key}” bukan anggota “{dimension}”; anggotanya dalam uji ini: {members}",
        "“{key}” is no member of “{dimension}”; its members in this test: {members}",
    ),
    "found.no-member.more": (
        "“{key}” bukan anggota “{dimension}”; anggotanya dalam uji ini: {members}, dan {more} lagi",
        "“{key}” is no member of “{dimension}”; its members in this test: {members}, and {more} more",
    ),
    "found.no-members": (
        "“{key}” bukan anggota “{dimension}”: uji ini tidak memberi satu pun anggotanya",
        "“{key}” is no member of “{dimension}”: this test gives none of its members",
    ),
    "found.taken": ("baris itu diterima", "the row is taken in"),
    "found.all-taken": ("semua baris diterima", "every row is taken in"),
    "found.no-band": ("tidak ada kategorinya", "it has no category"),
    "found.no-comparison": ("tidak ada yang dibandingkan", "there is nothing to compare"),
    "found.bounds": ("batasnya {low} .. {high}", "the bounds are {low} .. {high}"),
    "state.value": ("bernilai", "a value"),
    "state.missing": ("kosong", "missing"),
    "state.not-applicable": ("tidak berlaku", "not applicable"),
    "state.error": ("galat", "an error"),
    "comparison.equal": ("cocok", "equal"),
    "comparison.different": ("berbeda", "different"),
}

MUTANTS: Mapping[str, tuple[str, str]] = {
    "mutant.replaced": ("“{old}” menjadi “{new}”", "“{old}” becomes “{new}”"),
    "mutant.guard": ("tanpa “{old}”", "without “{old}”"),
    "mutant.weights": ("bobot {old} dan {new} tertukar", "weights {old} and {new} swapped"),
    "mutant.bands": ("kategori {old} dan {new} tertukar", "categories {old} and {new} swapped"),
    "mutant.number": ("{old} menjadi {new}", "{old} becomes {new}"),
}

TEXTS: Mapping[str, tuple[str, str]] = {
    **MUTANTS,
    **REASONS,
    **BORDER,
    **LEDGER,
    **CELLS,
    **FILES,
    **TEMPLATE,
    **BOUND,
    **CHANGES,
    **DIFFERENCES,
    **SEEKING,
    **WRITING,
}


def say_it(text: Text, language: Language, signs: Signs = OF_SPECS) -> str:
    """A sentence of the engine, or of the language, in words; for people its numbers have the signs of their language."""
    return render(text, language, TEXTS, signs)
