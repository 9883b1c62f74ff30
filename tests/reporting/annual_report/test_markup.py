from levier.reporting.annual_report.markup import paragraphs, to_html, to_nodes


def test_emphasis_lists_and_links_are_kept():
    html = to_html("Un **mot**, un *autre*.\n\n- une chose\n- [ici](https://example.org)")

    assert "<strong>mot</strong>" in html and "<em>autre</em>" in html
    assert '<a href="https://example.org" rel="noopener">ici</a>' in html


def test_what_could_run_is_taken_out():
    html = to_html("<script>alert(1)</script><img src=x onerror=y> [clic](javascript:alert(1))")

    assert "script" not in html.replace("javascript", "")
    assert "<img" not in html
    assert "javascript" not in html


def test_the_headings_of_a_block_stay_below_those_of_the_page():
    assert to_html("# Grand") == "<h3>Grand</h3>"


def test_the_same_text_becomes_blocks_for_paper():
    nodes = to_nodes("Bonjour **vous**\nlà.\n\n> Une phrase.\n\n1. un\n2. deux")

    assert [node["kind"] for node in nodes] == ["p", "quote", "ol"]
    assert [run["text"] for run in nodes[0]["runs"]] == ["Bonjour ", "vous", "\n", " là."]
    assert nodes[0]["runs"][1]["strong"]
    assert [[run["text"] for run in item] for item in nodes[2]["items"]] == [["un"], ["deux"]]


def test_a_plain_sentence_is_never_read_as_markup():
    (node,) = paragraphs("5 * 3 * 2", "")

    assert node["runs"] == [{"text": "5 * 3 * 2", "strong": False, "em": False, "link": ""}]
