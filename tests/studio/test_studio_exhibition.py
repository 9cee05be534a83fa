"""The exhibition in the studio: hung, refused, published, ordered, screened, labelled, counted."""

from io import BytesIO

import pytest

import fussy
from cast import EVENT, later
from exhibited import FILM, file_names, form, hang, hung, tap
from footage import photo
from humanshelf.media import films, pictures

LIST = "/studio/exhibition"
SCREENINGS = f"/studio/events/{EVENT}/screenings"


def codes(house):
    return [code for (code,) in house.rows("SELECT code FROM exhibit ORDER BY position, code")]


def stored(house, code, column):
    return house.rows(f"SELECT {column} FROM exhibit WHERE code = ?", code)[0][0]


def wrong(answer):
    """What is said at the fields, without the head of the page."""
    assert answer.status_code == 422
    return fussy.alerts(answer)[1:]


# hanging


def test_a_new_exhibit_is_kept_and_not_published_yet(samir, baku):
    code = hung(samir, theme=["family", "age"], room="side")
    assert codes(baku)[-1] == code
    assert stored(baku, code, "published") == 0
    assert stored(baku, code, "themes") == '["family", "age"]'
    assert len(file_names(baku, code)) == 3
    assert "Added. Readers do not see it yet." in samir.get(f"{LIST}?added={code}").text


def test_its_picture_comes_without_place_and_camera(samir, baku):
    code = hung(samir)
    for name in file_names(baku, code):
        data = samir.get(f"/studio/files/{name}").data
        assert data[:4] == b"RIFF"
        assert [mark for mark in (b"SECRET", b"EXIF", b"ICCP", b"XMP") if mark in data] == []


def test_a_film_is_kept_and_played(samir, leyla, baku, film):
    code = hung(samir, kind="film", film=(BytesIO(film()), "a.mp4"))
    tap(samir, f"{LIST}/{code}/publications")
    name = file_names(baku, code, "film")[0]
    assert leyla.get(f"/files/{name}").headers["Content-Type"] == "video/mp4"
    assert b"SECRET" not in leyla.get(f"/files/{name}").data


NO_FILM = "This is not a film that can be shown. These can: MP4 (H.264, AAC), WebM (VP9, Opus)"
NO_PICTURE = "This is not a picture that can be shown. These can: JPEG, PNG, WebP"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"film": (BytesIO(photo()), "a.mp4")}, NO_FILM),
        ({"film": (BytesIO(b"#EXTM3U\nfile:///etc/passwd"), "a.mp4")}, NO_FILM),
        ({"picture": (BytesIO(b"no picture"), "a.jpg")}, NO_PICTURE),
        ({"picture": (BytesIO(photo() + b"<script>"), "a.jpg")},
         "This file holds something else besides the picture and is not taken."),
        ({"alt-az": None}, "Please describe the picture for those who do not see it."),
        ({"title-az": " "}, "Please give a title in the library’s main language."),
        ({"link": "http://films.example.org/a"},
         "A link begins with https:// and leads to another site."),
        ({"link": "javascript:alert(1)"}, "A link begins with https:// and leads to another site."),
        ({"link": "https://nowhere"}, "A link begins with https:// and leads to another site."),
        ({"minutes": "0"}, "A number between 1 and 240."),
        ({"minutes": "an hour"}, "A number between 1 and 240."),
        ({"kind": "painting"}, "Please choose from the list."),
        ({"room": "roof"}, "Please choose from the list."),
        ({"theme": ["nothing"]}, "Please choose from the list."),
        ({"event": "nothing"}, "Please choose from the list."),
        ({"day": "yesterday"}, "Please choose a day."),
        ({"caption-ru": "а" * 4001}, "At most 4000 signs, please."),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_said_at_its_field_and_nothing_is_saved(samir, baku, changes, said):
    sent = {k: (BytesIO(v[0].getvalue()), v[1]) if isinstance(v, tuple) else v
            for k, v in changes.items()}  # fmt: skip
    before, files = baku.checksum(), media(baku)
    assert wrong(hang(samir, **sent)) == [said]
    assert (baku.checksum(), media(baku)) == (before, files)


def media(house):
    from humanshelf.media.files import folder

    with house.inside():
        return sorted(path.name for path in folder().iterdir())


