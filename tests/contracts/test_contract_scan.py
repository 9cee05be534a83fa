"""The scan by our own rules: the product is clean, and each rule finds what it is for."""

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
spec = importlib.util.spec_from_file_location("scan", ROOT / "tools/scan.py")
scan = importlib.util.module_from_spec(spec)
sys.modules["scan"] = scan
spec.loader.exec_module(scan)

VIEW = "humanshelf/desk/views.py"
ROWS = "humanshelf/records/rows.py"
PROSE = "humanshelf/pages/prose.py"
PAGE = "humanshelf/desk/templates/desk/page.html"

FAULTS = [
    ("unscoped-query", VIEW, "stores.engine_for(uid).connect()"),
    ("unscoped-query", VIEW, "stores.watch_connection(uid)"),
    ("unscoped-query", ROWS, "sa.create_engine('sqlite://')"),
    ("unscoped-query", ROWS, "sessionmaker(bind)()"),
    ("unscoped-query", ROWS, "db.engines['other'].connect()"),
    ("pasted-sql", ROWS, "session.execute(text(f\"SELECT * FROM book WHERE code = '{code}'\"))"),
    ("pasted-sql", ROWS, "connection.exec_driver_sql('DELETE FROM ' + table)"),
    ("pasted-sql", ROWS, "connection.execute('SELECT %s' % column)"),
    ("pasted-sql", ROWS, "connection.execute('SELECT {}'.format(column))"),
    ("unescaped", VIEW, "Markup(request.form['text'])"),
    ("unescaped", VIEW, "Markup(f'<b>{name}</b>')"),
    ("unescaped", VIEW, "Markup(nh3.clean(text))"),
    ("unescaped", PROSE, "Markup(READER.render(text))"),
    ("unescaped", PROSE, "Markup(nh3.clean(text) + text)"),
    ("unescaped", PAGE, "<p>{{ book.blurb|safe }}</p>"),
    ("unescaped", PAGE, "<p>{{ book.blurb | safe }}</p>"),
    ("unescaped", PAGE, "{% autoescape false %}{{ x }}{% endautoescape %}"),
    ("shell", VIEW, "subprocess.run(command, shell=True)"),
    ("shell", VIEW, "subprocess.run(command, shell=wanted)"),
    ("shell", VIEW, "os.system(command)"),
    ("shell", VIEW, "os.popen(command)"),
    ("remote-address", VIEW, "request.remote_addr"),
    ("remote-address", VIEW, "request.access_route[0]"),
    ("remote-address", VIEW, "request.headers['X-Forwarded-For']"),
    ("remote-address", VIEW, "request.environ.get('HTTP_USER_AGENT')"),
    ("remote-address", VIEW, "request.environ['REMOTE_ADDR']"),
    ("remote-address", VIEW, "request.headers.get('Referer')"),
    ("remote-address", VIEW, "request.user_agent.string"),
    ("remote-address", VIEW, "request.referrer"),
    ("naive-time", ROWS, "datetime.now()"),
    ("naive-time", ROWS, "datetime.utcnow()"),
    ("naive-time", ROWS, "datetime.datetime.now()"),
    ("naive-time", ROWS, "datetime.fromtimestamp(seconds)"),
    ("naive-time", ROWS, "date.today()"),
    ("get-commits", VIEW, "@desk.get('/x')\ndef view():\n    with writing():\n        pass"),
    ("get-commits", VIEW, "@desk.route('/x')\ndef view():\n    db.session.commit()"),
    ("get-commits", VIEW, "@desk.get('/x')\ndef view():\n    inner()\ndef inner():\n    writing()"),
    ("no-nonce", PAGE, "<script src='{{ asset('x.js') }}'></script>"),
    ("no-nonce", PAGE, "<style>p { color: red }</style>"),
    ("no-nonce", PAGE, '<p style="color: red">'),
    ("no-nonce", PAGE, '<p class="x" onclick="go()">'),
    ("hx-in-fragment", PAGE, "<div hx-get='/x'></div>"),
    ("hx-in-fragment", PAGE, "<div data-hx-post='/x'></div>"),
    ("hx-in-fragment", PAGE, "<div hx-target:inherited='#main'></div>"),
    ("hx-in-fragment", VIEW, "Markup('<div hx-get=\"/x\">')"),
    ("exception", VIEW, "x = 1  # scan: shell: there is nothing here to forgive"),
    ("exception", VIEW, "y = 2  # scan: no-such-rule: there is nothing here to forgive"),
]  # fmt: skip

