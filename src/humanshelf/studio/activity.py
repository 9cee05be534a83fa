"""What the team did, the newest first. Of readers and their cards nothing stands here."""

from uuid import UUID

from flask import Response, abort, request

from humanshelf.access import csrf
from humanshelf.pages import page
from humanshelf.records.activity import actors, counted, head, latest
from humanshelf.records.staff import all_staff
from humanshelf.studio import studio

ON_A_PAGE = 50


@studio.get("/studio/activity")
def activity() -> Response:
    names = {person.id: person.name for person in all_staff()}
    gone = sorted(actors() - names.keys(), key=lambda id: id.hex)
    who = asked({id.hex: id for id in (*names, *gone)})
    number = request.args.get("page", 1, int)
    pages = max(1, -(-counted(who) // ON_A_PAGE))
    if not 1 <= number <= pages:
        abort(404)
    return page(
        "studio/activity.html",
        acts=latest(ON_A_PAGE, (number - 1) * ON_A_PAGE, who),
        names=names,
        by_hex={id.hex: name for id, name in names.items()},
        gone=gone,
        who=who,
        number=number,
        pages=pages,
        head=head(),
        csrf=csrf.token(),
    )


def asked(known: dict[str, UUID]) -> UUID | None:
    """Of whom only, if of somebody."""
    sent = request.args.get("who", "")
    return (known.get(sent) or abort(404)) if sent else None
