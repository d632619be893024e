"""What the files refuse that were handed over, and what to do about it."""

from __future__ import annotations

from services.errors import EnvironmentProblem, UserError
from services.i18n import N_


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


class ReaderNotStarted(EnvironmentProblem):
    """The process that reads a file ended before it had begun (`file`)."""

    code = "file.reader_not_started"
    template = N_("The computer could not start reading “{file}”. The file is unchanged; nothing was imported.")
    hint = N_("Close programs that are not needed and try again.")
