"""The signed form of a book: sealed before it is anywhere else, read one page at a time."""

from datetime import timedelta
from io import BytesIO
from threading import BoundedSemaphore

import pytest
from nacl.pwhash import argon2id
from PIL import Image
from werkzeug import formparser

import fussy
from humanshelf.access import marks
from humanshelf.media import scans
from humanshelf.records import vault, vault_scans
from sealing import again, open_it, seal, send, set_up

CONTACT = "/studio/books/deniz/contact"
SCANS = f"{CONTACT}/scans"
ALONE = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"
PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\nsigned by Aygun\n%%EOF\n"


@pytest.fixture(autouse=True)
def quick_passphrases(monkeypatch):
    monkeypatch.setattr("humanshelf.tenancy.passphrase.OPS", argon2id.OPSLIMIT_MIN)
    monkeypatch.setattr("humanshelf.tenancy.passphrase.MEMORY", argon2id.MEMLIMIT_MIN)


@pytest.fixture
def ready(samir):
    set_up(samir)
    return samir


def photo(kind="JPEG", size=(600, 800), **told):
    drawn = BytesIO()
    Image.new("RGB", size, (240, 236, 220)).save(drawn, kind, **told)
    return drawn.getvalue()


def add(person, content, path=SCANS, **fields):
    file = {"file": (BytesIO(content), "name of somebody.bin")} if content is not None else {}
    answer = send(person, path, **fields, **file)
    answer.request.environ["wsgi.input"].close()  # The test client's own temporary file.
    return answer


def ids(house):
    return [id for (id,) in house.rows("SELECT id FROM vault_scan ORDER BY number")]


def look(person, id):
    return send(person, f"{SCANS}/{id}/readings")


def pages(person):
    main = person.main(CONTACT)
    return [fussy.text(one) for one in fussy.every(main, "b") if "Page" in fussy.text(one)]


def acts(house, word):
    return house.rows("SELECT subject FROM act WHERE act = ?", word)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_sealed_and_shown_again_as_it_was_made_anew(baku, ready, kind):
    answer = add(ready, photo(kind, (3000, 4000)))
    assert (answer.status_code, answer.location) == (303, f"{CONTACT}?page-sealed=1#form")
    [(sealed,)] = baku.rows("SELECT sealed_content FROM vault_scan")
    assert not sealed.startswith((b"RIFF", b"\xff\xd8", b"\x89PNG")) and b"WEBP" not in sealed
    open_it(ready)
    shown = look(ready, *ids(baku))
    with Image.open(BytesIO(shown.data)) as image:
        assert (image.format, image.size) == ("WEBP", (1920, 2560))
    told = shown.headers
    assert (shown.status_code, told["Content-Type"]) == (200, "image/webp")
    assert told["Content-Disposition"] == 'inline; filename="page-1.webp"'
    assert told["Content-Security-Policy"] == ALONE
    assert told["X-Content-Type-Options"] == "nosniff"
    assert told["Cache-Control"] == "no-store"


def test_a_pdf_is_handed_out_and_not_shown(baku, ready):
    add(ready, PDF)
    assert pages(ready) == ["Page 1, a PDF"]
    open_it(ready)
    taken = look(ready, *ids(baku))
    assert (taken.data, taken.headers["Content-Type"]) == (PDF, "application/pdf")
    assert taken.headers["Content-Disposition"] == 'attachment; filename="page-1.pdf"'
    assert taken.headers["Content-Security-Policy"] == ALONE


def test_each_reading_counts_and_is_noted(baku, ready):
    add(ready, PDF)
    open_it(ready)
    for _turn in range(2):
        look(ready, *ids(baku))
    assert baku.rows("SELECT readings FROM vault_scan") == [(2,)]
    assert acts(baku, "read-scan") == [("deniz",)] * 2
    assert "Read in full 2 times." in fussy.text(ready.main(CONTACT))


def test_nobody_reads_a_page_while_the_vault_is_shut_or_the_factor_old(baku, ready, clock):
    add(baku.staff("editor"), PDF)
    [id] = ids(baku)
    assert look(ready, id).status_code == 409, "shut"
    assert look(baku.staff("editor"), id).status_code == 403
    open_it(ready)
    assert look(again(baku), id).status_code == 409, "open in another browser"
    clock.shift(timedelta(minutes=9))
    baku.change("UPDATE vault_opening SET until = until + 600000")
    clock.shift(timedelta(minutes=2))
    assert look(ready, id).location.startswith("/confirm?")
    assert baku.rows("SELECT readings FROM vault_scan") == [(0,)]


