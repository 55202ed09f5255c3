"""A stranger's HTML as a page may show it: no program, no form, no request, unless pictures were asked for.

The sandboxed frame and its content security policy say the same a second and third time.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import nh3

MOST_CHARACTERS = 2_000_000
TAGS = {
    "a", "abbr", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center",
    "cite", "code", "col", "colgroup", "dd", "del", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "font",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "ins", "kbd", "li", "main", "mark",
    "ol", "p", "pre", "q", "s", "samp", "section", "small", "span", "strike", "strong", "sub", "sup", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var",
}  # fmt: skip
EVERYWHERE = {"align", "bgcolor", "dir", "height", "lang", "style", "title", "valign", "width"}
ATTRIBUTES = {
    "*": EVERYWHERE,
    "a": {"href", "name"},
    "img": {"alt", "border", "hspace", "src", "vspace"},
    "font": {"color", "face", "size"},
    "table": {"border", "cellpadding", "cellspacing", "summary"},
    "td": {"colspan", "rowspan", "nowrap", "scope"},
    "th": {"colspan", "rowspan", "nowrap", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "ol": {"start", "type"},
    "ul": {"type"},
    "li": {"value"},
}
# None of these can name an address; those with `url()` inside fall with the check on values.
STYLES = {
    "background-color", "border", "border-bottom", "border-collapse", "border-color", "border-left", "border-radius",
    "border-right", "border-spacing", "border-style", "border-top", "border-width", "color", "direction", "display",
    "font", "font-family", "font-size", "font-style", "font-variant", "font-weight", "height", "letter-spacing",
    "line-height", "list-style-type", "margin", "margin-bottom", "margin-left", "margin-right", "margin-top",
    "max-height", "max-width", "min-height", "min-width", "padding", "padding-bottom", "padding-left",
    "padding-right", "padding-top", "table-layout", "text-align", "text-decoration", "text-indent",
    "text-transform", "vertical-align", "white-space", "width", "word-break", "word-spacing", "word-wrap",
}  # fmt: skip
REMOTE = re.compile(r"^\s*https?://", re.IGNORECASE)
DATA_PICTURE = re.compile(r"^data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+$")
FUNCTION_IN_STYLE = re.compile(r"url|image|expression|import|attr|var|env|\\|/\*|@|<", re.IGNORECASE)

LINK = re.compile(r"^\s*(https?|mailto|tel):", re.IGNORECASE)
SHORT = frozenset({"width", "height", "bgcolor", "align", "valign", "color", "face", "size", "dir"})
SHORT_VALUE = re.compile(r"^[\w%#., \"'-]{1,80}$")
SILENT = {"script", "style", "title", "template", "noscript", "iframe", "object", "textarea", "svg", "math"}


@dataclass(frozen=True, slots=True)
class Shown:
    """Clean HTML, and how many pictures of strangers' servers were left out."""

    html: str
    pictures_left_out: int


def cleaned(html: str, *, inline: Mapping[str, str], remote_pictures: bool = False) -> Shown:
    """Make a stranger's HTML safe. `inline` gives a `data:` address for each Content-ID that the message brought along."""
    left_out = 0

    def attribute(tag: str, name: str, value: str) -> str | None:
        nonlocal left_out
        if (tag, name) != ("img", "src"):
            return _attribute(name, value)
        if value.lower().startswith("cid:"):
            return inline.get(value[4:].strip())
        if REMOTE.match(value):
            left_out += not remote_pictures
            return value if remote_pictures else None
        return value if DATA_PICTURE.match(value) else None

    clean = nh3.clean(
        html[:MOST_CHARACTERS],
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=attribute,
        clean_content_tags=SILENT,
        url_schemes={"http", "https", "mailto", "tel", "data", "cid"},
        filter_style_properties=STYLES,
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        strip_comments=True,
    )
    return Shown(clean, left_out)


def _attribute(name: str, value: str) -> str | None:
    if name == "style":
        return ";".join(rule for rule in value.split(";") if not FUNCTION_IN_STYLE.search(rule)) or None
    if name == "href":
        return value if LINK.match(value) else None
    if name in SHORT:
        return value if SHORT_VALUE.match(value) else None
    return value
