"""`make check` looks at the real templates; this proves that it would find one."""

from tests.architecture.templates_used import unused


def test_an_unused_template_is_found(tmp_path):
    (tmp_path / "templates" / "clients").mkdir(parents=True)
    (tmp_path / "clients").mkdir()
    (tmp_path / "templates" / "clients" / "shown.html").write_text('{% include "clients/_part.html" %}')
    (tmp_path / "templates" / "clients" / "_part.html").write_text("")
    (tmp_path / "templates" / "clients" / "left.html").write_text("")
    (tmp_path / "templates" / "404.html").write_text("")
    (tmp_path / "clients" / "views.py").write_text('render(request, "clients/shown.html")')
    assert unused(tmp_path) == ["clients/left.html"]
