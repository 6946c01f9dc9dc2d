"""The languages the portal can speak (ux §5). One is offered as soon as its folder stands in locale/."""

from pathlib import Path

from django.conf.locale import LANG_INFO

# By the name each language has for itself; no flags.
NATIVE_NAMES = {
    "en": "English",
    "es": "Español",
    "zh-hans": "中文",
    "pa": "ਪੰਜਾਬੀ",
    "hmn": "Hmoob",
    "ru": "Русский",
    "tl": "Tagalog",
    "vi": "Tiếng Việt",
    "hi": "हिन्दी",
    "fa": "فارسی",
    "prs": "دری",
}
RIGHT_TO_LEFT = ["fa", "prs"]
FOLDERS = {"zh-hans": "zh_Hans"}
CODE_ITSELF = "en"


def offered(locale: Path) -> list[tuple[str, str]]:
    """English, and every language whose compiled catalogue stands in the folder, in the order of NATIVE_NAMES."""
    return [
        (code, name)
        for code, name in NATIVE_NAMES.items()
        if code == CODE_ITSELF or (locale / FOLDERS.get(code, code) / "LC_MESSAGES" / "django.mo").exists()
    ]


def introduce() -> None:
    """Tell Django the names of the languages it does not know, or calls otherwise."""
    for code, name in NATIVE_NAMES.items():
        known = LANG_INFO.get(code, {"code": code, "name": name})
        LANG_INFO[code] = {**known, "bidi": code in RIGHT_TO_LEFT, "name_local": name}
