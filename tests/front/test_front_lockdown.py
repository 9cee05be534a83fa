"""Hiding: two taps, a link on paper, and nothing is there; shown again by a coordinator alone."""

import re
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from sqlalchemy.exc import OperationalError

import fussy
from cast import EVENT, FACTOR, PASSWORD, code
from humanshelf.access import doorkeeper, factors, secrets
from humanshelf.cli import naming
from humanshelf.front import lockdown as door
from humanshelf.libraries import lives, lockdown
from humanshelf.pages.clock import now
from humanshelf.records import factors as kept
from humanshelf.records import retention
from humanshelf.records.floors import scene
from humanshelf.tenancy import StoreBusy, deployment, event_keys, writing
from humanshelf.tenancy.hosts import let_go
from humanshelf.tenancy.scope import key
from humanshelf.terminal import Refused

PATHS = (
    "/",
    f"/events/{EVENT}",
    f"/board/{EVENT}",
    f"/board/{EVENT}/live",
    f"/desk/{EVENT}",
    "/studio",
    "/sign-in",
    "/static/card.css",
    "/leave",
    "/healthz",
    "/switch/AAAAAAAAAAAAAAAAAAAAAA",
    "/no/such/page",
)


def whole(answer):
    return answer.status_code, sorted(answer.headers), answer.data


def is_hidden(house):
    """Whether the library is gone: then every answer, by every method, is that of a host that is
    none."""
    nobody, here = house.stage.stranger("nobody.localhost"), house.reader()
    if here.get("/").status_code != 404:
        return False
    for path in PATHS:
        for method in ("GET", "HEAD", "POST"):
            answer = here.open(path, method=method)
            assert whole(answer) == whole(nobody.open(path, method=method)), (method, path)
    return True


def tap(visitor, path, **fields):
    return visitor.post(path, data={"csrf_token": visitor.token()} | fields)


@pytest.fixture
def factor(baku):
    """The coordinator's second factor."""
    with baku.inside(), writing() as session:
        id = baku.rows("SELECT id FROM staff WHERE role = 'coordinator'")[0][0]
        who = UUID(hex=id)
        sealed = factors.seal(key("factor"), who.bytes, FACTOR)
        kept.set_factor(session, who, sealed, 0, [], now().date())


def show(visitor, token, **fields):
    form = {"name": "Samir", "password": PASSWORD, "code": code()} | fields
    return visitor.post(f"/switch/{token}", data=form)


@pytest.mark.parametrize("role", ["librarian", "editor", "translator", "coordinator"])
def test_any_of_the_team_hides_the_library_in_two_taps(baku, nu, aigul, role):
    person = baku.staff(role)
    form = fussy.one(person.main("/hiding"), "form")
    assert form.get("action") == "/hiding"
    answer = person.post("/hiding", data=fussy.fields(form))
    assert (answer.status_code, answer.location) == (303, "/")
    assert is_hidden(baku)
    assert aigul.get(f"/events/{EVENT}").status_code == 200
    assert not is_hidden(nu)


def test_every_page_of_the_team_leads_there(rana, samir):
    for visitor, path in (
        (rana, f"/desk/{EVENT}"),
        (rana, f"/desk/{EVENT}/prints"),
        (rana, "/account"),
        (samir, "/studio"),
        (samir, "/studio/books"),
    ):
        page = visitor.get(path)
        assert 'href="/hiding"' in page.text, path


def test_looking_hides_nothing(baku, rana, leyla):
    token = baku.switch("hide")
    for path in ("/hiding", f"/switch/{token}", f"/switch/{token}"):
        assert rana.get(path).status_code == 200
    assert leyla.get("/").status_code == 200


def test_everybody_is_signed_out_and_stays_so_when_it_is_shown_again(baku, rana, samir, factor):
    link, other = baku.switch("show"), baku.link("librarian", "a-link-given-out")
    tap(rana, "/hiding")
    assert show(baku.reader(), link).status_code == 303
    assert not is_hidden(baku)
    for visitor in (rana, samir):
        assert visitor.get(f"/desk/{EVENT}").location.startswith("/sign-in")
    assert baku.reader().get(f"/sign-in/{other}").status_code == 404


def test_a_second_tap_changes_nothing(baku, rana):
    token = rana.token()
    rana.post("/hiding", data={"csrf_token": token})
    [(epoch,)] = baku.stage.control("SELECT epoch FROM library WHERE uid = ?", baku.uid)
    assert rana.post("/hiding", data={"csrf_token": token}).status_code == 404
    assert baku.stage.control("SELECT epoch FROM library WHERE uid = ?", baku.uid) == [(epoch,)]


