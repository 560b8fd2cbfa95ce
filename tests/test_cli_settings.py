"""Settings: the order flag, environment, iku.toml, default; and a file that is wrong says where and how to mend it."""

import pytest

from iku_cli.main import answer
from iku_cli.terminal.faults import Fault
from iku_cli.terminal.settings import language_of, of_locale, settle


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_defaults(folder):
    settings = settle({}, {"LANG": "id_ID.UTF-8"})
    assert (settings.store, str(settings.specs), settings.language, settings.engine) == (
        "sqlite:///iku.db", "indicator_specs", "id", "",
    )  # fmt: skip


def test_the_order(folder):
    (folder / "iku.toml").write_text(
        'store = "sqlite:///berkas.db"\nspecs = "berkas"\nlang = "en"\nengine = "duckdb"\n'
    )
    environment = {"IKU_STORE": "sqlite:///lingkungan.db", "IKU_SPECS": "lingkungan", "LANG": "id_ID"}
    settings = settle({"store": "sqlite:///opsi.db"}, environment)
    assert (settings.store, str(settings.specs)) == ("sqlite:///opsi.db", "lingkungan")
    assert (settings.language, settings.engine) == ("en", "duckdb")
    assert settle({"lang": "id"}, {"IKU_LANG": "en"}).language == "id"


def test_spark_is_asked_at_its_address(folder):
    assert settle({}, {"IKU_ENGINE": "spark"}).asked(None) == "spark"
    (folder / "iku.toml").write_text('engine = "duckdb"\nspark = "sc://server:15002"\n')
    settings = settle({}, {})
    assert (settings.asked(None), settings.asked("spark")) == ("duckdb", "sc://server:15002")
    assert settle({}, {"IKU_SPARK": "sc://other"}).asked("spark") == "sc://other"


def test_duckdb_has_the_memory_that_is_said(folder):
    settings = settle({}, {"IKU_MEMORY": "4GB"})
    assert (settings.asked(None), settings.asked("duckdb"), settings.asked("spark")) == ("", "duckdb:4GB", "spark")
    (folder / "iku.toml").write_text('memory = "512MB"\n[files]\ns = "s.csv"\n')
    assert settle({}, {}).asked(None) == "duckdb:512MB", "which reads what is bound"


@pytest.mark.parametrize("size", ["0GB", "-1GB", "much", "4 GB", "4gb"])
def test_a_size_of_memory_that_is_none_is_refused_whatever_the_engine(folder, size):
    with pytest.raises(Fault) as caught:
        settle({}, {"IKU_MEMORY": size})
    assert (caught.value.key, caught.value.arguments) == ("settings.memory", {"place": "IKU_MEMORY", "value": size})
    (folder / "iku.toml").write_text(f'lang = "en"\nmemory = "{size}"\n')
    for environment in ({}, {"IKU_MEMORY": "4GB"}):
        with pytest.raises(Fault) as caught:
            settle({}, environment)
        assert (caught.value.key, caught.value.status) == ("settings.memory", 2)
        assert caught.value.arguments == {"place": "iku.toml:2", "value": size}


def test_a_size_under_a_name_in_escapes_is_refused_without_its_line(folder):
    (folder / "iku.toml").write_text('"mem\\u006fry" = "0GB"\n')
    with pytest.raises(Fault) as caught:
        settle({}, {})
    assert (caught.value.key, str(caught.value.arguments["place"])) == ("settings.memory", "iku.toml")


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        (
            "stoer = 'x'",
            "settings.unknown",
            {"key": "stoer", "known": "store, specs, lang, engine, memory, spark, heads, files"},
        ),
        ("lang = 'fr'", "settings.choice", {"key": "lang", "value": "fr"}),
        ("specs = 3", "settings.text", {"key": "specs", "value": 3}),
        ("specs = [", "settings.toml", {}),
    ],
)
def test_a_wrong_file_is_named_with_its_mend(folder, text, key, words):
    (folder / "iku.toml").write_text(text)
    with pytest.raises(Fault) as caught:
        settle({}, {})
    assert caught.value.key == key
    assert caught.value.status == 2
    assert words.items() <= caught.value.arguments.items()
    assert str(caught.value.arguments["file"]) == "iku.toml"


def test_a_file_that_is_not_utf8(folder):
    (folder / "iku.toml").write_bytes(b'specs = "\xff"')
    with pytest.raises(Fault) as caught:
        settle({}, {})
    assert caught.value.key == "settings.not-utf8"


def test_an_unknown_language_in_the_environment(folder):
    with pytest.raises(Fault) as caught:
        settle({}, {"IKU_LANG": "fr"})
    assert caught.value.arguments == {"value": "fr"}


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///", "sqlite:///?x=1", "sqlite+pysqlite:///:memory:"])
def test_a_store_that_lies_in_no_file_is_refused(folder, address):
    """What was imported was gone with the command, which said that it was taken in."""
    for flags, environment in (({"store": address}, {}), ({}, {"IKU_STORE": address})):
        with pytest.raises(Fault) as caught:
            settle(flags, environment)
        assert (caught.value.key, caught.value.arguments) == ("settings.store", {"value": address})
    assert settle({"store": "sqlite:///x.db?y=1"}, {}).store == "sqlite:///x.db?y=1"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "id_ID.UTF-8"}, "id"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE"}, "en"),
        ({"LC_ALL": "id_ID", "LANG": "en_US"}, "id"),
        ({"LC_ALL": "", "LC_MESSAGES": "en_US", "LANG": "id_ID"}, "en"),
    ],
)
def test_the_locale_decides_last(environment, language):
    assert of_locale(environment) == language


def test_the_language_is_known_before_the_command_line_is_understood(folder):
    assert language_of(["eval", "--lang", "en", "--wrong"], {"IKU_LANG": "id"}) == "en"
    assert language_of(["--lang=id"], {"LANG": "en_US"}) == "id"
    assert language_of(["--lang"], {"LANG": "id_ID"}) == "id"
    assert language_of(["--lang", "fr"], {"IKU_LANG": "en"}) == "en"
    (folder / "iku.toml").write_text('lang = "id"\n')
    assert language_of([], {"LANG": "en_US"}) == "id"
    (folder / "iku.toml").write_text("lang = [")
    assert language_of([], {"LANG": "en_US"}) == "en"


def test_an_option_of_one_value_is_given_once(folder, capsys):
    assert answer(["eval", "--period", "2024", "--period", "2025", "--lang", "en"]) == 2
    assert "--period is given twice" in capsys.readouterr().err
