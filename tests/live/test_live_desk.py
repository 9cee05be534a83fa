"""In a desk's stream: the order of its own tables, and what all desks share at once."""

import re

from cast import EVENT

DESK = f"/desk/{EVENT}"


def order(html):
    return re.findall(r'id="row-([^"]+)"', html)


def test_each_stream_keeps_the_order_of_its_own_desk(rana, samir, leyla, listen):
    rana.post(f"{DESK}/tables", data={"csrf_token": rana.token(), "book": ["timur", "lala"]})
    streams = [listen(desk, f"{DESK}/live") for desk in (rana, samir)]
    first = [order(stream.message()) for stream in streams]
    assert first[0][:2] == [book for book in first[1] if book in ("timur", "lala")]
    assert sorted(first[0]) == sorted(first[1])
    leyla.card("deniz")
    assert [order(stream.message()) for stream in streams] == first


def test_a_note_reaches_every_desk_of_its_library_at_once(rana, samir, dana, listen):
    mine, theirs = listen(samir, f"{DESK}/live"), listen(dana, f"{DESK}/live")
    assert "Nar 27" not in mine.message()
    theirs.message()
    rana.tap("notes", text="Nar 27 waits at table 4.")
    message = mine.message()
    assert "Nar 27 waits at table 4." in message
    rana.tap("clearances", seen=re.search(r'name="seen" value="([^"]+)"', message)[1])
    assert "The note was cleared." in mine.message()
    dana.tap("calls", book="deniz")
    dana.tap("breaks", book="deniz")
    assert "Nar 27" not in theirs.message()
