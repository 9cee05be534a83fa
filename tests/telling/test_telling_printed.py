"""A long text on paper: the same reading as on pages, and never a line of typst."""

from humanshelf import prints
from humanshelf.telling.printed import printed
from prints.trial import HOSTILE, languages, read, text_of, trial


def run(words, link="", strong=False, stressed=False, note=""):
    return {"words": words, "link": link, "strong": strong, "stressed": stressed, "note": note}


def paragraph(*runs):
    return {"kind": "paragraph", "runs": list(runs)}


def test_blocks_and_words_are_what_they_are_on_the_page():
    link = "https://example.org/a"
    text = (
        f"# A *b*\n\nx\ny **z *w***\n\n- [a **b**]({link})\n- c\n\n> [{link}]({link}) [d](/rules)"
    )
    assert printed((text, "az"), 2) == {
        "lang": "az",
        "blocks": [
            {"kind": "heading", "level": 2, "runs": [run("A "), run("b", stressed=True)]},
            paragraph(
                run("x"),
                run("\n"),
                run("y "),
                run("z ", strong=True),
                run("w", strong=True, stressed=True),
            ),
            {
                "kind": "list",
                "counted": False,
                "items": [
                    [paragraph(run("a ", link), run("b", link, strong=True, note=link))],
                    [paragraph(run("c"))],
                ],
            },
            {"kind": "quote", "blocks": [paragraph(run(link, link), run(" "), run("d"))]},
        ],
    }


def test_what_looks_like_typst_is_read_back_from_the_paper_as_it_was_written():
    plain = [one for one in HOSTILE if not {"*", "_", "\\"} & set(one)]
    text = "\n\n".join([*plain, '- #read("/etc/passwd")\n- #panic()', '> $x$ #eval("1")'])
    seen = "".join(text_of(prints.pdf("trial", trial(flow=printed((text, "en"), 2)))).split())
    for part in ('#read("/etc/passwd")', "#panic()", '$x$#eval("1")', "=heading"):
        assert part in seen


def test_a_link_on_paper_is_one_and_is_named_below():
    text = "[words](https://example.org/a) and [ours](/rules)"
    document = prints.pdf("trial", trial(flow=printed((text, "kk"), 2)))
    found = [
        note["/A"]["/URI"]
        for page in read(document).pages
        for note in (one.get_object() for one in page.get("/Annots", []))
        if "/A" in note and "/URI" in note["/A"]
    ]
    assert set(found) == {"https://example.org/a"}
    assert "https://example.org/a" in text_of(document)
    assert "kk" in set(languages(read(document).trailer["/Root"]["/StructTreeRoot"]))
