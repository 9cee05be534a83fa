"""The control plane: which libraries there are, and no more."""

import pytest
import sqlalchemy as sa

from humanshelf import tenancy
from humanshelf.records import admins
from humanshelf.tenancy import db, deployment, writing_control
from humanshelf.tenancy.models import Library


def test_a_library_is_a_draft_with_a_random_uid(app):
    with writing_control() as session:
        session.add_all([Library(slug="baku"), Library(slug="astana")])
    found = db.session.scalars(sa.select(Library)).all()
    assert {(library.state, library.epoch) for library in found} == {("draft", 0)}
    assert {len(library.uid) for library in found} == {16}
    assert len({library.uid for library in found}) == 2


def test_a_slug_is_given_once(app):
    with pytest.raises(sa.exc.IntegrityError), writing_control() as session:
        session.add_all([Library(slug="baku"), Library(slug="baku")])
    assert db.session.scalars(sa.select(Library)).all() == []


def test_a_state_that_does_not_exist_is_refused_by_the_store_itself(app):
    with writing_control() as session:
        session.add(Library(slug="baku"))
    with deployment().control.connect() as connection:
        with pytest.raises(sa.exc.IntegrityError, match="ck_library_state"):
            connection.execute(sa.text("update library set state = 'open'"))


def test_the_control_plane_has_no_column_for_readers_books_or_content():
    """Of people it knows the network's admins, by the names that colleagues call them."""
    assert admins.NetworkAdmin.metadata is Library.metadata
    tables = {name: [*table.columns.keys()] for name, table in Library.metadata.tables.items()}
    assert tables == {
        "library": ["uid", "slug", "state", "epoch", "hidden", "schema_revision", "created_on"],
        "invitation": ["token_hash", "library", "expires"],
        "switch": ["token_hash", "library", "kind"],
        "network_act": ["id", "at", "actor", "library", "act", "reason"],
        "kept_slug": ["mac", "until"],
        "network_admin": [
            *("id", "name", "folded", "password_hash", "totp", "last_step", "since"),
        ],
        "network_recovery": ["admin", "code_hash"],
        "network_link": ["token_hash", "admin", "expires", "password_hash", "totp"],
        "network_session": ["id", "token_hash", "admin", "began"],
        "network_brake": ["key", "failures", "until"],
        "network_passkey": [
            *("owner", "id", "credential", "credential_key", "handle", "count", "host", "label"),
            *("since", "used"),
        ],
        "network_answered": ["hash", "until"],
    }


def test_the_control_plane_is_encrypted(app):
    with writing_control() as session:
        session.add(Library(slug="slug-of-baku"))
    raw = b"".join(path.read_bytes() for path in deployment().data.glob("control.db*"))
    assert len(raw) > 0
    assert b"slug-of-baku" not in raw


def test_preparing_again_changes_nothing(app, settings):
    before = (settings.keys / "deployment.key").read_bytes()
    with writing_control() as session:
        session.add(Library(slug="baku"))
    tenancy.prepare(settings)
    assert (settings.keys / "deployment.key").read_bytes() == before
    assert db.session.scalar(sa.select(Library.slug)) == "baku"
