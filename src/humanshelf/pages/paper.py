"""A document as an answer."""

from flask import Response, make_response


def paper(document: bytes) -> Response:
    """A PDF that the browser shows. Its name is what everybody in the house may read."""
    answer = make_response(document)
    answer.content_type = "application/pdf"
    answer.headers["Content-Disposition"] = 'inline; filename="list.pdf"'
    return answer