def test_a_card_is_there_again_when_the_library_is(baku, rana, leyla, factor):
    card, link = leyla.card("deniz"), baku.switch("show")
    tap(rana, "/hiding")
    assert leyla.get(card).status_code == 404
    show(baku.reader(), link)
    assert leyla.get(card).status_code == 200


# on paper


def test_a_link_on_paper_hides_once(baku, factor):
    token = baku.switch("hide")
    passer_by = baku.reader()
    assert passer_by.post(f"/switch/{token}").status_code == 303
    assert is_hidden(baku)
    link = baku.switch("show")
    show(baku.reader(), link)
    assert passer_by.get(f"/switch/{token}").status_code == 404
    assert passer_by.post(f"/switch/{token}").status_code == 404
    assert not is_hidden(baku)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Rəna"},
        {"name": "Nobody"},
        {"password": "another password"},
        {"code": "000000"},
        {"code": ""},
    ],
)
def test_only_a_coordinator_with_password_and_code_shows_it_again(baku, rana, factor, wrong):
    token = baku.switch("show")
    tap(rana, "/hiding")
    answer = show(baku.reader(), token, **wrong)
    assert answer.status_code == 422
    assert "The name, the password or the code is wrong." in answer.text
    assert baku.reader().get("/").status_code == 404
    assert show(baku.reader(), token).status_code == 303, "the link was not used up"
    assert baku.reader().get("/").status_code == 200


def test_who_guesses_has_to_wait(baku, rana, factor):
    token = baku.switch("show")
    tap(rana, "/hiding")
    statuses = [show(baku.reader(), token, code="000000").status_code for _ in range(12)]
    assert statuses[0] == 422 and statuses[-1] == 429


def test_a_hidden_library_answers_no_other_link_and_no_link_of_another(baku, nu, rana):
    hides, elsewhere = baku.switch("hide"), nu.switch("show")
    tap(rana, "/hiding")
    stranger = baku.stage.stranger("nobody.localhost")
    wanted = whole(stranger.get("/"))
    for token in (hides, elsewhere, "A" * 22, "A" * 23):
        assert whole(baku.reader().get(f"/switch/{token}")) == wanted
        assert whole(baku.reader().post(f"/switch/{token}")) == wanted


def test_a_link_to_show_does_nothing_where_nothing_is_hidden(baku):
    token = baku.switch("show")
    assert baku.reader().get(f"/switch/{token}").status_code == 404


def test_a_new_paper_kills_the_older_one(baku, samir):
    old = baku.switch("hide")
    page = tap(samir, "/studio/lockdown/papers")
    assert page.status_code == 200
    assert len(list(fussy.main(page.text).iter("svg"))) == 3
    assert baku.reader().get(f"/switch/{old}").status_code == 404
    kept_of_it = baku.stage.control("SELECT token_hash, kind FROM switch")
    assert sorted(kind for _hash, kind in kept_of_it) == ["burn", "hide", "show"]
    assert not any(token.hex() in page.text for token, _kind in kept_of_it)


def test_who_saw_the_page_before_the_paper_was_made_knows_none_of_its_links(baku, samir):
    drawn = fussy.one(samir.main("/studio/lockdown"), "input", name="links").get("value")
    papers = [tap(samir, "/studio/lockdown/papers", links=drawn).text for _twice in range(2)]
    for kind in lockdown.KINDS:
        guessed = lockdown.token_of(drawn, kind)
        assert guessed not in papers[0]
        assert baku.reader().get(f"/switch/{guessed}").status_code == 404
    first, second = (re.findall(r"/switch/([\w-]+)", paper) for paper in papers)
    assert first == second, "the same form, the same paper"
    with baku.inside():
        assert secrets.of_form("entrance", drawn) != secrets.of_form("lockdown", drawn)


def test_a_paper_takes_a_fresh_second_factor(baku, samir, clock):
    token = samir.token()
    clock.shift(timedelta(minutes=11))
    answer = samir.post("/studio/lockdown/papers", data={"csrf_token": token})
    assert answer.status_code == 303
    assert baku.stage.control("SELECT count(*) FROM switch") == [(0,)]


# the network


def test_what_the_network_does_undoes_no_hiding(baku, rana, factor):
    link = baku.switch("show")
    tap(rana, "/hiding")
    with baku.stage.app.app_context():
        for verb in ("suspend", "resume"):
            lives.act(baku.uid, verb, at=now(), actor="Aygün", reason="they asked")
    assert is_hidden(baku)
    show(baku.reader(), link)
    assert not is_hidden(baku)


def test_the_networks_audit_tells_it_without_a_name(baku, rana):
    tap(rana, "/hiding")
    acts = baku.stage.control(
        "SELECT act, actor, reason FROM network_act WHERE library = ?", baku.uid
    )
    assert acts[-1] == ("hide", "library", "")
    [(act, actor)] = baku.rows("SELECT act, actor FROM act WHERE act = 'hide-library'")
    assert actor is not None


