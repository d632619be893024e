"""Everything that can be said to a person instead of a traceback.

A `UserError` is something the person can do something about, an `EnvironmentProblem` is
the computer's. Each carries a message with three parts: what happened, what was kept, what
to do. Anything that is not an `AppError` is a bug and ends in the crash report.
"""

from __future__ import annotations

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
    hint = N_("Correct it and save again.")


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


class NotAtThisPoint(NotAllowed):
    """The state of one thing forbids a step of it (`rows`, `reason`); nothing was selected that could be left out."""

    code = "app.not_at_this_point"
    hint = N_("Take the step that fits, or take back the one that is in the way.")


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


class StockSpokenFor(UserError):
    """A campaign would keep more pieces than are free (`products`: code, free and wanted pieces)."""

    code = "campaigns.stock_spoken_for"
    template = N_("There are not that many free pieces to set aside: {products}. Nothing was saved.")
    hint = N_("Set fewer aside, or allow more than there is.")


class UnknownCode(UserError):
    """What was scanned is no product's code or barcode (`code`)."""

    code = "stocktake.unknown_code"
    template = N_("No product has the code {code}. It was not counted.")
    hint = N_("Create the product, or give the code to one you have.")


class StocktakeOver(UserError):
    """A stocktake is not in the state the action needs (`number`, `state`)."""

    code = "stocktake.over"
    template = N_("The stocktake {number} is in the state “{state}”, so this cannot be done. Nothing was changed.")
    hint = N_("Open stocktakes are counted and posted, posted ones reversed; begin a new one where neither fits.")


class NotACountSheet(UserError):
    """A file has no table of codes and counts (`file`, `columns`)."""

    code = "stocktake.not_a_count_sheet"
    template = N_("“{file}” has no columns {columns}, so no counts can be read from it. Nothing was counted.")
    hint = N_("Export the count sheet of this stocktake, fill in its column of counts, and read that file.")


class OtherStocktake(UserError):
    """A count sheet belongs to another stocktake (`file`, `found`, `number`)."""

    code = "stocktake.other"
    template = N_("“{file}” is the count sheet of {found}, not of {number}. Nothing was counted.")
    hint = N_("Open that stocktake and read the file there.")


class PictureUnreadable(UserError):
    """What was dropped or pasted is no picture, or too large a one (`file`, `reason`)."""

    code = "catalog.picture"
    template = N_("“{file}” cannot be shown as a picture: {reason}. Nothing was added.")
    hint = N_("Use a JPEG, PNG, WebP, GIF or BMP file.")


# --- files -----------------------------------------------------------------------------------


class FileProblem(UserError):
    """A file that was handed over cannot be used (`file` and why). Base of the import errors."""

    code = "file.problem"
    template = N_("“{file}” cannot be used. Nothing was imported.")


class FileMissing(FileProblem):
    """The path leads nowhere."""

    code = "file.missing"
    template = N_("“{file}” is not there. Nothing was imported.")
    hint = N_("Check the name and the folder, or drag the file onto the window again.")


class FileEmpty(FileProblem):
    """0 bytes, or a table without a single filled cell."""

    code = "file.empty"
    template = N_("“{file}” is empty. Nothing was imported.")
    hint = N_("Export it again from the platform.")


class FileLocked(FileProblem):
    """Protected by a password."""

    code = "file.password"
    template = N_("“{file}” is locked with a password. Nothing was imported.")
    hint = N_("Open it in Excel or WPS, save a copy without a password, and import that copy.")


class ArchiveLocked(FileLocked):
    """An archive whose files are protected by a password that was not given yet."""

    code = "file.archive_password"
    template = N_("“{file}” is locked with a password. Nothing was imported.")
    hint = N_("Type the password; it often stands in the message the file came with.")


class WrongPassword(ArchiveLocked):
    """The password that was given does not open the archive."""

    code = "file.wrong_password"
    template = N_("The password does not open “{file}”. Nothing was imported.")
    hint = N_("Type it again; capital letters and blanks count.")


