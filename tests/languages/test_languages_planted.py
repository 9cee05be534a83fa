"""The search for faults finds what is planted: one fault a time, in a copy."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from languages import faults
from languages.texts import Catalogue, Text, catalogue

Change = Callable[[Catalogue], Catalogue]
CARDS = "%(num)s card is waiting for this book."
CARDS_RU = (
    "Эту книгу ждёт %(num)s карточка.",
    "Эту книгу ждут %(num)s карточки.",
    "Эту книгу ждут %(num)s карточек.",
)


def said(id: str, *forms: str, **changes: object) -> Change:
    """This message said otherwise."""

    def change(found: Catalogue) -> Catalogue:
        text = next(text for text in found.texts if text.id == id)
        changed = replace(text, forms=forms or text.forms, **changes)
        return replace(found, texts=tuple(changed if t is text else t for t in found.texts))

    return change


def without(id: str) -> Change:
    def change(found: Catalogue) -> Catalogue:
        wanted = frozenset(text.key for text in found.texts)
        kept = tuple(text for text in found.texts if text.id != id)
        return replace(found, texts=kept, wanted=wanted)

    return change


def besides(text: Text) -> Change:
    def change(found: Catalogue) -> Catalogue:
        wanted = frozenset(text.key for text in found.texts)
        return replace(found, texts=(*found.texts, text), wanted=wanted)

    return change


def again(found: Catalogue) -> Catalogue:
    return replace(found, texts=(*found.texts, found.texts[0]))


def header(**changes: str) -> Change:
    def change(found: Catalogue) -> Catalogue:
        fields = {name.replace("_", "-"): value for name, value in changes.items()}
        return replace(found, header=found.header | fields)

    return change


NO = "Nobody is waiting."
TABLE = "Your table: %(table)s"
TURN = "It is your turn"
PLANTED: list[tuple[str, str, Change]] = [
    # the catalogue
    ("az", "missing", said(NO, "")),
    ("ru", "missing", said(CARDS, CARDS_RU[0], "", CARDS_RU[2])),
    ("kk", "fuzzy", said(NO, flags=frozenset({"fuzzy"}))),
    ("tr", "flag", said(TABLE, flags=frozenset())),
    ("tr", "obsolete", lambda found: replace(found, obsolete=("Wait a minute",))),
    ("ru", "not there", without(NO)),
    ("ru", "not asked for", besides(Text("", "Wait here.", "", ("Ждите здесь.",)))),
    ("ru", "twice", again),
    ("kk", "header", header(Language="kz")),
    ("ru", "header", header(Plural_Forms="nplurals=2; plural=(n != 1);")),
    ("tr", "header", header(Plural_Forms="nplurals=2; plural=(n != 1);")),
    # numbers and placeholders
    ("ru", "plurals", said(CARDS, *CARDS_RU[:2])),
    ("tr", "plurals", said(CARDS, *["Bu kitabı %(num)s kart bekliyor."] * 2)),
    ("az", "forms differ", said(CARDS, "Bu kitabı %(num)s kart gözləyir.", "%(num)s kart.")),
    ("kk", "forms differ", said(CARDS, "%(num)s карточка.", "%(num)s карточкалар.")),
    ("ru", "forms alike", said(CARDS, *CARDS_RU[:1] * 3)),
    ("ru", "num", said(CARDS, "Эту книгу ждёт одна карточка.", *CARDS_RU[1:])),
    ("az", "placeholders", said(TABLE, "Masanız")),
    ("az", "placeholders", said(TABLE, "Masanız: %(masa)s")),
    ("kk", "placeholders", said(TABLE, "Үстеліңіз: %(table)s, %(table)s")),
    ("tr", "placeholders", said(TABLE, "Masanız: %(table)d")),
    ("tr", "placeholders", said("%(num)s person", "%%26 kişi")),
    ("az", "glued", said(TABLE, "Masanız: %(table)sdır")),
    ("az", "glued", said(TABLE, "Masanız: %(table)s-də")),
    ("tr", "glued", said(TABLE, "Masanız: %(table)s’te")),
    ("kk", "glued", said(TABLE, "Үстеліңіз: %(table)s-үстел")),
    ("ru", "glued", said(TABLE, "Ваш стол: №%(table)s-й")),
    ("az", "digits", said(NO, "Gözləyən 5-ci kart yoxdur.")),
    ("kk", "digits", said(NO, "5-үстелде күтіп тұрған ешкім жоқ.")),
    ("tr", "digits", said(NO, "18.05’te bekleyen yok.")),
    # marks
    ("ru", "shouting", said(NO, "Никто не ждёт!.")),
    ("az", "shouting", said(NO, "Gözləyin…")),
    ("az", "shouting", said(NO, "Gözləyən  yoxdur.")),
    ("az", "shouting", said(NO, " Gözləyən yoxdur.")),
    ("tr", "bad_marks", said(NO, 'Bekleyen "kimse" yok.')),
    ("tr", "bad_marks", said(NO, "Bekleyen kart'ı yok.")),
    ("tr", "bad_marks", said(NO, "i\u0307şte bekleyen yok.")),
    ("ru", "quotes", said(NO, "Никто не ждёт “книгу”.")),
    ("az", "quotes", said(NO, "«Kitabı» gözləyən yoxdur.")),
    ("kk", "end", said(NO, "Ешкім күтіп тұрған жоқ")),
    ("kk", "end", said(TURN, "Кезегіңіз келді.")),
    ("ru", "end", said("Expected time:", "Примерное время")),
    ("ru", "full stop", said("Get ready", "Приготовьтесь.")),
    ("tr", "full stop", said("Sign out", "Oturumu kapat.")),
    ("ru", "capital", said(NO, "никто не ждёт.")),
    ("ru", "capital", said("longest wait", "Дольше всех ждёт")),
    # letters
    ("kk", "letters", said(TURN, "Кезег\u0069ңіз келді")),
    ("kk", "letters", said(TURN, "Кезегiңiз келдi")),
    ("az", "letters", said(NO, "Gözl\u04d9yən yoxdur.")),
    ("az", "letters", said(NO, "Sizi gözləyən wox.")),
    ("tr", "letters", said(NO, "Bekleyən yok.")),
    ("ru", "letters", said(NO, "Никто не ждёт в queue.")),
    ("ru", "NFC", said(NO, "Никто не ждe\u0308т.")),
    ("tr", "NFC", said(NO, "Bekleyen c\u0327ok.")),
    ("az", "must_have", said(NO, "Bu saatte bekleyen kart bulunmuyor.")),
    ("kk", "must_have", said(NO, "Сейчас никто не стоит в очереди.")),
    ("az", "english", said("Name", "Name")),
    ("ru", "english", said("Living Library", "Living Library")),
    # words
    ("az", "familiar", said(NO, "Səni gözləyən yoxdur.")),
    ("kk", "familiar", said(NO, "Сені ешкім күтіп тұрған жоқ.")),
    ("ru", "familiar", said(NO, "Тебя никто не ждёт.")),
    ("tr", "familiar", said(NO, "Seni bekleyen yok.")),
    ("az", "foreign", said(NO, "Lütfen gözləyin.")),
    ("az", "foreign", said("Cancel", "İptal")),
    ("az", "forbidden", said(NO, "Qeydiyyat bağlanıb.")),
    ("kk", "forbidden", said(NO, "Тіркелу жабық.")),
    ("ru", "forbidden", said(NO, "Вызовов пока нет.")),
    ("ru", "forbidden", said(NO, "Заполните анкету.")),
    ("tr", "forbidden", said(NO, "Acil durum.")),
    ("tr", "forbidden", said(NO, "Gişeye gelin.")),
    ("ru", "gendered", said(NO, "Вы готовы? Книга готова.")),
    ("ru", "gendered", said(NO, "Вы пришли(а) рано.")),
    ("ru", "gendered", said(NO, "Вы первый в очереди.")),
    ("az", "outing", said(NO, "Azlıqlar gözləyir.")),
    ("kk", "outing", said(NO, "ЛГБТ күтіп тұр.")),
    ("ru", "outing", said(NO, "Ждёт человек с ВИЧ и LGBT.")),
    ("tr", "outing", said(NO, "Cinsel yönelim.")),
    # what a lock screen shows
    ("az", "title", said("Reading list", "Canlı siyahı")),
    ("kk", "title", said("Reading list", "Кітаптар тізімі")),
    ("ru", "title", said("It is time", "Книга ждёт")),
    ("tr", "title", said("It is time", "Kütüphane vakti")),
    # one word for one thing
    ("az", "term event", said("Events", "Hadisələr")),
    ("kk", "term card", said("This card is closed.", "Бұл талончик жабылды.")),
    ("ru", "term librarian", said("The librarian knows that you are here.", "Вас уже ждут.")),
    ("tr", "term table", said("Tables", "Yerler")),
    ("tr", "term event", said("Events", "Olaylar")),
]


@pytest.mark.parametrize(("language", "kind", "plant"), PLANTED)
def test_a_planted_fault_is_found(language, kind, plant):
    assert kind not in kinds_in_the_whole(language)
    assert kind in {found for found, _text in faults.of(plant(catalogue(language)))}


@cache
def kinds_in_the_whole(language: str) -> set[str]:
    return {found for found, _text in faults.of(catalogue(language))}


def test_every_kind_of_wording_fault_was_planted():
    kinds = {kind for _language, kind, _plant in PLANTED}
    rules = faults.glossary()
    patterns = {key for part in rules.values() for key in part} - {"plurals", "letters", "quotes"}
    assert patterns - set(rules["terms"]) <= kinds


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Please wait!", "shouting"),
        ("Don't wait", "bad_marks"),
        ("Take a ticket", "forbidden"),
        ("The Human Library is open", "forbidden"),
        ("For minorities and gay readers", "outing"),
        ("Table %(table)sth", "glued"),
        ("Жди", "letters"),
    ],
)
def test_a_fault_in_the_english_is_found(text, kind):
    assert kind in set(faults.of_wording(text, "en"))


def test_a_title_that_tells_is_found_in_english_too():
    assert "title" in set(faults.of_wording("Your human library", "en", "title"))


@pytest.mark.parametrize(
    ("text", "language", "low"),
    [
        ("İki KIRMIZI Işık", "tr", "iki kırmızı ışık"),
        ("IP ünvanı, İLK", "az", "№ ünvanı, ilk"),
        ("Сөре %(num)s", "kk", "сөре ¤"),
        ("TITLE", "en", "title"),
    ],
)
def test_texts_are_lowered_by_the_language_s_own_rule(text, language, low):
    assert faults.plain(text, language) == low
