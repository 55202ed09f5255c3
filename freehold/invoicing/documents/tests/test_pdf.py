"""The PDF: archivable, hybrid, the same each time, readable in two languages, and deaf to what a name tries to say."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from io import BytesIO

import facturx
import pytest
import segno
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from freehold.invoicing.documents.brand import Brand
from freehold.invoicing.documents.cii import cii
from freehold.invoicing.documents.factur_x import NAMESPACE, with_factur_x_metadata
from freehold.invoicing.documents.forms import Form, render
from freehold.invoicing.documents.layout import placed
from freehold.invoicing.documents.pdf import pdf
from freehold.invoicing.documents.tests.kinds import ACME, ALDER, KINDS, SEATS, TRANSFER, document_of
from freehold.kernel.errors import Refused

BRAND = Brand("Alder", "#2f5d50")


def read(content: bytes) -> PdfReader:
    return PdfReader(BytesIO(content), strict=True)


def text_of(content: bytes) -> str:
    """All the text of all pages, each gap a plain blank."""
    return re.sub(
        r"\s+",
        " ",
        " ".join(page.extract_text() for page in read(content).pages).replace("\N{NO-BREAK SPACE}", " "),
    )


def fonts_of(reader: PdfReader) -> dict[str, DictionaryObject]:
    found = {}
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            found[descendant["/BaseFont"]] = descendant["/FontDescriptor"]
    return found


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_is_an_archivable_pdf_that_carries_its_xml(name: str):
    document = KINDS[name]

    content = pdf(document, BRAND)

    reader = read(content)
    root = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    assert "/DestOutputProfile" in root["/OutputIntents"][0]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == document.language
    attached = root["/AF"][0]
    assert (attached["/UF"], attached["/AFRelationship"]) == ("factur-x.xml", "/Alternative")
    assert fonts_of(reader)
    assert all("/FontFile3" in font or "/FontFile2" in font for font in fonts_of(reader).values())
    assert facturx.get_xml_from_pdf(content, check_xsd=True) == ("factur-x.xml", cii(document))


def test_the_metadata_say_which_file_is_the_invoice_and_to_which_profile():
    reader = read(pdf(KINDS["domestic"], BRAND))

    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()

    assert f"<pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI>" in metadata
    for name, value in (
        ("DocumentType", "INVOICE"),
        ("DocumentFileName", "factur-x.xml"),
        ("ConformanceLevel", "EN 16931"),
    ):
        assert f'<fx:{name} xmlns:fx="{NAMESPACE}">{value}</fx:{name}>' in metadata
    assert reader.xmp_metadata is not None
    assert reader.xmp_metadata.dc_title == {"x-default": "Invoice AL-2026-00042"}


def test_a_file_that_is_none_of_the_compiler_s_is_not_marked():
    with pytest.raises(ValueError, match="no metadata"):
        with_factur_x_metadata(b"%PDF-1.7\n")


@pytest.mark.parametrize("form", Form)
def test_a_document_is_the_same_bytes_each_time(form: Form):
    first = render(KINDS["german"], form, BRAND)
    other = render(KINDS["domestic"], form, BRAND)

    again = render(KINDS["german"], form, BRAND)

    assert again == first
    assert other.content != first.content


def test_no_time_but_the_day_of_issue_stands_in_the_file():
    reader = read(pdf(KINDS["domestic"], BRAND))

    assert reader.metadata is not None
    assert reader.metadata.creation_date_raw == reader.metadata.modification_date_raw
    assert reader.metadata.creation_date_raw.startswith("D:20261201000000")


def test_what_is_printed_is_what_the_document_says():
    text = text_of(pdf(KINDS["domestic"], BRAND))

    for expected in (
        "Invoice AL-2026-00042",
        "Acme Tools GmbH",
        "20095 Hamburg",
        "37.412603 GB",
        "0.035",
        "VAT 19 % on €67.46",
    ):
        assert expected in text
    assert "Amount due €80.28" in text
    assert "Please pay €80.28 by 15 December 2026." in text
    assert "DE89 3704 0044 0532 0130 00" in text


def test_a_german_invoice_is_german_throughout():
    text = text_of(pdf(KINDS["german"], BRAND))

    for expected in (
        "Rechnung AL-2026-00042",
        "USt. 19 % auf 66,15 €",
        "Zu zahlen 78,72 €",
        "Bitte zahlen Sie 78,72 € bis zum 15. Dezember 2026.",
    ):
        assert expected in text
    assert "Amount" not in text


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("reverse_charge", "Reverse charge: the recipient owes the tax."),
        ("outside", "Not subject to tax in the seller's country."),
        ("exempt", "No VAT: small business, section 19 UStG."),
        ("direct_debit", "under the mandate M-2026-0007"),
        ("prepaid", "This invoice is paid. Thank you."),
        ("prepaid_in_part", "Please pay €49.97"),
        ("credit_note", "Corrects invoice AL-2026-00042 of 1 December 2026"),
        ("credit_note_free", "Gutgeschriebener Betrag 69,97 €"),
        ("negative_lines", "−3.27"),
        ("own_tax", "MWST 8.1 % on 58.80 CHF"),
        ("own_tax_changes", "MWST 7.7 % on 58.80 CHF"),
        ("without_decimals", "Amount due 8,448 JPY"),
    ],
)
def test_each_kind_says_what_is_special_about_it(name: str, sentence: str):
    printed = text_of(pdf(KINDS[name], BRAND)).replace("’", "'")

    assert sentence.replace(" ", "") in printed.replace(" ", "")  # lines break anywhere


def test_an_address_abroad_ends_with_its_country_and_one_at_home_does_not():
    assert placed(KINDS["reverse_charge"], BRAND)["buyer"][-1] == "FRANCE"
    assert placed(replace(KINDS["reverse_charge"], language="de"), BRAND)["buyer"][-1] == "FRANKREICH"
    assert placed(KINDS["domestic"], BRAND)["buyer"][-1] == "20095 Hamburg"


def test_sixty_lines_carry_their_total_from_page_to_page():
    document = KINDS["many_lines"]

    reader = read(pdf(document, BRAND))

    pages = [
        re.sub(r"\s+", " ", page.extract_text().replace("\N{NO-BREAK SPACE}", " ")) for page in reader.pages
    ]
    carried = [found[1] for page in pages if (found := re.search(r"Carried forward ([\d.,]+)", page))]
    brought = [found[1] for page in pages if (found := re.search(r"Brought forward ([\d.,]+)", page))]
    with_lines = [page for page in pages if "Description" in page]
    assert len(with_lines) > 3
    assert carried == brought
    assert len(carried) == len(with_lines) - 1
    assert set(carried) <= set(placed(document, BRAND)["running"])
    assert "Carried forward" not in pages[-1]
    assert "Brought forward" not in pages[0]
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]


HOSTILE = [
    '#panic("x")',
    "$x^2$ *b* _i_ `c` @ref <label> ~ -- ...",
    '"); #read("/etc/passwd") //',
    "\\u{41} \\ #sys.inputs.document",
    '#import "@preview/x:1.0.0": *',
    "= Heading",
    "</text></svg><script>alert(1)</script>",
    "{{ name }} {% load %} {page} {0} %s",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_text_whatever_it_says(name: str):
    seller = replace(ALDER, name=name)
    buyer = replace(ACME, name=name, street=name)
    line = replace(SEATS, name=name, detail=name, pseudonym=name, reference=name)
    document = document_of(
        line,
        seller=seller,
        buyer=buyer,
        note=name,
        buyer_reference=name,
        payment=replace(TRANSFER, holder=name, reference=name[:35]),
    )

    content = pdf(document, Brand(name))

    printed = re.sub(r"\W", "", text_of(content))
    assert printed.count(re.sub(r"\W", "", name)) >= 5


def test_long_names_and_many_words_stay_on_the_page():
    long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft " * 3
    document = document_of(
        replace(SEATS, name=long, detail=long * 3, reference="x" * 300),
        buyer=replace(ACME, name=long, street="y" * 200),
        note=long * 10,
        number="N" * 60,
    )

    printed = "\n".join(page.extract_text() for page in read(pdf(document, Brand(long))).pages)

    assert max(len(line.strip()) for line in printed.split("\n")) < 130
    assert "\u200b" not in printed  # no sign that nobody wrote
    assert printed.replace("\n", "").count("y" * 200) == 1


def test_a_mail_address_in_the_foot_stands_on_one_line():
    document = document_of(SEATS, seller=replace(ALDER, email="billing@meridian-hosting.example"))

    printed = read(pdf(document, BRAND)).pages[0].extract_text()

    assert "billing@meridian-hosting.example" in printed


def test_signs_that_the_fonts_lack_are_marked_on_paper_and_whole_in_the_xml():
    buyer = replace(ACME, name="北京 Zubehör 😀")
    content = pdf(document_of(SEATS, buyer=buyer), BRAND)

    assert "▯▯ Zubehör ▯" in text_of(content)
    assert "▯ stands for a sign that the printed letters lack." in text_of(content)
    assert "北京 Zubehör 😀".encode() in facturx.get_xml_from_pdf(content, check_xsd=False)[1]


def test_signs_without_a_shape_are_left_out_on_paper_and_kept_in_the_xml():
    name = "Ac\u00adme \u202eTools\u200b GmbH"
    document = document_of(SEATS, buyer=replace(ACME, name=name))

    content = pdf(document, BRAND)

    assert "Acme Tools GmbH" in text_of(content)
    assert name.encode() in facturx.get_xml_from_pdf(content, check_xsd=False)[1]


@pytest.mark.parametrize(
    "name", ["Łódź Żabka s.r.o.", "Ελληνικά ΑΕ", "Българско ООД", "Český Krumlov ů", "שלום"]
)
def test_names_of_europe_are_printed(name: str):
    content = pdf(document_of(SEATS, buyer=replace(ACME, name=name)), BRAND)

    assert "▯" not in text_of(content)


def test_a_control_character_is_refused_before_anything_is_drawn():
    with pytest.raises(Refused) as refusal:
        pdf(document_of(SEATS, buyer=replace(ACME, name="Acme\x00")), BRAND)

    assert refusal.value.code == "control_character"


@pytest.mark.parametrize("size", [(600, 160), (60, 400), (2000, 20)])
def test_the_logo_stands_in_the_head_in_place_of_the_name(size: tuple[int, int]):
    drawn = BytesIO()
    Image.new("RGBA", size, "#2f5d50").save(drawn, "png")

    reader = read(pdf(KINDS["without_account"], Brand("Alder", logo=drawn.getvalue())))

    assert [image.image.size for image in reader.pages[0].images if image.image] == [size]
    assert len(reader.pages) == 1


def test_a_colour_too_light_to_read_is_darkened_and_a_wrong_one_left_out():
    light = placed(KINDS["domestic"], Brand("Alder", "#ffee00"))
    wrong = placed(KINDS["domestic"], Brand("Alder", "red; } evil"))

    assert light["accent"] != "#ffee00"
    assert wrong["accent"] == "#333333"


def test_a_payment_code_is_there_for_euro_transfers_alone():
    assert placed(KINDS["domestic"], BRAND)["payment"]["code"]
    assert placed(KINDS["foreign_currency"], BRAND)["payment"]["code"] is None
    assert placed(KINDS["direct_debit"], BRAND)["payment"]["code"] is None
    assert placed(KINDS["credit_note"], BRAND)["payment"]["code"] is None
    assert placed(KINDS["nothing_to_pay"], BRAND)["payment"] is None


def test_the_payment_code_holds_what_a_banking_app_asks_for():
    payload = (
        "BCD\n002\n1\nSCT\nCOBADEFFXXX\nAlder IT GmbH\nDE89370400440532013000\nEUR80.28\n\nRF18539007547034"
    )
    expected = segno.make_qr(payload.encode(), error="m", boost_error=False)

    code = placed(KINDS["domestic"], BRAND)["payment"]["code"]

    dots = [[255 - 255 * dot for dot in row] for row in expected.matrix_iter(border=2)]
    assert code == {"pixels": [dot for row in dots for dot in row], "side": len(dots)}


def test_threads_render_side_by_side():
    documents = [KINDS[name] for name in ("domestic", "german", "many_lines", "credit_note")]
    alone = [pdf(document, BRAND) for document in documents]

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda document: pdf(document, BRAND), documents * 3))

    assert together == alone * 3


def test_a_file_name_holds_no_sign_that_a_system_could_take_for_its_own():
    document = replace(KINDS["domestic"], number="../2026/7 §", issued_on=date(2026, 12, 1))

    assert render(document, Form.CII, BRAND).file_name == "2026-7-cii.xml"
