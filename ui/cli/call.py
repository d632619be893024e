"""One verb on its way: the words it was given, the shop it works on, and where it speaks."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from services.backup.keeper import Keeper
from services.errors import Invalid, ShopBusy, ShopDamaged
from services.i18n import N_
from services.messages import message
from services.shop import Shop
from ui.cli.console import Console, Usage
from ui.cli.handover import Reply, ask_window

WHO = "zhanggui command line"


class HandedOver(Exception):
    """Another program of ours had the shop open and has carried the verb out."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        super().__init__()


@dataclass(slots=True)
class Call:
    """A verb with its arguments. `open_shop` is set where a window that has the shop open carries it out."""

    argv: Sequence[str]
    words: Namespace
    console: Console
    folder: Path
    open_shop: Shop | None = None

    def path(self, given: Path) -> Path:
        """A path as the person meant it, whatever folder this process is in. `Invalid` for what no file can be called.

        The system lets no zero byte through; a program that talks to the window does.
        """
        if "\0" in str(given):
            reason = message(N_("no file can be called that"))
            raise Invalid(field=message(N_("File")), value=str(given).replace("\0", "\ufffd"), reason=reason)
        return given if given.is_absolute() else self.folder / given

    @property
    def out(self) -> Path:
        """The file ``--out`` names."""
        return self.path(self.words.out)

    @property
    def shop_path(self) -> Path:
        """The file ``--shop`` names."""
        if self.words.shop is None:
            raise Usage(reason=message(N_("missing: {names}"), names="--shop"))
        return self.path(self.words.shop)

    @contextmanager
    def reading(self) -> Iterator[Shop]:
        """The shop, opened for reading only; a window may have it open at the same time."""
        if self.open_shop is not None:
            with _noting_damage(self.open_shop):
                yield self.open_shop
            return
        with Shop.open(self.shop_path, read_only=True, who=WHO) as shop, _noting_damage(shop), self._stopping():
            yield shop

    @contextmanager
    def writing(self) -> Iterator[Shop]:
        """The shop, opened for writing; where a window has it, that window is asked to do the verb instead."""
        if self.open_shop is not None:
            with _noting_damage(self.open_shop):
                yield self.open_shop
            return
        with self._opened() as shop, _noting_damage(shop), self._stopping():
            yield shop

    @contextmanager
    def writing_here(self) -> Iterator[Shop]:
        """The shop, opened for writing by this process and by no window. Raises `ShopBusy` where another has it."""
        with Shop.open(self.shop_path, who=WHO) as shop, _noting_damage(shop), self._stopping():
            yield shop

    @contextmanager
    def _stopping(self) -> Iterator[None]:
        """Ctrl+C cancels the work before the shop is closed, so that closing does not wait for its end."""
        try:
            yield
        except KeyboardInterrupt:
            self.console.task.cancel()
            raise

    def _opened(self) -> Shop:
        try:
            shop = Shop.open(self.shop_path, who=WHO)
        except ShopBusy:
            reply = ask_window(self.shop_path, self.argv, self.folder)
            if reply is None:
                raise
            raise HandedOver(reply) from None
        Keeper(shop)  # backs up before an import or a deletion
        return shop


@contextmanager
def _noting_damage(shop: Shop) -> Iterator[None]:
    """Where the open shop turns out to be damaged, note it: the next start reads all of the file before it opens it."""
    try:
        yield
    except ShopDamaged as error:
        if error.params["file"] == str(shop.path):
            from services.integrity import note_damage_of  # few verbs need it: it would make each begin later

            note_damage_of(shop.path, str(error.params["reason"]))
        raise
