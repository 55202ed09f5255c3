"""An invoice document as Cross Industry Invoice (UN/CEFACT D22B), profile EN 16931: what a Factur-X file carries.

Source: EN 16931-1 and CEN/TS 16931-3-3; Factur-X 1.09. The order of elements is that of the schema.
"""

from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element

from freehold.invoicing.document import InvoiceDocument, Line, Party, TaxCategory
from freehold.invoicing.documents import norm
from freehold.invoicing.documents.norm import child, figure, said
from freehold.invoicing.documents.words import LANGUAGES, language_of
from freehold.kernel.period import Period

NAMESPACES = {
    "xmlns:rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "xmlns:ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "xmlns:udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
    "xmlns:qdt": "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
}
YEAR_MONTH_DAY = "102"  # UNTDID 2379


def cii(document: InvoiceDocument) -> bytes:
    """The document as CII. Raises: Refused("control_character")."""
    root = Element("rsm:CrossIndustryInvoice", NAMESPACES)
    context = child(root, "rsm:ExchangedDocumentContext")
    child(child(context, "ram:GuidelineSpecifiedDocumentContextParameter"), "ram:ID", norm.SPECIFICATION)
    head = child(root, "rsm:ExchangedDocument")
    child(head, "ram:ID", document.number)
    child(head, "ram:TypeCode", norm.TYPE_CODES[document.kind])
    _day(head, "ram:IssueDateTime", document.issued_on)
    if document.note:
        child(child(head, "ram:IncludedNote"), "ram:Content", document.note)
    trade = child(root, "rsm:SupplyChainTradeTransaction")
    for line in document.lines:
        _line(trade, line, document)
    _agreement(trade, document)
    _delivery(trade, document)
    _settlement(trade, document)
    return norm.serialised(root)


def _line(trade: Element, line: Line, document: InvoiceDocument) -> None:
    item = child(trade, "ram:IncludedSupplyChainTradeLineItem")
    child(child(item, "ram:AssociatedDocumentLineDocument"), "ram:LineID", str(line.number))
    product = child(item, "ram:SpecifiedTradeProduct")
    child(product, "ram:Name", line.name)
    said(product, "ram:Description", line.detail)
    for name, value in norm.attributes(line):
        characteristic = child(product, "ram:ApplicableProductCharacteristic")
        child(characteristic, "ram:Description", name)
        child(characteristic, "ram:Value", value)
    price = child(child(item, "ram:SpecifiedLineTradeAgreement"), "ram:NetPriceProductTradePrice")
    child(price, "ram:ChargeAmount", figure(norm.written_price(line.unit_price)))
    delivery = child(item, "ram:SpecifiedLineTradeDelivery")
    child(delivery, "ram:BilledQuantity", figure(line.quantity), unitCode=line.unit)
    settlement = child(item, "ram:SpecifiedLineTradeSettlement")
    tax = child(settlement, "ram:ApplicableTradeTax")
    child(tax, "ram:TypeCode", "VAT")
    child(tax, "ram:CategoryCode", line.category.value)
    _rate(tax, line.category, line.rate)
    _period(settlement, line.period)
    for correction in norm.corrections(line, document.currency):
        allowance = child(settlement, "ram:SpecifiedTradeAllowanceCharge")
        child(child(allowance, "ram:ChargeIndicator"), "udt:Indicator", str(correction.is_charge).lower())
        child(allowance, "ram:ActualAmount", figure(correction.amount))
        child(allowance, "ram:Reason", LANGUAGES[language_of(document.language)]["part"])
    summation = child(settlement, "ram:SpecifiedTradeSettlementLineMonetarySummation")
    child(summation, "ram:LineTotalAmount", figure(line.amount))
    if line.subscription:
        reference = child(settlement, "ram:AdditionalReferencedDocument")
        child(reference, "ram:IssuerAssignedID", line.subscription)
        child(reference, "ram:TypeCode", norm.OBJECT_REFERENCE)
    if line.reference:
        child(child(settlement, "ram:ReceivableSpecifiedTradeAccountingAccount"), "ram:ID", line.reference)


def _agreement(trade: Element, document: InvoiceDocument) -> None:
    agreement = child(trade, "ram:ApplicableHeaderTradeAgreement")
    said(agreement, "ram:BuyerReference", document.buyer_reference)
    seller = child(agreement, "ram:SellerTradeParty")
    _party(seller, document.seller, norm.seller_identifiers(document))
    buyer = child(agreement, "ram:BuyerTradeParty")
    _party(buyer, document.buyer, norm.buyer_identifiers(document))


