"""Another language is offered by adding its folder: under its own name, and written from its own side."""

from django.template import Context, Template
from django.utils import translation

from cas_portal.settings import languages

BUTTONS = Template(
    "{% load i18n %}{% get_language_info_list for codes as all %}{% for one in all %}{{ one.name_local }} {% endfor %}"
)
PAGE = Template("{% load i18n %}{% get_current_language_bidi as RTL %}{% if RTL %}rtl{% else %}ltr{% endif %}")


def put(locale, folder):
    place = locale / folder / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "django.mo").touch()


def test_english_alone_needs_no_folder(tmp_path):
    assert languages.offered(tmp_path) == [("en", "English")]


def test_a_folder_adds_its_language_by_its_own_name(tmp_path):
    put(tmp_path, "prs")
    put(tmp_path, "zh_Hans")
    assert languages.offered(tmp_path) == [("en", "English"), ("zh-hans", "中文"), ("prs", "دری")]


def test_the_portal_speaks_english_and_spanish(settings):
    assert settings.LANGUAGES == [("en", "English"), ("es", "Español")]


def test_every_language_has_a_name_of_its_own():
    codes = list(languages.NATIVE_NAMES)
    assert BUTTONS.render(Context({"codes": codes})).split() == " ".join(languages.NATIVE_NAMES.values()).split()


def test_farsi_and_dari_are_written_from_the_right():
    sides = {}
    for code in ("en", "es", "fa", "prs"):
        with translation.override(code):
            sides[code] = PAGE.render(Context())
    assert sides == {"en": "ltr", "es": "ltr", "fa": "rtl", "prs": "rtl"}