def test_a_page_of_another_book_or_none_is_not_found_here(baku, ready):
    add(ready, PDF, "/studio/books/lala/contact/scans")
    seal(ready)
    open_it(ready)
    for id in (*ids(baku), "0" * 32, "x"):
        answer = look(ready, id)
        assert answer.status_code == 409
        assert "This has changed meanwhile" in fussy.alerts(answer)[0]
        assert send(ready, f"{SCANS}/{id}/removals").status_code == 303
    assert len(ids(baku)) == 1


def test_moved_to_another_book_a_page_does_not_open(baku, ready):
    add(ready, PDF)
    seal(ready, "lala")
    baku.change(
        "UPDATE vault_scan SET entry_id = (SELECT vault_entry.id FROM vault_entry "
        "JOIN book ON book.id = book_id WHERE code = 'lala')"
    )
    open_it(ready)
    answer = send(ready, f"/studio/books/lala/contact/scans/{ids(baku)[0]}/readings")
    said = "This was not sealed for this book, or was changed. To the signed form"
    assert fussy.alerts(answer) == [said]
    assert baku.rows("SELECT readings FROM vault_scan") == [(0,)]


# what is taken in

NEITHER = "This is neither a photo nor a PDF that can be taken. These can: JPEG, PNG, WebP, PDF"
TOO_WIDE = "This picture is too large to be shown. Please make it smaller."
TOO_LARGE = "This file is too large: a photo may have 12 MB, a PDF 4 MB."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "Please choose a file."),
        (b"", "Please choose a file."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", NEITHER),
        (b"MZ" + b"\0" * 99, NEITHER),
        (photo("GIF"), NEITHER),
        (photo()[:300], NEITHER),
        (b"%PDF-1.7 cut off", NEITHER),
        (PDF + b"x" * (scans.LARGEST_PDF - len(PDF) + 1), TOO_LARGE),
        (photo() + b"x" * scans.LARGEST, TOO_LARGE),
        (photo("PNG", (16_001, 10)), TOO_WIDE),
    ],
    ids=["none", "empty", "svg", "program", "gif", "cut photo", "cut pdf", "pdf", "photo", "long"],
)  # fmt: skip
def test_what_will_not_do_is_told_in_words_and_not_kept(baku, ready, content, said):
    answer = add(ready, content)
    assert (answer.status_code, fussy.alerts(answer)) == (422, [f"{said} To the signed form"])
    [field] = fussy.every(fussy.main(answer.text), "span", id="file-wrong")
    assert fussy.text(field) == said
    assert (baku.count("vault_scan"), baku.count("vault_entry")) == (0, 0)


def test_until_the_vault_is_ready_no_page_is_taken(baku, samir):
    answer = add(samir, PDF)
    assert answer.status_code == 409
    assert "a coordinator has to set it up first" in fussy.text(fussy.main(answer.text))


@pytest.mark.parametrize("protected", [True, False], ids=["in memory", "control"])
def test_a_file_never_lies_on_the_disk_before_it_is_sealed(baku, ready, monkeypatch, protected):
    """Werkzeug lays what is larger than half a megabyte into a temporary file."""
    laid = []

    class Laid(formparser.SpooledTemporaryFile):
        def rollover(self):
            laid.append(self)
            super().rollover()

    monkeypatch.setattr(formparser, "SpooledTemporaryFile", Laid)
    if not protected:
        view = baku.app.view_functions["studio.add_scan"]
        monkeypatch.setattr(view, "takes_in_memory", False)
    answer = add(ready, PDF[:-6] + b"x" * 2**20 + PDF[-6:])
    assert answer.status_code == 303
    assert bool(laid) is not protected


