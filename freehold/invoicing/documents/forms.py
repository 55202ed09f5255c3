"""The forms that a document can be had in, and one function that renders each."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from freehold.invoicing.document import InvoiceDocument
from freehold.invoicing.documents.brand import Brand
from freehold.invoicing.documents.cii import cii
from freehold.invoicing.documents.focus import focus
from freehold.invoicing.documents.journal import PaymentEntry, journal
from freehold.invoicing.documents.pdf import pdf
from freehold.invoicing.documents.ubl import ubl

UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


class Form(StrEnum):
    """Which form."""

    PDF = "pdf"
    CII = "cii"
    UBL = "ubl"
    FOCUS = "focus"
    JOURNAL = "journal"


class Rendered(NamedTuple):
    """A file as it is handed out."""

    content: bytes
    content_type: str
    file_name: str


def render(document: InvoiceDocument, form: Form, brand: Brand) -> Rendered:
    """The document in one form; the same bytes each time. Raises: Refused("control_character")."""
    name = UNSAFE.sub("-", document.number).strip("-.") or "document"
    if form is Form.PDF:
        return Rendered(pdf(document, brand), "application/pdf", f"{name}.pdf")
    if form is Form.CII:
        return Rendered(cii(document), "application/xml", f"{name}-cii.xml")
    if form is Form.UBL:
        return Rendered(ubl(document), "application/xml", f"{name}-ubl.xml")
    if form is Form.FOCUS:
        return Rendered(focus([document]), "text/csv; charset=utf-8", f"{name}-focus.csv")
    return render_journal(document)


def render_journal(document: InvoiceDocument, payments: Iterable[PaymentEntry] = ()) -> Rendered:
    """The document and what was paid of it as entries for the accountant."""
    name = UNSAFE.sub("-", document.number).strip("-.") or "document"
    return Rendered(journal([document], payments), "text/csv; charset=utf-8", f"{name}-journal.csv")
