"""A file to keep."""

from flask import Response, make_response


def download(data: bytes, kind: str, name: str) -> Response:
    """Under a name that says nothing of the library."""
    answer = make_response(data)
    answer.headers["Content-Type"] = kind if kind != "text/csv" else "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
