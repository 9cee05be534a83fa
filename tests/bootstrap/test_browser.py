"""Which browser the tests drive, and what is said where there is none."""

import os

import pytest

NONE = "No browser tests: install Chromium, or name one in HUMANSHELF_CHROMIUM."


@pytest.fixture
def path(tmp_path, monkeypatch):
    """An empty PATH; path("chromium") puts a program on it."""
    monkeypatch.setenv("PATH", str(tmp_path))

    def put(name):
        (tmp_path / name).touch(mode=0o755)
        return str(tmp_path / name)

    return put


@pytest.fixture
def turned(elsewhere, pip, path, monkeypatch):
    """What `test` turns into, on a machine without a browser where none can be installed."""
    turned = []
    monkeypatch.setattr(elsewhere, "become", lambda *args: turned.append(args))
    monkeypatch.setattr(elsewhere, "install_chromium", lambda: None)
    monkeypatch.chdir(elsewhere.ROOT)
    quick = "PYTHONDONTWRITEBYTECODE"
    for name in ("HUMANSHELF_CHROMIUM", "NOT_RUN", "PYTHONPATH", "REQUIRE_ALL", quick):
        monkeypatch.setenv(name, "")
    return turned


@pytest.mark.parametrize(
    "name", ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
)
def test_chromium_is_found_under_each_of_its_names(bootstrap, path, name):
    assert bootstrap.find_chromium({}) is None
    program = path(name)
    assert bootstrap.find_chromium({}) == program


def test_one_without_a_window_is_driven_before_others(bootstrap, path):
    path("chromium")
    lean = path("chromium-headless-shell")
    assert bootstrap.find_chromium({}) == lean


def test_the_one_that_is_named_comes_first(bootstrap, path):
    path("chromium")
    mine = path("mine")
    assert bootstrap.find_chromium({"HUMANSHELF_CHROMIUM": mine}) == mine


def test_a_name_of_nothing_is_refused(bootstrap, path):
    path("chromium")
    with pytest.raises(SystemExit, match=r"HUMANSHELF_CHROMIUM names /gone, which is no program\."):
        bootstrap.find_chromium({"HUMANSHELF_CHROMIUM": "/gone"})


def test_only_root_on_debian_installs_it(bootstrap, path, monkeypatch):
    asked = []
    monkeypatch.setattr(bootstrap, "follow", lambda command, failure: asked.append(command))
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)
    system = {"ID": "debian"}
    monkeypatch.setattr(bootstrap.platform, "freedesktop_os_release", lambda: system)
    path("apt-get")
    assert (bootstrap.install_chromium(), asked) == (None, [])

    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 0)
    system["ID"] = "ubuntu"
    assert (bootstrap.install_chromium(), asked) == (None, [])

    system["ID"] = "debian"
    bootstrap.install_chromium()
    install = ["apt-get", "install", "-y", "chromium-headless-shell", "libatomic1"]
    assert asked == [["apt-get", "update"], [*install, "fonts-dejavu", "fonts-liberation"]]


def test_pytest_is_told_the_browser_and_what_was_asked_of_it(elsewhere, turned, path):
    program = path("chromium")

    elsewhere.test(["-k", "card"])

    assert turned[0][:4] == ("pytest", "-p", "bootstrap", "-n")
    assert turned[0][-2:] == ("-k", "card")
    assert os.environ["HUMANSHELF_CHROMIUM"] == program
    assert os.environ["NOT_RUN"] == ""


def test_without_a_browser_the_rest_runs_and_the_gap_is_named(elsewhere, turned, capsys):
    elsewhere.test([])
    assert len(turned) == 1
    assert os.environ["NOT_RUN"] == NONE
    assert NONE in capsys.readouterr().out


def test_where_everything_is_required_nothing_runs_without_a_browser(
    elsewhere, turned, monkeypatch
):
    monkeypatch.setenv("REQUIRE_ALL", "1")
    with pytest.raises(SystemExit) as ended:
        elsewhere.test([])
    assert ended.value.code == NONE
    assert turned == []
