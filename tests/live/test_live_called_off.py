"""Called off, at once on every phone, board and desk that listens; and back again."""

from cast import COMING, EVENT
from readers.test_readers_called_off import call_off
from studio.test_studio_events import draft, post, publish, shelve


def test_all_who_listen_hear_it_at_once_and_hear_it_taken_back(
    samir, rana, leyla, murad, baku, dana, listen
):
    waiting = leyla.card("deniz")
    hers = f"/backroom/{baku.backroom('deniz')}"
    places = ((leyla, waiting), (murad, f"/board/{EVENT}"), (murad, hers), (rana, f"/desk/{EVENT}"))
    streams = [listen(who, f"{path}/live") for who, path in places]
    theirs = listen(dana, f"/desk/{EVENT}/live")
    first = [stream.message() for stream in streams]
    theirs.message()
    call_off(samir)
    for stream, before in zip(streams, first, strict=True):
        told = stream.message()
        assert "The hall is flooded." in told or "Su basıb." in told
        assert told != before
    post(samir, EVENT, "reinstatements")
    for stream in streams:
        told = stream.message()
        assert "flooded" not in told and "basıb" not in told
    dana.tap("breaks", book="deniz")
    assert "flooded" not in theirs.message()


def test_other_words_reach_the_phones_too(samir, leyla, listen):
    stream = listen(leyla, f"{leyla.card('deniz')}/live")
    stream.message()
    call_off(samir)
    assert "The hall is flooded." in stream.message()
    call_off(samir, az="Yenə.", en="Again.")
    assert "Again." in stream.message()


def test_a_board_ends_when_its_event_is_a_draft_again(samir, murad, baku, listen):
    code = draft(baku, samir)
    shelve(samir, code, book="lala")
    publish(samir, code)
    stream = listen(murad, f"/board/{code}/live")
    stream.message()
    publish(samir, code, over="1")
    assert stream.frame()["event"] == "bye"
    assert murad.get(f"/board/{code}/live").status_code == 404
    assert murad.get(f"/board/{COMING}").status_code == 200