FINE = [
    (VIEW, "engine = stores.path(uid)"),
    ("humanshelf/tenancy/stores.py", "self.engine_for(uid).connect()"),
    (ROWS, "session.execute(select(Book).where(Book.code == code))"),
    (ROWS, "connection.exec_driver_sql('SELECT 1')"),
    (ROWS, "connection.exec_driver_sql(f'SELECT {COLUMNS} FROM book')"),
    (VIEW, "Markup('<b>{}</b>').format(name)"),
    (PROSE, "Markup(nh3.clean(READER.render(text)))"),
    (PAGE, "<p>{{ book.blurb }}</p>{# never |safe #}"),
    (VIEW, "subprocess.run([program, argument], shell=False)"),
    (VIEW, "request.headers.get('Sec-Fetch-Site')"),
    ("humanshelf/drills/played.py", "names = ('X-Forwarded-For', 'REMOTE_ADDR')"),
    (ROWS, "datetime.now(UTC)"),
    (ROWS, "datetime.fromtimestamp(seconds, UTC)"),
    (ROWS, "time.monotonic()"),
    (VIEW, "@desk.post('/x')\ndef view():\n    with writing() as session:\n        pass"),
    (VIEW, "@desk.get('/x')\ndef view():\n    return page('x.html')"),
    (PAGE, '<script defer nonce="{{ nonce() }}" src="{{ asset("x.js") }}"></script>'),
    (PAGE, "<p>Write hx-get in a sentence, or onwards = far.</p>"),
    ("humanshelf/templates/live.html", '<div hx-nonce="{{ nonce() }}" hx-boost="true">'),
]


def test_the_product_is_clean():
    assert [str(one) for one in scan.scan(scan.product())] == []


@pytest.mark.parametrize(("rule", "path", "source"), FAULTS)
def test_each_rule_finds_what_it_is_for(rule, path, source):
    assert [one.rule for one in scan.scan({path: source})] == [rule]


@pytest.mark.parametrize(("path", "source"), FINE)
def test_what_is_right_is_not_found(path, source):
    assert scan.scan({path: source}) == []


def test_every_rule_has_a_sample():
    assert {rule for rule, _path, _source in FAULTS} == set(scan.RULES)


def test_a_get_that_writes_in_another_module_is_found():
    view = "from humanshelf.records.rows import keep as save\n@desk.get('/x')\ndef x():\n    save()"
    rows = "def keep():\n    done()\ndef done():\n    with writing() as session:\n        pass"
    found = scan.scan({VIEW: view, ROWS: rows})
    assert found == [scan.Found(VIEW, 3, "get-commits")]


def test_the_way_from_a_view_to_a_write_is_followed_in_the_product():
    """The control: taken for GETs, nearly all that answer POST are found."""
    posting = {path: text.replace(".post(", ".get(") for path, text in scan.product().items()}
    found = [one for one in scan.scan(posting) if one.rule == "get-commits"]
    assert len(found) > 100


@pytest.mark.parametrize("path", [VIEW, PAGE])
def test_an_exception_covers_its_line_or_the_next_with_a_reason(path):
    said = "scan: unescaped: made by ourselves, from numbers"
    if path == VIEW:
        comment, fault = f"# {said}", "Markup(made)"
    else:
        comment, fault = f"{{# {said} #}}", "{{ made|safe }}"
    assert scan.scan({path: f"{comment}\n{fault}"}) == []
    assert scan.scan({path: f"{fault}  {comment}"}) == []
    assert [one.rule for one in scan.scan({path: f"{comment}\n\n{fault}"})] == [
        "exception", "unescaped",
    ]  # fmt: skip


@pytest.mark.parametrize("comment", ["# scan: unescaped", "# scan: unescaped: so", "# scan: shell"])
def test_an_exception_without_a_reason_covers_nothing(comment):
    found = scan.scan({VIEW: f"Markup(made)  {comment}"})
    assert {one.rule for one in found} == {"exception", "unescaped"}


def test_exceptions_are_few():
    told = [
        line
        for source in scan.product().values()
        for line in source.splitlines()
        if scan.EXCEPTION.search(line.strip())
    ]
    assert len(told) <= 20
