"""A library in hostile hands cannot act in its sibling's name, though the cookie comes along (B11).

Subdomains of localhost are strangers to each other; those of a real domain are of one site.
"""

import ssl
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from browsing import ARGUMENTS, EVENT, chromium, free_port, start_server

DOMAIN = "hl.test"
TLS = Path(__file__).parents[1] / "starting"
FORM = """<!doctype html><form method="post" action="{to}" enctype="{kind}">
<input name="book" value="timur"><input name="csrf_token" value="{token}">
<button>x</button></form>"""


@contextmanager
def hostile_site(page):
    """A host beside the library that shows whatever it likes."""

    class Hostile(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Hostile) as site:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(TLS / "cert.pem", TLS / "key.pem")
        # A browser may open a connection and say nothing on it: nobody waits for its greeting.
        site.socket = tls.wrap_socket(site.socket, server_side=True, do_handshake_on_connect=False)
        site.daemon_threads, site.block_on_close = True, False
        served = Thread(target=site.serve_forever)
        served.start()
        yield f"https://evil.{DOMAIN}:{site.server_port}/"
        site.shutdown()
        served.join()


@pytest.fixture
def desk(browser, tmp_path, monkeypatch):
    """A librarian's tab, in a browser that finds this domain here."""
    monkeypatch.setattr("browsing.answers", lambda port: True)  # it asks without TLS
    port = free_port()
    tls = {"HUMANSHELF_TLS_CERT": str(TLS / "cert.pem"), "HUMANSHELF_TLS_KEY": str(TLS / "key.pem")}
    tls |= {"HUMANSHELF_SCHEME": "https", "HUMANSHELF_BASE_DOMAIN": DOMAIN}
    server = start_server(tmp_path / "data", port, **tls)
    own = browser.browser_type.launch(
        executable_path=chromium(),
        args=[*ARGUMENTS, f"--host-resolver-rules=MAP *.{DOMAIN} 127.0.0.1"],
    )
    page = own.new_page(base_url=f"https://baku.{DOMAIN}:{port}", ignore_https_errors=True)
    page.goto(server.sign_in_link("baku", "rana"))
    page.locator("main button.btn-main").click()
    page.wait_for_url("**/desk/*")
    yield page
    own.close()
    server.stop()


def test_a_form_of_a_sibling_is_refused(desk):
    """SameSite lets it through with the librarian's cookie, and the token is even right."""
    token = desk.locator("[name=csrf_token]").first.get_attribute("value")
    to = f"{desk.url.partition('/desk')[0]}/desk/{EVENT}/breaks"
    for kind in ("application/x-www-form-urlencoded", "text/plain"):
        with hostile_site(FORM.format(to=to, kind=kind, token=token)) as address:
            desk.goto(address)
            with desk.expect_response("**/breaks") as sent:
                desk.locator("button").click()
            headers = sent.value.request.all_headers()
        assert (sent.value.status, headers["sec-fetch-site"]) == (403, "same-site")
        assert "__Host-staff=" in headers["cookie"]
    desk.goto(f"/desk/{EVENT}")
    assert desk.locator("[data-state=break]").count() == 0