# burning


def left(house):
    tables = ("card", "step", "backroom", "interpreter", "staff_session", "follow_up")
    words = house.rows("SELECT count(*) FROM feedback WHERE text != ''")[0][0]
    return {name: house.count(name) for name in tables if house.count(name)} | (
        {"words": words} if words else {}
    )


def test_burning_leaves_nobody_and_the_counts(baku, nu, samir, leyla, rana):
    rana.tap("calls", book="deniz")
    leyla.card("lala")
    baku.words("What I said.")
    other, books = nu.checksum(), baku.count("book")
    token = samir.token("/studio/lockdown")
    assert samir.post("/burning", data={"csrf_token": token}).location == "/"
    assert is_hidden(baku)
    assert left(baku) == {}
    assert baku.count("book") == books
    assert nu.checksum() == other
    [act] = baku.stage.control("SELECT act FROM network_act ORDER BY id DESC LIMIT 1")
    assert act == ("burn",)


def test_burning_by_paper_takes_two_taps_and_no_name(baku, leyla):
    leyla.card("lala")
    token = baku.switch("burn")
    page = baku.reader().get(f"/switch/{token}")
    assert len(list(fussy.main(page.text).iter("details"))) == 1
    baku.reader().post(f"/switch/{token}")
    assert is_hidden(baku)
    assert left(baku) == {}


def test_burning_takes_a_coordinator_with_a_fresh_second_factor(baku, rana, samir, leyla, clock):
    leyla.card("lala")
    assert tap(rana, "/burning").status_code == 403
    token = samir.token()
    clock.shift(timedelta(minutes=11))
    assert samir.post("/burning", data={"csrf_token": token}).status_code == 303
    assert leyla.get("/").status_code == 200
    assert baku.count("card") > 0


# when the disk is full, or the store is held by somebody else


@contextmanager
def full(*_about, **_how):
    raise OperationalError("UPDATE", {}, Exception("database or disk is full"))
    yield


def full_while_reserved(house, monkeypatch):
    """The control plane has no room until the reserve is given up."""
    with house.inside():
        reserve = deployment().data / lockdown.RESERVE
    lockdown.keep_room(reserve.parent)
    write = lockdown.writing_control
    monkeypatch.setattr(
        lockdown,
        "writing_control",
        lambda *args, **how: full() if reserve.exists() else write(*args, **how),
    )


def with_a_snapshot(house):
    with house.inside():
        event_keys.make(deployment().keys, house.uid, scene(EVENT, now()).event.id)
        assert snapshots(house)


def snapshots(house):
    with house.inside():
        return list(event_keys.events_with_key(deployment().keys, house.uid))


def test_on_a_full_disk_a_tap_hides_by_the_room_that_was_reserved(baku, rana, monkeypatch):
    full_while_reserved(baku, monkeypatch)
    tap(rana, "/hiding")
    assert is_hidden(baku)


def test_on_a_full_disk_a_link_on_paper_does_too(baku, monkeypatch):
    token = baku.switch("hide")
    full_while_reserved(baku, monkeypatch)
    baku.reader().post(f"/switch/{token}")
    assert is_hidden(baku)


def test_for_a_store_that_was_only_busy_the_reserve_is_not_given_up(baku, rana, monkeypatch):
    write, held = lockdown.writing_control, ["held by somebody"]

    def busy(*args, **how):
        if held:
            raise StoreBusy(held.pop())
        return write(*args, **how)

    with baku.inside():
        data = deployment().data
    lockdown.keep_room(data)
    monkeypatch.setattr(lockdown, "writing_control", busy)
    tap(rana, "/hiding")
    assert is_hidden(baku)
    assert (data / lockdown.RESERVE).stat().st_size == lockdown.RESERVED


@pytest.mark.parametrize(
    ("free", "comes"), [(3 * lockdown.RESERVED, True), (lockdown.RESERVED, False)]
)
def test_the_reserve_comes_back_by_itself_when_there_is_room(tmp_path, monkeypatch, free, comes):
    monkeypatch.setattr("shutil.disk_usage", lambda data: SimpleNamespace(free=free))
    (tmp_path / lockdown.RESERVE).write_bytes(bytes(1000))
    lockdown.keep_room_again(tmp_path)
    there = (tmp_path / lockdown.RESERVE).stat().st_size
    assert there == (lockdown.RESERVED if comes else 1000)


