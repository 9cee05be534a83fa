"""Onboarding: whole or not at all, and a bundle read again changes nothing."""

from datetime import timedelta

import pytest

from cast import BUNDLES, EVENT, NOW, SLUGS, settings_for
from humanshelf import tenancy
from humanshelf.app import create_app
from humanshelf.libraries.bundle import read
from humanshelf.libraries.onboarding import SlugTaken, drop_samples, onboard
from humanshelf.libraries.slugs import RESERVED


def again(stage, slug="baku", at=NOW, sample=True):
    return onboard(stage.app, read(BUNDLES / slug), at, sample)


def test_read_again_a_bundle_changes_nothing(stage, baku, nu, leyla):
    leyla.card("deniz")
    before = baku.checksum(), nu.checksum()
    for slug, house in (("baku", baku), ("nu", nu)):
        assert again(stage, slug) == (house.uid, False)
    assert (baku.checksum(), nu.checksum()) == before


def test_what_a_library_has_made_its_own_is_left_alone(stage, baku):
    baku.change("UPDATE book SET pen_name = 'Another' WHERE code = 'deniz'")
    baku.change("UPDATE profile SET hue = 300")
    before = baku.checksum()
    again(stage)
    assert baku.checksum() == before


def test_what_is_missing_is_added(stage, baku):
    baku.change("DELETE FROM event WHERE code = 'spring'")
    baku.change("DELETE FROM seat WHERE book = 'nargiz'")
    baku.change("DELETE FROM book WHERE code = 'nargiz'")
    again(stage)
    assert baku.count("book") == 8
    assert [code for (code,) in baku.rows("SELECT code FROM event ORDER BY code")] == [
        "autumn", "spring", "winter",
    ]  # fmt: skip


@pytest.mark.parametrize("how", ["time", "closed"])
def test_a_running_sample_event_that_is_over_is_followed_by_another(stage, baku, rana, how, leyla):
    at = NOW + timedelta(hours=7)
    if how == "closed":
        rana.tap("closures")
        at = NOW
    again(stage, at=at)
    assert [c for (c,) in baku.rows("SELECT code FROM event WHERE code LIKE 'autumn%'")] == [
        "autumn", "autumn-2",
    ]  # fmt: skip
    again(stage, at=at)
    again(stage, at=at + timedelta(hours=7))
    assert baku.count("event") == 5
    assert leyla.get(f"/events/{EVENT}-2").status_code == 200


def test_without_samples_there_are_none(stage, tmp_path, clock):
    settings = settings_for(tmp_path / "bare")
    tenancy.prepare(settings)
    app = create_app(settings)
    uid, new = onboard(app, read(BUNDLES / "baku"), NOW, sample=False)
    assert new
    with app.app_context(), tenancy.library(uid):
        from humanshelf.records.library import counts

        assert counts() == {"books": 0, "events": 0}


# samples gone


def test_samples_go_with_their_cards_and_the_library_stays(stage, baku, nu, leyla, aigul):
    card, theirs = leyla.card("deniz"), aigul.card("deniz")
    with baku.inside():
        assert drop_samples() == 3 + 8
    counts = {name: baku.count(name) for name in baku.tables() if name != "alembic_version"}
    assert {name for name, count in counts.items() if count} == {"profile", "staff"}
    assert leyla.get(card).status_code == 404
    assert leyla.get("/").status_code == 200
    assert aigul.get(theirs).status_code == 200
    assert nu.count("book") == 8


def test_what_is_no_sample_stays_with_the_books_that_it_needs(stage, baku, leyla):
    baku.change("UPDATE event SET sample = 0 WHERE code = 'autumn'")
    card = leyla.card("deniz")
    with baku.inside():
        assert drop_samples() == 2
    assert baku.count("book") == 8
    assert leyla.get(card).status_code == 200


# whole or not at all


def traces(stage):
    """All files of keys and stores, and the rows of the control plane."""
    files = {
        path.relative_to(stage.folder)
        for path in stage.folder.rglob("*")
        if not path.name.endswith(("-wal", "-shm"))
    }
    with stage.app.extensions["humanshelf.tenancy"].control.connect() as connection:
        rows = connection.exec_driver_sql("SELECT slug, state FROM library").all()
    return files, sorted(rows)


@pytest.fixture
def third(tmp_path):
    """A bundle of a library that is not there yet."""
    bundle = read(BUNDLES / "nu")
    bundle.slug = "third"
    return bundle


@pytest.mark.parametrize(
    "step", ["set_profile", "add_samples", "add_book", "add_event", "tables.make"]
)
@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_an_onboarding_that_fails_leaves_nothing(stage, third, monkeypatch, step, error):
    before = traces(stage)

    def fail(*args, **kwargs):
        raise error("in the middle")

    with monkeypatch.context() as broken:
        broken.setattr(f"humanshelf.libraries.onboarding.{step}", fail)
        with pytest.raises(error):
            onboard(stage.app, third, NOW, sample=True)
    assert traces(stage) == before

    uid, new = onboard(stage.app, third, NOW, sample=True)
    assert new
    stage.app.wsgi_app.register._until = 0
    assert stage.stranger("third.localhost").get("/").status_code == 200


def test_an_update_that_fails_leaves_the_library_as_it_was(stage, baku, monkeypatch):
    before = baku.checksum(), traces(stage)
    baku.change("DELETE FROM event WHERE code = 'spring'")
    with monkeypatch.context() as broken:
        broken.setattr("humanshelf.libraries.onboarding.add_event", lambda *a, **k: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            again(stage)
    assert traces(stage) == before[1]
    assert baku.count("event") == 2


def test_a_library_left_half_made_by_a_power_cut_is_finished(stage, baku, leyla):
    with stage.app.extensions["humanshelf.tenancy"].control.begin() as connection:
        connection.exec_driver_sql("UPDATE library SET state='draft' WHERE slug='baku'")
    baku.change("DELETE FROM event")
    stage.app.wsgi_app.register._until = 0
    assert leyla.get("/").status_code == 404

    assert again(stage) == (baku.uid, True)

    stage.app.wsgi_app.register._until = 0
    assert leyla.get(f"/events/{EVENT}").status_code == 200


@pytest.mark.parametrize("slug", ["www", "network", "static"])
def test_some_words_are_no_slugs(stage, third, slug):
    third.slug = slug
    before = traces(stage)
    with pytest.raises(SlugTaken):
        onboard(stage.app, third, NOW, sample=False)
    assert traces(stage) == before


def test_two_libraries_share_no_secret_and_no_seed(baku, nu, stage):
    keys = stage.app.extensions["humanshelf.tenancy"].keys
    assert keys.secret(baku.uid) != keys.secret(nu.uid)
    seeds = [row for house in (baku, nu) for row in house.rows("SELECT seed FROM event")]
    assert len(set(seeds)) == 6


def test_every_slug_is_there(stage):
    assert set(stage.houses) == set(SLUGS)
    assert RESERVED.isdisjoint(SLUGS)


def test_cleared_samples_stay_away_when_the_bundle_is_read_again(stage, baku):
    with baku.inside():
        drop_samples()
    onboard(stage.app, read(BUNDLES / "baku"), NOW, sample=True)
    assert (baku.count("event"), baku.count("book")) == (0, 0)
