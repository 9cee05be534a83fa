"""What libraries write at length: the little Markdown there is, and nothing but that (B12)."""

import sys

import html5lib
import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import CORPUS, WHOLE
from humanshelf.pages import marks
from humanshelf.pages import prose as module
from humanshelf.pages.marks import DEEPEST, LONGEST
from humanshelf.pages.prose import TAGS, plain, prose

REL = 'rel="noopener noreferrer nofollow"'
LINK = f'<a href="https://example.org/a" {REL}>'

DRAWN = {
    # what there is
    "one\r\n \r\ntwo\nthree": "<p>one</p>\n<p>two<br>\nthree</p>",
    "*so* and **so** and ***so***": "<p><em>so</em> and <strong>so</strong> and "
    "<em><strong>so</strong></em></p>",
    "[words](https://example.org/a)": f"<p>{LINK}words</a></p>",
    "[*words*](https://example.org/a 'title')": f"<p>{LINK}<em>words</em></a></p>",
    "[](https://example.org/a) [\u200b](https://example.org/a)": f"<p>{LINK}https://example.org/a"
    f"</a> {LINK}https://example.org/a\u200b</a></p>",
    "[ours](/rules?lang=az#top)": f'<p><a href="/rules?lang=az#top" {REL}>ours</a></p>',
    "- a\n- b\n  - c": "<ul>\n<li>a</li>\n<li>b\n<ul>\n<li>c</li>\n</ul>\n</li>\n</ul>",
    "1. a\n2. b": "<ol>\n<li>a</li>\n<li>b</li>\n</ol>",
    "x\n* a\n* b": "<p>x</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>",
    "> a\n> b": "<blockquote>\n<p>a<br>\nb</p>\n</blockquote>",
    "## a\n# b\n### c": "<h2>a</h2>\n<h2>b</h2>\n<h3>c</h3>",
    "\\*a\\* \\[b](c)": "<p>*a* [b](c)</p>",
    # what stays as it was written before there was any
    "2 * 3 * 4": "<p>2 * 3 * 4</p>",
    "* a note": "<p>* a note</p>",
    "x\n- y": "<p>x<br>\n- y</p>",
    "- Who?\n\nNobody.": "<p>- Who?</p>\n<p>Nobody.</p>",
    "3. sınıfta bir çocuk\n4. sınıfta": "<p>3. sınıfta bir çocuk<br>\n4. sınıfta</p>",
    "1. Mayıs": "<p>1. Mayıs</p>",
    "2019. a\n2021. b": "<p>2019. a<br>\n2021. b</p>",
    "1. a\n3. b": "<p>1. a<br>\n3. b</p>",
    "- 3. sınıf\n- 4. sınıf": "<ul>\n<li>3. sınıf</li>\n<li>4. sınıf</li>\n</ul>",
    "#\n#b #c\n>\n-": "<p>#<br>\n#b #c<br>\n&gt;<br>\n-</p>",
    "snake_case_name": "<p>snake_case_name</p>",
    "a\n    b": "<p>a<br>\nb</p>",
    "a\n---\nb\n===": "<p>a<br>\n---<br>\nb<br>\n===</p>",
    "`a` ~~b~~ | c |\n|---|": "<p>`a` ~~b~~ | c |<br>\n|---|</p>",
    "[a]: https://example.org\n\n[a] [1]": "<p>[a]: https://example.org</p>\n<p>[a] [1]</p>",
    "&lt;b&gt; &amp; &copy;": "<p>&amp;lt;b&amp;gt; &amp;amp; &amp;copy;</p>",
    "<b>x</b>\n\n<div>": "<p>&lt;b&gt;x&lt;/b&gt;</p>\n<p>&lt;div&gt;</p>",
    "<https://example.org> https://example.org www.example.org a@example.org": "<p>&lt;"
    "https://example.org&gt; https://example.org www.example.org a@example.org</p>",
}  # fmt: skip