def test_what_was_typed_stays_where_something_was_wrong(samir):
    answer = hang(samir, minutes="many", **{"caption-tr": "Bir söz", "theme": ["age"]})
    page = fussy.main(answer.text)
    assert fussy.text(fussy.one(page, "textarea", id="caption-tr")) == "Bir söz"
    assert fussy.one(page, "input", id="minutes").get("value") == "many"
    ticked = [
        e.get("value")
        for e in fussy.every(page, "input", name="theme")
        if e.get("checked") is not None
    ]
    assert ticked == ["age"]


def test_a_file_that_is_too_large_is_refused_with_a_sentence(samir, baku, monkeypatch):
    view = samir.application.view_functions["studio.hang_exhibit"]
    monkeypatch.setattr(view, "takes", 100_000)
    before = baku.checksum()
    answer = hang(samir, picture=(BytesIO(bytes(200_000)), "large.jpg"))
    assert answer.status_code == 413
    assert "This file is too large" in answer.text
    assert "Please choose a smaller file" in answer.text
    assert baku.checksum() == before
    monkeypatch.setattr(pictures, "LARGEST", 1000)
    assert wrong(hang(samir)) == ["This file is too large"]


def test_only_the_coordinator_may_send_much(samir, rana, leyla):
    """Others are turned away before a byte of it is read; and other forms stay small."""
    assert samir.application.view_functions["studio.hang_exhibit"].takes > films.LARGEST
    much = {"csrf_token": rana.token(), "caption-az": "a" * 300_000}
    assert rana.post(LIST, data=much).status_code == 403
    assert leyla.post(LIST, data=much).status_code == 303
    assert samir.post("/studio/team", data=much | {"csrf_token": samir.token()}).status_code == 413


class Unread(BytesIO):
    """What is sent, and whether anybody read any of it."""

    begun = False

    def read(self, *args):
        self.begun = True
        return super().read(*args)

    def readinto(self, *args):
        self.begun = True
        return super().readinto(*args)


def test_of_what_a_stranger_sends_nothing_is_read(samir, rana, leyla):
    for person, status, begun in ((rana, 403, False), (leyla, 303, False), (samir, 403, True)):
        body = Unread(b"caption-az=" + b"a" * 300_000)
        sent = {"input_stream": body, "content_length": 300_011}
        kind = "application/x-www-form-urlencoded"
        answer = person.post(LIST, content_type=kind, **sent)
        assert (answer.status_code, body.begun) == (status, begun)


def test_a_form_with_files_needs_its_token_too(samir, baku):
    before = baku.checksum()
    for token in (None, "another"):
        assert hang(samir, csrf_token=token).status_code == 403
    assert baku.checksum() == before


# people


def test_people_are_not_published_without_their_release(samir, leyla, baku):
    code = hung(samir, people="1")
    answer = tap(samir, f"{LIST}/{code}/publications")
    said = "There are people in it: without a recorded release it cannot be published."
    assert wrong(answer) == [said]
    assert leyla.get(f"/exhibition/{code}").status_code == 404
    sent = form(samir, people="1", reference="Folder 3, no. 12", day="2026-10-01", picture=None)
    assert samir.post(f"{LIST}/{code}", data=sent).status_code == 303
    assert tap(samir, f"{LIST}/{code}/publications").status_code == 303
    assert leyla.get(f"/exhibition/{code}").status_code == 200
    kept = [stored(baku, code, f"release_{name}") for name in ("reference", "day", "by")]
    assert kept == ["Folder 3, no. 12", "2026-10-01", "coordinator"]


def test_a_release_cannot_be_taken_out_of_what_is_published(samir, baku):
    code = hung(samir, people="1", reference="12", day="2026-10-01")
    tap(samir, f"{LIST}/{code}/publications")
    answer = samir.post(f"{LIST}/{code}", data=form(samir, people="1", picture=None))
    assert answer.status_code == 422
    assert stored(baku, code, "release_reference") == "12"


def test_the_store_itself_refuses_people_without_a_release(samir, baku):
    code = hung(samir, people="1")
    with pytest.raises(Exception, match="people_agreed"):
        baku.change("UPDATE exhibit SET published = 1 WHERE code = ?", code)


# changing


def test_another_picture_takes_the_place_of_the_first_and_the_first_is_deleted(samir, baku):
    code = hung(samir)
    before = file_names(baku, code)
    sent = form(samir, picture=(BytesIO(photo((300, 300))), "b.jpg"))
    assert samir.post(f"{LIST}/{code}", data=sent).status_code == 303
    after = file_names(baku, code)
    assert set(before) & set(after) == set()
    assert set(before) & set(media(baku)) == set()
    assert len(after) == 2


