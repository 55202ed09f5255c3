"""How a seller's letters read, with an invoice that does not exist."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise

from freehold.dunning.permissions import SEE_LETTERS
from freehold.dunning.states import Wording
from freehold.dunning.words import DOCUMENTS, LETTERS
from freehold.dunning.writing import REMINDERS, TEMPLATES, told
from freehold.invoicing.addressees import Addressed
from freehold.invoicing.document import DocumentKind
from freehold.invoicing.queries.profiles import own_seller_profile
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.money import Money
from freehold.kernel.permission import require
from freehold.notices.service import read_aloud
from freehold.notices.states import NoticeTemplate
from freehold.tenants.queries import get_tenant
from freehold.ui.formats import written_money

ANNOUNCING = REMINDERS[Wording.LAST]
BUYERS = {"en": "Example Ltd", "de": "Muster GmbH"}
NOBODY = UUID(int=0)
DAYS_AGO, DAYS_OVERDUE, DAYS_AHEAD = 34, 20, 14


@dataclass(frozen=True, slots=True)
class Sample:
    """A letter as it would go out."""

    name: str | Promise
    subject: str
    body: str


def sample_letters(actor: Actor, *, language: str) -> list[Sample]:
    """All letters in one language, in the name of the actor's own company. Raises: NotPermitted."""
    require(actor, SEE_LETTERS)
    document = _example(actor, language)
    numbers = {NoticeTemplate.CREDIT_NOTE: {"number": _number_of_note(actor), "corrects": document.number}}
    today = clock.today()
    with translation.override(language):
        said = {**told(document, language), "open": written_money(document.gross)}
        announced = {"suspended_on": date_format(today + timedelta(days=DAYS_AHEAD), "DATE_FORMAT")}
    kinds = [(DOCUMENTS[kind], template) for kind, template in TEMPLATES.items()]
    steps = [(LETTERS[wording], template) for wording, template in REMINDERS.items()]
    return [
        Sample(
            name,
            *read_aloud(
                template,
                language=language,
                context=said | numbers.get(template, {}) | (announced if template is ANNOUNCING else {}),
            ),
        )
        for name, template in [*kinds, *steps]
    ]


def _number_of_note(actor: Actor) -> str:
    own = own_seller_profile(actor).facts
    return f"{own.credit_note_prefix if own else 'CN-'}000007"


def _example(actor: Actor, language: str) -> Addressed:
    own = own_seller_profile(actor).facts
    today = clock.today()
    prefix = own.invoice_prefix if own else "INV-"
    return Addressed(
        invoice_id=NOBODY,
        seller_id=actor.tenant_id,
        buyer_id=NOBODY,
        kind=DocumentKind.INVOICE,
        number=f"{prefix}000123",
        issued_on=today - timedelta(days=DAYS_AGO),
        due_on=today - timedelta(days=DAYS_OVERDUE),
        gross=Money(Decimal("238.00"), "EUR"),
        language=language,
        payment_reference="RF18539007547034",
        corrects="",
        seller_name=own.legal_name if own else get_tenant(actor.tenant_id).name,
        iban=own.iban if own else "",
        reply_to=own.email if own else "",
        buyer_name=BUYERS[language],
        to="",
    )
