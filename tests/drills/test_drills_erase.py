"""The drill of erasing, with each protection off."""

import shutil

import pytest

from drilling import told
from humanshelf.drills import erase, scene
from humanshelf.drills.seize import back_up
from humanshelf.pages.clock import now
from humanshelf.records import collection
from humanshelf.tenancy import current, deployment, writing

BACK = "a backup from before, in which it still was, does not bring it back"
NOTHING = "nothing of the library is found, nor do its old backups open, with all keys"
NOT_BACK = "a backup from before does not bring the library back"


@pytest.fixture(scope="module")
def marked(drilled):
    """A library whose book was erased after a backup. The markers, and the backup."""
    markers, code = erase.set_up(drilled)
    older = back_up(drilled, "older")

    def go():
        with writing() as session:
            collection.erase(session, code, now().date())
        deployment().stores.wipe(current())

    drilled.inside(scene.LIBRARY, go)
    return markers, older


def test_an_erased_book_stays_erased_and_without_the_list_comes_back(
    drilled, marked, off, monkeypatch
):
    off("replaying")
    assert told(erase.restored(drilled, *marked))[BACK] is False
    monkeypatch.undo()
    # The list is outside of the store too: what came back by the sabotage goes again.
    assert told(erase.restored(drilled, *marked))[BACK] is True


def test_an_erased_library_opens_no_more_and_with_its_secret_kept_does(drilled, marked, tmp_path):
    markers, older = marked
    shutil.copytree(drilled.keys, tmp_path / "keys")
    done = drilled.command("libraries", "erase", scene.LIBRARY, "--yes", "--reason", "they asked")
    assert done.returncode == 0, done.stderr
    found = told(erase.library_gone(drilled, markers, older))
    assert found == {NOTHING: True, NOT_BACK: True}
    for path in (tmp_path / "keys").glob("*.key"):
        if not (drilled.keys / path.name).exists():
            shutil.copy(path, drilled.keys)
    assert told(erase.library_gone(drilled, markers, older))[NOTHING] is False
