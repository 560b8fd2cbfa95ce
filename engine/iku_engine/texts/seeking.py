"""What `seek` and `sensitivity` cannot be asked, each with the mend; in Indonesian and English."""

from __future__ import annotations

from collections.abc import Mapping

SEEKING: Mapping[str, tuple[str, str]] = {
    "seek-unknown": (
        "“{text}” bukan kategori {indicator} dan bukan bilangan; tulis salah satu kategori ({known}), suatu nilai "
        "seperti 80.5 atau 95%, target, atau berikutnya",
        "“{text}” is no category of {indicator} and no number; write one of its categories ({known}), a value such as "
        "80.5 or 95%, target, or next",
    ),
    "seek-unknown-no-bands": (
        "“{text}” bukan bilangan, dan {indicator} tidak punya kategori; tulis suatu nilai seperti 80.5 atau 95%, atau target",
        "“{text}” is no number, and {indicator} has no categories; write a value such as 80.5 or 95%, or target",
    ),
    "seek-comma": (
        "“{text}”: tanda desimal adalah titik; tulis {mended}",
        "“{text}”: the decimal sign is a point; write {mended}",
    ),
    "seek-either": (
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
