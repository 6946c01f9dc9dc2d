"""Sheets have a shape for every letter of the languages of the portal, or the deployment is told."""

import pytest

from clients import fonts


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "es", "vi", "ru", "hmn", "tl", "hi", "fa", "prs"])
def test_fonts_at_hand_set_the_language(language):
    assert fonts.can_set(language)


@pytest.mark.slow
def test_a_language_on_offer_without_letters_is_named_before_a_deployment(settings):
    assert list(fonts.check_fonts(None)) == []
    settings.LANGUAGES = [("en", "English"), ("pa", "ਪੰਜਾਬੀ")]
    (warning,) = fonts.check_fonts(None)
    assert "ਪੰਜਾਬੀ" in warning.msg and "FONT_FOLDERS" in warning.hint
