"""What is shipped, and that the lock says what the project asks for."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
PUBLIC_HOSTS = {"pypi.org", "files.pythonhosted.org"}


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def lock_text() -> str:
    return (ROOT / "uv.lock").read_text(encoding="utf-8")


def asked(requirements: list) -> set[tuple[str, str]]:
    """Name and version range of each requirement, without the includes of other groups."""
    parsed = [Requirement(r) for r in requirements if isinstance(r, str)]
    return {(r.name, str(r.specifier)) for r in parsed}


def locked(requirements: list[dict]) -> set[tuple[str, str]]:
    return {(r["name"], str(Requirement(r["name"] + r.get("specifier", "")).specifier)) for r in requirements}


def test_the_lock_is_of_this_project_file() -> None:
    (own,) = [p for p in tomllib.loads(lock_text())["package"] if p["name"] == "detente"]
    declared = project()["project"]
    extras = [one for members in declared["optional-dependencies"].values() for one in members]
    assert locked(own["metadata"]["requires-dist"]) == asked([*declared["dependencies"], *extras])
    groups = project()["dependency-groups"]
    expanded = {}
    for name, members in groups.items():
        included = [m["include-group"] for m in members if isinstance(m, dict)]
        expanded[name] = asked(members).union(*(asked(groups[other]) for other in included))
    assert {name: locked(members) for name, members in own["metadata"]["requires-dev"].items()} == expanded


def test_the_lock_names_public_hosts_only() -> None:
    hosts = {urlsplit(url).netloc for url in re.findall(r"[a-z+]+://[^\s\"']+", lock_text())}
    assert hosts == PUBLIC_HOSTS


def test_every_locked_file_has_a_hash() -> None:
    packages = tomllib.loads(lock_text())["package"]
    files = [f for p in packages for f in [*p.get("wheels", []), *([p["sdist"]] if "sdist" in p else [])]]
    assert files
    assert [f["url"] for f in files if not f.get("hash", "").startswith("sha256:")] == []


def test_the_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    """Scenarios, their pages, the schema and the templates too, not only the code."""
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        shipped = set(archive.namelist())
        entry = next(n for n in shipped if n.endswith("entry_points.txt"))
        assert "detente = detente.cli:main" in archive.read(entry).decode()
    source = ROOT / "src"
    expected = {
        str(f.relative_to(source))
        for f in (source / "detente").rglob("*")
        if f.is_file() and "__pycache__" not in f.parts
    }
    assert {"detente/py.typed", "detente/__init__.py"} <= expected
    assert expected <= shipped
    assert [n for n in shipped if n.endswith(".pyc")] == []
