"""A page of the manual as the rich text Qt shows, in the colours of the theme that is on."""

from __future__ import annotations

from html import escape

from services.manual.markup import Block, Grid, Heading, Line, Paragraph, Picture, Steps
from services.manual.pages import ManualPage
from ui.theme.apply import current_theme

_SIZES = {1: "title", 2: "heading", 3: "strong"}


def html(page: ManualPage, width: int) -> str:
    """The whole page; pictures are `width` pixels wide at most."""
    return "".join(_block(block, width) for block in page.blocks)


def _block(block: Block, width: int) -> str:
    match block:
        case Heading():
            return _heading(block)
        case Paragraph():
            return f'<p style="line-height:150%; margin:0 0 10px 0">{_line(block.line)}</p>'
        case Steps():
            tag = "ol" if block.numbered else "ul"
            items = "".join(f'<li style="line-height:150%; margin-bottom:4px">{_line(one)}</li>' for one in block.lines)
            return f'<{tag} style="margin:0 0 10px 0">{items}</{tag}>'
        case Grid():
            return _grid(block)
        case Picture():
            words = escape(block.words, quote=True)
            note = _coloured(escape(block.words), "text2")
            return (
                f'<p style="margin:6px 0 2px 0"><img src="{escape(block.path)}" width="{width}" alt="{words}"></p>'
                f'<p style="margin:0 0 14px 0">{note}</p>'
            )


def _heading(block: Heading) -> str:
    theme = current_theme()
    size = theme.font(_SIZES[block.level]).pixelSize()
    above = {1: 0, 2: 20, 3: 10}[block.level]
    mark = f'<a name="{block.anchor}"></a>' if block.anchor else ""
    return (
        f'<p style="font-size:{size}px; font-weight:600; color:{theme.color("text").name()}; '
        f'margin:{above}px 0 6px 0">{mark}{escape(block.text)}</p>'
    )


def _grid(block: Grid) -> str:
    theme = current_theme()
    line = theme.color("border").name()

    def row(cells: tuple[Line, ...], strong: bool) -> str:
        weight = "600" if strong else "400"
        style = f"padding:5px 14px 5px 0; border-bottom:1px solid {line}; font-weight:{weight}"
        return "<tr>" + "".join(f'<td style="{style}">{_line(cell)}</td>' for cell in cells) + "</tr>"

    rows = row(block.head, True) + "".join(row(one, False) for one in block.rows)
    return f'<table cellspacing="0" style="margin:0 0 12px 0">{rows}</table>'


def _line(line: Line) -> str:
    parts = []
    for span in line:
        words = escape(span.text)
        if span.look == "link":
            colour = current_theme().color("accent_text").name()
            target = escape(span.target, quote=True)
            words = f'<a href="{target}" style="color:{colour}; text-decoration:none">{words}</a>'
        elif span.look == "label":
            words = f"<b>{words}</b>"
        elif span.look == "code":
            words = _coloured(words, "text2")
        parts.append(words)
    return "".join(parts)


def _coloured(words: str, role: str) -> str:
    return f'<span style="color:{current_theme().color(role).name()}">{words}</span>'
