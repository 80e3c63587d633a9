"""Settings: flag over environment over file over default, and errors that help."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from demarche.errors import UsageError
from demarche.settings import ROWS, Settings, config_path, explain_settings, load_settings


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Give the path of a settings file that sets three things."""
    path = tmp_path / "config.toml"
    path.write_text('jobs = 3\nauthor = "File"\nmin_confidence = 0.5\n', encoding="utf-8")
    return path


def test_rows_and_fields_are_the_same() -> None:
    assert [row.name for row in ROWS] == [field.name for field in fields(Settings)]


def test_the_nearest_layer_wins_and_is_named(config: Path) -> None:
    environment = {"DEMARCHE_CONFIG": str(config), "DEMARCHE_AUTHOR": "Environment", "DEMARCHE_JOBS": "2"}
    rows = {row.name: row for row in explain_settings({"jobs": 4, "coder": None}, environment)}
    assert (rows["jobs"].value, rows["jobs"].origin) == (4, "flag")
    assert (rows["author"].value, rows["author"].origin) == ("Environment", "environment")
    assert (rows["min_confidence"].value, rows["min_confidence"].origin) == (0.5, "file")
    assert (rows["coder"].value, rows["coder"].origin) == ("blend:v1", "default")


def test_words_of_the_environment_become_values(tmp_path: Path) -> None:
    environment = {"DEMARCHE_JOBS": "2", "XDG_CONFIG_HOME": str(tmp_path), "USER": "Ada"}
    chosen = load_settings({}, environment | {"DEMARCHE_CONFIG": ""})
    assert (chosen.jobs, chosen.author) == (2, "Ada")


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"DEMARCHE_JOBS": "many"}, ["jobs", "'many'"]),
        ({"DEMARCHE_JOBS": "0"}, ["jobs", "greater than or equal to 1"]),
        ({"DEMARCHE_MIN_CONFIDENCE": "1.5"}, ["min_confidence", "less than or equal to 1"]),
        ({"DEMARCHE_REGISTR": "x"}, ["DEMARCHE_REGISTR", "did you mean 'DEMARCHE_REGISTER'"]),
        ({"DEMARCHE_CONFIG": "nowhere.toml"}, ["nowhere.toml", "no such file"]),
    ],
)
def test_what_is_wrong_is_named(environment: dict[str, str], words: list[str]) -> None:
    with pytest.raises(UsageError) as caught:
        load_settings({}, environment)
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [("job = 2", "did you mean 'jobs'"), ("jobs = ", "is not TOML"), ("jobs = [2]", "setting jobs")],
)
def test_a_wrong_file_is_named(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=words):
        load_settings({}, {"DEMARCHE_CONFIG": str(path)})


def test_the_file_lies_where_the_environment_says() -> None:
    assert config_path({"DEMARCHE_CONFIG": "my.toml"}) == Path("my.toml")
    assert config_path({}).name == "config.toml"
