"""How the demo's partners came in, whom they talk to, and who would like to sell as well."""

from collections.abc import Sequence
from datetime import date, timedelta

from freehold.channel.actions.accept_terms import accept_terms
from freehold.channel.actions.apply_to_sell import Applicant, apply_to_sell
from freehold.channel.actions.invite_partner import invite_partner
from freehold.channel.actions.publish_terms import publish_terms
from freehold.channel.actions.register_prospect import register_prospect
from freehold.channel.actions.send_incident_notice import send_incident_notice
from freehold.channel.actions.stop_incident_notice import stop_incident_notice
from freehold.channel.states import IncidentReach
from freehold.config.demo.history import at_work
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.notices.states import NoticeTemplate
from freehold.tenants.row_security import scope

TERMS = """\
1. Your customers are yours. You see them by name, we see them by pseudonyms, and we do not write to them but of incidents.

2. You set your prices. We charge you ours for what you order, by the day, and credit what you give back.

3. You may end this at the end of any month. We give you a month’s notice, and your customers run on meanwhile."""
APPLICANT = Applicant(
    "Ilex Office", "Ida Ilex", "ida@ilex-office.example", "DE", message="Mail for small offices."
)
PROSPECTS = (("Ivy Interiors", "ivy-interiors.example"), ("Juniper Optics", "juniper-optics.example"))

DRILL = {
    "began_on": "2026-01-12", "noticed_on": "2026-01-12", "affected": "unreachable", "advice": "nothing", "reference": "Drill",
}  # fmt: skip


def join_channel(operator: Actor, partners: Sequence[Actor], *, first: date) -> None:
    """Publish terms, agree to them, register a prospect of each partner, and invite one more; another one applies."""
    with clock.as_of(at_work(first)), scope(operator.tenant_id, person_id=operator.person_id):
        version = publish_terms(TERMS, actor=operator)
    for partner, (company, domain) in zip(partners, PROSPECTS, strict=True):
        with (
            clock.as_of(at_work(first + timedelta(days=1))),
            scope(partner.tenant_id, person_id=partner.person_id),
        ):
            accept_terms(version, actor=partner)
        with scope(partner.tenant_id, person_id=partner.person_id):
            register_prospect(domain, company=company, actor=partner)
    apply_to_sell(operator.tenant_id, APPLICANT)
    with scope(operator.tenant_id, person_id=operator.person_id):
        notice_id = send_incident_notice(
            NoticeTemplate.INCIDENT_SECURITY, DRILL, reach=IncidentReach.ALL, actor=operator
        )
        stop_incident_notice(notice_id, actor=operator)  # a drill, of which nobody is told
        invite_partner(
            "Hazel Consulting",
            person_name="Hanna Hazel",
            email="hanna@hazel-consulting.example",
            actor=operator,
        )
