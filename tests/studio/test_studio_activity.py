"""What the team did: noted with the act itself, told in words, without a word that was written."""

import ast
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

import fussy
import humanshelf
from cast import EVENT, NOW, STAFF
from humanshelf import phrases
from humanshelf.records import activity
from humanshelf.tenancy import writing

PAGE = "/studio/activity"
SOURCE = Path(humanshelf.__file__).parent


def noted(house):
    return house.rows("SELECT act, subject, actor FROM act ORDER BY at, rowid")


def told(visitor, path=PAGE):
    rows = fussy.every(visitor.main(path), "tr")[1:]
    return [[fussy.text(cell) for cell in row] for row in rows]


def keep(house, *acts, actor=STAFF["coordinator"], at=NOW):
    with house.inside(), writing() as session:
        for number, word in enumerate(acts):
            activity.note(session, at + timedelta(minutes=number), actor, word, f"thing-{number}")


# every word has its sentence


def words_of(call):
    """The act that a call of did() or doing() notes; both, where one of two is chosen. Where it
    is a parameter named ``word``, it stands where that is called: see below."""
    given = call.args[1 if getattr(call.func, "id", "") == "did" else 0]
    choices = [given.body, given.orelse] if isinstance(given, ast.IfExp) else [given]
    if isinstance(given, ast.Name):
        assert given.id == "word", ast.dump(given)
        choices = []
    assert all(isinstance(one, ast.Constant) for one in choices), ast.dump(given)
    return {one.value for one in choices}


def words_passed_on(tree):
    """The acts that are given to a function which takes them as its parameter ``word``."""
    takes = {
        node.name: [one.arg for one in node.args.args].index("word")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and "word" in [one.arg for one in node.args.args]
    }
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = [(node, takes.get(getattr(node.func, "id", ""))) for node in calls]
    given = [node.args[at] for node, at in named if at is not None]
    return {one.value for one in given if not (isinstance(one, ast.Name) and one.id == "word")}


def acts_in_source():
    found = set()
    for path in SOURCE.rglob("*.py"):
        if path.name == "acts.py" and path.parent.name == "access":
            continue
        tree = ast.parse(path.read_text())
        notes = [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("did", "doing")
        ]
        for node in notes:
            found |= words_of(node) or words_passed_on(tree)
    return found


def test_every_act_in_the_source_has_a_sentence(product):
    acts = acts_in_source()
    assert len(acts) > 30
    with product.test_request_context():
        assert sorted(word for word in acts if phrases.act(word) == word) == []


def test_a_word_without_a_sentence_is_found(product):
    """The control: the test before can fail."""
    call = ast.parse('did(session, "fly-to-moon", 1)').body[0].value
    (word,) = words_of(call)
    with product.test_request_context():
        assert phrases.act(word) == word


# noted with the act


def test_an_act_is_noted_in_the_write_that_does_it(samir, baku):
    token = samir.token()
    data = {"csrf_token": token}
    assert samir.post("/studio/exhibition/street/withdrawals", data=data).status_code == 303
    assert noted(baku) == [("withdraw-exhibit", "street", STAFF["coordinator"].hex)]


def test_what_is_refused_is_not_noted(samir, baku):
    samir.post("/studio/exhibition/nothing/withdrawals", data={"csrf_token": samir.token()})
    samir.post(f"/studio/events/{EVENT}/policy", data={"csrf_token": samir.token(), "loan": "x"})
    assert noted(baku) == []


def test_a_write_that_fails_leaves_no_act(baku):
    class Broken(Exception):
        pass

    with baku.inside():
        with pytest.raises(Broken), activity.noting(NOW, None, "made-up"), writing():
            raise Broken
        with writing():
            pass
    assert noted(baku) == []


def test_one_act_is_noted_once_and_only_inside(baku):
    with baku.inside():
        with activity.noting(NOW, None, "made-up", "x"):
            for _ in range(2):
                with writing():
                    pass
        with writing():
            pass
    assert noted(baku) == [("made-up", "x", None)]


def test_taps_at_the_desk_are_not_noted(rana, baku, leyla):
    leyla.card("deniz")
    for step in ("calls", "readings", "returns"):
        assert rana.tap(step, book="deniz").status_code == 303
    assert noted(baku) == []


# told


def test_the_page_tells_when_who_what_and_which(samir, baku):
    """In Baku it is four hours later than in UTC."""
    keep(baku, "withdraw-exhibit", "release-quote")
    assert told(samir) == [
        ["17 Oct, 18:04", "Samir", "released a quote", "thing-1"],
        ["17 Oct, 18:03", "Samir", "withdrew an exhibit", "thing-0"],
    ]


def test_the_other_library_tells_nothing_of_it(baku, nu, samir):
    keep(baku, "withdraw-exhibit")
    assert len(told(samir)) == 1
    assert told(nu.staff("coordinator")) == []


def test_who_left_is_named_no_more_and_the_act_stays(samir, baku):
    keep(baku, "release-quote", actor=UUID(int=77))
    keep(baku, "make-link", actor=None, at=NOW + timedelta(minutes=5))
    assert [row[1] for row in told(samir)] == ["the command line", "somebody who left"]


def test_a_person_it_is_about_is_named_while_there(samir, baku):
    with baku.inside(), writing() as session:
        activity.note(session, NOW, None, "make-link", STAFF["librarian"].hex)
        activity.note(session, NOW, None, "remove-person", "f" * 32)
    assert {row[3] for row in told(samir)} == {"Rəna", "somebody who left"}


def test_one_persons_acts_can_be_looked_at_alone(samir, baku):
    keep(baku, "release-quote")
    keep(baku, "withdraw-exhibit", actor=STAFF["librarian"])
    keep(baku, "publish-exhibit", actor=UUID(int=77))
    for who, act in ((STAFF["librarian"], "withdrew an exhibit"), (UUID(int=77), "published")):
        (row,) = told(samir, f"{PAGE}?who={who.hex}")
        assert row[2].startswith(act)


def test_fifty_stand_on_a_page_and_each_on_one(samir, baku):
    keep(baku, *["release-quote"] * 101)
    pages = [told(samir, f"{PAGE}?page={number}") for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [50, 50, 1]
    assert len({row[3] for page in pages for row in page}) == 101
    links = [a.get("href") for a in fussy.every(samir.main(f"{PAGE}?page=2"), "a") if a.get("rel")]
    assert links == [f"{PAGE}?page=1", f"{PAGE}?page=3"]


@pytest.mark.parametrize("query", ["page=0", "page=9", "page=-1", "who=x", f"who={'0' * 32}"])
def test_a_page_that_is_not_there(samir, query):
    assert samir.get(f"{PAGE}?{query}").status_code == 404


@pytest.mark.parametrize("role", ["librarian", "editor", "translator"])
def test_only_coordinators_read_it(baku, role):
    assert baku.staff(role).get(PAGE).status_code == 403
