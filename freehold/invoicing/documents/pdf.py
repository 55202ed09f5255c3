"""An invoice document as PDF/A-3 with the CII within: one file for people and programs alike (Factur-X, EN 16931).

Typst sets the page, tags it for screen readers, embeds its own fonts and the XML, and refuses what PDF/A-3a forbids. The marks
by which a Factur-X reader knows the file are added to its metadata afterwards.
"""

import json
import threading
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Final

import typst

from freehold.invoicing.document import InvoiceDocument
from freehold.invoicing.documents.brand import Brand
from freehold.invoicing.documents.cii import cii
from freehold.invoicing.documents.factur_x import with_factur_x_metadata
from freehold.invoicing.documents.layout import placed
from freehold.invoicing.documents.words import LANGUAGES, language_of

HERE = Path(__file__).parent
TEMPLATE = "invoice.typ"
STANDARD: Final = "a-3a"
LACKING = "\N{WHITE VERTICAL RECTANGLE}"
PROBE = (
    b'#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"))\n#set document(title: "-")\n#sys.inputs.sign'
)
PIXELS_PER_INCH = 96
BEYOND = 0x17F  # up to here, Latin Extended-A, every letter is there

_of_thread = threading.local()


def pdf(document: InvoiceDocument, brand: Brand) -> bytes:
    """The document as PDF/A-3a. Raises: Refused("control_character")."""
    places = placed(document, brand)
    xml = cii(document).decode()
    try:
        made = _compiled(places | {"xml": xml}, document)
    except typst.TypstError:
        drawable = _drawable(places, language_of(document.language))
        made = _compiled(drawable | {"xml": xml}, document)
    return with_factur_x_metadata(made)


def picture(document: InvoiceDocument, brand: Brand) -> bytes:
    """The first page as PNG, for a look at it before anything is saved. Raises: Refused("control_character")."""
    places = _drawable(placed(document, brand), language_of(document.language))
    made = _compiler().compile(
        format="png",
        ppi=PIXELS_PER_INCH,
        sys_inputs={"document": json.dumps(places | {"xml": "", "lacking": None}, ensure_ascii=False)},
    )
    first = made[0] if isinstance(made, list) else made
    if not isinstance(first, bytes):
        raise TypeError("a picture is one piece of bytes")
    return first


def _compiled(places: dict[str, object], document: InvoiceDocument) -> bytes:
    made = _compiler().compile(
        format="pdf",
        sys_inputs={"document": json.dumps(places, ensure_ascii=False)},
        pdf_standards=[STANDARD],
        timestamp=datetime.combine(document.issued_on, time(), UTC),
    )
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one piece of bytes")
    return made


def _compiler() -> typst.Compiler:
    """One for each thread: it may be used by one at a time, and keeps the parsed template and the fonts."""
    found: typst.Compiler | None = getattr(_of_thread, "compiler", None)
    if found is None:
        found = typst.Compiler(HERE / TEMPLATE, root=HERE, font_paths=_fonts())
        _of_thread.compiler = found
    return found


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The fonts that the wheel brings along, and none of the machine: the same page everywhere."""
    return typst.Fonts(include_system_fonts=False)


def _drawable(places: dict[str, object], language: str) -> dict[str, object]:
    """The same texts with a box for each sign that the fonts lack, and a sentence that says so."""
    text = json.dumps(places, ensure_ascii=False)
    lacking = {ord(sign): LACKING for sign in set(text) if ord(sign) > BEYOND and not _is_drawn(sign)}
    found: dict[str, object] = json.loads(text.translate(lacking))
    return found | {"lacking": LANGUAGES[language]["lacking"]}


@lru_cache(maxsize=4096)
def _is_drawn(sign: str) -> bool:
    """Whether the fonts have the sign, as the compiler itself sees it."""
    try:
        typst.compile(
            PROBE, sys_inputs={"sign": sign}, font_paths=_fonts(), pdf_standards=[STANDARD], timestamp=0
        )
    except typst.TypstError:
        return False
    return True
