"""The few marks the manual is written with, read into blocks, and written again as plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

_HEADING = re.compile(r"(#{1,3}) (.+?)(?: \{#([\w.-]+)\})?$")
_PICTURE = re.compile(r"!\[(.*)\]\((.+)\)$")
_ITEM = re.compile(r"(?:- |\d+\. )(.+)$")
_SPAN = re.compile(r"\*\*(?P<label>.+?)\*\*|`(?P<code>.+?)`|\[(?P<words>[^\]]+)\]\((?P<to>[^)]+)\)")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one look: ``plain``, ``label`` (a word of the window), ``code`` or ``link`` with its target."""

    look: str
    text: str
    target: str = ""


Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A title of level 1 to 3 and the anchor links lead to."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    line: Line


@dataclass(frozen=True, slots=True)
class Steps:
    """A list, numbered or not."""

    numbered: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its head and its rows."""

    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture beside the pages, and what it shows in words."""

    words: str
    path: str


Block = Heading | Paragraph | Steps | Grid | Picture


def read(text: str) -> tuple[Block, ...]:
    """The blocks of a page; lines that follow each other belong together."""
    groups = re.split(r"\n\s*\n", text.strip())
    return tuple(block for group in groups for block in _blocks(group.strip().splitlines()))


def _blocks(lines: list[str]) -> Iterator[Block]:
    first = lines[0]
    if heading := _HEADING.match(first):
        yield Heading(len(heading[1]), heading[2], heading[3] or "")
        if lines[1:]:
            yield from _blocks(lines[1:])
    elif picture := _PICTURE.match(first):
        yield Picture(picture[1], picture[2])
    elif first.startswith("|"):
        rows = [_cells(line) for line in lines]
        yield Grid(rows[0], tuple(rows[2:]))
    elif _ITEM.match(first):
        yield Steps(first[0].isdigit(), tuple(spans(item) for item in _items(lines)))
    else:
        text = list(takewhile(lambda line: not _ITEM.match(line), lines))
        yield Paragraph(spans(_joined(text)))
        if lines[len(text) :]:
            yield from _blocks(lines[len(text) :])


def _items(lines: list[str]) -> list[str]:
    items: list[list[str]] = []
    for line in lines:
        if found := _ITEM.match(line):
            items.append([found[1]])
        else:
            items[-1].append(line.strip())
    return [_joined(item) for item in items]


def _joined(lines: list[str]) -> str:
    """Lines as one: Chinese needs no space where a line was broken."""
    text = lines[0]
    for line in lines[1:]:
        text += line if not (text[-1].isascii() or line[0].isascii()) else f" {line}"
    return text


def _cells(line: str) -> tuple[Line, ...]:
    cells = re.split(r"(?<!\\)\|", line.strip().strip("|"))
    return tuple(spans(cell.strip().replace("\\|", "|")) for cell in cells)


def spans(text: str) -> Line:
    """A line cut where its look changes."""
    found: list[Span] = []
    end = 0
    for match in _SPAN.finditer(text):
        if match.start() > end:
            found.append(Span("plain", text[end : match.start()]))
        end = match.end()
        if match["to"]:
            found.append(Span("link", match["words"], match["to"]))
        else:
            found.append(Span("label", match["label"]) if match["label"] else Span("code", match["code"]))
    return (*found, Span("plain", text[end:])) if end < len(text) else tuple(found)


def plain(line: Line) -> str:
    """A line without its looks."""
    return "".join(span.text for span in line)


def words_of(block: Block) -> str:
    """Everything a block says, as one line."""
    match block:
        case Heading():
            return block.text
        case Paragraph():
            return plain(block.line)
        case Steps():
            return " ".join(map(plain, block.lines))
        case Grid():
            return " ".join(plain(cell) for row in (block.head, *block.rows) for cell in row)
        case Picture():
            return block.words


def as_text(blocks: tuple[Block, ...]) -> str:
    """The blocks for a terminal: titles underlined, lists marked, a picture by its words."""
    return "\n\n".join(map(_text_of, blocks)) + "\n"


def _text_of(block: Block) -> str:
    match block:
        case Heading():
            mark = "=-·"[block.level - 1]
            return f"{block.text}\n{mark * _columns(block.text)}"
        case Steps():
            marks = [f"{number}." if block.numbered else "-" for number in range(1, len(block.lines) + 1)]
            return "\n".join(f"{mark} {plain(line)}" for mark, line in zip(marks, block.lines, strict=True))
        case Grid():
            return "\n".join(" — ".join(plain(cell) for cell in row if plain(cell)) for row in block.rows)
        case Picture():
            return f"[{block.words}]"
        case Paragraph():
            return plain(block.line)


def _columns(text: str) -> int:
    """How wide a terminal shows a text: a Chinese character takes two places."""
    return sum(1 if char.isascii() else 2 for char in text)
