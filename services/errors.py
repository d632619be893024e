"""Everything that can be said to a person instead of a traceback.

A `UserError` is something the person can do something about, an `EnvironmentProblem` is
the computer's. Each carries a message with three parts: what happened, what was kept, what
to do. Anything that is not an `AppError` is a bug and ends in the crash report.

Here is what any part of the program may say; what only one area says is in its own `errors.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from services.i18n import N_, join_sentences
from services.messages import Message, Param, message


class AppError(Exception):
    """Base of all errors with a sentence for the user.

    `code` is stable and machine-readable, `template` is the English sentence, and `hint`
    says what to do next.
    """

    code = "app.error"
    template = N_("Something did not work.")
    hint = ""
    exit_code = 1

    def __init__(self, **params: Param) -> None:
        self.params = params
        super().__init__(self.code)

    @property
    def message(self) -> Message:
        """What happened and what was kept."""
        return message(self.template, **self.params)

    @property
    def advice(self) -> Message | None:
        """What to do next, where there is something to do."""
        return message(self.hint, **self.params) if self.hint else None

    def __str__(self) -> str:
        advice = self.advice
        return str(self.message) if advice is None else join_sentences([str(self.message), str(advice)])


def kinds_below(kind: type[AppError]) -> Iterator[type[AppError]]:
    """Every kind of error below one, of the modules that are loaded."""
    for one in kind.__subclasses__():
        yield one
        yield from kinds_below(one)


class UserError(AppError):
    """The person can do something about it."""

    exit_code = 2


class EnvironmentProblem(AppError):
    """The computer is in the way: disk, permissions, another program, damage."""

    exit_code = 3


class Cancelled(AppError):
    """The person stopped it. Never shown as an error."""

    code = "app.cancelled"
    template = N_("Cancelled. Nothing was changed.")
    exit_code = 130


# --- what a person asked for cannot be done -------------------------------------------------


class NotFound(UserError):
    """Something named does not exist (`what` and `which`)."""

    code = "app.not_found"
    template = N_("There is no {what} “{which}”. Nothing was changed.")
    hint = N_("Check the name, or look it up in its list.")


class Invalid(UserError):
    """One field holds something that cannot be used (`field`, `value`, `reason`)."""

    code = "app.invalid"
    template = N_("{field}: “{value}” cannot be used: {reason}. Nothing was saved.")
    hint = N_("Correct it and try again.")


class StaleEdit(UserError):
    """The row changed while somebody was editing it."""

    code = "app.stale_edit"
    template = N_("This {what} was changed while you were editing. Your text is still in the form; nothing was saved.")
    hint = N_("Look at the new values, then save again.")


class UndoConflict(UserError):
    """A later change stands in the way of an undo or redo (`operation` names it)."""

    code = "journal.undo_conflict"
    template = N_("“{what}” cannot be taken back: {operation} changed the same thing later. Nothing was changed.")
    hint = N_("Undo the later change first; History lists it.")


class NothingToUndo(UserError):
    """Undo or redo was asked for and there is nothing left."""

    code = "journal.nothing_to_undo"
    template = N_("There is nothing to undo or redo. Nothing was changed.")
    hint = N_("History lists everything that was done.")


class UndoNotPossible(UserError):
    """An operation had an effect outside the file, or is older than the file's layout."""

    code = "journal.undo_not_possible"
    template = N_("“{what}” cannot be taken back: {reason}. Nothing was changed.")
    hint = N_("Correct it with a new entry instead.")


class NotAllowed(UserError):
    """The state of the rows forbids the action (`what`, `rows`)."""

    code = "orders.not_allowed"
    template = N_("This cannot be done with {rows}: {reason}. Nothing was changed.")
    hint = N_("Take these out of the selection and try again.")
    hint_of_one = N_("Put that right first; where others were chosen too, leave this one out.")

    @property
    def advice(self) -> Message | None:
        """Of one thing nothing may have been chosen that could be left out: what stands in the way comes first."""
        rows = self.params.get("rows")
        is_one = isinstance(rows, tuple) and len(rows) == 1
        return message(self.hint_of_one) if is_one else super().advice


class NotAtThisPoint(NotAllowed):
    """The state of one thing forbids a step of it (`rows`, `reason`); nothing was selected that could be left out."""

    code = "app.not_at_this_point"
    hint = hint_of_one = N_("Take the step that fits, or take back the one that is in the way.")


class NothingSelected(UserError):
    """An action over a set of rows found none (`what`)."""

    code = "app.nothing_selected"
    template = N_("There is nothing to do: {what}. Nothing was written.")
    hint = N_("Choose other orders, or look at the filters.")


class MonthLocked(UserError):
    """An entry would fall into days whose books are closed (`month`, `through`)."""

    code = "books.month_locked"
    template = N_("The books are closed through {through}, so {month} cannot be changed. Nothing was saved.")
    hint = N_("Enter it with a later date, or open the month again in the Finance page's section “Month close”.")


class NotEnoughStock(UserError):
    """More would leave than there is, of products that may not go below zero (`products`)."""

    code = "stock.not_enough"
    template = N_("There is not enough in stock: {products}. Nothing was changed.")
    hint = N_("Count or receive them first, or allow them to be sold below zero.")


class PictureUnreadable(UserError):
    """What was dropped or pasted is no picture, or too large a one (`file`, `reason`)."""

    code = "catalog.picture"
    template = N_("“{file}” cannot be shown as a picture: {reason}. Nothing was added.")
    hint = N_("Use a JPEG, PNG, WebP, GIF or BMP file.")