def test_to_publish_and_to_withdraw_undo_each_other(samir, leyla, baku):
    code = hung(samir)
    for path, status, noun in (
        ("publications", 200, "withdrawals"),
        ("withdrawals", 404, "publications"),
    ):
        answer = tap(samir, f"{LIST}/{code}/{path}")
        assert leyla.get(f"/exhibition/{code}").status_code == status
        notice = fussy.one(samir.main(answer.location), "div", class_="notice")
        undo = fussy.one(notice, "form")
        assert undo.get("action") == f"{LIST}/{code}/{noun}"
        assert fussy.text(undo) == "Undo"


def test_they_hang_in_the_order_that_was_chosen(samir, leyla, baku):
    assert codes(baku) == ["street", "window", "kettle", "boat", "chairs"]
    tap(samir, f"{LIST}/boat/moves", to="up")
    tap(samir, f"{LIST}/street/moves", to="down")
    tap(samir, f"{LIST}/window/moves", to="up")
    assert codes(baku) == ["window", "street", "boat", "kettle", "chairs"]
    heads = [fussy.text(h) for h in fussy.every(leyla.main(f"/events/{EVENT}/exhibition"), "h3")]
    assert heads[:2] == ["After the move", "When the lights go on"]


def test_at_the_end_of_the_list_it_stays(samir, baku):
    before = baku.checksum()
    tap(samir, f"{LIST}/street/moves", to="up")
    tap(samir, f"{LIST}/chairs/moves", to="down")
    assert baku.checksum() == before


def test_what_is_removed_is_gone_with_its_files(samir, baku):
    code = hung(samir)
    names = file_names(baku, code)
    for _twice in range(2):
        assert tap(samir, f"{LIST}/{code}/removals").status_code == 303
    assert code not in codes(baku)
    assert set(names) & set(media(baku)) == set()


def test_samples_go_with_their_files_and_screenings_also_from_an_event_of_its_own(
    samir, leyla, baku
):
    from humanshelf.libraries.onboarding import drop_samples

    own, page = hung(samir), "/events/winter/exhibition"
    baku.change("UPDATE event SET sample = 0 WHERE code = 'winter'")
    assert "Two chairs" in leyla.get(page).text
    with baku.inside():
        drop_samples()
    assert codes(baku) == [own]
    assert baku.count("screening") == 0
    assert "Nothing is exhibited here now." in leyla.get(page).text
    assert media(baku) == sorted(file_names(baku, own))


def test_the_list_counts_what_was_suggested_and_opened(samir, leyla, rana, baku):
    for _ in range(2):
        baku.reader().card("deniz")
    rana.tap("calls", book="deniz")
    rana.tap("readings", book="deniz")
    card = leyla.card("deniz")
    leyla.post(f"{card}/visits/{FILM}")
    row = next(
        tr for tr in fussy.every(samir.main(LIST), "tr") if "When the lights" in fussy.text(tr)
    )
    cells = [fussy.text(td) for td in fussy.every(row, "td")]
    suggested = baku.rows("SELECT max(suggested) FROM exhibit_count")[0][0]
    assert cells[:3] == ["yes", str(suggested), "1"]
    assert suggested > 0


# screenings


def screen(visitor, **fields):
    return tap(visitor, SCREENINGS, **({"film": FILM, "room": "side", "starts": "19:10"} | fields))


def starts(house):
    return [at for (at,) in house.rows("SELECT starts FROM screening ORDER BY starts")]


def test_a_screening_starts_by_the_clock_of_the_library(samir, baku, leyla):
    before = starts(baku)
    assert screen(samir, minutes="5").status_code == 303
    new = set(starts(baku)) - set(before)
    # 19:10 in Baku is 15:10 in Greenwich; the event opened at 17:30 by its own clock.
    assert new == {
        int(later(0).replace(hour=15, minute=10, second=0, microsecond=0).timestamp() * 1000)
    }
    assert "19:10" in fussy.text(samir.main(SCREENINGS))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"starts": "19:15"}, "Another film runs in this room at that time."),
        ({"starts": "19:14"}, "Another film runs in this room at that time."),
        ({"starts": "19:16"}, "Another film runs in this room at that time."),
        ({"starts": "19:10", "minutes": "6"}, "Another film runs in this room at that time."),
        ({"starts": "12:00"}, "Please give a time while the event runs."),
        ({"starts": "23:29"}, "Please give a time while the event runs."),
        ({"starts": "25:00"}, "Please give a time while the event runs."),
        ({"starts": "soon"}, "Please give a time while the event runs."),
        ({"starts": ""}, "Please give a time while the event runs."),
        ({"film": "kettle"}, "Please choose a film and a room."),
        ({"film": ""}, "Please choose a film and a room."),
        ({"room": "roof"}, "Please choose a film and a room."),
        ({"minutes": "999"}, "Please give the length in minutes."),
        ({"minutes": "0"}, "Please give the length in minutes."),
        ({"minutes": "long"}, "Please give the length in minutes."),
    ],
)
def test_a_screening_that_cannot_be_is_refused(samir, baku, fields, said):
    before = baku.checksum()
    answer = screen(samir, **fields)
    assert (answer.status_code, fussy.alerts(answer)) == (422, [said])
    assert baku.checksum() == before


