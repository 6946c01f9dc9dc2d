"""Which languages a sheet can be set in: the fonts that come with the PDF maker, and folders a deployment adds."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import typst
from django.conf import settings
from django.core.checks import CheckMessage, Warning

# A few words of each language of the portal's sheets, with the letters that are particular to it.
SAMPLES = {
    "en": "Your next steps",
    "es": "¿Qué sigue? Mañana, próxima acción",
    "vi": "Các bước tiếp theo của quý vị được ưu tiên",
    "ru": "Ваши следующие шаги, подъезд",
    "hmn": "Koj cov kauj ruam tom ntej",
    "tl": "Ang iyong mga susunod na hakbang, ñ",
    "hi": "आपके अगले कदम",
    "fa": "گام‌های بعدی شما پژوهش",
    "prs": "گام‌های بعدی شما",
    "pa": "ਤੁਹਾਡੇ ਅਗਲੇ ਕਦਮ",
    "zh-hans": "您的后续步骤",
    "zh-hant": "您的後續步驟",
}


def folders() -> list[str]:
    """Return the folders with further fonts (setting FONT_FOLDERS)."""
    return [str(folder) for folder in settings.FONT_FOLDERS]


def can_set(language: str) -> bool:
    """Whether every letter of the language has a shape in the fonts at hand; unknown languages count as set."""
    return _can_set(SAMPLES.get(language, ""), tuple(folders()))


@cache
def _can_set(text: str, further: tuple[str, ...]) -> bool:
    source = f'#set document(title: "x")\n{text}'.encode()
    options: dict[str, Any] = {"pdf_standards": "ua-1", "ignore_system_fonts": True, "font_paths": [*further]}
    try:
        typst.compile(source, format="pdf", **options)
    except typst.TypstError:
        return False
    return True


def check_fonts(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """Warn, before a deployment, of each language on offer whose sheets would have letters without a shape."""
    lacking = [name for code, name in settings.LANGUAGES if not can_set(code)]
    return [
        Warning(
            f"No font at hand has the letters of {name}.",
            hint="Put a font that has them (for example Noto Sans) in a folder and name the folder in FONT_FOLDERS.",
            id="clients.W001",
        )
        for name in lacking
    ]
