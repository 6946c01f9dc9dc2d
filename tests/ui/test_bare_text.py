"""No page, mail or message holds words that cannot be translated."""

import pytest

from cas_portal.ui import catalogue
from tests.ui import bare_text

# Names of keys and instruments, the same in every language.
NAMES = {"Ctrl", "Enter", "HCT"}
# A button or a link: the name of its tag is chosen by a variable, so its attributes look like words.
ODD = "templates/allauth/elements/button.html"
# What only people who build the portal read: the gallery of components, commands, notes of the outbox in the log.
BUILDERS = (ODD, "templates/gallery/", "cas_portal/ui/gallery/", "reports/demo/", "cas_portal/outbox/services.py")
TEMPLATES = [
    path for path in catalogue.sources() if path.suffix != ".py" and path.is_relative_to(catalogue.ROOT / "templates")
]


def _read_by_people(path):
    return not path.relative_to(catalogue.ROOT).as_posix().startswith(BUILDERS)


@pytest.mark.slow
def test_every_word_of_a_template_is_translated():
    found = [(path.name, text) for path in filter(_read_by_people, TEMPLATES) for text in bare_text.in_template(path)]
    assert [one for one in found if one[1] not in NAMES] == []


@pytest.mark.slow
def test_errors_messages_and_labels_in_code_are_translated():
    modules = [path for path in catalogue.sources() if path.suffix == ".py"]
    found = [(path.name, text) for path in filter(_read_by_people, modules) for text in bare_text.in_code(path)]
    assert found == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('<p>{% translate "Hello" %}</p>', []),
        ("<p>{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}</p>", []),
        ("<p>Hello {{ name }}</p>", ["Hello"]),
        ('<img alt="A house">', ["A house"]),
        ("{# a remark #}<script>let words = 1</script>", []),
        ("{% block body_class %}entrance{% endblock %}<p>{{ number }} km</p>", ["km"]),
    ],
)
def test_bare_words_are_found(tmp_path, source, found):
    page = tmp_path / "page.html"
    page.write_text(source, encoding="utf-8")
    assert list(bare_text.in_template(page)) == found


def test_bare_errors_and_labels_are_found(tmp_path):
    module = tmp_path / "module.py"
    module.write_text(
        'raise Invalid("Choose a day.", _("Then save."))\n'
        'field = CharField(label="First name", help_text=_("Any name"))\n'
        'class Kind(TextChoices):\n    PHONE = "phone", "Phone call"\n',
        encoding="utf-8",
    )
    assert sorted(bare_text.in_code(module)) == ["1: Choose a day.", "2: First name", "4: Phone call"]
