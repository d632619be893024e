"""The guards every test runs behind are up, and they do catch what they are for."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services import clock, i18n, paths
from tests import conftest

ROOT = Path(__file__).resolve().parent.parent


def run_as_tests(folder: Path, code: str) -> str:
    """Let pytest run `code` behind the same guards; what it printed."""
    (folder / "test_made.py").write_text(code, "utf-8")
    options = ["-q", "-p", "tests.conftest", "-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml")]
    command = [sys.executable, "-m", "pytest", *options, "--rootdir", str(folder), str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env=environment, timeout=60)
    return done.stdout + done.stderr


def test_nothing_reaches_the_network() -> None:
    with socket.socket() as reaching_out, pytest.raises(conftest.UnexpectedNetwork):
        reaching_out.connect(("192.0.2.1", 80))


def test_this_computer_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


def test_no_test_sees_the_real_home() -> None:
    temporary = Path(tempfile.gettempdir()).resolve()
    assert paths.data_dir().resolve().is_relative_to(temporary)
    assert Path.home().resolve().is_relative_to(temporary)


def test_nothing_modal_can_be_opened(qapp: object) -> None:
    from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox

    assert qapp is not None
    for block in (QDialog().exec, QMessageBox().exec, lambda: QMessageBox.question(None, "", "")):
        with pytest.raises(conftest.WouldBlockForEver):
            block()
    with pytest.raises(conftest.WouldBlockForEver):
        QFileDialog.getOpenFileName(None)


@pytest.mark.expects_log
def test_a_test_that_expects_a_warning_may_have_one() -> None:
    logging.getLogger("zhanggui").warning("on purpose")


@pytest.mark.exhaustive
def test_an_unexpected_log_record_or_warning_fails_the_test(tmp_path: Path) -> None:
    code = (
        "import logging, warnings\n"
        "def test_silent(): logging.info('fine')\n"
        "def test_logs(): logging.getLogger('area').error('went wrong')\n"
        "def test_warns(): warnings.warn('old', DeprecationWarning)\n"
    )
    shown = run_as_tests(tmp_path, code)
    assert "unexpected log: ERROR area: went wrong" in shown
    assert "1 failed, 2 passed, 1 error" in shown


@pytest.mark.exhaustive
def test_a_message_of_qt_fails_the_test(tmp_path: Path) -> None:
    code = "from PySide6.QtCore import qWarning\ndef test_noise(): qWarning('something is off')\n"
    assert "1 failed" in run_as_tests(tmp_path, code)


@pytest.mark.exhaustive
def test_language_clock_and_folder_start_afresh(tmp_path: Path) -> None:
    code = (
        "import os\nfrom datetime import UTC, datetime\nimport pytest\nfrom services import clock, i18n\nseen = set()\n"
        "@pytest.mark.parametrize('turn', [1, 2])\n"
        "def test_afresh(turn):\n"
        "    assert i18n.language() == 'en' and clock.now().year > 2000\n"
        "    assert os.environ['ZHANGGUI_HOME'] not in seen\n"
        "    seen.add(os.environ['ZHANGGUI_HOME'])\n"
        "    i18n.set_language('zh_CN')\n"
        "    clock.set_source(lambda: datetime(1999, 1, 1, tzinfo=UTC))\n"
    )
    assert "2 passed" in run_as_tests(tmp_path, code)
    assert i18n.language() == "en"
    assert clock.now() <= datetime.now(UTC)


def test_homes_of_runs_that_were_killed_go_after_a_day_and_nothing_else(tmp_path: Path) -> None:
    day, now = 24 * 60 * 60, 2_000_000_000.0
    ages = {"zhanggui-tests-old": 2 * day, "zhanggui-tests-of-today": day // 2, "zhanggui": 9 * day, "other": 9 * day}
    for name, age in ages.items():
        (tmp_path / name / "home").mkdir(parents=True)
        (tmp_path / name / "home" / "settings.ini").write_text("kept", "utf-8")
        os.utime(tmp_path / name, (now - age, now - age))
    conftest.sweep_homes(tmp_path, now)
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted(set(ages) - {"zhanggui-tests-old"})