NO_LINKS = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "&#106;avascript:alert(1)", "vbscript:x",
    "%6Aavascript:alert(1)", "java\tscript:alert(1)", "\x01javascript:alert(1)", "<javascript:x>",
    "data:text/html,<script>alert(1)</script>", "data:image/png;base64,AAAA", "blob:https://a.b/c",
    "http://example.org", "mailto:a@example.org", "tel:+994", "ftp://a.b", "https:example.org",
    "//evil.example", "///evil.example", "rules", "../rules", "#top", "?x", "https://",
    "https://ours.example@evil.example/", "https:/\\evil.example", "https://a\\@b/", "https://a b/",
)  # fmt: skip


@pytest.mark.parametrize(("text", "drawn"), DRAWN.items())
def test_a_text_is_drawn_like_this(text, drawn):
    assert prose((text, "en"), "en", 2) == f'<div class="prose">{drawn}\n</div>'


@pytest.mark.parametrize("address", NO_LINKS)
def test_a_link_leads_only_to_another_site_over_tls_or_to_a_page_of_ours(address):
    drawn = prose((f"[x]({address}) [y](<{address}>)", "en"), "en")
    assert "<a" not in drawn
    assert drawn.count("[x]") == drawn.count("[y]") == 1


def test_an_image_is_no_image():
    drawn = prose(("![x](https://example.org/a)", "en"), "en")
    assert drawn == f'<div class="prose"><p>!{LINK}x</a></p>\n</div>'


def test_another_language_is_marked_and_nothing_is_drawn_of_nothing():
    assert prose(("söz", "az"), "en") == '<div class="prose" lang="az"><p>söz</p>\n</div>'
    assert prose(("", "en"), "en") == ""


def test_headings_go_no_lower_than_h5():
    drawn = prose(("# a\n## b", "en"), "en", 5)
    assert drawn == '<div class="prose"><h5>a</h5>\n<h5>b</h5>\n</div>'


PLAIN = {
    "*so* and **so** and [words](https://example.org)": "so and so and words",
    "a\nb\n\n# c\n\n> d": "a\nb\n\nc\n\nd",
    "- a\n- **b**\n\n1. c\n2. d": "– a\n– b\n\n1. c\n2. d",
    "3. sınıf * \\*x\\*": "3. sınıf * *x*",
    "<b>x</b> &lt; Nar 27": "<b>x</b> &lt; Nar 27",
    "": "",
}


@pytest.mark.parametrize(("text", "said"), PLAIN.items())
def test_a_text_reads_like_this_without_marks(text, said):
    assert plain(text) == said


# hostile texts


def foreign(drawn):
    """Elements and attributes that no text may have, of what a browser would make of it."""
    root = html5lib.parseFragment(drawn, namespaceHTMLElements=False)
    wrapper = root[0]
    assert (wrapper.tag, wrapper.attrib, len(root)) == ("div", {"class": "prose"}, 1)
    found = []
    for element in wrapper.iter():
        if element is wrapper:
            continue
        if element.tag not in TAGS:
            found.append(str(element.tag))
        wanted = {"href", "rel"} if element.tag == "a" else set()
        found += [f"{element.tag} {name}" for name in set(element.attrib) - wanted]
        # A link whose address was taken away is none.
        if element.tag == "a" and not element.get("href", "/").startswith(("https://", "/")):
            found.append(f"a href={element.get('href')}")
    return found


