"""The way to the parts of the studio: for whom, and in which of them one is."""

import pytest

import fussy

ROLES = "coordinator", "editor", "translator", "librarian"


def ways(visitor, path):
    """The two rows of a screen, and what is folded on a phone."""
    page = fussy.parsed(visitor.get(path).text)
    rows, folded = fussy.every(page, "nav", aria_label="Studio")
    return *fussy.every(rows, "ul"), folded


def addresses(element):
    return [link.get("href") for link in fussy.every(element, "a")]


def current(element):
    found = [(a.get("href"), a.get("aria-current")) for a in fussy.every(element, "a")]
    return [link for link in found if link[1]]


@pytest.mark.parametrize("role", ROLES)
def test_whoever_is_offered_a_part_may_open_it(baku, role):
    person = baku.staff(role)
    folded = ways(person, "/account")[-1]
    answers = [person.get(address, follow_redirects=True) for address in addresses(folded)]
    assert len({answer.request.path for answer in answers}) == len(answers) > 2
    assert {answer.status_code for answer in answers} == {200}
    assert not [answer for answer in answers if answer.request.path.startswith("/sign-in")]


def test_a_librarian_is_not_shown_what_is_the_coordinators(baku, rana, samir):
    hers, his = (addresses(ways(one, "/account")[-1]) for one in (rana, samir))
    assert "/studio/team" in his
    assert "/studio/team" not in hers
    assert set(hers) < set(his)


def test_a_group_of_which_one_page_may_be_opened_has_its_name(rana):
    folded = ways(rana, "/account")[0]
    names = {a.get("href"): fussy.text(a) for a in fussy.every(folded, "a")}
    assert names == {"/desk": "Events", "/studio/left": "What is left", "/account": "My account"}


def test_only_the_group_that_one_is_in_shows_its_pages(samir):
    groups, pages, folded = ways(samir, "/studio/themes")
    assert current(groups) == [("/studio/books", "true")]
    assert current(pages) == [("/studio/themes", "page")]
    assert addresses(pages)[0] == "/studio/books"
    assert "/studio/team" not in addresses(pages)
    assert current(folded) == [("/studio/themes", "page")]


@pytest.mark.parametrize(
    ("path", "group", "part"),
    [
        ("/studio/books/deniz", "/studio/books", "/studio/books"),
        ("/studio/translations/ru", "/studio/books", "/studio/translations"),
        ("/studio/library/look", "/studio/library", "/studio/library"),
        ("/studio/report/draft?event=spring", "/studio/report", "/studio/report"),
    ],
)
def test_a_page_below_another_belongs_to_it(samir, path, group, part):
    groups, pages, folded = ways(samir, path)
    assert current(groups) == [(group, "page" if group == path else "true")]
    assert current(pages) == [(part, "true")]
    assert current(folded) == [(part, "true")]


def test_a_group_of_one_page_has_no_second_row(samir):
    groups, folded = ways(samir, "/studio/exhibition")
    assert current(groups) == [("/studio/exhibition", "page")]
    assert current(folded) == [("/studio/exhibition", "page")]
