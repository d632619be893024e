"""A shop on a network drive or in a synchronised folder is noticed; on the computer's own drive it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.whereabouts import Danger, Whereabouts, is_told, note_told, whereabouts

_MOUNTS = r"""
21 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
40 21 0:50 / /mnt/office\040files rw,relatime shared:9 - cifs //nas/office rw
41 40 8:17 / /mnt/office\040files/stick rw - vfat /dev/sdb1 rw
42 21 0:51 / /home/user/far rw - fuse.sshfs user@far: rw
""".strip()


@pytest.mark.parametrize(
    ("shop", "danger", "place"),
    [
        ("/mnt/office files/shop/a.shop", Danger.NETWORK, "/mnt/office files"),
        ("/home/user/far/a.shop", Danger.NETWORK, "/home/user/far"),
        ("/home/user/OneDrive - Camellia/shop/a.shop", Danger.SYNCED, "/home/user/OneDrive - Camellia"),
        ("/home/user/dropbox/a.shop", Danger.SYNCED, "/home/user/dropbox"),
        ("/home/user/Dropbox (Shop)/a.shop", Danger.SYNCED, "/home/user/Dropbox (Shop)"),
        ("/home/user/我的坚果云/a.shop", Danger.SYNCED, "/home/user/我的坚果云"),
    ],
)
def test_an_unsafe_place_is_named(shop: str, danger: Danger, place: str) -> None:
    assert whereabouts(Path(shop), _MOUNTS) == Whereabouts(danger, place)


@pytest.mark.parametrize(
    "shop",
    [
        "/home/user/shop/a.shop",
        "/mnt/office files/stick/a.shop",
        "/home/user/farther/a.shop",
        "/home/user/Dropboxes/a.shop",
    ],
)
def test_a_safe_place_is_not(shop: str) -> None:
    assert whereabouts(Path(shop), _MOUNTS) is None
    assert whereabouts(Path(shop), "no list of drives at all") is None


def test_it_is_said_of_each_shop_once(tmp_path: Path) -> None:
    one, other = tmp_path / "one.shop", tmp_path / "other.shop"
    note_told(one)
    note_told(one)
    assert (is_told(one), is_told(other)) == (True, False)
