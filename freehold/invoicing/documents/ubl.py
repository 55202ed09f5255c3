"""An invoice document as UBL 2.1: an Invoice, or a CreditNote.

Source: EN 16931-1 and CEN/TS 16931-3-2; OASIS UBL 2.1. The order of elements is that of the schema.
"""

from decimal import Decimal
from xml.etree.ElementTree import Element

from freehold.invoicing.document import DocumentKind, InvoiceDocument, Line, Party, TaxCategory
from freehold.invoicing.documents import norm
from freehold.invoicing.documents.norm import child, figure, said
from freehold.invoicing.documents.words import LANGUAGES, language_of
from freehold.kernel.period import Period

OASIS = "urn:oasis:names:specification:ubl:schema:xsd"
PARTS = {
    "xmlns:cac": f"{OASIS}:CommonAggregateComponents-2",
    "xmlns:cbc": f"{OASIS}:CommonBasicComponents-2",
}


def ubl(document: InvoiceDocument) -> bytes:
    """The document as UBL. Raises: Refused("control_character")."""
    name = "CreditNote" if document.kind is DocumentKind.CREDIT_NOTE else "Invoice"
    root = Element(name, {"xmlns": f"{OASIS}:{name}-2", **PARTS})
    child(root, "cbc:CustomizationID", norm.SPECIFICATION)
    child(root, "cbc:ID", document.number)
    child(root, "cbc:IssueDate", document.issued_on.isoformat())
    if document.kind is DocumentKind.INVOICE:
        child(root, "cbc:DueDate", document.payment.due_on.isoformat())
    child(root, f"cbc:{name}TypeCode", norm.TYPE_CODES[document.kind])
    said(root, "cbc:Note", document.note)
    child(root, "cbc:DocumentCurrencyCode", document.currency)
    said(root, "cbc:BuyerReference", document.buyer_reference)
    _period(root, document.period)
    if document.corrects:
        corrected = child(child(root, "cac:BillingReference"), "cac:InvoiceDocumentReference")
        child(corrected, "cbc:ID", document.corrects)
        if document.corrects_issued_on:
            child(corrected, "cbc:IssueDate", document.corrects_issued_on.isoformat())
    creditor = document.payment.creditor_id if norm.payment_means(document) == norm.SEPA_DEBIT else ""
    seller = child(child(root, "cac:AccountingSupplierParty"), "cac:Party")
    _party(seller, document.seller, norm.seller_identifiers(document), creditor)
    buyer = child(child(root, "cac:AccountingCustomerParty"), "cac:Party")
    _party(buyer, document.buyer, norm.buyer_identifiers(document), "")
    _payment(root, document)
    _taxes(root, document)
    _totals(root, document)
    for line in document.lines:
        _line(root, line, document)
    return norm.serialised(root)


def _party(parent: Element, party: Party, identifiers: norm.Identifiers, creditor_id: str) -> None:
    said(parent, "cbc:EndpointID", party.email, schemeID=norm.ELECTRONIC_MAIL)
    if identifiers.own:
        child(child(parent, "cac:PartyIdentification"), "cbc:ID", identifiers.own)
    if creditor_id:
        child(child(parent, "cac:PartyIdentification"), "cbc:ID", creditor_id, schemeID="SEPA")
    address = child(parent, "cac:PostalAddress")
    said(address, "cbc:StreetName", party.street)
    said(address, "cbc:CityName", party.city)
    said(address, "cbc:PostalZone", party.postcode)
    child(child(address, "cac:Country"), "cbc:IdentificationCode", party.country)
    for scheme, value in (("VAT", identifiers.vat), ("TAX", identifiers.tax_number)):
        if value:
            made = child(parent, "cac:PartyTaxScheme")
            child(made, "cbc:CompanyID", value)
            child(child(made, "cac:TaxScheme"), "cbc:ID", scheme)
    entity = child(parent, "cac:PartyLegalEntity")
    child(entity, "cbc:RegistrationName", party.name)
    said(entity, "cbc:CompanyID", identifiers.registration)
    if norm.has_contact(party):
        contact = child(parent, "cac:Contact")
        said(contact, "cbc:Name", party.contact)
        said(contact, "cbc:Telephone", party.phone)
        said(contact, "cbc:ElectronicMail", party.email)


