"""Every form that is sent ten times at once has one effect, and is answered as one was."""

import pytest
from nacl.pwhash import argon2id

import tapping
from cast import NOW
from humanshelf.pages.sent import fresh_key
from languages import walks
from replaying import Outcome, Replay, forms_of

WAYS = (walks.readers, walks.rounds, walks.staff, walks.surveys, walks.network)
COUNTS = {
    # Who opened an exhibit is not stored: each tap counts.
    "readers.visit": {"exhibit_count"},
    # An act on nothing in particular is noted each time.
    "studio.assign": {"act"},
    "studio.add_comment": {"act"},
    "studio.bring": {"act"},
    # Each answer shows what was sealed, which is what is counted and noted.
    "studio.read_contact": {"act", "vault_entry"},
    "studio.read_scan": {"act", "vault_scan"},
    "studio.read_words": {"act", "feedback"},
    # Each answer has a key of its own to the open vault. All are locked at once, or by themselves.
    "studio.open_vault": {"vault_opening"},
    # A code is shown once, so each answer has its own; that the one before has died is noted.
    "studio.give_key": {"erasure"},
    "studio.renew_code": {"erasure"},
    # The code that the first tap used is a wrong one for the others, and counts as a try.
    "network.passkey_challenge": {"control network_brake"},
    "network.remove_passkey": {"control network_brake"},
}
"""The tables of which ten taps may leave more than one would."""
NO_EFFECT = {
    *("front.challenge", "front.passkey_challenge", "network.challenge"),
    *("desk.choose_tables", "front.come_back", "front.invitation_address", "network.search"),
    *("readers.open_shelf", "studio.make_draft", "studio.make_plan", "studio.preview_book"),
    *("studio.preview_exhibit", "studio.preview_part", "studio.preview_practice"),
    *("studio.preview_question", "studio.preview_story", "studio.preview_typed"),
}
"""They store nothing, or in the browser alone."""
UNSENT = {
    "network.drop_job": "deletes the files of a job as studio.drop_export does, which is sent",
    "readers.answer_follow_up": "opens a month later; tests/surveys/test_surveys_later.py",
}
NAMES = [scene.__name__ for scene, _endpoints in tapping.SCENES]
SENT = {endpoint for _scene, endpoints in tapping.SCENES for endpoint in endpoints}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """No real work for passphrases; and no process of a job's own, which would write on while the
    stage is put back."""
    monkeypatch.setattr("humanshelf.tenancy.passphrase.OPS", argon2id.OPSLIMIT_MIN)
    monkeypatch.setattr("humanshelf.tenancy.passphrase.MEMORY", argon2id.MEMLIMIT_MIN)
    monkeypatch.setattr("humanshelf.libraries.jobs._start", lambda *of: None)


def replayed(baku, kept, clock, furnished) -> list[Outcome]:
    """One form of each endpoint that had an effect, out of all states; and each that had none."""
    replay, found = Replay(baku, kept), []
    done, tried = set(SENT), set()

    def states():
        for way in WAYS:
            clock.move_to(NOW)
            replay.put_back(furnished)
            yield from way(baku)

    for visitor, path in states():
        answer = visitor.get(path)
        if answer.mimetype != "text/html":
            continue
        for form in forms_of(visitor, answer.text):
            if form.endpoint in done or form.kind in tried:
                continue
            clock.shift(1)
            outcome = replay.once_and_often(visitor, form)
            found.append(outcome)
            tried.add(form.kind)
            if outcome.effect:
                done.add(form.endpoint)
    return found


def holds(outcome: Outcome) -> None:
    endpoint = outcome.form.endpoint
    assert set(outcome.doubled()) <= COUNTS.get(endpoint, set()), outcome.told()
    said = {status for status, _place in outcome.answers}
    places = {place.partition("?")[0] for status, place in outcome.answers if status == 303}
    assert said <= {200, 303, 404, 409, 422, 429}, (endpoint, said)
    # Where everybody is signed out, some of ten may find that they are.
    assert len(places - {"/sign-in"}) <= 1, (endpoint, places)


def test_ten_at_once_have_the_effect_of_one(baku, tmp_path, clock, furnished_stage):
    outcomes = replayed(baku, tmp_path / "kept", clock, furnished_stage)
    for outcome in outcomes:
        holds(outcome)
    met = {one.form.endpoint for one in outcomes if one.effect}
    rules = [rule for rule in baku.app.url_map.iter_rules() if "POST" in rule.methods]
    assert {rule.endpoint for rule in rules} - met - SENT == UNSENT.keys() | NO_EFFECT
    assert not met & SENT


@pytest.mark.parametrize(("scene", "endpoints"), tapping.SCENES, ids=NAMES)
def test_ten_at_once_in_states_of_their_own(scene, endpoints, baku, tmp_path, clock):
    replay, met = Replay(baku, tmp_path / "kept"), []
    for visitor, form in scene(baku):
        clock.shift(1)
        outcome = replay.once_and_often(visitor, form)
        assert outcome.effect, form
        holds(outcome)
        met.append(form.endpoint)
    assert set(met) == set(endpoints)


def test_the_control_without_its_key_a_form_makes_as_many_as_it_is_sent(
    samir, baku, tmp_path, monkeypatch
):
    monkeypatch.setattr("humanshelf.studio.books.key", lambda sent: fresh_key())
    page = samir.get("/studio/books/new")
    form = next(one for one in forms_of(samir, page.text) if one.endpoint == "studio.add_book")
    outcome = Replay(baku, tmp_path / "kept").once_and_often(samir, form)
    assert "book" in outcome.doubled()