HOSTILE = (
    *CORPUS, WHOLE,
    *(f"[x]({address})" for address in NO_LINKS),
    *(f"> - {one}\n> - # {one}" for one in CORPUS),
    *(f"[{one}](https://example.org/{one})" for one in CORPUS),
    '[x](https://example.org/"onmouseover="hacked=1 "title\\" onclick=hacked")',
    '<a hx-get="/planted" hx-on:click="hacked=1" class=exit id=main style=inset:0>x</a>',
    "<a href=/rules target=_top rel=opener download ping=/planted>x</a>",
    "<div>\n<script>window.hacked=1</script>\n</div>",
    "<!-- --!><script>window.hacked=1</script> --> <![CDATA[<script>x</script>]]> <?x ?>",
    "&lt;script&gt;x&lt;/script&gt; &#60;script&#62; &NewLine; [x](&#x6A;avascript&colon;alert(1))",
    "<svg><style><img src=x onerror=window.hacked=1></style></svg><math><mtext></form>",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_make_no_element_of_their_own(text):
    assert foreign(prose((text, "en"), "en")) == []


SIGNS = (
    "*", "**", "_", "[", "]", "](", ")", "](https://a.b/", "](javascript:", "!", "\\", "\n", "\n\n",
    "- ", "1. ", "2) ", "  ", "    ", "> ", "# ", "### ", "<", ">", "&", "&lt;", "<script>", "'",
    "<a href=", "<!--", "-->", "<svg/onload=", "word", "ə", "\u202e", "\u200d", "\x00", "`", "~",
    "|", '"',
)  # fmt: skip
texts = st.lists(st.sampled_from(SIGNS) | st.text(max_size=3), max_size=25).map("".join)


@settings(max_examples=100, deadline=None)
@given(texts)
def test_whatever_is_written_is_drawn_with_what_is_allowed_only(text):
    drawn = prose((text, "en"), "en")
    assert not drawn or foreign(drawn) == []


@settings(max_examples=100, deadline=None)
@given(texts.map(lambda text: text.replace("](", "]").replace("\x00", "")))
def test_no_letter_of_a_text_is_lost(text):
    def letters(said):
        return [sign for sign in said if sign.isalpha()]

    drawn = html5lib.parseFragment(str(prose((text, "en"), "en")), namespaceHTMLElements=False)
    assert letters(plain(text)) == letters(text) == letters("".join(drawn.itertext()))


@pytest.fixture
def trusting(monkeypatch):
    """A reader that takes HTML and every address, as if its rules had failed."""
    reader = marks.reader()
    reader.enable(["html_inline", "html_block", "image"])
    reader.options["html"] = True
    reader.validateLink = lambda url: True
    monkeypatch.setattr(module, "READER", reader)
    monkeypatch.setattr(marks, "READER", reader)


@pytest.fixture
def uncleaned(monkeypatch):
    monkeypatch.setattr(nh3, "clean", lambda drawn, **_: drawn)


def test_the_cleaner_holds_alone(trusting):
    assert [one for text in HOSTILE for one in foreign(prose((text, "en"), "en"))] == []


def test_the_reader_holds_alone(uncleaned):
    found = {one for text in HOSTILE for one in foreign(prose((text, "en"), "en"))}
    assert found <= {"a title"}


def test_the_control_without_both_the_script_is_found(trusting, uncleaned):
    found = set(foreign(prose(("x <script>window.hacked=1</script>", "en"), "en")))
    found |= set(foreign(prose(("[x](javascript:alert(1)) ![y](/z)", "en"), "en")))
    assert {"script", "a href=javascript:alert(1)", "img"} <= found


# long and deep


DEEP = ("[", ">", "- ", "*", "_a ", "![", "[a](", "1. a\n", "> a\n", "[](", "<", "\\", "*a _b ")


def steps(text):
    """How many functions are called to draw a text: the same on every machine."""
    count = 0

    def note(_frame, event, _argument):
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        prose((text, "en"), "en")
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("sign", DEEP)
def test_a_text_four_times_as_long_takes_about_four_times_the_work(sign):
    assert steps(sign * 1200) < 5.5 * steps(sign * 300)


def test_the_control_work_that_grows_by_the_square_is_seen(monkeypatch):
    def pairs(drawn, **_):
        return drawn if not any(one is two for one in drawn for two in map(id, drawn)) else ""

    monkeypatch.setattr(nh3, "clean", pairs)
    assert steps("[" * 400) > 5.5 * steps("[" * 100)


def test_what_no_form_takes_has_paragraphs_only():
    drawn = prose(("*a* [b](https://example.org)\n\n" + "[" * LONGEST, "en"), "en")
    assert drawn.startswith('<div class="prose"><p>*a* [b](https://example.org)</p>\n<p>[[[')


def test_what_lies_too_deep_is_text():
    drawn = prose(("> " * 30 + "deep", "en"), "en")
    assert drawn.count("<blockquote>") == DEEPEST
    assert "deep" in drawn
