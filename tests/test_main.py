"""The first minute of the program: what it installs, what it asks of the system, where it hands over."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import main
from ui.system import installation, system_libraries
from ui.system.installation import _

ROOT = Path(main.__file__).resolve().parent


@pytest.fixture(autouse=True, scope="module")
def _compiled_files_go_with_an_environment() -> Iterator[None]:
    # Somewhere else they would be made anew for every copy, which takes longer than most of what is tried here.
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTHONPYCACHEPREFIX", raising=False)
        yield


@pytest.fixture
def empty_project(tmp_path: Path) -> Path:
    """A checkout whose locks name no package, so that installing works without a network."""
    return make_project(tmp_path / "shop program")


@pytest.fixture(scope="module")
def first_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_project(tmp_path_factory.mktemp("first") / "shop program")


@pytest.fixture(scope="module")
def first_start(first_project: Path) -> subprocess.CompletedProcess[str]:
    """What the first start of a checkout answers; it takes seconds, for it makes an environment."""
    return start(first_project, "list", "orders")


@pytest.fixture
def installed_project(tmp_path: Path, first_project: Path, first_start: subprocess.CompletedProcess[str]) -> Path:
    """The same after its first start, for a test alone."""
    assert first_start.returncode == 2
    return Path(shutil.copytree(first_project, tmp_path / "program", symlinks=True))


def make_project(folder: Path) -> Path:
    for room in ("cli", "system"):
        (folder / "ui" / room).mkdir(parents=True)
    for name in (installation.LOCK, installation.TEST_LOCK, installation.BUILD_LOCK):
        (folder / name).write_text(f"# {name}\n", "utf-8")
    shutil.copy(ROOT / "main.py", folder)
    for name in ("system_libraries.py", "installation.py"):
        shutil.copy(ROOT / "ui" / "system" / name, folder / "ui" / "system")
    verb = "import sys\ndef main(argv):\n    print(sys.prefix, *argv, sep='|')\n    return 2\n"
    (folder / "ui" / "cli" / "main.py").write_text(verb, "utf-8")
    return folder


def start(project: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the project's ``main.py`` with the Python this environment was made from."""
    clean = {name: value for name, value in os.environ.items() if name not in {"QT_QPA_PLATFORM", "DISPLAY"}}
    python = getattr(sys, "_base_executable", sys.executable)
    command = [python, str(project / "main.py"), *words]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=project, env={**clean, **environment}, timeout=120
    )


