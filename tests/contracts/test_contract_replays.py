"""Every form that is sent ten times at once has one effect, and is answered as one was."""

from cast import NOW
from humanshelf.pages.sent import fresh_key
from languages import walks
from replaying import Outcome, Replay, forms_of

WAYS = (walks.readers, walks.rounds, walks.staff, walks.surveys, walks.network)
COUNTS = {"readers.visit": {"exhibit_count"}, "studio.assign": {"act"}}
COUNTS |= {"studio.add_comment": {"act"}}
"""Who opened an exhibit is not stored, so each opening counts: a second tap cannot be told. An act
on nothing in particular is noted each time."""
NO_EFFECT = {
    *("front.challenge", "front.passkey_challenge", "network.challenge"),
    *("desk.choose_tables", "network.passkey_challenge", "network.search"),
    *("studio.make_draft", "studio.make_plan"),
    *("studio.preview_book", "studio.preview_part", "studio.preview_question"),
    "studio.preview_typed",
}
"""They store nothing, or in the browser alone."""
UNSENT = {
    *("backroom.speak", "desk.attend", "desk.enter_paper", "desk.extend", "desk.leave"),
    *("desk.move", "desk.pause", "desk.put_back", "desk.reschedule", "desk.ring", "desk.visit"),
    *("front.add_passkey", "front.remove_passkey", "network.add_passkey"),
    *("network.remove_passkey", "desk.wish_then", "front.confirmed"),
    *("front.end_device", "front.end_others", "front.found"),
    *("front.invitation_address", "front.remove_factor", "front.renew_codes", "front.set_factor"),
    *("network.begin_import", "network.choose_password", "network.drop_job", "network.renew"),
    *("network.prove_factor", "network.withdraw", "readers.answer_follow_up", "readers.come_back"),
    *("readers.more", "readers.open_shelf", "readers.split", "readers.visit"),
    "studio.begin_export",
    *("studio.bring", "studio.bring_books", "studio.drop_export", "studio.erase_book"),
    *("studio.erase_quote", "studio.hang_exhibit", "studio.make_event", "studio.make_quote"),
    *("studio.open_library", "studio.publish_event", "studio.publish_practice"),
    *("studio.publish_story", "studio.put_book_back", "studio.release", "studio.remove_story"),
    *("studio.save_event", "studio.save_exhibit", "studio.save_practice", "studio.skip_step"),
    *("studio.show_practice_again", "studio.show_story_again", "studio.word_quote"),
}
"""No walk comes by while they have an effect, or their fields are more than can be guessed."""

LATER = {
    "studio.add_scan",
    "studio.read_scan",
    "studio.remove_scan",
    "desk.floods",
    "desk.void",
    "front.burn",
    "front.come_back",
    "front.hide",
    "front.hiding",
    "front.switch",
    "front.turn_switch",
    "readers.come_in",
    "readers.forget",
    "readers.invited",
    "studio.agree_contacts",
    "studio.ask_contacts",
    "studio.change_passphrase",
    "studio.confirm_code",
    "studio.contact",
    "studio.entrance",
    "studio.erase_contact",
    "studio.forget_event",
    "studio.forgetting_now",
    "studio.give_key",
    "studio.invite",
    "studio.left",
    "studio.lock_vault",
    "studio.make_paper",
    "studio.open_vault",
    "studio.preview_exhibit",
    "studio.preview_practice",
    "studio.preview_question",
    "studio.preview_story",
    "studio.read_contact",
    "studio.read_words",
    "studio.recover_vault",
    "studio.remove_own_key",
    "studio.renew_code",
    "studio.renew_poster",
    "studio.revoke",
    "studio.save_contact",
    "studio.save_entrance",
    "studio.set_vault_up",
    "studio.show_lockdown",
    "studio.take_contacts",
    "studio.take_key",
    "studio.vault",
}
"""Came with the safety of issue 6, beside this test: no walk of ours goes there yet."""


def replayed(baku, kept, clock, furnished) -> list[Outcome]:
    """One form of each endpoint that had an effect, out of all states; and each that had none."""
    replay, found = Replay(baku, kept), []
    done, tried = set(), set()

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


def test_ten_at_once_have_the_effect_of_one(baku, tmp_path, clock, furnished_stage, monkeypatch):
    # A job's own process would write on while the stage is put back.
    monkeypatch.setattr("humanshelf.libraries.jobs._start", lambda *of: None)
    outcomes = replayed(baku, tmp_path / "kept", clock, furnished_stage)
    doubled = {one.form.endpoint: one.doubled() for one in outcomes}
    wrong = {one: tables for one, tables in doubled.items() if set(tables) - COUNTS.get(one, set())}
    assert wrong == {}
    for one in outcomes:
        said = {status for status, _place in one.answers}
        places = {place for status, place in one.answers if status == 303}
        assert said <= {200, 303, 404, 409, 422, 429}, (one.form.endpoint, said)
        assert len(places) <= 1, (one.form.endpoint, places)
    sent = {one.form.endpoint for one in outcomes if one.effect}
    rules = [rule for rule in baku.app.url_map.iter_rules() if "POST" in rule.methods]
    assert {rule.endpoint for rule in rules} - sent <= UNSENT | NO_EFFECT | LATER


def test_the_control_without_its_key_a_form_makes_as_many_as_it_is_sent(
    samir, baku, tmp_path, monkeypatch
):
    monkeypatch.setattr("humanshelf.studio.books.key", lambda sent: fresh_key())
    page = samir.get("/studio/books/new")
    form = next(one for one in forms_of(samir, page.text) if one.endpoint == "studio.add_book")
    outcome = Replay(baku, tmp_path / "kept").once_and_often(samir, form)
    assert "book" in outcome.doubled()
