"""Ask a seller, from its public page, to sell for it."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from freehold.accounts.rules import digest, new_secret
from freehold.channel.actions.invite_partner import checked
from freehold.channel.links import proof_link
from freehold.channel.models import PartnerApplication
from freehold.channel.rules.joining import LONGEST_MESSAGE, PROOF_LASTS, is_site, is_text
from freehold.channel.states import ApplicationState
from freehold.kernel import clock
from freehold.kernel.errors import Refused
from freehold.notices.actions.enqueue import enqueue_notice
from freehold.notices.rules import language_of
from freehold.notices.states import NoticeTemplate
from freehold.tenants.row_security import scope


@dataclass(frozen=True, slots=True)
class Applicant:
    """What somebody says of themselves."""

    company: str
    person_name: str
    email: str
    country: str
    language: str = "en"
    website: str = ""
    message: str = ""


@transaction.atomic
def apply_to_sell(seller_id: UUID, applicant: Applicant) -> None:
    """Keep the application and send the link that proves the address; the seller hears of it once that is opened.

    Anybody may ask, and each gets the same answer: what there is of this address already is told to its mailbox alone.
    Raises: Refused("not_a_name", "not_an_address", "not_a_country", "not_a_site", "not_a_text").
    """
    address = checked(applicant.company, applicant.person_name, applicant.email, applicant.country)
    if not is_site(applicant.website.strip()):
        raise Refused(
            "not_a_site", _("Give a web address such as alder.example, or leave it empty."), field="website"
        )
    if not is_text(applicant.message, most=LONGEST_MESSAGE):
        raise Refused("not_a_text", _("Write plain text of at most 2,000 characters."), field="message")
    language = language_of(applicant.language)
    with scope(seller_id):
        open_states = [ApplicationState.UNPROVEN, ApplicationState.WAITING]
        row = (
            PartnerApplication.objects.select_for_update()
            .filter(tenant_id=seller_id, email=address, state__in=open_states)
            .first()
        )
        if row is not None and row.state == ApplicationState.WAITING:
            enqueue_notice(
                NoticeTemplate.APPLICATION_KNOWN,
                to=address,
                language=language,
                context={
                    "name": row.person_name,
                    "company": row.company,
                    "since": date_format(row.created_at, "DATE_FORMAT"),
                },
            )
            return
        secret = new_secret()
        row = row or PartnerApplication(tenant_id=seller_id, email=address)
        row.company = applicant.company.strip()
        row.person_name = applicant.person_name.strip()
        row.country = applicant.country
        row.language = language
        row.website = applicant.website.strip()
        row.message = applicant.message.strip()
        row.digest = digest(secret)
        row.proven_until = clock.now() + PROOF_LASTS
        row.save()
        enqueue_notice(
            NoticeTemplate.APPLICATION_PROOF,
            to=address,
            language=language,
            context={"name": row.person_name, "company": row.company},
            secrets={"link": proof_link(secret, seller_id=seller_id)},
        )
