"""What of a form is missing in a language, and what may stand in its lines."""

from humanshelf.libraries.pieces import LINES, PROSE, STORY
from humanshelf.records.words import Words
from humanshelf.telling import practice, story
from humanshelf.telling.practice import MONTH, Video, videos
from humanshelf.telling.telling import Field, Telling

FIELDS = (Field("title", 10), Field("text", 10), Field("by", 10))


def told():
    words = Words({"az": {"title": "Ad", "text": "Söz"}, "tr": {"title": "Ad2"}}, ("az", "tr"))
    return Telling("x", {}, words)


def test_what_stands_in_is_named_and_what_is_missing_listed():
    assert told().borrowed(FIELDS, "tr") == ["az"]
    assert [field.name for field in told().untranslated(FIELDS, "tr")] == ["text"]
    assert told().borrowed(FIELDS, "az") == []
    assert told().untranslated(FIELDS, "az") == []
    assert [field.name for field in told().untranslated(FIELDS, "ru")] == ["title", "text"]


def test_videos_stand_by_year_the_newest_first():
    typed = "2019 https://example.org/a One film\n\nnonsense\n2021 https://example.org/b\n"
    assert videos(typed) == [
        Video("2021", "https://example.org/b", ""),
        Video("2019", "https://example.org/a", "One film"),
    ]


def test_only_whole_secure_addresses_are_links():
    for line in ("2019 http://example.org", "2019 javascript:alert(1)", "19 https://a.b", "2019"):
        assert videos(line) == []
    assert videos('2019 https://a.b/"onclick=x') == []


def test_a_time_is_a_year_or_a_month():
    assert [t for t in ("2019", "2019-05", "2019-13", "19", "2019-5", "2019-05-01", "٢٠١٩")
            if MONTH.fullmatch(t)] == ["2019", "2019-05"]  # fmt: skip


def test_a_bundle_may_give_every_text_that_the_forms_have():
    assert {f.name for f in practice.FIELDS} == {*LINES, *PROSE}
    assert [f.name for f in story.FIELDS] == list(STORY)
