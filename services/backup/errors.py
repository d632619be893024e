"""What can be said about a backup that cannot be made, found or trusted."""

from __future__ import annotations

from services.errors import EnvironmentProblem, ShopNewer, UserError
from services.i18n import N_


class NoRoomForBackup(EnvironmentProblem):
    """The drive has less than twice the size of the shop left (`folder`, `needed` and `free` in MB)."""

    code = "backup.no_room"
    template = N_(
        "There is no room for a backup in {folder}: {needed} MB are needed and {free} MB are free. "
        "Nothing was written; earlier backups are kept."
    )
    hint = N_("Free some space on that drive, or choose another folder.")


class BackupFolderMissing(EnvironmentProblem):
    """The folder of the backups is not there (`folder`)."""

    code = "backup.folder_missing"
    template = N_("The backup folder {folder} is not there. No backup was written to it.")
    hint = N_("If it is on a USB stick or a synced drive, connect it; or choose another folder.")


class BackupDamaged(EnvironmentProblem):
    """A backup is not what was written (`file`)."""

    code = "backup.damaged"
    template = N_("The backup {file} is damaged. Nothing was restored from it, and it was left as it is.")
    hint = N_("Restore another backup, and check the drive this one is on.")


class BackupDiffers(EnvironmentProblem):
    """A fresh copy was not equal to the shop (`file`)."""

    code = "backup.differs"
    template = N_("The copy of {file} is not equal to the shop. It was thrown away; earlier backups are kept.")
    hint = N_("Run “Check my data”, and check the drive.")


class NoWayBack(EnvironmentProblem):
    """What only a backup takes back was not begun, because none could be made before it (`reason`: why)."""

    code = "backup.no_way_back"
    template = N_("The backup that would take the repair back could not be made: {reason} Nothing was repaired.")
    hint = N_("Put right what is in the way and repair again; or repair without a backup, which cannot be undone.")


class BackupNewer(ShopNewer):
    """A backup of a shop whose layout only a newer version of the program knows (`file`, `program`: which wrote it)."""

    code = "backup.newer"
    template = N_(
        "The backup {file} was made by version {program} of the program, which is newer than this one. "
        "Nothing was restored."
    )
    hint = N_("Install that version, or a newer one, to restore it.")


class BackupMissing(UserError):
    """The backup that was named is not there (`file`)."""

    code = "backup.missing"
    template = N_("The backup {file} is not there. Nothing was restored.")
    hint = N_("“backups” lists those that are there.")


class NotABackup(UserError):
    """The file is something else (`file`)."""

    code = "backup.not_a_backup"
    template = N_("{file} is not a backup of this program. Nothing was restored.")
    hint = N_("Backups end with .zip and lie in the folder “backups” beside the shop file.")


class BackupOfOtherShop(UserError):
    """The backup would take the place of a shop it was not made of (`shop`: what that was called, and `file`)."""

    code = "backup.other_shop"
    template = N_("The backup is of another shop ({shop}). {file} was not replaced; nothing was changed.")
    hint = N_("Restore it as a new file with “--to”, or add “--other-shop” if it is to take this one's place.")


class ShopInUse(EnvironmentProblem):
    """The shop's log could not be folded away before it was replaced (`file`)."""

    code = "backup.shop_in_use"
    template = N_("{file} is open in another program, so it was not replaced. Nothing was changed.")
    hint = N_("Close it there, or restore the backup as a new file.")


class NothingToSalvage(EnvironmentProblem):
    """Not one row of a damaged shop file could be read (`file`)."""

    code = "backup.nothing_to_salvage"
    template = N_("Nothing could be read from {file}. It was left as it is, and no new file was made.")
    hint = N_("Restore a backup.")


class PassphraseNeeded(UserError):
    """The backup is encrypted, and no passphrase was given (`file`)."""

    code = "backup.passphrase_needed"
    template = N_("The backup {file} is encrypted. Nothing was read from it.")
    hint = N_("Type the passphrase that was set when it was made.")


class WrongPassphrase(UserError):
    """The passphrase does not open the backup (`file`)."""

    code = "backup.wrong_passphrase"
    template = N_("The passphrase does not open {file}. Nothing was changed.")
    hint = N_("It is the one that was set when this backup was made. Without it nobody can open this backup.")


class TooSlowNow(EnvironmentProblem):
    """The key of the backup would take this computer too long just now, so the passphrase was not tried (`file`)."""

    code = "backup.too_slow_now"
    template = N_(
        "This computer is too busy or too slow just now to try the passphrase of {file}. Whether it is the right one "
        "is not known. Nothing was changed."
    )
    hint = N_("Close other programs and try again. If that does not help, open the backup on a faster computer.")
