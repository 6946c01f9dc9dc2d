"""Finds words in templates and in code that people read and no catalogue knows."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from django.template.base import Lexer, TokenType

SPOKEN = frozenset({"alt", "aria-label", "aria-description", "placeholder", "title"})
SILENT = frozenset({"script", "style", "svg", "code"})
WORD = re.compile(r"[A-Za-z]{2,}")
# Attributes that stand in blocks of their own, and tags whose name a variable chooses.
UNREAD_BLOCKS = frozenset({"body_class", "main_class", "form_attributes", "body_attributes"})
MARKUP = re.compile(r'="|^data-[\w-]+$')
ENTITY = re.compile(r"&#?\w+;")
# Stands for what a tag or a variable puts there: a word of its own would hide that it is translated.
GAP = "\N{HORIZONTAL ELLIPSIS}"


def in_template(path: Path) -> Iterator[str]:
    """The visible words of a template outside of its translation tags."""
    bare = "".join(_outside(path.read_text(encoding="utf-8")))
    if path.suffix == ".html":
        reader = _Reader()
        reader.feed(bare)
        found = reader.found
    else:
        found = bare.splitlines()
    pieces = (piece.strip() for text in found for piece in text.split(GAP))
    yield from (piece for piece in pieces if WORD.search(ENTITY.sub("", piece)) and not MARKUP.search(piece))


def _outside(source: str) -> Iterator[str]:
    closing = ""
    for token in Lexer(source).tokenize():
        name, *words = token.contents.split() if token.token_type == TokenType.BLOCK else [""]
        if closing:
            closing = "" if name == closing else closing
        elif name in {"blocktranslate", "comment", "verbatim"} or UNREAD_BLOCKS.intersection(words):
            closing = f"end{name}"
            yield GAP
        elif token.token_type == TokenType.TEXT:
            yield token.contents
        elif token.token_type != TokenType.COMMENT:
            yield GAP


class _Reader(HTMLParser):
    """Collects text nodes, and the attributes that are read out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        self.found += [value or "" for name, value in attrs if name in SPOKEN]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in SPOKEN]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


# Calls and names that put a text before somebody's eyes.
ERRORS = frozenset(
    {"DomainError", "Forbidden", "Missing", "Conflict", "StaleForm", "AlreadyDone", "Invalid", "ValidationError"}
)
CALLS = ERRORS | {"require", "add_error", "success", "Panel", "Section", "Fact"}
SHOWN = frozenset({"label", "help_text", "what_to_do", "verbose_name", "empty_label", "title", "caption", "heading"})
SENTENCE = re.compile(r"[A-Za-z]{2,}[ .?]")


def in_code(path: Path) -> Iterator[str]:
    """Plain strings of a module in a place where people read them: errors, messages, labels, choices."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    # The help of a serializer is printed in the OpenAPI document alone, which is in English.
    shown = SHOWN - {"help_text"} if "api" in path.parts else SHOWN
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and any("Choices" in ast.unparse(base) for base in node.bases):
            labels = [
                member.value.elts[-1]
                for member in node.body
                if isinstance(member, ast.Assign) and isinstance(member.value, ast.Tuple)
            ]
            yield from (f"{label.lineno}: {text}" for label in labels for text in _plain(label) if WORD.search(text))
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            places = list(node.args) if name in CALLS else []
            places += [word.value for word in node.keywords if word.arg in shown]
            yield from (
                f"{node.lineno}: {text}"
                for place in places
                for text in _plain(place)
                if SENTENCE.search(text) and not text.endswith(".html")
            )


def _plain(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(part.value for part in node.values if isinstance(part, ast.Constant))
    elif isinstance(node, ast.BinOp):
        yield from _plain(node.left)
    elif isinstance(node, ast.IfExp):
        yield from _plain(node.body)
        yield from _plain(node.orelse)