def _payment(root: Element, document: InvoiceDocument) -> None:
    terms, means = document.payment, norm.payment_means(document)
    if means:
        made = child(root, "cac:PaymentMeans")
        child(made, "cbc:PaymentMeansCode", means)
        said(made, "cbc:PaymentID", terms.reference)
        if means == norm.SEPA_DEBIT:
            mandate = child(made, "cac:PaymentMandate")
            child(mandate, "cbc:ID", terms.mandate)
            if terms.debtor_iban:
                child(child(mandate, "cac:PayerFinancialAccount"), "cbc:ID", terms.debtor_iban)
        else:
            account = child(made, "cac:PayeeFinancialAccount")
            child(account, "cbc:ID", terms.iban)
            said(account, "cbc:Name", terms.holder)
            if terms.bic:
                child(child(account, "cac:FinancialInstitutionBranch"), "cbc:ID", terms.bic)
    words = norm.terms_in_words(document)
    if words:
        child(child(root, "cac:PaymentTerms"), "cbc:Note", words)


def _taxes(root: Element, document: InvoiceDocument) -> None:
    made = child(root, "cac:TaxTotal")
    _amount(made, "cbc:TaxAmount", document.tax, document)
    for total in document.taxes:
        part = child(made, "cac:TaxSubtotal")
        _amount(part, "cbc:TaxableAmount", total.base, document)
        _amount(part, "cbc:TaxAmount", total.amount, document)
        category = child(part, "cac:TaxCategory")
        child(category, "cbc:ID", total.category.value)
        _rate(category, total.category, total.rate)
        reason, code = norm.exemption(total, document.language)
        said(category, "cbc:TaxExemptionReasonCode", code)
        said(category, "cbc:TaxExemptionReason", reason)
        child(child(category, "cac:TaxScheme"), "cbc:ID", "VAT")


def _totals(root: Element, document: InvoiceDocument) -> None:
    sums = child(root, "cac:LegalMonetaryTotal")
    _amount(sums, "cbc:LineExtensionAmount", document.net, document)
    _amount(sums, "cbc:TaxExclusiveAmount", document.net, document)
    _amount(sums, "cbc:TaxInclusiveAmount", document.gross, document)
    if document.paid:
        _amount(sums, "cbc:PrepaidAmount", document.paid, document)
    _amount(sums, "cbc:PayableAmount", document.payable, document)


def _line(root: Element, line: Line, document: InvoiceDocument) -> None:
    is_credit = document.kind is DocumentKind.CREDIT_NOTE
    made = child(root, "cac:CreditNoteLine" if is_credit else "cac:InvoiceLine")
    child(made, "cbc:ID", str(line.number))
    quantity = "cbc:CreditedQuantity" if is_credit else "cbc:InvoicedQuantity"
    child(made, quantity, figure(line.quantity), unitCode=line.unit)
    _amount(made, "cbc:LineExtensionAmount", line.amount, document)
    said(made, "cbc:AccountingCost", line.reference)
    _period(made, line.period)
    if line.subscription:
        reference = child(made, "cac:DocumentReference")
        child(reference, "cbc:ID", line.subscription)
        child(reference, "cbc:DocumentTypeCode", norm.OBJECT_REFERENCE)
    for correction in norm.corrections(line, document.currency):
        allowance = child(made, "cac:AllowanceCharge")
        child(allowance, "cbc:ChargeIndicator", str(correction.is_charge).lower())
        child(allowance, "cbc:AllowanceChargeReason", LANGUAGES[language_of(document.language)]["part"])
        _amount(allowance, "cbc:Amount", correction.amount, document)
    item = child(made, "cac:Item")
    said(item, "cbc:Description", line.detail)
    child(item, "cbc:Name", line.name)
    category = child(item, "cac:ClassifiedTaxCategory")
    child(category, "cbc:ID", line.category.value)
    _rate(category, line.category, line.rate)
    child(child(category, "cac:TaxScheme"), "cbc:ID", "VAT")
    for name, value in norm.attributes(line):
        characteristic = child(item, "cac:AdditionalItemProperty")
        child(characteristic, "cbc:Name", name)
        child(characteristic, "cbc:Value", value)
    _amount(child(made, "cac:Price"), "cbc:PriceAmount", norm.written_price(line.unit_price), document)


def _rate(category: Element, code: TaxCategory, rate: Decimal) -> None:
    if code is not TaxCategory.OUTSIDE:  # BR-O-05
        child(category, "cbc:Percent", figure(rate))


def _period(parent: Element, period: Period) -> None:
    made = child(parent, "cac:InvoicePeriod")
    child(made, "cbc:StartDate", period.start.isoformat())
    child(made, "cbc:EndDate", period.last_day.isoformat())


def _amount(parent: Element, name: str, amount: Decimal, document: InvoiceDocument) -> None:
    child(parent, name, figure(amount), currencyID=document.currency)
