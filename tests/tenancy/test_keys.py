"""Secrets: one each, wrapped, bound to their library, gone when destroyed."""

import stat

import pytest

from humanshelf.tenancy.keys import BadUid, KeyRefused, Keys, KeysMissing, expand, new_uid

from .conftest import ASTANA, BAKU


def test_two_libraries_derive_different_keys(keys):
    assert keys.derive(BAKU, "cookie") != keys.derive(ASTANA, "cookie")


def test_two_purposes_derive_different_keys(keys):
    derived = {keys.derive(BAKU, each) for each in ("store", "cookie", "card", "reader", "csrf")}
    assert len(derived) == 5
    assert {len(key) for key in derived} == {32}


def test_a_key_is_the_same_after_a_restart(keys):
    again = Keys.open(keys.folder)
    assert again.derive(BAKU, "store") == keys.derive(BAKU, "store")
    assert again.derive_deployment("control") == keys.derive_deployment("control")


def test_the_derivation_never_changes():
    # A change would make every store in the world unreadable.
    assert expand(bytes(32), "store").hex() == (
        "b0144aa9096b0ac20f248eecee77afa492fdd0c5a9f3dc116c8780bb7b1eb222"
    )


def test_a_wrapped_secret_does_not_open_in_another_deployment(keys, folder):
    other = Keys.make(folder / "other")
    (folder / "other" / f"{BAKU}.key").write_bytes((keys.folder / f"{BAKU}.key").read_bytes())
    with pytest.raises(KeyRefused):
        other.derive(BAKU, "store")


def test_a_wrapped_secret_does_not_open_under_another_library(keys):
    (keys.folder / f"{ASTANA}.key").write_bytes((keys.folder / f"{BAKU}.key").read_bytes())
    with pytest.raises(KeyRefused):
        Keys.open(keys.folder).derive(ASTANA, "store")


def test_the_files_do_not_hold_the_bare_secret_and_are_for_the_owner_only(keys):
    assert keys.secret(BAKU) not in (keys.folder / f"{BAKU}.key").read_bytes()
    modes = {stat.S_IMODE(path.stat().st_mode) for path in keys.folder.iterdir()}
    assert modes == {0o600}


def test_a_secret_moves_to_another_deployment_with_its_export(keys, folder):
    other = Keys.make(folder / "other")
    other.create(BAKU, keys.secret(BAKU))
    assert other.derive(BAKU, "card") == keys.derive(BAKU, "card")
    assert other.derive_deployment("control") != keys.derive_deployment("control")


def test_a_destroyed_secret_is_gone(keys):
    keys.destroy(BAKU)
    with pytest.raises(KeysMissing, match=f"there is no {BAKU}.key in "):
        keys.derive(BAKU, "store")
    assert sorted(path.name for path in keys.folder.iterdir()) == [
        f"{ASTANA}.key",
        "deployment.key",
    ]


def test_keys_are_never_made_implicitly(folder):
    with pytest.raises(KeysMissing, match=r"there is no deployment\.key in "):
        Keys.open(folder / "nowhere")
    assert not (folder / "nowhere").exists()


def test_a_key_is_never_made_over_another(keys):
    with pytest.raises(FileExistsError):
        Keys.make(keys.folder)
    with pytest.raises(FileExistsError):
        keys.create(BAKU)


@pytest.mark.parametrize(
    "uid", ["", "..", "../../../../x", "deployment", "BA00000000000001", BAKU + "\n", BAKU + "0"]
)
def test_what_is_not_a_uid_never_becomes_a_path(keys, stores, uid):
    for use in (keys.create, keys.destroy, keys.secret, stores.exists, stores.erase):
        with pytest.raises(BadUid):
            use(uid)


def test_a_new_uid_is_one(keys):
    keys.create(new_uid())
