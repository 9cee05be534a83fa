"""Hostile words for every text of a library's store, each column's with a mark of its own.

What is planted behind the product's back is worse than any form lets through: what holds here
holds for whatever a form, an import or a bundle may ever bring in.
"""

import json
from typing import Any

from cast import COMING, EVENT, House
from humanshelf.pages import clock
from humanshelf.records import floors, tables
from humanshelf.records.entrances import invite
from humanshelf.records.interpreters import add_interpreter
from humanshelf.tenancy import writing
from humanshelf.tenancy.scope import EXTENSION

CORPUS = (
    '"><img src=/planted onerror="window.hacked=1">',
    "'><svg onload=window.hacked=1><animate onbegin=window.hacked=1></svg>",
    "</title></textarea></script></style></noscript><script>window.hacked=1</script>",
    '<i hx-get="/planted" hx-trigger="load" data-hx-get="/planted" hx-on:click="hacked=1">i</i>',
    '<iframe srcdoc="<script>top.hacked=1</script>"></iframe><object data=/planted></object>',
    '<a href="javascript:window.hacked=1" style="position:fixed;inset:0">a</a>',
    '<form action="/sign-out" method="post"><button name="planted">b</button></form>',
    '<base href="//evil.example/"><meta http-equiv="refresh" content="0;url=//evil.example/">',
    "<link rel=stylesheet href=//evil.example/x.css><style>body{display:none}</style>",
    "<x-planted id=main class=exit autofocus onfocus=window.hacked=1>x</x-planted>",
    "[x](javascript:window.hacked=1) [x](data:text/html,planted) ![x](//evil.example)",
    "{{ 7 * 191 }}{% planted %}${7*191}--><!--]]>&lt;planted&#60;\\u003cplanted",
)
WHOLE = "".join(CORPUS)
LANGUAGES = {"az", "kk", "ru", "en", "tr"}

WORDS = {
    "book": "pen_name",
    "book_text": "title blurb note",
    "event": "notice",
    "event_template": "name texts",
    "event_text": "title place room side_room",
    "exhibit": "texts link release_reference",
    "invitation": "purpose",
    "feedback": "text link",
    "interpreter": "name",
    "note": "text",
    "piece": "draft shown",
    "profile": "licence texts",
    "question": "told",
    "quote": "texts",
    "roster": "name",
    "seat": "table_name",
    "sheet": "texts",
    "staff": "name",
    "staff_passkey": "label",
    "staff_session": "label",
    "survey": "names",
    "theme": "names",
}
"""The columns that hold what people write."""
SIGNS = {
    "act": "act subject",
    "backroom": "book",
    "book": "code languages theme stage visibility consent consent_kinds",
    "book_text": "language",
    "brake": "key",
    "card": "word stage wishes book talk interpreter then",
    "erasure": "kind",
    "event": "code phase policy seed rehearsal talks sitting said state series tables",
    "event_template": "code policy tables",
    "event_text": "language",
    "exhibit": "code kind themes room release_day release_by",
    "exhibit_file": "name kind type",
    "feedback": "source who language about theme tone state",
    "interpreter": "code languages",
    "piece": "kind code",
    "profile": "languages time_zone vocabulary logo words exit_url setup",
    "publication": "code scope events role figures shown frozen",
    "question": "key version",
    "quote": "language who theme",
    "roster": "code languages",
    "screening": "room",
    "seat": "book own",
    "sheet": "moment answers sealed",
    "staff": "folded role password_hash",
    "staff_passkey": "host",
    "step": "verb actor subject card seat interpreter before after",
    "survey": "code moment items past",
    "theme": "code",
    "vault_scan": "kind",
    "vault_wrap": "wrapped",
}
"""Those that hold words of the product's own, codes, and labels of which it knows the letters."""
LINKS = {("exhibit", "link"), ("feedback", "link")}