class CipherUnknown(FileLocked):
    """An archive that is locked in a way no password typed here can open."""

    code = "file.cipher_unknown"
    template = N_("“{file}” is locked in a way this program cannot open. Nothing was imported.")
    hint = N_("Unpack it with the program it was made with and import the files that were in it.")


class FileDamaged(FileProblem):
    """Broken, cut off, or written by something that does not follow the format."""

    code = "file.damaged"
    template = N_("“{file}” is damaged or was not downloaded completely. Nothing was imported.")
    hint = N_("Download it again. If it opens in Excel or WPS, save a copy there and import that copy.")


class FileHostile(FileProblem):
    """Built to exhaust the computer: entity bombs, absurd sizes."""

    code = "file.hostile"
    template = N_("“{file}” is built in a way that could overload this computer ({reason}). It was not opened.")
    hint = N_("Do not use this file. Export your data again from the platform itself.")


class FileTooBig(FileProblem):
    """Larger than the reader's limits."""

    code = "file.too_big"
    template = N_("“{file}” is too large to read at once ({reason}). Nothing was imported.")
    hint = N_("Export a shorter period and import the parts one after the other.")


class FileNotData(FileProblem):
    """Not a table at all: a picture, a program, a text without columns."""

    code = "file.not_data"
    template = N_("“{file}” is not a table this program can read. Nothing was imported.")
    hint = N_("Use a CSV, TXT, XLS, XLSX, XLSB, ODS or HTML table.")


class UnknownFormat(FileProblem):
    """A readable table whose columns no format knows."""

    code = "file.unknown_format"
    template = N_("“{file}” can be read, but its columns are not known yet ({columns}). Nothing was imported.")
    hint = N_("Show once which column is which: drop the file on the Import page and choose “Teach this file”.")


class HeaderChanged(UnknownFormat):
    """A table that is nearly a known format: some of its needed columns are gone (`format`, `columns`, `new`)."""

    code = "file.header_changed"
    template = N_(
        "“{file}” looks like “{format}”, but the platform changed it: {columns} is missing, new are {new}. "
        "Nothing was imported."
    )
    hint = N_("Choose “Teach this file” and show which new column replaces it; everything else is filled in already.")


class NotThatFormat(FileProblem):
    """The format that was asked for does not fit the table (`format`, and its `columns` that are missing)."""

    code = "file.not_that_format"
    template = N_("“{file}” is not of the format {format}: the columns {columns} are missing. Nothing was imported.")
    hint = N_("Leave the format out, so that the file's own is recognised.")


class NothingUnderstood(FileProblem):
    """The format is known but not one row could be read."""

    code = "file.nothing_understood"
    template = N_("No row of “{file}” could be understood. {reason} Nothing was imported.")
    hint = N_("Check that it is the right export, or teach the columns again on the Import page.")


class FormatInvalid(UserError):
    """A format description is wrong (`file`, `line`, `reason`)."""

    code = "format.invalid"
    template = N_("The import format {file} is not valid, line {line}: {reason}. It is left out.")
    hint = N_("Correct the file or remove it; the other formats work.")


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


class ShopNewer(EnvironmentProblem):
    """Written by a newer version of the program."""

    code = "shop.newer"
    template = N_(
        "{file} was written by a newer version (file version {found}, this program knows {known}). It was not changed."
    )
    hint = N_("Install the newer version to open it.")


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


class CannotWrite(EnvironmentProblem):
    """An output file cannot be written (`path`, `reason`)."""

    code = "file.cannot_write"
    template = N_("{path} cannot be written ({reason}). The file that was there before is unchanged.")
    hint = N_("Close it if it is open in another program, or choose another place.")


class ReaderNotStarted(EnvironmentProblem):
    """The process that reads a file ended before it had begun (`file`)."""

    code = "file.reader_not_started"
    template = N_("The computer could not start reading “{file}”. The file is unchanged; nothing was imported.")
    hint = N_("Close programs that are not needed and try again.")


class FontMissing(EnvironmentProblem):
    """No font with Chinese characters was found."""

    code = "font.missing"
    template = N_(
        "No font with Chinese characters is installed, so the paper would show empty boxes. Nothing was written."
    )
    hint = N_("Install a Chinese font, for example fonts-noto-cjk, and try again.")
