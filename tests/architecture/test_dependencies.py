import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"^[A-Za-z][A-Za-z0-9._-]*", re.MULTILINE)
ROW = re.compile(r"^\| ([A-Za-z][\w.-]*) \| \S", re.MULTILINE)


def test_every_package_has_its_reason_and_no_reason_is_left_over():
    named = {name for path in (ROOT / "requirements").glob("*.in") for name in NAME.findall(path.read_text())}
    explained = set(ROW.findall((ROOT / "docs" / "dependencies.md").read_text())) - {"Package"}
    assert explained == named
