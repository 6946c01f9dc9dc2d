from pathlib import Path

from django.core.management import call_command
from django.utils import translation

from cas_portal.access.document import render

PAGE = Path(__file__).resolve().parents[2] / "docs" / "access.md"


def test_page_of_rights_equals_the_code():
    with translation.override("en"):
        assert PAGE.read_text(encoding="utf-8") == render()


def test_command_writes_the_page(tmp_path, settings):
    settings.ROOT = tmp_path
    (tmp_path / "docs").mkdir()
    with translation.override("en"):
        call_command("access_doc")
        assert (tmp_path / "docs" / "access.md").read_text(encoding="utf-8") == render()
