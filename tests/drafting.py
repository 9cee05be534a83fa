"""A practice card or a story, written and published through the studio's forms."""

import re


def edition(staff, path):
    return re.search(r'name="edition" value="(\d+)"', staff.get(path).text)[1]


def save(staff, path, seen=None, **fields):
    form = {"csrf_token": staff.token(), "edition": seen or edition(staff, path), "in": "en"}
    return staff.post(path, data=form | fields)


def tap(staff, path, **fields):
    return staff.post(path, data={"csrf_token": staff.token()} | fields)


def publish(staff, path):
    return tap(staff, f"{path}/publications", edition=edition(staff, path))
