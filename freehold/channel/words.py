"""How pages of the channel say what they show."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from freehold.channel.queries.readiness import Readiness
from freehold.channel.states import IncidentReach, RegistrationState, RiskReason
from freehold.notices.states import NoticeTemplate

REGISTRATION_STATES = {
    RegistrationState.HELD: _lazy("Registered"),
    RegistrationState.WON: _lazy("Your customer"),
    RegistrationState.CHOSEN_OTHERWISE: _lazy("Chose another"),
    RegistrationState.EXPIRED: _lazy("Expired"),
    RegistrationState.WITHDRAWN: _lazy("Withdrawn"),
}


RISKS = {
    RiskReason.CANCELLATION: _lazy("has cancelled"),
    RiskReason.OVERDUE: _lazy("invoices overdue"),
    RiskReason.SEATS_FALLING: _lazy("fewer seats than 90 days ago"),
    RiskReason.UNPROVEN_DOMAIN: _lazy("a domain is not proven or fails a check"),
}
INCIDENT_TITLES = {
    NoticeTemplate.INCIDENT_SECURITY: _lazy("A security incident"),
    NoticeTemplate.INCIDENT_OVER: _lazy("A security incident is over"),
    NoticeTemplate.INCIDENT_ORDER: _lazy("An authority has made a demand"),
    NoticeTemplate.INCIDENT_PROCESSOR: _lazy("Who processes data changes"),
}
FACTS = {
    "began_on": _lazy("Began on"),
    "noticed_on": _lazy("Noticed on"),
    "ended_on": _lazy("Over since"),
    "affected": _lazy("What happened"),
    "advice": _lazy("What to do"),
    "reference": _lazy("Reference"),
    "authority": _lazy("Authority"),
    "country": _lazy("Country"),
    "ordered_on": _lazy("Demanded on"),
    "demand": _lazy("What is demanded"),
    "change": _lazy("What changes"),
    "processor": _lazy("Who processes"),
    "from_day": _lazy("From the day"),
}
CHOICES = {
    "mail_read": _lazy("Somebody may have read mail"),
    "mail_lost": _lazy("Mail may have been lost"),
    "passwords": _lazy("Passwords may have become known"),
    "accounts": _lazy("Somebody may have used accounts"),
    "unreachable": _lazy("Services could not be reached"),
    "nothing": _lazy("Nothing"),
    "change_password": _lazy("Change passwords"),
    "end_sessions": _lazy("End open sessions"),
    "watch_mail": _lazy("Look out for mail"),
    "disclose": _lazy("Hand data over"),
    "preserve": _lazy("Keep data"),
    "block": _lazy("Block data"),
    "added": _lazy("Is added"),
    "removed": _lazy("Is removed"),
    "moved": _lazy("Processes in another country"),
}
REACHES = {
    IncidentReach.ALL: _lazy("Everybody"),
    IncidentReach.PARTNERS: _lazy("Some of your buyers, and everybody behind them"),
    IncidentReach.PSEUDONYMS: _lazy("Some customers of partners, by their pseudonyms"),
}


def told_fact(name: str, value: str) -> str:
    """A fact of an incident as people read it."""
    if value in CHOICES:
        return str(CHOICES[value])
    return date_format(date.fromisoformat(value)) if name.endswith(("_on", "_day")) else value


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a new seller needs: what it is, why, and where it is done."""

    what: str
    why: str
    url: str
    do: str
    is_done: bool


def told_steps(ready: Readiness) -> list[Step]:
    """What a new seller needs, in the order in which one does it."""
    steps = []
    if ready.terms is not None:
        steps.append(
            Step(
                _("Terms of your seller"),
                _("Agree to the newest version; it stays on record with both of you."),
                reverse("channel:agree_terms"),
                _("Read the terms"),
                ready.terms,
            )
        )
    steps.append(
        Step(
            _("Your brand"),
            _("Name, colour and logo, and how your customers reach you: they see it on every page and mail."),
            reverse("settings:brand"),
            _("Set the brand"),
            ready.reachable,
        )
    )
    if ready.plans is not None:
        steps.append(
            Step(
                _("Plans"),
                _("Choose what of your seller’s offer you sell on, under names of your own."),
                reverse("catalog:offered"),
                _("Choose plans"),
                ready.plans > 0,
            )
        )
        steps.append(
            Step(
                _("Prices"),
                _priced(ready),
                reverse("catalog:new_prices" if ready.plans else "catalog:prices"),
                _("Set prices"),
                ready.plans > 0 and ready.without_price == 0,
            )
        )
    if ready.profile is not None:
        steps.append(
            Step(
                _("Your company on invoices"),
                _(
                    "Legal name, address, taxes and bank account. From then on what is due is billed by itself."
                ),
                reverse("invoicing:seller_profile"),
                _("Fill it in"),
                ready.profile,
            )
        )
    steps.append(
        Step(
            _("The first customer"),
            _("Add it, order for it, and its people begin at once."),
            reverse("customers:new_customer"),
            _("Add customer"),
            ready.customers > 0,
        )
    )
    return steps


def _priced(ready: Readiness) -> str:
    missing = ready.without_price or 0
    if not missing:
        return _("What each costs your customers, from which day on.")
    return ngettext(
        "%(count)s plan has no price today, so nobody can order it.",
        "%(count)s plans have no price today, so nobody can order them.",
        missing,
    ) % {"count": missing}
