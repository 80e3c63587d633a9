"""Settings: one typed object; flag over environment over file over default.

``ROWS`` is the one list of what can be set; the parser, ``demarche settings`` and the documentation
read it. The file is TOML, ``config.toml`` in the user's configuration folder or where
``DEMARCHE_CONFIG`` says; the environment's names are ``DEMARCHE_`` and the setting's name in capitals.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from annotated_types import Ge, Gt, Interval, Len, Predicate

from demarche.errors import UsageError

Environment = Mapping[str, str]
Origin = Literal["flag", "environment", "file", "default"]

PREFIX = "DEMARCHE_"
CONFIG = "DEMARCHE_CONFIG"  # where the file lies; not itself a setting
LLM_API_KEY = "DEMARCHE_LLM_API_KEY"  # a secret: read by the llm coder alone, never a setting, never shown
HOOK_SECRET = "DEMARCHE_HOOK_SECRET"  # a secret: signs what hooks are sent, likewise
# Read elsewhere: by run.py, by the tests.
OWN_VARIABLES = frozenset({CONFIG, LLM_API_KEY, HOOK_SECRET, "DEMARCHE_VENV", "DEMARCHE_TEST_POSTGRES"})


def one_line(value: str) -> bool:
    """Return whether a value may stand in a header."""
    return value == "" or value.isprintable()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be set, validated."""

    register: Annotated[str, Len(1)]
    coder: Annotated[str, Len(1)]
    event_coder: Annotated[str, Len(1)]
    min_confidence: Annotated[float, Interval(ge=0, le=1)]
    jobs: Annotated[int, Ge(1)]
    author: Annotated[str, Len(1)]
    llm_url: Annotated[str, Len(1)]
    llm_model: str
    llm_price_in: Annotated[float, Ge(0)]
    llm_price_out: Annotated[float, Ge(0)]
    llm_max_requests: Annotated[int, Ge(0)]
    llm_max_tokens: Annotated[int, Ge(0)]
    llm_max_cost: Annotated[float, Ge(0)]
    llm_concurrency: Annotated[int, Ge(1)]
    llm_timeout: Annotated[float, Gt(0)]
    llm_answer_tokens: Annotated[int, Ge(1)]
    llm_cache: Annotated[str, Len(1)]
    objects_anonymous: bool
    watch_every: Annotated[int, Ge(1)]
    watch_pause: Annotated[float, Ge(0)]
    watch_deadline_days: Annotated[int, Ge(0)]
    watch_allow: str
    watch_contact: Annotated[str, Predicate(str.isascii), Predicate(one_line)]
    log_level: Literal["debug", "info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Row:
    """One setting: its name, where its default comes from, and what it is for."""

    name: str
    default: Callable[[Environment], object]
    help: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting's value, and who set it."""

    name: str
    value: object
    origin: Origin
    help: str


def default_register(environment: Environment) -> str:
    """Return the path of the user's register."""
    from platformdirs import user_data_path  # loads only where no register is named

    return str(user_data_path("demarche", appauthor=False) / "register.db")


def default_author(environment: Environment) -> str:
    """Return the user's name as the environment gives it."""
    return environment.get("USER") or environment.get("USERNAME") or "unknown"


def default_llm_cache(environment: Environment) -> str:
    """Return the folder in which a model's answers are kept."""
    from platformdirs import user_cache_path

    return str(user_cache_path("demarche", appauthor=False) / "llm")


ROWS = (
    Row("register", default_register, "File that holds the register, or postgresql://USER@HOST/DATABASE."),
    Row("coder", lambda _: "blend:v1", "Coder that finds threats, with its version."),
    Row("event_coder", lambda _: "rules:v1", "Coder that finds events, with its version."),
    Row("min_confidence", lambda _: 0.0, "Leave out records that the coder is less sure of (0 to 1)."),
    Row("jobs", lambda _: 1, "How many processes code at once."),
    Row("author", default_author, "Who a correction is by."),
    Row(
        "llm_url", lambda _: "http://127.0.0.1:11434/v1", "Address of the server that the coder llm:v1 asks."
    ),
    Row("llm_model", lambda _: "", "Model that the coder llm:v1 asks for."),
    Row("llm_price_in", lambda _: 0.0, "Price of a million tokens sent."),
    Row("llm_price_out", lambda _: 0.0, "Price of a million tokens answered."),
    Row("llm_max_requests", lambda _: 0, "Send no more requests than this in a run; 0: no limit."),
    Row("llm_max_tokens", lambda _: 0, "Use no more tokens than this in a run; 0: no limit."),
    Row("llm_max_cost", lambda _: 0.0, "Spend no more than this in a run, at the prices given; 0: no limit."),
    Row("llm_concurrency", lambda _: 4, "How many articles are asked about at once."),
    Row("llm_timeout", lambda _: 120.0, "Seconds to wait for one answer."),
    Row("llm_answer_tokens", lambda _: 4000, "Tokens that one answer may have."),
    Row("llm_cache", default_llm_cache, "Folder that keeps a model's answers."),
    Row(
        "objects_anonymous",
        lambda _: False,
        "Read object storage without credentials, as public archives are.",
    ),
    Row("watch_every", lambda _: 60, "Minutes between two fetches of a feed for which nothing else is said."),
    Row("watch_pause", lambda _: 1.0, "Seconds between two requests to one host."),
    Row("watch_deadline_days", lambda _: 3, "A deadline is near when so many days are left."),
    Row(
        "watch_allow",
        lambda _: "",
        "Hosts on this machine or its network that feeds and hooks may use: host or host:port, by commas.",
    ),
    Row("watch_contact", lambda _: "", "Where servers can reach you: an address, told to each in our name."),
    Row(
        "log_level", lambda _: "info", "What serve and watch run log at least: debug, info, warning or error."
    ),
)


def help_of(name: str) -> str:
    """Return what a setting is for."""
    return next(row.help for row in ROWS if row.name == name)


def config_path(environment: Environment) -> Path:
    """Return where the settings file lies, whether or not it exists."""
    if named := environment.get(CONFIG):
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path("demarche", appauthor=False) / "config.toml"


def load_settings(flags: Mapping[str, object], environment: Environment) -> Settings:
    """Return the settings; a flag of None is not set. Raises UsageError, as ``explain_settings`` does."""
    return settings_from({setting.name: setting.value for setting in explain_settings(flags, environment)})


def explain_settings(flags: Mapping[str, object], environment: Environment) -> tuple[Setting, ...]:
    """Return every setting with its origin, in the order of ``ROWS``.

    Raises UsageError for a name that does not exist, a value of the wrong kind, or a file that cannot be
    read.
    """
    layers: tuple[tuple[Origin, Mapping[str, object]], ...] = (
        ("flag", {name: value for name, value in flags.items() if value is not None}),
        ("environment", environment_layer(environment)),
        ("file", file_layer(config_path(environment), required=bool(environment.get(CONFIG)))),
    )
    chosen = tuple(chosen_setting(row, layers, environment) for row in ROWS)
    checked = settings_from({setting.name: setting.value for setting in chosen})
    return tuple(
        Setting(name=s.name, value=getattr(checked, s.name), origin=s.origin, help=s.help) for s in chosen
    )


def chosen_setting(
    row: Row, layers: tuple[tuple[Origin, Mapping[str, object]], ...], environment: Environment
) -> Setting:
    """Return the value of the first layer that sets the row, else its default."""
    for origin, layer in layers:
        if row.name in layer:
            return Setting(name=row.name, value=layer[row.name], origin=origin, help=row.help)
    return Setting(name=row.name, value=row.default(environment), origin="default", help=row.help)


def environment_layer(environment: Environment) -> dict[str, object]:
    """Return the settings that the environment gives; UsageError for a name that does not exist."""
    layer: dict[str, object] = {}
    for variable, value in environment.items():
        if variable.startswith(PREFIX) and variable not in OWN_VARIABLES and value:
            name = variable.removeprefix(PREFIX).lower()
            check_name(name, shown=lambda known: PREFIX + known.upper(), given=variable, where="environment")
            layer[name] = value
    return layer


def file_layer(path: Path, *, required: bool) -> dict[str, object]:
    """Return the settings of the file, none where it does not exist and is not ``required``."""
    try:
        with path.open("rb") as file:
            layer = tomllib.load(file)
    except FileNotFoundError as error:
        if not required:
            return {}
        raise UsageError(f"{path}: there is no such file; make it, or unset {CONFIG}") from error
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); check its rights") from error
    except (ValueError, RecursionError) as error:  # not TOML, not UTF-8, endless digits or brackets
        raise UsageError(f"{path}: is not TOML ({error}); mend it") from error
    for name in layer:
        check_name(name, shown=str, given=name, where=str(path))
    return layer


def check_name(name: str, *, shown: Callable[[str], str], given: str, where: str) -> None:
    """Raise UsageError with the nearest name unless there is such a setting."""
    known = [row.name for row in ROWS]
    if name in known:
        return
    if (secret := PREFIX + name.upper()) in (LLM_API_KEY, HOOK_SECRET):
        raise UsageError(f"{where}: a key stands in no file; give it in the environment, as {secret}")
    near = difflib.get_close_matches(name, known, n=1, cutoff=0)
    raise UsageError(f"{where}: there is no setting {given!r}; did you mean {shown(near[0])!r}?")


def settings_from(values: Mapping[str, object]) -> Settings:
    """Return validated settings; UsageError names the first value that is wrong."""
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(Settings).validate_python(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        raise UsageError(
            f"setting {name} is {first['input']!r}: {first['msg'].lower()}; {help_of(name).lower()}"
        ) from error
