"""How a browser fills in a survey, page by page, as its forms are."""

import re
from dataclasses import dataclass, field
from typing import Any

from cast import EVENT, Visitor

ASK = re.compile(r'name="ask" value="([^"]+)"')
HIDDEN = re.compile(r'<input type="hidden" name="(pairing|code|drawn)" value="([^"]+)"')
BASELINE, ENDLINE = (f"/events/{EVENT}/surveys/{moment}" for moment in ("baseline", "endline"))
FOLLOW_UP = f"/events/{EVENT}/surveys/follow-up"


@dataclass
class Form:
    """One page of a survey, ready to be sent."""

    text: str
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def keys(self) -> list[str]:
        return [ask.partition(" ")[0] for ask in ASK.findall(self.text)]

    @property
    def name(self) -> dict[str, str]:
        """The name of each question's field, by its key."""
        return {ask.partition(" ")[0]: ask.replace(" ", ".") for ask in ASK.findall(self.text)}

    def data(self, answers: dict[str, Any], **more: str) -> dict[str, Any]:
        """What is sent: ``answers`` by key; with "-words" for what is written."""
        sent: dict[str, Any] = dict(HIDDEN.findall(self.text)) | {"ask": ASK.findall(self.text)}
        found = re.search(r'name="page" value="(\d+)"', self.text)
        sent["page"] = found[1] if found else "1"
        for key, value in answers.items():
            bare = key.removesuffix("-words")
            if bare in self.name:
                sent[self.name[bare] + key[len(bare) :]] = value
        return sent | more


def fill(visitor: Visitor, path: str, answers: dict[str, Any], **more: str) -> list[Form]:
    """All pages from the first to the last. Returns them, and the page after the last."""
    forms = [Form(visitor.get(f"{path}?page=1").text)]
    while 'value="send"' not in forms[-1].text:
        forms.append(send(visitor, path, forms[-1], answers, go="next"))
    forms.append(send(visitor, path, forms[-1], answers, go="send", **more))
    return forms


def send(visitor: Visitor, path: str, form: Form, answers: dict[str, Any], **more: str) -> Form:
    answer = visitor.post(path, data=form.data(answers, **more))
    if answer.status_code == 303:
        answer = visitor.get(answer.location)
    assert answer.status_code == 200, answer.text
    return Form(answer.text)