def test_a_library_that_is_hidden_already_is_burnt_by_its_paper(baku, rana, leyla):
    leyla.card("lala")
    token = baku.switch("burn")
    tap(rana, "/hiding")
    assert baku.reader().get(f"/switch/{token}").status_code == 200
    baku.reader().post(f"/switch/{token}")
    assert left(baku) == {}
    assert baku.reader().get(f"/switch/{token}").status_code == 404


def test_where_rows_cannot_be_destroyed_the_keys_are_and_it_is_said(
    baku, samir, leyla, monkeypatch
):
    leyla.card("lala")
    with_a_snapshot(baku)
    token = samir.token("/studio/lockdown")
    for place in (door, lockdown, retention):
        monkeypatch.setattr(place, "writing", full)
    answer = samir.post("/burning", data={"csrf_token": token})
    monkeypatch.undo()
    assert answer.status_code == 503
    assert "Not all could be destroyed" in answer.text
    assert is_hidden(baku)
    assert snapshots(baku) == []


def test_a_link_that_could_not_destroy_all_works_once_more(baku, leyla, monkeypatch):
    leyla.card("lala")
    token = baku.switch("burn")
    for place in (door, lockdown, retention):
        monkeypatch.setattr(place, "writing", full)
    assert baku.reader().post(f"/switch/{token}").status_code == 503
    monkeypatch.undo()
    assert baku.reader().post(f"/switch/{token}").status_code == 303
    assert left(baku) == {}


def test_burning_goes_on_where_the_control_plane_cannot_be_written(baku, leyla, monkeypatch):
    leyla.card("lala")
    with_a_snapshot(baku)
    monkeypatch.setattr(lockdown, "writing_control", full)
    with baku.inside():
        assert lockdown.burn(baku.uid, now()).failed == 0
    monkeypatch.undo()
    assert (snapshots(baku), left(baku).keys() - {"staff_session"}) == ([], set())


def test_where_nobody_can_be_signed_out_it_stays_hidden(baku, rana, samir, monkeypatch):
    monkeypatch.setattr(lockdown, "writing", full)
    tap(rana, "/hiding")
    with baku.inside(), pytest.raises(OperationalError):
        lockdown.show(baku.uid, now())
    monkeypatch.undo()
    assert is_hidden(baku)
    with baku.inside():
        lockdown.show(baku.uid, now())
    assert samir.get(f"/desk/{EVENT}").location.startswith("/sign-in")


# what every worker knows


def test_who_is_let_go_of_is_hidden_already(baku):
    register = baku.app.wsgi_app.register
    seen = []

    def look(uid):
        seen.append([known.hidden for known in register._known.values() if known.uid == uid])

    baku.reader().get("/")
    with let_go.connected_to(look):
        with baku.inside():
            lockdown.hide(baku.uid, now())
        baku.reader().get("/")
    assert seen == [[True]]


def test_a_register_that_could_not_be_read_is_read_at_the_next_look(baku, monkeypatch):
    register = baku.app.wsgi_app.register
    baku.reader().get("/")
    with baku.inside():
        lockdown.hide(baku.uid, now())
    with monkeypatch.context() as broken:
        broken.setattr(register, "_read", lambda: full().__enter__())
        with pytest.raises(OperationalError):
            register.refresh()
    assert is_hidden(baku)


@pytest.fixture
def busy_store(monkeypatch):
    """Somebody else writes to the library's store without a pause."""

    @contextmanager
    def turn(*args):
        raise StoreBusy("the store is busy")
        yield

    with monkeypatch.context() as patch:
        for module in (lockdown, door, retention, doorkeeper):
            patch.setattr(module, "writing", turn)
        yield


def test_any_of_the_team_hides_where_the_store_is_busy(baku, rana, clock, busy_store):
    token = rana.token()
    clock.shift(timedelta(minutes=11))
    assert rana.post("/hiding", data={"csrf_token": token}).status_code == 303
    assert is_hidden(baku)


def test_it_is_shown_to_nobody_who_was_signed_in_and_the_link_stays_good(
    baku, rana, factor, monkeypatch
):
    """Who was signed in could not be signed out: then it is not shown, and can be later."""
    link = baku.switch("show")
    tap(rana, "/hiding")

    @contextmanager
    def turn(*args):
        raise StoreBusy("the store is busy")
        yield

    with monkeypatch.context() as patch:
        patch.setattr(lockdown, "writing", turn)
        assert show(baku.reader(), link).status_code == 503
        assert is_hidden(baku)
    assert show(baku.reader(), link, code=code(1)).status_code == 303
    assert not is_hidden(baku)


def test_a_command_that_meets_a_busy_store_says_so_in_one_sentence(baku, monkeypatch):
    monkeypatch.setattr(naming, "application", lambda: baku.app)
    with pytest.raises(Refused, match=r"the store is busy\. Try again"), naming.named("baku"):
        raise StoreBusy("the store is busy")
