"""When .venv is good as it stands, when it grows, and when it is made anew."""

import pytest


def test_first_everything_then_nothing(elsewhere, pip):
    elsewhere.prepare("run")
    assert pip.installed == ["venv", "run"]

    elsewhere.prepare("run")
    assert pip.installed == ["venv", "run"]


def test_a_further_set_is_added(elsewhere, pip):
    elsewhere.prepare("run")
    elsewhere.prepare("run", "test")
    assert pip.installed == ["venv", "run", "test"]
    elsewhere.prepare("run")
    elsewhere.prepare("run", "test")
    assert pip.installed == ["venv", "run", "test"]


def test_a_changed_lock_makes_it_anew(elsewhere, pip):
    elsewhere.prepare("run")
    elsewhere.lock_of("run").write_text("run==2\n")
    elsewhere.prepare("run")
    assert pip.installed == ["venv", "run"] * 2


def test_another_lock_that_was_never_installed_may_change(elsewhere, pip):
    elsewhere.prepare("run")
    elsewhere.lock_of("lint").write_text("lint==2\n")
    elsewhere.prepare("run")
    assert pip.installed == ["venv", "run"]


def test_another_python_or_place_is_another_digest(elsewhere, monkeypatch, tmp_path):
    here = elsewhere.digest("run")
    with monkeypatch.context() as other:
        other.setattr(elsewhere.sys.implementation, "cache_tag", "cpython-399")
        other_python = elsewhere.digest("run")
    monkeypatch.setattr(elsewhere, "lock_of", lambda name: tmp_path / f"requirements/{name}.txt")
    monkeypatch.setattr(elsewhere, "ROOT", tmp_path / "moved")
    assert len({here, other_python, elsewhere.digest("run")}) == 3


@pytest.mark.parametrize("damage", ["python", "stamp"])
def test_a_damaged_one_is_made_anew(elsewhere, pip, damage):
    elsewhere.prepare("run")
    if damage == "python":
        elsewhere.PYTHON.unlink()
    else:
        elsewhere.STAMP.write_text('{"run": ')
    elsewhere.prepare("run")
    assert pip.installed == ["venv", "run"] * 2


def test_a_refusal_at_first_leaves_nothing(elsewhere, pip):
    pip.failure = SystemExit("no network")
    with pytest.raises(SystemExit):
        elsewhere.prepare("run")
    assert not elsewhere.VENV.exists()


def test_a_refusal_of_a_further_set_leaves_what_stood(elsewhere, pip):
    elsewhere.prepare("run")
    pip.failure = SystemExit("no network")
    with pytest.raises(SystemExit):
        elsewhere.prepare("run", "test")
    assert list(elsewhere.read_stamp()) == ["run"]


def test_what_was_cut_short_is_not_trusted(elsewhere, pip):
    elsewhere.prepare("run")
    pip.failure = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        elsewhere.prepare("run", "test")
    assert elsewhere.read_stamp() == {}
