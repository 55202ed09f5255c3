"""Cost and usage: the sum of BilledCost is the payable amount, and each row keeps what the specification asks of it."""

import csv
import json
from dataclasses import replace
from decimal import Decimal
from io import StringIO

import pytest

from freehold.invoicing.document import DocumentKind, InvoiceDocument
from freehold.invoicing.documents.focus import COLUMNS, focus
from freehold.invoicing.documents.tests.kinds import ACME, KINDS, MORE, NOVEMBER, SEATS, STORED, document_of
from freehold.kernel.period import Period

MANDATORY = {
    "BilledCost", "BillingAccountId", "BillingAccountName", "BillingCurrency", "BillingPeriodEnd", "BillingPeriodStart",
    "ChargeCategory", "ChargeClass", "ChargeDescription", "ChargePeriodEnd", "ChargePeriodStart", "ContractedCost",
    "EffectiveCost", "InvoiceIssuerName", "ListCost", "PricingQuantity", "PricingUnit", "ProviderName", "PublisherName",
    "ServiceCategory", "ServiceName",
}  # fmt: skip
NEVER_NULL = MANDATORY - {"ChargeClass", "PricingQuantity", "PricingUnit"} | {"ChargeFrequency", "InvoiceId"}


def rows(*documents: InvoiceDocument) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(focus(documents).decode(), newline="")))


@pytest.mark.parametrize("name", KINDS)
def test_the_sum_of_billed_cost_is_the_payable_amount(name: str):
    document = KINDS[name]

    found = rows(document)

    sign = -1 if document.kind is DocumentKind.CREDIT_NOTE else 1
    assert {row["InvoiceId"] for row in found} == {document.number}
    assert sum(Decimal(row["BilledCost"]) for row in found) == sign * document.payable


def test_columns_of_the_specification_come_first_and_in_order_and_none_that_is_mandatory_lacks():
    own = [column for column in COLUMNS if column.startswith("x_")]
    specified = [column for column in COLUMNS if not column.startswith("x_")]

    assert list(COLUMNS) == [*sorted(specified), *sorted(own)]
    assert set(specified) >= MANDATORY
    assert list(rows(KINDS["domestic"])[0]) == list(COLUMNS)


@pytest.mark.parametrize("name", KINDS)
def test_each_row_keeps_the_rules_of_nullity_and_of_price_times_quantity(name: str):
    for row in rows(KINDS[name]):
        assert all(row[column] for column in NEVER_NULL)
        is_line = row["ChargeCategory"] in {"Usage", "Purchase"}
        for column in (
            "ContractedUnitPrice",
            "ListUnitPrice",
            "PricingCategory",
            "PricingQuantity",
            "PricingUnit",
            "SkuId",
        ):
            assert bool(row[column]) is is_line
        assert bool(row["ConsumedQuantity"]) is (row["ChargeCategory"] == "Usage")
        assert bool(row["SubAccountName"]) is bool(row["SubAccountId"])
        assert row["ChargeClass"] in {"", "Correction"}
        if is_line:
            product = Decimal(row["ContractedUnitPrice"]) * Decimal(row["PricingQuantity"])
            assert product == Decimal(row["ContractedCost"])
            assert abs(product - Decimal(row["BilledCost"])) <= Decimal("0.02")


def test_tax_is_a_charge_of_its_own_kind():
    tax = [row for row in rows(KINDS["several_rates"]) if row["ChargeCategory"] == "Tax"]

    assert [(row["BilledCost"], row["x_TaxRate"]) for row in tax] == [("11.17", "19"), ("0.09", "7")]


def test_what_corrects_an_earlier_period_says_so():
    october = Period(NOVEMBER.start.replace(month=10), NOVEMBER.start)
    document = document_of(SEATS, MORE, replace(STORED, period=october), period=NOVEMBER)

    assert [row["ChargeClass"] for row in rows(document)] == ["", "", "Correction", ""]
    assert {row["ChargeClass"] for row in rows(KINDS["credit_note"])} == {"Correction"}
    assert rows(KINDS["negative_lines"])[1]["ChargeClass"] == "Correction"
    assert rows(KINDS["credit_note"])[0]["x_CorrectedInvoiceId"] == "AL-2026-00042"


def test_seats_are_bought_and_meters_used():
    seats, more, stored, _ = rows(KINDS["domestic"])

    assert (seats["ChargeCategory"], seats["ChargeFrequency"], seats["ConsumedQuantity"]) == (
        "Purchase",
        "Recurring",
        "",
    )
    assert (more["PricingQuantity"], more["ContractedUnitPrice"]) == ("1.5", "4.90")
    assert (stored["ChargeCategory"], stored["ConsumedQuantity"], stored["ConsumedUnit"]) == (
        "Usage",
        "37.412603",
        "GB",
    )
    assert (seats["ChargePeriodStart"], seats["ChargePeriodEnd"]) == (
        "2026-11-01T00:00:00Z",
        "2026-12-01T00:00:00Z",
    )


def test_a_customer_behind_a_partner_is_a_sub_account_by_its_pseudonym():
    row = rows(KINDS["behind_a_partner"])[0]

    assert (row["SubAccountId"], row["SubAccountName"], row["x_OrderNumber"]) == (
        "K-4000",
        "PO 7000",
        "S-1001",
    )


def test_the_account_is_the_one_that_the_seller_knows_the_buyer_by():
    assert rows(document_of(SEATS, account="0198-1"))[0]["BillingAccountId"] == "0198-1"
    assert rows(KINDS["domestic"])[0]["BillingAccountId"] == ACME.tax_id


@pytest.mark.parametrize("name", ['=cmd|"/c calc"!A1', "+1+1", "-2+3", "@SUM(A1)", "\t=1"])
def test_no_text_is_a_formula_and_no_amount_is_changed(name: str):
    document = document_of(
        replace(SEATS, name=name, quantity=Decimal(-12), amount=Decimal("-58.80")),
        buyer=replace(ACME, name=name),
    )

    row = rows(document)[0]

    assert row["BillingAccountName"] == row["ServiceName"] == f"'{name}"
    assert row["BilledCost"] == "-58.80"


def test_many_documents_stand_in_one_table():
    documents = [replace(KINDS["domestic"], number=f"AL-{number}") for number in range(3)]

    found = rows(*documents)

    assert [row["InvoiceId"] for row in found if row["ChargeCategory"] == "Tax"] == ["AL-0", "AL-1", "AL-2"]
    assert json.dumps(found[:4]).replace("AL-0", "AL-1") == json.dumps(found[4:8])
