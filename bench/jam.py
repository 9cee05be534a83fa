"""A jammed queue on a real server: a bot without the code, one with it, and two hundred phones.

All come from one address. The bot without a code asks all the time; the phones scan the board
and take a card each. Then a bot with the code invents phones, the desk takes its flood back and
undoes it. Prints what each of them got, and how long the phones took.
"""

import json
import re
import sys
import threading
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parent))
from stage import EVENT, HOST, served

PHONES, GUESSES, FLOOD, CAP = 200, 200, 400, 300
CARDS = f"/events/{EVENT}/cards"


class Browser:
    def __init__(self, port: int) -> None:
        self.port, self.cookies = port, {}

    def ask(self, method: str, path: str, **form: str | list[str]) -> tuple[int, str, str]:
        """Status, text, and where it leads."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Host": f"{HOST}:{self.port}", "Sec-Fetch-Site": "same-origin"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(form, doseq=True) if method == "POST" else None
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        return answer.status, text, answer.headers.get("Location", "")

    def take(self, book: str, **form: str) -> int:
        return self.ask("POST", CARDS, wish=book, agree="1", **form)[0]


def in_threads(number: int, work) -> None:
    threads = [threading.Thread(target=work, args=(n,)) for n in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def staff(port: int, link: str) -> tuple[Browser, str]:
    desk = Browser(port)
    desk.ask("POST", link)
    return desk, re.search(r'name="csrf_token" value="([^"]+)"', desk.ask("GET", "/desk?all")[1])[1]


def set_up(desk: Browser, token: str) -> None:
    """The code on site is asked for, and no more than so many cards are open."""
    page = desk.ask("GET", f"/studio/events/{EVENT}/policy")[1]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
    fields |= {"open_cards": str(CAP), "csrf_token": token}
    fields.pop("gate", None)
    assert desk.ask("POST", f"/studio/events/{EVENT}/policy", **fields)[0] == 303
    entrance = f"/studio/events/{EVENT}/entrance"
    edition = re.search(r'name="edition" value="(\d+)"', desk.ask("GET", entrance)[1])[1]
    form = {"csrf_token": token, "edition": edition, "hours": "3", "coded": "1"}
    assert desk.ask("POST", entrance, **form)[0] == 303


def code_on(desk: Browser) -> str:
    board = desk.ask("GET", f"/board/{EVENT}")[1]
    return "".join(re.search(r"\b([A-HJ-NP-Z2-9]{4}) ([A-HJ-NP-Z2-9]{4})\b", board).groups())


def open_cards(desk: Browser) -> int:
    return int(re.search(r"<b>(\d+)</b>", desk.ask("GET", f"/desk/{EVENT}")[1])[1])


def flooded(desk: Browser, token: str) -> int:
    page = desk.ask("GET", f"/desk/{EVENT}/floods?minutes=60")[1]
    form = {"csrf_token": token, "renew": "1"}
    form |= {"drawn": re.search(r'name="drawn" value="([^"]+)"', page)[1]}
    minutes = re.findall(r'name="minute" value="(\d+)"', page)
    return desk.ask("POST", f"/desk/{EVENT}/floods", minute=minutes, **form)[0]


def main() -> None:
    with served() as server:
        desk, token = staff(server.port, server.sign_in)
        set_up(desk, token)
        code, stop = code_on(desk), threading.Event()
        guessed: list[int] = []
        got: list[int] = []
        taken: list[int] = []

        def guess() -> None:
            while not stop.is_set() or len(guessed) < GUESSES:
                guess = f"BOT{len(guessed):05}"
                guessed.append(Browser(server.port).take("b00", entrance=guess))

        bot = threading.Thread(target=guess)
        bot.start()
        took: list[float] = []

        def phone(number: int) -> None:
            one, began = Browser(server.port), time.perf_counter()
            one.ask("GET", f"/events/{EVENT}?entrance={code}")
            got.append(one.take(f"b{number % 8:02}"))
            took.append(time.perf_counter() - began)

        began = time.perf_counter()
        in_threads(PHONES, phone)
        lasted = time.perf_counter() - began
        stop.set()
        bot.join()

        def invented(number: int) -> None:
            taken.append(Browser(server.port).take("b01", entrance=code))

        for _ in range(FLOOD // 20):
            in_threads(20, invented)
        full = open_cards(desk)
        status = flooded(desk, token)
        left = open_cards(desk)
        page = desk.ask("GET", f"/desk/{EVENT}")[1]
        step = re.search(r'name="step" value="(\d+)"', page)[1]
        undone = desk.ask("POST", f"/desk/{EVENT}/reversals", csrf_token=token, step=step)[0]
        old = Browser(server.port).take("b02", entrance=code)
        figures = {
            "bot without code: asked, cards": [len(guessed), guessed.count(303)],
            "phones, cards": [PHONES, got.count(303)],
            "phones: s in all, slowest": [round(lasted, 2), round(max(took), 2)],
            "bot with code: asked, cards": [FLOOD, taken.count(303)],
            "cap, open": [CAP, full],
            "taken back: status, left": [status, left],
            "undone: status, open": [undone, open_cards(desk)],
            "the old code afterwards": old,
        }
        for name, figure in figures.items():
            print(f"{name:35} {json.dumps(figure)}")


if __name__ == "__main__":
    main()
