"""What a seller chooses of how its invoices look."""

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from freehold.invoicing.documents.brand import Brand
from freehold.invoicing.documents.layout import NEUTRAL, placed
from freehold.invoicing.documents.pdf import pdf, picture
from freehold.invoicing.documents.tests.kinds import KINDS
from freehold.tenants.states import AccentUse, LogoPlace
from freehold.tenants.tests.test_pictures import picture as logo

DOCUMENT = next(iter(KINDS.values()))
BRAND = Brand("Alder", "#2f5d50", logo("PNG"))


def page(brand: Brand) -> Image.Image:
    """The first page as people see it."""
    return Image.open(BytesIO(picture(DOCUMENT, brand))).convert("RGB")


def test_a_note_stands_at_the_foot_of_each_page_and_the_pdf_stays_archivable() -> None:
    made = PdfReader(BytesIO(pdf(DOCUMENT, replace(BRAND, foot="Member of the guild\nOpen 8 to 18"))))

    for one in made.pages:
        assert "Member of the guild" in one.extract_text()
        assert "Open 8 to 18" in one.extract_text()
    assert b"<pdfaid:part>3</pdfaid:part>" in made.trailer["/Root"]["/Metadata"].get_data()


def test_a_note_is_text_and_never_markup() -> None:
    made = PdfReader(BytesIO(pdf(DOCUMENT, replace(BRAND, foot="#panic() *x* $y$ <script>"))))

    assert "#panic() *x* $y$ <script>" in made.pages[0].extract_text()


def test_a_band_across_the_top_is_in_the_brands_colour() -> None:
    assert page(replace(BRAND, accent_use=AccentUse.BAND)).getpixel((400, 5)) == (0x2F, 0x5D, 0x50)
    assert page(BRAND).getpixel((400, 5)) == (255, 255, 255)


def test_without_colour_all_of_it_is_grey() -> None:
    assert placed(DOCUMENT, replace(BRAND, accent_use=AccentUse.NONE))["accent"] == NEUTRAL


@pytest.mark.parametrize(("place", "is_left", "is_right"), [("left", True, False), ("right", False, True)])
def test_the_logo_stands_where_it_was_put(place: str, is_left: bool, is_right: bool) -> None:
    top = page(replace(BRAND, logo_place=LogoPlace(place))).crop((0, 60, 794, 150))
    left, right = top.crop((0, 0, 397, 90)), top.crop((397, 0, 794, 90))

    assert (len(left.getcolors(9999) or []) > 1, len(right.getcolors(9999) or []) > 1) == (is_left, is_right)


def test_without_a_logo_the_name_stands_there() -> None:
    assert placed(DOCUMENT, replace(BRAND, logo_place=LogoPlace.NONE))["logo"] is None
