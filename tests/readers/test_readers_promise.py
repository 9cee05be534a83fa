"""The card says in one sentence why its time has moved."""

import fussy


def test_a_card_says_why_its_time_moved(leyla, murad, rana):
    leyla.card("deniz")
    rana.tap("calls", book="deniz")
    rana.tap("readings", book="deniz")
    card = murad.card("deniz")
    assert "Your time has moved" not in fussy.text(murad.main(card))
    rana.tap("breaks", book="deniz")
    said = "Your time has moved: a book that you wait for takes a break."
    assert said in fussy.text(murad.main(card))
