"""What the product is made of and what it never does: each dependency accounted for, no pickle, no secret let out."""

from __future__ import annotations

import ast
import importlib.metadata
import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.cli.conftest import Run, articles, demarche

__all__ = ["articles", "demarche"]

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "src" / "demarche").rglob("*.py"))


def script(name: str) -> ModuleType:
    """Return a script of docs/ as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def declared() -> dict[str, list[str]]:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = table["project"]
    return {
        "dependencies": project["dependencies"], **project["optional-dependencies"], **table["dependency-groups"],
    }  # fmt: skip


def test_the_page_lists_every_dependency_with_what_for_and_licence() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = {
        m[1]: (m[2], m[3]) for m in re.finditer(r"^\| `([^`]+)` \| `[^`]*` \| (.*) \| (.*) \|$", page, re.M)
    }
    read = script("dependencies").needs()
    for group, needs in declared().items():
        assert [f"{name}{bounds}" for name, bounds, _ in read[group]] == needs
        for need in needs:
            name = re.split(r"[<>=]", need)[0]
            why, licence = rows[name]
            assert len(why) > 4, name
            assert licence.strip(" ?"), name
            assert ">=" in need, need
            assert "<" in need.replace(">=", ""), need


def test_the_page_is_as_the_script_writes_it() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    pinned = {line.partition("==")[0] for line in (ROOT / "constraints.txt").read_text().splitlines()}

    def lines(text: str) -> list[str]:
        own = [re.match(r"\| `([^`]+)`", line) for line in text.splitlines()]
        return [m.string for m in own if m and m[1] in pinned]

    assert lines(script("dependencies").filled()) == lines(page), "run python docs/dependencies.py"


ALLOWED = {
    "MIT", "MIT-0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "3-Clause BSD License", "0BSD", "Apache-2.0", "ISC License (ISCL)", "Zlib",
    "CC0-1.0", "PSF-2.0", "Python Software Foundation License", "CNRI-Python", "MPL-1.1", "MPL-2.0", "LGPL-3.0-only",
}  # fmt: skip


def pins() -> dict[str, str]:
    """Return the versions of constraints.txt by name."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = [line.partition("==") for line in lines if not line.startswith("#")]
    assert len({name for name, _, _ in pinned}) == len(pinned)
    return {canonicalize_name(name): version for name, _, version in pinned}


def needed() -> dict[str, importlib.metadata.Distribution]:
    """Return what is installed of all that the package, its extras and its tests need, by name."""
    wanted = [Requirement(need) for group in ("dependencies", "dev") for need in declared()[group]]
    found: dict[str, importlib.metadata.Distribution] = {}
    asked = set[tuple[str, str]]()
    while wanted:
        need = wanted.pop()
        name = canonicalize_name(need.name)
        try:
            found[name] = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # of another system, or an extra that nobody asked for
        for extra in {"", *need.extras} - {extra for one, extra in asked if one == name}:
            asked.add((name, extra))
            inner = map(Requirement, found[name].requires or ())
            wanted += [one for one in inner if one.marker is None or one.marker.evaluate({"extra": extra})]
    return found


def test_what_is_installed_is_what_is_pinned() -> None:
    pinned, installed = pins(), needed()
    assert len(installed) > 60
    assert {name: one.version for name, one in installed.items()} == {
        name: pinned.get(name, "not pinned") for name in installed
    }


def may_be_used(licence: str) -> bool:
    """Return whether a licence, or one of those that it leaves to choose from, is allowed."""
    return any(
        all({part.strip(), part.strip("() ")} & ALLOWED for part in choice.split(" AND "))
        for choice in licence.split(" OR ")
    )


def test_every_package_has_a_licence_that_is_allowed() -> None:
    licence_of = script("dependencies").licence_of
    assert {name: found for name in needed() if not may_be_used(found := licence_of(name, {}))} == {}
    assert not may_be_used("GPL-3.0-only")
    assert not may_be_used("MIT AND GPL-3.0-only")


FORBIDDEN_MODULES = {"pickle", "marshal", "shelve", "dill", "joblib", "subprocess", "ctypes", "imp", "code"}
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "system", "popen", "allow_pickle", "unsafe_load"}
MAY_COMPILE = {"re"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_nothing_is_unpickled_or_run(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert not {alias.name.split(".")[0] for alias in node.names} & FORBIDDEN_MODULES
        elif isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] not in FORBIDDEN_MODULES or node.level
        elif isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            of_re = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") in MAY_COMPILE
            assert name not in FORBIDDEN_CALLS or of_re, name
            assert "allow_pickle" not in {keyword.arg for keyword in node.keywords}


def test_the_models_files_are_graphs_and_json() -> None:
    endings = {
        path.suffix
        for path in (ROOT / "src").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert not endings & {".pkl", ".pickle", ".pt", ".pth", ".bin", ".joblib", ".npy", ".npz", ".so"}


KEY, SECRET, PASSWORD = "sk-our-own-key-1234", "fedcba9876543210", "correct horse battery"


def test_no_secret_stands_in_register_export_or_error(
    demarche: Run, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMARCHE_LLM_API_KEY", KEY)
    monkeypatch.setenv("DEMARCHE_HOOK_SECRET", SECRET)
    assert demarche("add", articles).code == 0
    typed = f"{PASSWORD}\n".encode()
    demarche("users", "--add", "ada", "--role", "admin", stdin=typed)
    token = demarche("users", "--token", "ada", "--json").rows[0]["token"]
    hook = demarche("watch", "add-hook", "https://hook.example/x", "--json").rows[0]["key"]
    for form in ("jsonl", "csv", "plover"):
        assert demarche("export", "--format", form, "-o", tmp_path / f"export.{form}").code == 0
    demarche("export", "--format", "tables", "-o", tmp_path / "tables")
    demarche("backup", tmp_path / "register.db", tmp_path / "saved.db")
    said = ""
    for words in (
        ["settings"], ["settings", "--json"], ["where"], ["users"], ["users", "--json"], ["watch", "hooks", "--json"],
        ["list", "--json"], ["alerts", "--json"], ["users", "--password", "nobody"], ["watch", "run", "--once"],
        ["add", "https://ada:hunter2secret@127.0.0.1/x"], ["code", articles, "--coder", "llm:v1"],
    ):  # fmt: skip
        ran = demarche(*words, stdin=typed)
        said += ran.out + ran.err
    written = said.encode() + b"".join(p.read_bytes() for p in sorted(tmp_path.rglob("*")) if p.is_file())
    for secret in (KEY, SECRET, PASSWORD, token, hook, "hunter2secret"):
        assert secret.encode() not in written, secret