@pytest.fixture
def hears_ctrl_c() -> Iterator[None]:
    """What was started in the background hears no Ctrl-C, and what it starts does not either; here it does."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(sys.platform == "win32", reason="a process of Windows is told of Ctrl-C another way")
@pytest.mark.usefixtures("hears_ctrl_c")
def test_ctrl_c_while_it_loads_ends_it_without_a_traceback(empty_project: Path) -> None:
    first = empty_project / "ui" / "system" / "system_libraries.py"
    first.write_text("import os\nos.kill(os.getpid(), 2)\n", "utf-8")
    stopped = start(empty_project, "list", "orders")
    assert (stopped.returncode, stopped.stdout, stopped.stderr) == (-signal.SIGINT, "", "")  # 130 in a shell


def test_ctrl_c_before_a_verb_begins_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_lock: str) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(main, "is_installed", interrupted)
    assert main.main(["list", "orders"]) == 130
    assert capsys.readouterr().err.splitlines() == [_("Stopped.")]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], True),
        (["my.shop"], True),
        (["/data/orders"], True),
        (["--debug"], True),
        (["import", "a.xlsx"], False),
        (["pick-list"], False),
        (["--help"], False),
        (["no_such_verb"], False),
        (["my.shop", "check"], False),
        (["/data/orders", "--lang", "en", "import"], False),
        (["my.shop", "orders.csv", "nothing-known"], True),
    ],
)
def test_no_word_or_a_file_means_the_window(words: list[str], expected: bool) -> None:
    assert main.opens_window(words) is expected


def test_a_file_named_like_a_verb_does_not_hide_the_verb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "import").touch()
    (tmp_path / "订单导出").touch()
    (tmp_path / "check").mkdir()
    assert main.opens_window(["my.shop", "check"])
    assert main.opens_window(["订单导出"])
    assert not main.opens_window(["import"])


def test_the_first_start_installs_and_hands_the_words_and_the_exit_code_on(
    first_project: Path, first_start: subprocess.CompletedProcess[str]
) -> None:
    expected = [str(first_project / ".venv"), "list", "orders"]
    assert (first_start.returncode, first_start.stdout.strip().split("|")) == (2, expected)
    assert len(first_start.stderr.strip().splitlines()) == 1
    second = start(first_project, "list", "orders")
    assert (second.returncode, second.stdout, second.stderr) == (2, first_start.stdout, "")


@pytest.mark.exhaustive
def test_an_installation_that_stopped_half_way_or_is_outdated_is_done_again(installed_project: Path) -> None:
    python = installation.install(installation.LOCK, installed_project)
    marker = installed_project / ".venv" / "installed"
    complete = marker.read_text("utf-8")
    marker.write_text("incomplete\n", "utf-8")
    installation.install(installation.LOCK, installed_project)
    assert marker.read_text("utf-8") == complete
    (installed_project / installation.LOCK).write_text("# newer\n", "utf-8")
    installation.install(installation.LOCK, installed_project)
    assert marker.read_text("utf-8") != complete
    newest = marker.read_text("utf-8")
    marker.write_text(newest.replace(newest.split()[0], "3.10"), "utf-8")
    installation.install(installation.LOCK, installed_project)
    assert marker.read_text("utf-8") == newest
    python.unlink()
    assert installation.install(installation.LOCK, installed_project) == python
    assert python.exists()


@pytest.mark.parametrize(
    ("words", "handed"),
    [
        ("", "-q -n auto"),
        ("tests/cli -x", "tests/cli -x"),
        ("--quick", "-q -n auto -m not exhaustive"),
        ("-q --quick tests/ui", "-q tests/ui -m not exhaustive"),
    ],
)
def test_all_tests_run_on_all_cores_and_named_ones_as_is_said(words: str, handed: str) -> None:
    assert " ".join(main._asked_tests(words.split())) == handed


def test_tests_are_handed_to_pytest(installed_project: Path) -> None:
    installation.install(installation.TEST_LOCK, installed_project)
    (installed_project / "pytest.py").write_text("import sys\nprint(sys.argv[1:])\n", "utf-8")
    said = start(installed_project, "test", "--quick").stdout.strip()
    assert said == str(["-q", "-n", "auto", "-m", "not exhaustive"])


@pytest.mark.exhaustive
def test_two_first_starts_at_once_both_succeed(empty_project: Path) -> None:
    command = [getattr(sys, "_base_executable", sys.executable), str(empty_project / "main.py"), "formats"]
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) for _turn in range(2)
    ]
    said = [process.communicate(timeout=120)[0].strip().split("|") for process in both]
    assert said == [[str(empty_project / ".venv"), "formats"]] * 2


@pytest.mark.exhaustive
def test_a_package_that_cannot_be_had_is_one_sentence_and_exit_code_3(installed_project: Path) -> None:
    lock = installed_project / installation.LOCK
    lock.write_text(f"no-such-package==1.0 \\\n    --hash=sha256:{'0' * 64}\n", "utf-8")
    done = start(installed_project, "formats", PIP_NO_INDEX="1", PIP_EXTRA_INDEX_URL="", PIP_CONFIG_FILE=os.devnull)
    assert done.returncode == 3
    assert "Check the internet connection and start again." in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.exhaustive
def test_the_tests_lock_covers_what_the_program_needs_too(installed_project: Path) -> None:
    installation.install(installation.TEST_LOCK, installed_project)
    marked = (installed_project / ".venv" / "installed").read_text("utf-8").split()
    assert marked[1:] == [
        installation.fingerprint(installed_project / name) for name in ("requirements.lock", "requirements-test.lock")
    ]


@pytest.mark.exhaustive
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can be without a display")
def test_filling_for_building_keeps_what_the_tests_need(installed_project: Path) -> None:
    for lock in (installation.TEST_LOCK, installation.BUILD_LOCK):
        installation.install(lock, installed_project)
    marked = set((installed_project / ".venv" / "installed").read_text("utf-8").split())
    locks = (installation.LOCK, installation.TEST_LOCK, installation.BUILD_LOCK)
    assert {installation.fingerprint(installed_project / name) for name in locks} <= marked


def test_without_a_display_it_says_so_and_makes_the_demo_shop(installed_project: Path) -> None:
    done = start(installed_project, WAYLAND_DISPLAY="")
    assert done.stdout.strip().split("|")[1:] == ["demo", "zhanggui-demo"]
    assert "There is no display" in done.stderr
    done = start(installed_project, "orders.xlsx", WAYLAND_DISPLAY="")
    assert (done.returncode, done.stdout) == (3, "")
    assert "main.py import" in done.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a display of X11")
def test_a_display_that_cannot_be_reached_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Qt would say that a library is missing, and end the process by a signal."""
    monkeypatch.setattr(system_libraries, "missing_packages", lambda _window: [])
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    monkeypatch.setenv("DISPLAY", ":0.no-such-display")
    assert main.main([]) == 3
    assert capsys.readouterr().err.splitlines()[-1].startswith("The display :0.no-such-display cannot be reached")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the libraries of a Linux system")
def test_a_library_that_is_not_there_is_named_by_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(system_libraries.DRAWING, "libdoes-not-exist.so.7", "libdoes-not-exist7")
    assert "libdoes-not-exist7" in system_libraries.missing_packages(window=False)


def test_the_advice_is_one_line_to_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(system_libraries.DRAWING, "libdoes-not-exist.so.7", "libdoes-not-exist7")
    monkeypatch.setenv("PATH", "")
    if sys.platform.startswith("linux"):
        assert main.main(["screenshot", "today"]) == 3
        shown = capsys.readouterr().err.splitlines()
        assert shown[-1].startswith("sudo apt-get install")
        assert "libdoes-not-exist7" in shown[-1]


def test_a_python_that_cannot_make_environments_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_project(tmp_path / "program")
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(installation.CannotStart, match=r"Run:\nsudo apt-get install .* python3-venv$"):
        installation.install(installation.LOCK, project)


def test_importing_main_does_nothing() -> None:
    code = "import sys, main; sys.exit(bool({'PySide6', 'services', 'sqlalchemy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, timeout=60).returncode == 0