def test_so_many_are_held_in_memory_at_a_time_and_no_more(baku, ready, monkeypatch):
    monkeypatch.setattr(marks, "HELD", BoundedSemaphore(1))
    monkeypatch.setattr(marks, "PATIENCE", 0.01)
    with marks.HELD:
        assert add(ready, PDF).status_code == 503
    for _again in range(3):  # What went wrong, or right, holds nothing any more.
        assert add(ready, PDF).status_code == 303
        assert add(ready, b"x").status_code == 422
    assert len(ids(baku)) == 3


def test_the_same_form_sent_twice_is_one_page(baku, ready):
    for _twice in range(2):
        assert add(ready, PDF, scan="ab" * 16).status_code == 303
    assert ids(baku) == ["ab" * 16]
    assert acts(baku, "add-scan") == [("deniz",)]


def test_a_book_has_so_many_pages_and_no_more(baku, ready):
    for _page in range(vault_scans.MOST):
        add(ready, PDF)
    answer = add(ready, PDF)
    assert answer.status_code == 409
    assert fussy.alerts(answer)[0].startswith("No more pages can be kept.")
    assert len(ids(baku)) == vault_scans.MOST
    assert add(ready, photo(), instead=ids(baku)[2]).status_code == 303, "in the place of one"
    assert len(ids(baku)) == vault_scans.MOST
    assert pages(ready)[2] == "Page 3, a photo"


# what goes


def listed(house):
    return house.rows("SELECT count(*) FROM erasure WHERE kind = 'vault-scan'")[0][0]


def test_a_page_that_another_takes_the_place_of_is_gone_for_good(baku, ready):
    add(ready, PDF)
    [old] = ids(baku)
    add(ready, photo(), instead=old)
    assert (len(ids(baku)), listed(baku)) == (1, 1)
    assert old not in ids(baku)
    assert acts(baku, "erase-scan") == [("deniz",)], "and who did it is known"


def test_who_may_not_erase_a_page_puts_none_in_its_place(baku, ready):
    add(ready, PDF)
    [old], editor = ids(baku), baku.staff("editor")
    assert fussy.every(editor.main(CONTACT), "select", name="instead") == []
    assert add(editor, photo(), instead=old).status_code == 303
    assert (ids(baku)[0], len(ids(baku)), listed(baku)) == (old, 2, 0)
    while len(ids(baku)) < vault_scans.MOST:
        add(editor, PDF)
    answer = add(editor, photo(), instead=old)
    assert answer.status_code == 409
    assert "A coordinator may put this one in the place" in fussy.alerts(answer)[0]
    assert old in ids(baku)


def test_a_page_is_erased_with_a_factor_of_a_moment_ago(baku, ready, clock):
    add(ready, PDF)
    add(ready, photo())
    first, second = ids(baku)
    assert send(baku.staff("editor"), f"{SCANS}/{first}/removals").status_code == 403
    clock.shift(timedelta(minutes=11))
    assert send(ready, f"{SCANS}/{first}/removals").location.startswith("/confirm?")
    assert len(ids(baku)) == 2
    person = again(baku)
    for _twice in range(2):
        assert send(person, f"{SCANS}/{first}/removals").status_code == 303
    assert (ids(baku), listed(baku)) == ([second], 1)
    assert acts(baku, "erase-scan") == [("deniz",)]


def test_the_form_goes_with_the_contact_details(baku, ready, clock):
    add(ready, PDF)
    assert "The signed form goes with it." in fussy.text(ready.main(CONTACT))
    clock.shift(timedelta(minutes=11))
    assert send(ready, f"{CONTACT}/erasures").location.startswith("/confirm?")
    assert baku.count("vault_scan") == 1
    send(again(baku), f"{CONTACT}/erasures")
    assert (baku.count("vault_scan"), baku.count("vault_entry")) == (0, 0)


def test_without_the_sealing_the_page_lies_open_in_the_store(baku, ready, monkeypatch):
    """The negative control of the first two."""
    monkeypatch.setattr(vault_scans, "seal_bytes", lambda _key, _place, content, _block: content)
    add(ready, PDF)
    assert baku.rows("SELECT sealed_content FROM vault_scan") == [(PDF,)]


def test_a_list_of_pages_reads_no_content(baku, ready):
    add(ready, PDF)
    with baku.inside():
        [(entry, _book)] = vault.entries()
        [scan] = vault_scans.scans_of(entry)
        assert "content" not in scan.__dict__
