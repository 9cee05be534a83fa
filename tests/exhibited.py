"""What the tests of the exhibition share: uploads, and halls in which somebody waits."""

from io import BytesIO
from typing import Any

from werkzeug.test import TestResponse

from cast import House, Visitor
from footage import photo

FILM = "street"


def form(visitor: Visitor, **changes: Any) -> dict[str, Any]:
    """A whole and right form of an exhibit, with a picture."""
    main = "az" if visitor.house and visitor.house.slug == "baku" else "kk"
    said = {
        "csrf_token": visitor.token("/studio/exhibition"),
        f"title-{main}": "Bir ad",
        f"alt-{main}": "Qırmızı və göy",
        "kind": "photo",
        "room": "hall",
        "minutes": "3",
        "event": "",
        "picture": (BytesIO(photo()), "photo.jpg"),
    }
    return {name: value for name, value in (said | changes).items() if value is not None}


def hang(visitor: Visitor, **changes: Any) -> TestResponse:
    return visitor.post(
        "/studio/exhibition", data=form(visitor, **changes), content_type="multipart/form-data"
    )


def hung(visitor: Visitor, **changes: Any) -> str:
    """The code of a new exhibit."""
    answer = hang(visitor, **changes)
    assert answer.status_code == 303, answer.status
    return answer.location.rpartition("=")[2]


def tap(visitor: Visitor, path: str, **fields: Any) -> TestResponse:
    return visitor.post(path, data={"csrf_token": visitor.token("/studio/exhibition"), **fields})


def file_names(house: House, code: str, kind: str = "picture") -> list[str]:
    rows = house.rows(
        "SELECT f.name FROM exhibit_file f JOIN exhibit e ON e.id = f.exhibit_id "
        "WHERE e.code = ? AND f.kind = ? ORDER BY f.width",
        code,
        kind,
    )
    return [name for (name,) in rows]


def busy(house: House, desk: Visitor, waiting: int = 1, book: str = "deniz") -> None:
    """Somebody reads with this book, and so many wait."""
    for _ in range(1 + waiting):
        house.reader().card(book)
    desk.tap("calls", book=book)
    desk.tap("readings", book=book)