JSON = {
    (table.name, column.name)
    for table in tables.metadata.sorted_tables
    for column in table.columns
    if type(column.type).__name__ == "JSON"
}


def columns(listed: dict[str, str]) -> set[tuple[str, str]]:
    return {(table, name) for table, names in listed.items() for name in names.split()}


def texts() -> set[tuple[str, str]]:
    """Every column of a library's store that can hold a text."""
    return {
        (table.name, column.name)
        for table in tables.metadata.sorted_tables
        for column in table.columns
        if type(column.type).__name__ in ("String", "Text", "JSON")
    }


MARK = "Planted_"
AGAIN = 'SELECT "{}" FROM "{}"'


def mark(table: str, column: str) -> str:
    return f"{MARK}{table}_{column}_"


def planted(table: str, column: str) -> str:
    start = "https://evil.example/" if (table, column) in LINKS else ""
    return f"{start}{mark(table, column)}{WHOLE}"


def furnish(house: House) -> list[tuple[Any, str]]:
    """What no walk leaves behind, and where it is looked at."""
    samir = house.staff("coordinator")
    help, report = house.survey_alone(), house.report()
    with house.inside(), writing() as session:
        event = floors.scene(EVENT, clock.now()).event
        add_interpreter(session, event.id, "Ayla", ["az", "ru"])
        invite(session, event.id, "a-link", "x", None, None)
        session.connection().exec_driver_sql("UPDATE staff_session SET label = 'x'")
    house.passkey("coordinator")
    spoken = json.loads(house.rows("SELECT languages FROM profile")[0][0])
    notice = {f"notice-{language}": "x" for language in spoken} | {"csrf_token": samir.token()}
    samir.post(f"/studio/events/{COMING}/calling-off", data=notice)
    comment = {"csrf_token": samir.csrf, "text": "x", "link": "https://evil.example/"}
    samir.post("/studio/comments", data=comment)
    words = house.rows("SELECT hex(id) FROM feedback WHERE link <> ''")
    team = (f"/studio/events/{COMING}", f"/studio/events/{EVENT}/entrance", "/account")
    team += (f"/desk/{EVENT}/interpreters", "/studio/team")
    team += (f"/studio/surveys/{help}", "/studio/library/vocabulary", "/studio/comments")
    team += tuple(f"/studio/feedback/{id.lower()}" for (id,) in words)
    all = (f"/events/{COMING}", f"/board/{COMING}", f"/surveys/{help}", f"/reports/{report}")
    return [*((samir, path) for path in team), *((house.reader(), path) for path in all)]


def plant(house: House) -> set[tuple[str, str]]:
    """Into every row there is. Returns the columns in which there was nothing."""
    empty = set()
    with house.inside(), writing() as session:
        ask = session.connection().exec_driver_sql
        for table, column in sorted(columns(WORDS)):
            hostile = planted(table, column)
            there = ask(f'SELECT DISTINCT "{column}" FROM "{table}"').scalars().all()
            for number, value in enumerate(there):
                if value in (None, "{}", "[]", "null"):
                    continue
                told = (table, column) in JSON
                fresh = (
                    json.dumps(spoiled(json.loads(value), hostile))
                    if told
                    else f"{hostile}{number}"
                )
                ask(f'UPDATE "{table}" SET "{column}" = ? WHERE "{column}" = ?', (fresh, value))
            if not any(MARK + table in str(value) for value in ask(AGAIN.format(column, table))):
                empty.add((table, column))
    house.app.extensions[EXTENSION].memory.clear()
    return empty


def spoiled(value: Any, hostile: str, spoken: bool = False) -> Any:
    """The same value with other words: what stands under the name of a language."""
    if isinstance(value, dict):
        return {k: spoiled(v, hostile, spoken or k in LANGUAGES) for k, v in value.items()}
    if isinstance(value, list):
        return [spoiled(one, hostile, spoken) for one in value]
    return hostile if spoken and isinstance(value, str) and value else value
