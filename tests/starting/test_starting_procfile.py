"""The Procfile's line: the same server, of what was onboarded, without bundles and samples."""

import subprocess
import sys
from pathlib import Path

import pytest
from commands import KEY, ask, ask_store, checksums, environment, humanshelf, left_of, serving

from browsing import PATIENCE, ROOT, free_port


def gunicorn(data, **extra):
    """The line itself, where it ends by itself."""
    line = (ROOT / "Procfile").read_text().removeprefix("web: ").split()
    done = subprocess.run(
        [str(Path(sys.executable).with_name(line[0])), *line[1:]],
        env=environment(data, PORT=str(free_port())) | extra,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_the_line_is_the_one_that_the_readme_names():
    line = (ROOT / "Procfile").read_text()
    assert line == "web: gunicorn --config gunicorn.conf.py wsgi:app\n"


def test_it_serves_what_was_onboarded_and_adds_nothing(tmp_path):
    data = tmp_path / "data"
    humanshelf("libraries", "onboard", str(ROOT / "tenants" / "baku"), data=data)
    before = checksums(data)
    with serving(data, procfile=True) as running:
        assert ask(running.port, "/").status == 200
        assert ask(running.port, "/events/autumn").status == 404
        assert ask(running.port, "/", host="nu.localhost").status == 404
    assert running.said == ""
    assert checksums(data) == before


def test_it_serves_on_an_empty_folder_too_and_has_no_library(tmp_path):
    with serving(tmp_path / "data", procfile=True) as running:
        assert ask(running.port, "/healthz").status == 200
        assert ask(running.port, "/").status == 404
    made = {name for name in left_of(tmp_path / "data") if not name.startswith("control.db-")}
    # How many streams are open, and that it was looked for what is due, is told a moment later.
    later = {"streams", "clock.json", "forgetting.lock"}
    assert made - later == {"control.db", "keys", "libraries", "lock", "migrating", "reserve"}


def test_it_prints_no_link_that_lets_anybody_in(data):
    links = ask_store(data, "baku", "SELECT count(*) FROM sign_in_link")
    with serving(data, procfile=True) as running:
        pass
    assert "sign-in" not in running.said
    assert ask_store(data, "baku", "SELECT count(*) FROM sign_in_link") == links


def test_behind_a_named_proxy_it_believes_its_scheme_and_no_other_word_of_it(data):
    with serving(data, procfile=True, HUMANSHELF_PROXY="127.0.0.1") as running:
        form, host = {"wish": "deniz"}, "baku.localhost"
        told = {"Sec-Fetch-Site": None, "X-Forwarded-Proto": "https"}
        path = "/events/autumn/cards"
        for origin, status in (("https", 422), ("http", 403)):
            headers = told | {"Origin": f"{origin}://{host}:{running.port}"}
            assert ask(running.port, path, form, headers=headers).status == status
        odd = {
            "X-Forwarded-Host": "nu.localhost",
            "X-Forwarded-Prefix": "/evil",
            "X-Script-Name": "/evil",
            "Script_Name": "/evil",
            "Path_Info": "/desk",
            "X-Original-URL": "/desk",
            "Forwarded": "host=nu.localhost",
        }
        plain, helped = ask(running.port, "/"), ask(running.port, "/", headers=odd)
        assert "/evil" not in helped.text
        assert helped.status == plain.status == 200
        assert len(helped.text) == len(plain.text)


def test_without_a_named_proxy_nobody_can_claim_https(data):
    with serving(data, procfile=True) as running:
        headers = {
            "Sec-Fetch-Site": None,
            "X-Forwarded-Proto": "https",
            "Origin": f"https://baku.localhost:{running.port}",
        }
        assert ask(running.port, "/events/autumn/cards", {}, headers=headers).status == 403


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"HUMANSHELF_HOST": "0.0.0.0"}, "Off loopback (0.0.0.0) people need TLS"),
        ({"HUMANSHELF_TLS_KEY": str(KEY)}, "--tls-cert and --tls-key belong together"),
        ({"HUMANSHELF_PROXY": "*"}, "--proxy takes the proxy's address"),
        ({"PORT": "http"}, "'http' is no port."),
        ({"PORT": "70000"}, "'70000' is no port."),
        ({"HUMANSHELF_STREAMS": "x"}, "HUMANSHELF_STREAMS must be a number"),
        ({"HUMANSHELF_BASE_DOMAIN": "a b"}, "the base domain must be a host name"),
        ({"HUMANSHELF_SCHEME": "gopher"}, "HUMANSHELF_SCHEME must be http or https"),
    ],
)
def test_it_refuses_what_the_command_refuses_in_one_sentence(tmp_path, told, sentence):
    code, out, err = gunicorn(tmp_path / "data", **told)
    assert (code, out) == (1, "")
    assert err.startswith(f"Error: {sentence}")
    assert err.count("\n") == 1
    assert left_of(tmp_path) == set()


def test_it_refuses_a_lost_key_in_one_sentence(data):
    (data / "keys" / "deployment.key").unlink()
    code, out, err = gunicorn(data)
    assert (code, out) == (1, "")
    assert err.startswith(f"Error: There is data in {data} but no deployment.key")
    assert err.count("\n") == 1
    assert "deployment.key" not in left_of(data / "keys")
