"""In streams: a withdrawn book leaves phones, desks and boards, whatever else they show."""

from cast import EVENT
from exhibited import busy

GONE = "/studio/books/deniz/withdrawals"


def withdraw(samir, back=False):
    path = f"{GONE}/reversals" if back else GONE
    assert samir.post(path, data={"csrf_token": samir.token()}).status_code == 303


def test_it_leaves_the_phone_that_waits_for_it_alone(baku, leyla, rana, samir, listen):
    busy(baku, rana)
    stream = listen(leyla, f"{leyla.card('deniz')}/live")
    assert "Deniz" in stream.message()
    withdraw(samir)
    message = stream.message()
    assert "Deniz" not in message
    assert "The books that you wait for are done for today." in message
    withdraw(samir, back=True)
    assert "Deniz" in stream.message()


def test_it_leaves_the_phone_that_wished_for_it_last(baku, leyla, samir, rana, listen):
    busy(baku, rana)
    busy(baku, rana, book="lala")
    stream = listen(leyla, f"{leyla.card('lala', 'deniz')}/live")
    assert "Deniz" in stream.message()
    withdraw(samir)
    assert "Deniz" not in stream.message()


def test_it_leaves_the_phone_that_reads_it(leyla, rana, samir, listen):
    card = leyla.card("deniz")
    rana.tap("calls", book="deniz")
    rana.tap("readings", book="deniz")
    stream = listen(leyla, f"{card}/live")
    assert "Deniz" in stream.message()
    withdraw(samir)
    assert "Deniz" not in stream.message()


def test_it_leaves_desk_and_board(baku, leyla, rana, samir, listen):
    desk, board = listen(rana, f"/desk/{EVENT}/live"), listen(leyla, f"/board/{EVENT}/live")
    table = baku.floor().shelf["deniz"].table
    assert "Deniz" in desk.message()
    assert f"<b>{table}</b>" in board.message()
    withdraw(samir)
    assert "Deniz" not in desk.message()
    assert f"<b>{table}</b>" not in board.message().partition('class="plank"')[2]
