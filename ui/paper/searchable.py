"""A PDF whose Chinese text can be searched and copied.

Fonts draw a radical (U+2F00…) and the character that looks like it with one glyph, and
Qt notes the first of the two beside the glyph, so a search for the shop's name finds
nothing. The notes are plain text in the file; they are corrected in place, byte for byte.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from PySide6.QtGui import QRawFont

from ui.paper.application import paper_font

_RADICALS = range(0x2E80, 0x2FE0)
_IDEOGRAPHS = range(0x4E00, 0xA000)
_TAB, _SPACE = "0009", "0020"
_TABLE = re.compile(rb"begincmap.*?endcmap", re.DOTALL)
_CHARACTERS = re.compile(rb"\[[^\]]*\]")
_CODE = re.compile(rb"<([0-9A-F]{4})>")


def with_real_characters(pdf: bytes) -> bytes:
    """The same file, of the same length, in which glyphs stand for the characters people type."""
    return _TABLE.sub(lambda table: _CHARACTERS.sub(_corrected, table[0]), pdf)


def _corrected(characters: re.Match[bytes]) -> bytes:
    real = _real_characters()
    return _CODE.sub(lambda code: b"<" + real.get(code[1], code[1]) + b">", characters[0])


@lru_cache(maxsize=1)
def _real_characters() -> dict[bytes, bytes]:
    """Codes in a PDF, as four hexadecimal digits, and the codes that are meant."""
    by_glyph = {glyph: code for code, glyph in _glyphs(_IDEOGRAPHS).items()}
    real = {_TAB.encode(): _SPACE.encode()}
    for radical, glyph in _glyphs(_RADICALS).items():
        plain = unicodedata.normalize("NFKC", chr(radical))
        meant = by_glyph.get(glyph) or (ord(plain) if len(plain) == 1 else radical)
        real[f"{radical:04X}".encode()] = f"{meant:04X}".encode()
    return real


def _glyphs(codes: range) -> dict[int, int]:
    """The paper font's glyph of every character it has among `codes`."""
    font = QRawFont.fromFont(paper_font(72))
    found = font.glyphIndexesForString("".join(map(chr, codes)))
    return {code: glyph for code, glyph in zip(codes, found, strict=True) if glyph}
