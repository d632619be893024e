"""The log and the crash reports say where a mistake is and nothing of anybody's data."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from sqlalchemy import text

from services import paths
from services.diagnostics import NAME, begin_log, end_log, told, write_crash_report
from services.shop import Shop

PHONE, NAME_OF_BUYER = "13812345678", "欧阳静怡"


def _kept_twice(shop: Shop) -> None:
    """A person's name and phone in a statement that fails."""
    statement = text("SELECT abs(:big), :name, :phone").bindparams(big=-(2**63), name=NAME_OF_BUYER, phone=PHONE)
    shop.ask(lambda connection: connection.execute(statement).all())


def test_what_a_statement_was_given_is_not_told(shop: Shop) -> None:
    with pytest.raises(Exception) as raised:  # noqa: PT011 - whatever the database calls it
        _kept_twice(shop)
    assert PHONE not in str(raised.value)
    said = told(raised.value)
    assert "test_diagnostics.py" in said
    assert PHONE not in said
    assert NAME_OF_BUYER not in said


def _wrong_twice() -> None:
    try:
        raise KeyError(NAME_OF_BUYER)
    except KeyError:
        int(f"tel {PHONE}")


def test_words_that_quote_a_value_are_left_out_with_their_causes() -> None:
    with pytest.raises(ValueError, match="invalid") as raised:
        _wrong_twice()
    said = told(raised.value)
    assert "KeyError" in said
    assert "ValueError" in said
    assert said.index("KeyError") < said.index("led to:") < said.index("ValueError")
    assert PHONE not in said
    assert NAME_OF_BUYER not in said


def test_what_a_programmer_wrote_is_told() -> None:
    assert "no attribute 'nothing'" in told(AttributeError("no attribute 'nothing'"))


@pytest.mark.expects_log
def test_the_log_is_private_small_and_holds_no_values(tmp_path: Path) -> None:
    handler = begin_log(tmp_path)
    try:
        try:
            raise ValueError(PHONE)
        except ValueError:
            logging.getLogger("services.tests").exception("it failed")
        for number in range(20_000):
            logging.getLogger("services.tests").info("a line that is written often, number %d, to fill it", number)
    finally:
        end_log(handler)
    files = sorted(tmp_path.iterdir())
    assert [one.name for one in files] == [NAME, f"{NAME}.1", f"{NAME}.2", f"{NAME}.3"]
    assert sum(one.stat().st_size for one in files) < 2_100_000
    assert all(one.stat().st_mode & 0o077 == 0 for one in files)
    assert all(PHONE not in one.read_text(encoding="utf-8") for one in files)


@pytest.mark.expects_log
def test_an_error_named_in_the_words_of_a_record_is_told_by_its_kind(tmp_path: Path) -> None:
    handler = begin_log(tmp_path)
    try:
        error = ValueError(f"not a day: {NAME_OF_BUYER}")
        error.__cause__ = OSError(2, "No such file", f"/home/{NAME_OF_BUYER}/shop.db")
        logging.getLogger("services.tried").warning("tried again in %s: %s, %r", "an hour", error, error)
        logging.getLogger("services.tried").warning(error)
    finally:
        end_log(handler)
    written = (tmp_path / NAME).read_text(encoding="utf-8")
    assert NAME_OF_BUYER not in written
    assert written.count("ValueError, because of FileNotFoundError 2 No such file") == 3
    assert "tried again in an hour" in written


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    handler = begin_log(tmp_path)
    logging.getLogger("services.tests").info("nobody hears this")
    end_log(handler)


def test_a_mistake_that_comes_again_and_again_does_not_fill_the_disk() -> None:
    written = [write_crash_report(f"picture {number}", ValueError()) for number in range(30)]
    kept = sorted(paths.log_dir().glob("crash-*.txt"))
    assert kept == written[-len(kept) :]
    assert all(one.stat().st_mode & 0o077 == 0 for one in kept)
    assert 1 < len(kept) < 30


@pytest.mark.expects_log
def test_an_old_report_that_cannot_be_removed_hides_no_new_one() -> None:
    stays = paths.log_dir() / "crash-00000000-000000-000000.txt"
    stays.mkdir()  # as good as open in an editor: it cannot be unlinked
    try:
        written = [write_crash_report(f"picture {number}", ValueError()) for number in range(30)]
        assert None not in written
        assert len(sorted(paths.log_dir().glob("crash-*.txt"))) < 30
    finally:
        stays.rmdir()


@pytest.mark.expects_log
def test_a_report_that_cannot_be_written_is_none() -> None:
    folder = paths.log_dir()
    folder.rmdir()
    folder.write_text("a file stands where the folder was")
    try:
        assert write_crash_report("", ValueError()) is None
    finally:
        folder.unlink()
