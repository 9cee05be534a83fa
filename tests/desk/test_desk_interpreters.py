"""Interpreters at the desk: added, gone, back; named with a card that needs them."""

import fussy
from cast import EVENT, NOW

PAGE = f"/desk/{EVENT}/interpreters"


def add(rana, name="Ayla", languages=("az", "tr")):
    data = {"csrf_token": rana.token(), "name": name, "language": list(languages)}
    return rana.post(PAGE, data=data)


def code_of(house):
    return next(iter(house.floor().interpreters))


def without_turkish(house):
    """A book that talks in Azerbaijani, but not in Turkish."""
    spoken = ((book, seat.own.languages) for book, seat in house.floor().shelf.items())
    return next(book for book, known in spoken if "az" in known and "tr" not in known)


def test_an_interpreter_is_added_and_stands_on_the_page(rana, baku):
    assert "No interpreters today." in rana.get(PAGE).text
    answer = add(rana)
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert "Ayla" in rana.get(PAGE).text
    assert baku.floor().interpreters[code_of(baku)].languages == ("az", "tr")


def test_only_the_own_library_has_them(rana, dana, baku, nu):
    add(rana)
    assert nu.floor().interpreters == {}
    assert "Ayla" not in dana.get(PAGE).text
    code = code_of(baku)
    answer = dana.tap("attendances", code=code)
    assert answer.status_code == 422
    assert baku.floor().interpreters[code].gone is False


def test_a_name_is_given_once_and_two_languages_at_least(rana, baku):
    add(rana)
    for name, languages in (("Ayla", ("az", "tr")), ("A", ("az", "tr")), ("Oleg", ("ru",))):
        answer = add(rana, name, languages)
        assert answer.status_code == 422
        assert fussy.alerts(answer)
    assert len(baku.floor().interpreters) == 1


def test_a_language_that_nobody_offers_is_not_taken(rana, baku):
    assert add(rana, "Oleg", ("ru", "klingon")).status_code == 422
    assert baku.floor().interpreters == {}


def test_a_card_that_needs_one_is_named_with_the_interpreter(rana, leyla, baku):
    add(rana, languages=("az", "tr"))
    shelf = baku.floor().shelf
    book = next(
        b
        for b, seat in shelf.items()
        if "tr" not in seat.own.languages and "az" in seat.own.languages
    )
    leyla.card(book, talk="tr")
    assert baku.floor().turns(NOW)[book].interpreter == code_of(baku)
    assert rana.tap("calls", book=book).status_code == 303
    assert "At a reading" in rana.get(PAGE).text


def test_who_goes_leaves_a_call_behind_that_waits_again(rana, leyla, baku):
    add(rana, languages=("az", "tr"))
    shelf = baku.floor().shelf
    book = next(
        b
        for b, seat in shelf.items()
        if "tr" not in seat.own.languages and "az" in seat.own.languages
    )
    leyla.card(book, talk="tr")
    rana.tap("calls", book=book)
    assert rana.tap("attendances", code=code_of(baku)).status_code == 303
    assert [card.stage for card in baku.floor().cards.values()] == ["waiting"]
    assert "Gone" in rana.get(PAGE).text
    rana.tap("attendances", code=code_of(baku), back="1")
    assert baku.floor().turns(NOW)[book].interpreter == code_of(baku)


def test_sign_language_is_one_of_the_languages(rana, leyla, baku):
    """Of readings, not of pages: a reader asks for it, and an interpreter goes between."""
    add(rana, languages=("az", "sgn"))
    assert baku.floor().interpreters[code_of(baku)].languages == ("az", "sgn")
    assert "Sign language" in fussy.text(rana.main(PAGE))
    form = leyla.main(f"/events/{EVENT}/books/deniz")
    offered = {option.get("value") for option in fussy.every(form, "option")}
    assert "sgn" in offered
    leyla.card("deniz", talk="sgn")
    (card,) = baku.floor().cards.values()
    assert card.talk == "sgn"
    rana.tap("calls", book="deniz")
    (card,) = baku.floor().cards.values()
    assert card.interpreter == code_of(baku)


def test_a_book_that_signs_needs_no_interpreter_for_it(rana, leyla, murad, baku):
    baku.change(
        "UPDATE seat SET own = json_set(own, '$.languages', json('[\"sgn\"]')) WHERE book = ?",
        "deniz",
    )
    baku.change("UPDATE book SET languages = '[\"sgn\"]' WHERE code = 'deniz'")
    assert "Sign language" in leyla.get(f"/events/{EVENT}").text
    leyla.card("deniz", talk="sgn")
    assert murad.take("lala", talk="sgn").status_code == 422
    assert rana.tap("calls", book="deniz").status_code == 303
    assert [card.interpreter for card in baku.floor().cards.values()] == [None]


def test_no_page_speaks_sign_language(leyla):
    assert 'lang="en"' in leyla.get("/?lang=sgn").text
