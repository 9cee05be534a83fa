"""Books in tests: as forms send them, and steps on them."""

from typing import Any

import fussy

PUBLIC = ("az", "ru", "en", "tr")


def tap(visitor: Any, path: str, **fields: Any) -> Any:
    """One form of the studio, as it is sent."""
    data = {"csrf_token": visitor.token("/studio/books")} | fields
    return visitor.post(path, data={name: v for name, v in data.items() if v is not None})


def form(**changes: Any) -> dict[str, Any]:
    """A book's form with a title in the main language."""
    usual = {
        "pen_name": "Səbinə",
        "group_limit": "2",
        "theme": "family",
        "talk": ["az", "en"],
        "title-az": "Gecə növbəsi",
        "blurb-az": "Gecə işləmək barədə.",
    }
    return usual | changes


def added(visitor: Any, **changes: Any) -> str:
    """The code of a new book."""
    answer = tap(visitor, "/studio/books", **form(**changes))
    assert answer.status_code == 303, fussy.alerts(answer)
    return str(answer.location.partition("/studio/books/")[2].partition("?")[0])


def edition(house: Any, book: str) -> int:
    return int(house.rows("SELECT edition FROM book WHERE code = ?", book)[0][0])


def column(house: Any, book: str, name: str) -> Any:
    found = house.rows(f"SELECT {name} FROM book WHERE code = ?", book)
    return found[0][0] if found else None


def approved(visitor: Any, book: str, day: str = "2026-10-01") -> None:
    """With its consent recorded first."""
    answer = tap(visitor, f"/studio/books/{book}/consents", day=day, agreed="1")
    assert answer.status_code == 303
    assert tap(visitor, f"/studio/books/{book}/stages", stage="approved").status_code == 303
