"""The key that backups are encrypted to, and the passphrase that opens it, in the format of the age program."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyrage

from services.errors import Invalid
from services.i18n import N_
from services.messages import message

LEAST_LETTERS = 8
_EXCESSIVE = "Excessive work parameter"  # the library has one kind of error for this and for a wrong passphrase
_TRIES = 12  # of which one has to meet a moment in which the computer is not busy; a refused one takes milliseconds
_WRITING_TRIES = 5
_LEAST_COST = 16  # as a power of two; what the age program itself writes is 18


@dataclass(frozen=True, slots=True)
class Key:
    """What backups are encrypted to (`recipient`), and the secret key to it, encrypted with the passphrase."""

    recipient: str
    locked: bytes

    def to_json(self) -> dict[str, str]:
        """As it is remembered."""
        return {"recipient": self.recipient, "key": self.locked.decode("ascii")}

    @classmethod
    def from_json(cls, kept: Mapping[str, object]) -> Key:
        """The key that was remembered; raises KeyError or ValueError where it is none."""
        recipient = str(kept["recipient"])
        recipient_of(recipient)
        return cls(recipient, str(kept["key"]).encode("ascii"))


@dataclass(frozen=True, slots=True)
class Identity:
    """The secret key itself; it is never written anywhere."""

    secret: str = field(repr=False)

    @classmethod
    def fresh(cls) -> Identity:
        """One that nobody has had before."""
        return cls(str(pyrage.x25519.Identity.generate()))

    @property
    def recipient(self) -> str:
        """The public key to it."""
        return str(self.unwrapped().to_public())

    def unwrapped(self) -> pyrage.x25519.Identity:
        """As the library wants it."""
        return pyrage.x25519.Identity.from_str(self.secret)


class WrongWord(ValueError):
    """The passphrase does not open the key; whoever knows which backup it was says so."""


class TooCostly(RuntimeError):
    """The library would not try the passphrase: the key takes this computer, at this moment, too long."""


class BrokenKey(ValueError):
    """The key is no key."""


def new_key(passphrase: str) -> Key:
    """A fresh key that only this passphrase opens. Raises `Invalid` for one that is too short."""
    if len(passphrase) < LEAST_LETTERS:
        reason = message(N_("use at least {count} characters"), count=LEAST_LETTERS)
        raise Invalid(field=message(N_("Passphrase")), value="…", reason=reason)
    identity = Identity.fresh()
    return Key(identity.recipient, _locked(identity.secret.encode(), passphrase))


def key_from(text: str) -> Key | None:
    """The key in what was remembered, or None."""
    try:
        return Key.from_json(json.loads(text))
    except (KeyError, TypeError, ValueError):
        return None


def unlock(key: Key, passphrase: str) -> Identity:
    """The secret key. Raises `WrongWord`, `TooCostly`, or `BrokenKey`, also where it is not the one to the recipient.

    A backup says for itself what it was encrypted to. Believed, a false one would have all later backups encrypted to
    somebody else.
    """
    try:
        identity = Identity(_opened(key.locked, passphrase).decode("ascii"))
        recipient = identity.recipient
    except pyrage.DecryptError as error:
        raise WrongWord(key.recipient) from error
    except (pyrage.IdentityError, ValueError) as error:
        raise BrokenKey(key.recipient) from error
    if recipient != key.recipient:
        raise BrokenKey(key.recipient)
    return identity


def encrypt_bytes(content: bytes, key: Key) -> bytes:
    """One small file, encrypted as the backups are."""
    return bytes(pyrage.encrypt(content, [recipient_of(key.recipient)]))


def decrypt_bytes(content: bytes, identity: Identity) -> bytes | None:
    """The small file again; None where it was encrypted to another key or is damaged."""
    try:
        return bytes(pyrage.decrypt(content, [identity.unwrapped()]))
    except pyrage.DecryptError:
        return None


def recipient_of(public: str) -> pyrage.x25519.Recipient:
    """The public key as the library wants it; ValueError where it is none."""
    try:
        return pyrage.x25519.Recipient.from_str(public)
    except pyrage.RecipientError as error:
        raise ValueError(public) from error


def _locked(secret: bytes, passphrase: str) -> bytes:
    """The secret, encrypted so that one guess at the passphrase takes about a second.

    How much work that is the library measures in a moment; where the computer was busy just then it is too little,
    and such a key is quick to write once more.
    """
    found = b""
    for _try in range(_WRITING_TRIES):
        found = max(found, pyrage.passphrase.encrypt(secret, passphrase, armored=True), key=_cost)
        if _cost(found) >= _LEAST_COST:
            break
    return found


def _cost(locked: bytes) -> int:
    """The work of one guess as a power of two, from the first lines of what was encrypted; 0 of nothing."""
    lines = base64.b64decode(b"".join(locked.splitlines()[1:-1])).splitlines()
    return int(lines[1].split()[-1]) if lines else 0


def _opened(locked: bytes, passphrase: str) -> bytes:
    """What was encrypted with the passphrase. Raises `TooCostly` and the library's DecryptError.

    The library measures how fast the computer is before each try, and refuses a key that would take long. On a busy
    computer that is a key like any other, and the next measurement may be a better one.
    """
    refused: pyrage.DecryptError | None = None
    for _try in range(_TRIES):
        try:
            return bytes(pyrage.passphrase.decrypt(locked, passphrase))
        except pyrage.DecryptError as error:
            if _EXCESSIVE not in str(error):
                raise
            refused = error
    raise TooCostly from refused
