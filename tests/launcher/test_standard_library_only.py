"""The launcher runs before anything is installed, so it may import nothing but Python's own library and itself."""

import ast
import sys
from pathlib import Path

import pytest

from cas_portal import launcher

MODULES = sorted(Path(launcher.__file__).parent.glob("*.py"))
FIRST = [Path(launcher.__file__).parent / name for name in ("__init__.py", "__main__.py", "python_version.py")]


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_module_imports_only_the_standard_library(path):
    foreign = [
        name
        for name in imported(path)
        if name.partition(".")[0] not in sys.stdlib_module_names and not name.startswith("cas_portal.launcher")
    ]
    assert foreign in ([], ["cas_portal"])


def test_the_package_above_it_imports_nothing():
    above = Path(launcher.__file__).parents[1] / "__init__.py"
    assert list(imported(above)) == []


@pytest.mark.parametrize("path", [*FIRST, Path(launcher.__file__).parents[2] / "manage.py"], ids=lambda path: path.stem)
def test_what_runs_before_the_version_check_reads_on_old_python(path):
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 7))