def test_a_film_of_one_event_is_not_screened_at_another(samir):
    code = hung(samir, kind="film", event="winter")
    assert f'value="{code}"' not in samir.get(SCREENINGS).text
    assert f'value="{code}"' in samir.get("/studio/events/winter/screenings").text
    assert fussy.alerts(screen(samir, film=code)) == ["Please choose a film and a room."]


def test_two_films_run_at_once_in_two_rooms_and_one_after_the_other_in_one(samir):
    assert screen(samir, starts="19:15", room="hall").status_code == 303
    assert screen(samir, starts="19:17", room="hall").status_code == 303
    assert screen(samir, starts="19:18", room="hall").status_code == 422


def test_a_screening_is_struck_and_phones_see_it(samir, baku, leyla):
    id = baku.rows("SELECT id FROM screening ORDER BY starts LIMIT 1")[0][0]
    assert "18:10" in fussy.text(leyla.main(f"/events/{EVENT}/exhibition"))
    for _twice in range(2):
        assert tap(samir, f"{SCREENINGS}/{id}/removals").status_code == 303
    assert "18:10" not in fussy.text(leyla.main(f"/events/{EVENT}/exhibition"))


def test_the_screening_of_one_library_is_not_struck_by_the_other(yerlan, baku):
    id = baku.rows("SELECT id FROM screening ORDER BY starts LIMIT 1")[0][0]
    before = baku.checksum()
    assert tap(yerlan, f"{SCREENINGS}/{id}/removals").status_code == 303
    assert baku.checksum() == before


# labels


def test_each_published_exhibit_has_a_label_with_the_address_of_its_page(samir, monkeypatch):
    import segno

    said, draw = [], segno.make
    monkeypatch.setattr(segno, "make", lambda text, **how: said.append(text) or draw(text, **how))
    hung(samir)
    page = samir.main(f"{LIST}/labels")
    assert len(fussy.every(page, "h2")) == 5
    assert said[0] == "https://baku.localhost/exhibition/street"
    assert len(said) == 5


# themes


def theme_names(house):
    return house.rows("SELECT code, json_extract(names, '$.az') FROM theme ORDER BY position")


def test_a_theme_gets_names_and_a_place(samir, baku):
    assert (
        tap(samir, "/studio/themes", **{"name-az": "Musiqi", "name-en": "Music"}).status_code == 303
    )
    assert theme_names(baku)[-1][1] == "Musiqi"
    code = theme_names(baku)[-1][0]
    before = [one for one, _name in theme_names(baku)]
    tap(samir, f"/studio/themes/{code}/moves", to="up")
    assert [one for one, _name in theme_names(baku)] == [*before[:-2], code, before[-2]]
    tap(samir, f"/studio/themes/{code}", **{"name-az": "Səs"})
    assert dict(theme_names(baku))[code] == "Səs"


@pytest.mark.parametrize("name", ["", " ", "a" * 61])
def test_a_theme_without_a_fitting_name_is_refused(samir, baku, name):
    before = baku.checksum()
    for path in ("/studio/themes", "/studio/themes/family"):
        answer = tap(samir, path, **{"name-az": name})
        assert answer.status_code == 422
        assert fussy.alerts(answer) == ["Please give a short name in the library’s main language."]
    assert baku.checksum() == before


def test_books_are_given_themes_and_what_is_no_theme_is_not_taken(samir, baku):
    sent = {"book-deniz": "age", "book-kamran": "", "book-lala": "nothing", "book-nobody": "age"}
    assert tap(samir, "/studio/books/themes", **sent).status_code == 303
    known = dict(baku.rows("SELECT code, theme FROM book"))
    assert (known["deniz"], known["kamran"], known["lala"]) == ("age", None, "languages")
    assert tap(samir, "/studio/themes/nothing", **{"name-az": "a"}).status_code == 404
