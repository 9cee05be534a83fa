"""The exhibition in the studio: the list, its order, and what of it is published."""

from flask import Response, redirect, request, url_for

from humanshelf.access import csrf
from humanshelf.access.acts import doing
from humanshelf.media.files import drop
from humanshelf.pages import page
from humanshelf.records.exhibits import all_exhibits, counts_of, exhibit_by_code
from humanshelf.records.hanging import move, publish, remove
from humanshelf.records.programme import shown_exhibit
from humanshelf.studio import studio
from humanshelf.studio.exhibit_form import lacks
from humanshelf.studio.exhibits import exhibit_or_404, form_page, languages, stored
from humanshelf.studio.numbers import whole

NEWS = ("added", "saved", "published", "withdrawn", "removed")


@studio.get("/studio/exhibition")
def exhibition() -> Response:
    order = tuple(languages())
    rows = all_exhibits()
    shown = {row.code: shown_exhibit(row, order) for row in rows}
    news = next((name for name in NEWS if request.args.get(name)), None)
    return page(
        "studio/exhibition.html",
        exhibits=rows,
        shown=shown,
        counts=counts_of(),
        news=news,
        about=shown.get(request.args.get(news, "")) if news else None,
        sample=any(row.sample for row in rows),
        csrf=csrf.token(),
    )


@studio.post("/studio/exhibition/<exhibit>/publications")
def publish_exhibit(exhibit: str) -> Response:
    """Readers see it from now on. What it lacks is said on its form, and nothing is published."""
    row = exhibit_or_404(exhibit)
    wrong = lacks(row, languages()[0])
    if wrong:
        return form_page(row, stored(row, wrong))
    with doing("publish-exhibit", exhibit):
        publish(row.id, True)
    return redirect(url_for(".exhibition", published=exhibit), 303)  # type: ignore[return-value]


@studio.post("/studio/exhibition/<exhibit>/withdrawals")
def withdraw_exhibit(exhibit: str) -> Response:
    with doing("withdraw-exhibit", exhibit):
        publish(exhibit_or_404(exhibit).id, False)
    return redirect(url_for(".exhibition", withdrawn=exhibit), 303)  # type: ignore[return-value]


@studio.post("/studio/exhibition/<exhibit>/moves")
def move_exhibit(exhibit: str) -> Response:
    place = whole(request.form.get("place", ""))
    move(exhibit_or_404(exhibit).code, -1 if request.form.get("to") == "up" else 1, place)
    return redirect(url_for(".exhibition"), 303)  # type: ignore[return-value]


@studio.post("/studio/exhibition/<exhibit>/removals")
def remove_exhibit(exhibit: str) -> Response:
    """It goes with its files. Gone already, it is gone: a second tap is no mistake."""
    row = exhibit_by_code(exhibit)
    if row is not None:
        with doing("remove-exhibit", exhibit):
            drop(remove(row.id))
    return redirect(url_for(".exhibition", removed=1), 303)  # type: ignore[return-value]