class TemplateProblem(UserError):
    """A platform template or a print template cannot be filled (`file`, `reason`)."""

    code = "file.template"
    template = N_("The template “{file}” cannot be filled: {reason}. Nothing was written.")
    hint = N_("Use the platform's own empty template, with its header row.")


# --- the computer ------------------------------------------------------------------------------


class ShopMissing(EnvironmentProblem):
    """The shop file is not where it was."""

    code = "shop.missing"
    template = N_("The shop file {file} is not there.")
    hint = N_("If it is on a USB stick or a network drive, connect it and open the shop again.")
    exit_code = 2


class ShopExists(UserError):
    """A new shop would overwrite an existing file."""

    code = "shop.exists"
    template = N_("{file} exists already. It was left as it is.")
    hint = N_("Choose another name, or open it.")


class NotAShop(UserError):
    """The file is something else."""

    code = "shop.not_a_shop"
    template = N_("{file} is not a shop file of this program. It was left as it is.")
    hint = N_("Data files are imported: drop them on the window of an open shop.")


class ShopDamaged(EnvironmentProblem):
    """SQLite says the file's structure is broken."""

    code = "shop.damaged"
    template = N_("The shop file {file} is damaged ({reason}). It was not changed.")
    hint = N_("Keep the file. Restore the newest good backup under another name, and check the drive it was on.")


class ShopOnlyLookedAt(EnvironmentProblem):
    """A damaged file was opened to look at what it holds, and somebody wanted to change it."""

    code = "shop.only_looked_at"
    template = N_("{file} is damaged and was opened only to look. Nothing was changed.")
    hint = N_("Restore a backup of it, or save what can be read, and do this in the shop that comes of it.")


class ShopNewer(EnvironmentProblem):
    """Written by a newer version of the program."""

    code = "shop.newer"
    template = N_(
        "{file} was written by a newer version (file version {found}, this program knows {known}). It was not changed."
    )
    hint = N_("Install the newer version to open it.")


class ShopOfVersion(ShopNewer):
    """The same of a file that names the version (`program`)."""

    code = "shop.of_newer_version"
    template = N_(
        "{file} was written by version {program} of the program, which is newer than this one (file version {found}, "
        "this program knows {known}). It was not changed."
    )
    hint = N_("Install version {program}, or a newer one, to open it.")


class ShopNotUpgraded(EnvironmentProblem):
    """The copy that was brought to the newest layout was not sound (`file`, `reason`)."""

    code = "shop.not_upgraded"
    template = N_("{file} could not be brought to the form this version needs ({reason}). It was not changed.")
    hint = N_("Open it with the version it was written with. The drive may be failing: copy the file to another one.")


class ShopBusy(EnvironmentProblem):
    """Another program, usually our own window, has the file."""

    code = "shop.busy"
    template = N_("{file} is in use by another program ({who}). Nothing was changed.")
    hint = N_("Close it there, or do this in that window.")


class ShopReadOnly(EnvironmentProblem):
    """The file or its folder may not be written."""

    code = "shop.read_only"
    template = N_("{file} can only be read: the file or its folder is write-protected. Nothing was changed.")
    hint = N_("Remove the write protection, or copy the shop to another folder and open it there.")


class ShopOlderReadOnly(ShopReadOnly):
    """A shop of an older layout that may not be written, or was to be read only: it cannot be looked at as it is."""

    code = "shop.older_read_only"
    template = N_(
        "{file} was written by an older version and must be brought up to date before it can be read; only looking at "
        "it does not do that. Nothing was changed."
    )
    hint = N_(
        "Open it in the window, which does that. Where the file or its folder is write-protected, copy the shop to "
        "another folder and open it there."
    )


class DiskFull(EnvironmentProblem):
    """No space left (`path`)."""

    code = "disk.full"
    template = N_("The disk is full: {path}. Nothing was changed; everything saved before is still there.")
    hint = N_("Free some space on that drive and do it again.")


class DiskProblem(EnvironmentProblem):
    """Reading or writing failed (`path`, `reason`)."""

    code = "disk.problem"
    template = N_(
        "Reading or writing {path} failed ({reason}). Nothing was changed; everything saved before is still there."
    )
    hint = N_("Check that the drive is connected and healthy, then do it again.")


class SaveUncertain(EnvironmentProblem):
    """The disk failed in the last moment of saving and goes on failing (`path`)."""

    code = "disk.uncertain"
    template = N_(
        "The disk failed at the very end of saving to {path}, and still does. Whether this change was kept shows when "
        "the shop is opened again: all of it is there, or nothing."
    )
    hint = N_("Check that the drive is connected, healthy and not full, open the shop again and look in History.")


class CannotWrite(EnvironmentProblem):
    """An output file cannot be written (`path`, `reason`)."""

    code = "file.cannot_write"
    template = N_("{path} cannot be written ({reason}). The file that was there before is unchanged.")
    hint = N_("Close it if it is open in another program, or choose another place.")


class PrinterRefused(EnvironmentProblem):
    """A printer does not take what it is given (`printer`)."""

    code = "printer.refused"
    template = N_("“{printer}” does not take the pages.")
    hint = N_("See that it is connected, switched on and has paper, or choose another printer.")


class FontMissing(EnvironmentProblem):
    """No font with Chinese characters was found."""

    code = "font.missing"
    template = N_(
        "No font with Chinese characters is installed, so the paper would show empty boxes. Nothing was written."
    )
    hint = N_("Install a Chinese font, for example fonts-noto-cjk, and try again.")