def _party(parent: Element, party: Party, identifiers: norm.Identifiers) -> None:
    said(parent, "ram:ID", identifiers.own)
    child(parent, "ram:Name", party.name)
    if identifiers.registration:
        child(child(parent, "ram:SpecifiedLegalOrganization"), "ram:ID", identifiers.registration)
    if norm.has_contact(party):
        contact = child(parent, "ram:DefinedTradeContact")
        said(contact, "ram:PersonName", party.contact)
        if party.phone:
            child(child(contact, "ram:TelephoneUniversalCommunication"), "ram:CompleteNumber", party.phone)
        if party.email:
            child(child(contact, "ram:EmailURIUniversalCommunication"), "ram:URIID", party.email)
    address = child(parent, "ram:PostalTradeAddress")
    said(address, "ram:PostcodeCode", party.postcode)
    said(address, "ram:LineOne", party.street)
    said(address, "ram:CityName", party.city)
    child(address, "ram:CountryID", party.country)
    if party.email:
        mailbox = child(parent, "ram:URIUniversalCommunication")
        child(mailbox, "ram:URIID", party.email, schemeID=norm.ELECTRONIC_MAIL)
    for scheme, value in (("VA", identifiers.vat), ("FC", identifiers.tax_number)):
        if value:
            child(child(parent, "ram:SpecifiedTaxRegistration"), "ram:ID", value, schemeID=scheme)


def _delivery(trade: Element, document: InvoiceDocument) -> None:
    """To the buyer's country (BG-15): the schema wants the element, and no element may be empty."""
    delivered = child(child(trade, "ram:ApplicableHeaderTradeDelivery"), "ram:ShipToTradeParty")
    child(child(delivered, "ram:PostalTradeAddress"), "ram:CountryID", document.buyer.country)


def _settlement(trade: Element, document: InvoiceDocument) -> None:
    settlement = child(trade, "ram:ApplicableHeaderTradeSettlement")
    terms, means = document.payment, norm.payment_means(document)
    if means == norm.SEPA_DEBIT:
        said(settlement, "ram:CreditorReferenceID", terms.creditor_id)
    said(settlement, "ram:PaymentReference", terms.reference)
    child(settlement, "ram:InvoiceCurrencyCode", document.currency)
    if means:
        _means(settlement, document, means)
    for total in document.taxes:
        tax = child(settlement, "ram:ApplicableTradeTax")
        child(tax, "ram:CalculatedAmount", figure(total.amount))
        child(tax, "ram:TypeCode", "VAT")
        reason, code = norm.exemption(total, document.language)
        said(tax, "ram:ExemptionReason", reason)
        child(tax, "ram:BasisAmount", figure(total.base))
        child(tax, "ram:CategoryCode", total.category.value)
        said(tax, "ram:ExemptionReasonCode", code)
        _rate(tax, total.category, total.rate)
    _period(settlement, document.period)
    due = child(settlement, "ram:SpecifiedTradePaymentTerms")
    said(due, "ram:Description", norm.terms_in_words(document))
    _day(due, "ram:DueDateDateTime", terms.due_on)
    if means == norm.SEPA_DEBIT:
        child(due, "ram:DirectDebitMandateID", terms.mandate)
    _totals(settlement, document)
    if document.corrects:
        corrected = child(settlement, "ram:InvoiceReferencedDocument")
        child(corrected, "ram:IssuerAssignedID", document.corrects)
        if document.corrects_issued_on:
            issued = child(corrected, "ram:FormattedIssueDateTime")
            child(
                issued, "qdt:DateTimeString", f"{document.corrects_issued_on:%Y%m%d}", format=YEAR_MONTH_DAY
            )


def _means(settlement: Element, document: InvoiceDocument, means: str) -> None:
    terms = document.payment
    made = child(settlement, "ram:SpecifiedTradeSettlementPaymentMeans")
    child(made, "ram:TypeCode", means)
    if means == norm.SEPA_DEBIT:
        if terms.debtor_iban:
            child(child(made, "ram:PayerPartyDebtorFinancialAccount"), "ram:IBANID", terms.debtor_iban)
        return
    account = child(made, "ram:PayeePartyCreditorFinancialAccount")
    child(account, "ram:IBANID", terms.iban)
    said(account, "ram:AccountName", terms.holder)
    if terms.bic:
        child(child(made, "ram:PayeeSpecifiedCreditorFinancialInstitution"), "ram:BICID", terms.bic)


def _totals(settlement: Element, document: InvoiceDocument) -> None:
    sums = child(settlement, "ram:SpecifiedTradeSettlementHeaderMonetarySummation")
    child(sums, "ram:LineTotalAmount", figure(document.net))
    child(sums, "ram:TaxBasisTotalAmount", figure(document.net))
    child(sums, "ram:TaxTotalAmount", figure(document.tax), currencyID=document.currency)
    child(sums, "ram:GrandTotalAmount", figure(document.gross))
    if document.paid:
        child(sums, "ram:TotalPrepaidAmount", figure(document.paid))
    child(sums, "ram:DuePayableAmount", figure(document.payable))


def _rate(tax: Element, category: TaxCategory, rate: Decimal) -> None:
    if category is not TaxCategory.OUTSIDE:  # BR-O-05
        child(tax, "ram:RateApplicablePercent", figure(rate))


def _period(parent: Element, period: Period) -> None:
    made = child(parent, "ram:BillingSpecifiedPeriod")
    _day(made, "ram:StartDateTime", period.start)
    _day(made, "ram:EndDateTime", period.last_day)


def _day(parent: Element, name: str, day: date) -> None:
    child(child(parent, name), "udt:DateTimeString", f"{day:%Y%m%d}", format=YEAR_MONTH_DAY)
