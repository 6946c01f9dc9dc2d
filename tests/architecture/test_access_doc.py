import re
from pathlib import Path

from django.core.management import call_command
from django.utils import translation

from cas_portal.access.document import WAITING, render
from cas_portal.access.permissions import Permission

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("assessments", "cas_portal", "clients", "documents", "queues", "referrals", "reports")
PAGE = ROOT / "docs" / "access.md"


def test_page_of_rights_equals_the_code():
    with translation.override("en"):
        assert PAGE.read_text(encoding="utf-8") == render()


def test_command_writes_the_page(tmp_path, settings):
    settings.ROOT = tmp_path
    (tmp_path / "docs").mkdir()
    with translation.override("en"):
        call_command("access_doc")
        assert (tmp_path / "docs" / "access.md").read_text(encoding="utf-8") == render()


def test_rights_without_a_page_are_those_the_page_names():
    table = ROOT / "cas_portal" / "access"
    files = [file for room in ROOMS for file in (ROOT / room).rglob("*.py") if table not in file.parents]
    code = " ".join(file.read_text(encoding="utf-8") for file in files)
    unused = {right for right in Permission if not re.search(rf"\b(?:Permission|P)\.{right.name}\b", code)}
    assert unused == set(WAITING)
