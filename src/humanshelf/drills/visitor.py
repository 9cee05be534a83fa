"""Somebody at a door of the served product: a small browser with cookies, on plain sockets."""

import http.client
import re
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

FORM = "application/x-www-form-urlencoded"
CSRF = re.compile(r'name="csrf_token"[^>]*?value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def location(self) -> str:
        """The path that a redirect leads to."""
        found = urlsplit(self.headers["Location"] or "")
        return found.path + (f"?{found.query}" if found.query else "")


@dataclass
class Visitor:
    """``headers`` are sent with everything."""

    port: int
    host: str
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    patience: float = 30.0

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, None, headers)

    def post(self, path: str, form: Mapping[str, Any] | None = None, **headers: str) -> Answer:
        """As a browser sends a form from the same site."""
        sent = {"Content-Type": FORM, "Sec-Fetch-Site": "same-origin"} | headers
        return self.ask("POST", path, urlencode(form or {}, doseq=True).encode(), sent)

    def staff_post(self, page: str, path: str, form: Mapping[str, Any] | None = None) -> Answer:
        """A form of the staff's, with the token that stands on its page."""
        found = CSRF.search(self.get(page).text)
        return self.post(path, {"csrf_token": found[1] if found else "", **(form or {})})

    def upload(
        self,
        page: str,
        path: str,
        form: Mapping[str, str],
        files: Iterable[tuple[str, str, bytes]],
    ) -> Answer:
        """A form of the staff's with files: field, file name, content."""
        found = CSRF.search(self.get(page).text)
        edge = "humanshelf-drill-edge"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in {"csrf_token": found[1] if found else "", **form}.items()
        ]
        for name, filename, content in files:
            told = f'form-data; name="{name}"; filename="{filename}"'
            head = f"--{edge}\r\nContent-Disposition: {told}\r\n"
            parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode())
            parts += [content, b"\r\n"]
        sent = {
            "Content-Type": f"multipart/form-data; boundary={edge}",
            "Sec-Fetch-Site": "same-origin",
        }
        return self.ask("POST", path, b"".join(parts) + f"--{edge}--\r\n".encode(), sent)

    def ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        """One request on a line of its own. Raises OSError when nobody answers."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.patience)
        sent = self._sent() | {"Connection": "close"} | dict(headers)
        try:
            line.request(method, path, body, sent)
            answer = line.getresponse()
            content = answer.read()
        except http.client.HTTPException as error:
            raise ConnectionError(type(error).__name__) from None
        finally:
            line.close()
        self._remember(answer.headers)
        return Answer(answer.status, answer.headers, content)

    def listen(self, path: str) -> socket.socket:
        """An open stream, begun; who asks for it closes it. Raises OSError if it does not begin."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=self.patience)
        head = "".join(f"{name}: {value}\r\n" for name, value in self._sent().items())
        line.sendall(f"GET {path} HTTP/1.1\r\n{head}\r\n".encode())
        heard = b""
        while b"data: " not in heard:
            part = line.recv(65536)
            if not part:
                line.close()
                raise ConnectionError(heard[:80].decode(errors="replace"))
            heard += part
        return line

    def raw(self, message: bytes) -> bytes:
        """Any bytes, and what comes back until the server hangs up."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=self.patience) as line:
            line.sendall(message)
            heard = b""
            try:
                while part := line.recv(65536):
                    heard += part
            except (TimeoutError, ConnectionError):
                pass
            return heard

    def _sent(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        host = {"Host": f"{self.host}:{self.port}"}
        return host | self.headers | ({"Cookie": cookies} if cookies else {})

    def _remember(self, headers: http.client.HTTPMessage) -> None:
        for line in headers.get_all("Set-Cookie") or []:
            name, _, rest = line.partition("=")
            value = rest.partition(";")[0]
            if value and "max-age=0" not in rest.lower():
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
