"""The practice card: the form that partners are asked for, in each of the library's languages."""

from flask import Response, redirect, url_for

from humanshelf.records.pieces import PRACTICE, Piece, empty, find_piece
from humanshelf.studio import pieces, studio
from humanshelf.studio.drafts import typed_practice
from humanshelf.telling import practice as card
from humanshelf.telling import shown


@studio.get("/studio/practice")
def practice() -> Response:
    return pieces.edit_page(the_card(), look(), scopes=card.scopes())


@studio.post("/studio/practice")
def save_practice() -> Response:
    address = url_for(".practice")
    return pieces.save(the_card(), look(), typed_practice(), address, scopes=card.scopes())


@studio.post("/studio/practice/previews")
def preview_practice() -> Response:
    return pieces.preview_typed(the_card(), look(), typed_practice(), scopes=card.scopes())


@studio.get("/studio/practice/preview")
def practice_preview() -> Response:
    return preview(the_card())


@studio.post("/studio/practice/publications")
def publish_practice() -> Response:
    found = the_card()
    refused = pieces.put_out(found, "name")
    return preview(the_card(), refused) if refused else to(".practice_preview")


@studio.post("/studio/practice/withdrawals")
def withdraw_practice() -> Response:
    pieces.take_back(the_card(), withdrawn=True)
    return to(".practice", withdrawn=1)


@studio.post("/studio/practice/reversals")
def show_practice_again() -> Response:
    pieces.take_back(the_card(), withdrawn=False)
    return to(".practice")


def preview(found: Piece, refused: pieces.Refused | None = None) -> Response:
    return pieces.preview_page(found, look(), refused)


def look() -> pieces.Look:
    return card.FIELDS, card.labels(), shown.practice


def the_card() -> Piece:
    return find_piece(PRACTICE, PRACTICE) or empty(PRACTICE, PRACTICE)


def to(endpoint: str, **how: int) -> Response:
    return redirect(url_for(endpoint, **how), 303)  # type: ignore[arg-type, return-value]
