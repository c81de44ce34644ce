"""What importing costs, and who may import whose files (import-linter has the layers)."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "detente"
HEAVY = {"numba", "scipy", "altair", "polars", "vl_convert", "jinja2"}


def loaded_after(code: str) -> set[str]:
    """Top-level modules that a fresh interpreter holds after running `code`."""
    probe = f"import json, sys\n{code}\nprint(json.dumps(sorted({{m.split('.')[0] for m in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_probe_sees_what_is_loaded() -> None:
    assert HEAVY & loaded_after("import scipy, jinja2") == {"scipy", "jinja2"}


def test_the_front_door_loads_next_to_nothing() -> None:
    loaded = loaded_after("import detente")
    assert "detente" in loaded
    assert not loaded & (HEAVY | {"numpy", "pydantic", "yaml", "typer", "rich"})


@pytest.mark.parametrize("module", ["detente.errors", "detente.game", "detente.scenario", "detente.casebook"])
def test_loading_a_scenario_needs_no_numerical_stack(module: str) -> None:
    assert not loaded_after(f"import {module}") & HEAVY


@pytest.mark.parametrize("arguments", [["--help"], ["check", "syria-2016"], ["cases"]])
def test_light_commands_need_no_numerical_stack(arguments: list[str]) -> None:
    loaded = loaded_after(
        f"sys.argv = ['detente', *{arguments!r}]\n"
        "from detente.cli import main\n"
        "try:\n"
        "    code = main()\n"
        "except SystemExit as stop:\n"
        "    code = stop.code\n"
        "assert not code, code\n"
    )
    assert "detente" in loaded
    assert not loaded & HEAVY


def private_imports(tree: ast.AST, package: list[str]) -> list[tuple[int, str]]:
    """Lines that import a private file of another subpackage than that of `package`.

    `package` is the dotted name of the package that holds the file, split at the dots.
    """
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            name = base + (node.module.split(".") if node.module else [])
            names = [[*name, alias.name] for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name.split(".") for alias in node.names]
        else:
            continue
        for parts in names:
            private = [n for n, part in enumerate(parts) if re.match("_[^_]", part)]
            if parts[0] == "detente" and private and parts[: private[0]] != package[: private[0]]:
                found.append((node.lineno, ".".join(parts)))
    return found


@pytest.mark.parametrize(
    ("line", "foreign"),
    [
        ("from detente.game._space import Space", True),
        ("import detente.game._space", True),
        ("from ..game import _space", True),
        ("from ..game import Game", False),
        ("from detente.scenario._text import read", False),
        ("from ._text import read", False),
        ("from detente import __version__", False),
        ("from scipy._lib import anything", False),
    ],
)
def test_a_foreign_private_import_is_recognised(line: str, foreign: bool) -> None:
    assert bool(private_imports(ast.parse(line), ["detente", "scenario"])) == foreign


def test_files_with_an_underscore_stay_private_to_their_subpackage() -> None:
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        package = ["detente", *path.relative_to(SOURCE).parent.parts]
        for line, name in private_imports(ast.parse(path.read_text(encoding="utf-8")), package):
            found.append(f"{path.relative_to(SOURCE)}:{line} imports {name}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("forecast", "scenario"),
        ("equilibrium", "casebook"),
        ("scenario", "equilibrium"),
        ("casebook", "report"),
        ("game", "forecast"),
        ("report", "cli"),
    ],
)
def test_the_contracts_catch(importer: str, imported: str, tmp_path: Path) -> None:
    """A package with the same names and one wrong import does not pass."""
    package = tmp_path / "detente"
    for name in ["", importer, imported]:
        (package / name).mkdir(exist_ok=True)
        (package / name / "__init__.py").touch()
    (package / "errors.py").touch()
    linter = [
        Path(sys.executable).with_name("lint-imports"),
        "--no-cache",
        "--config",
        ROOT / "pyproject.toml",
    ]

    def run() -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
        return subprocess.run(linter, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)

    assert run().returncode == 0
    (package / importer / "__init__.py").write_text(f"import detente.{imported}\n", encoding="utf-8")
    broken = run()
    assert broken.returncode == 1
    assert f"detente.{importer} is not allowed to import detente.{imported}" in broken.stdout
