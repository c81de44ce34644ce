"""The shape of the source that the contributing guide promises."""

import statistics
from pathlib import Path

ROOT = Path(__file__).parents[2]
LONGEST_FILE = 400
MEDIAN_FILE = 200


def lengths() -> dict[str, int]:
    files = sorted((ROOT / "src" / "detente").rglob("*.py"))
    return {str(f.relative_to(ROOT)): len(f.read_text(encoding="utf-8").splitlines()) for f in files}


def test_no_source_file_is_long() -> None:
    assert {name: n for name, n in lengths().items() if n > LONGEST_FILE} == {}


def test_most_source_files_are_short() -> None:
    assert statistics.median(lengths().values()) < MEDIAN_FILE


def test_every_source_folder_is_a_package() -> None:
    """A folder without `__init__.py` would be left out of the import contracts."""
    folders = {f.parent for f in (ROOT / "src" / "detente").rglob("*.py")}
    assert [f for f in sorted(folders) if not (f / "__init__.py").exists()] == []
