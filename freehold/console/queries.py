"""What the start page shows: at most five figures, what needs attention, and what happened last.

Each line appears only to an actor whose role may see what it is made of.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from freehold.accounts.permissions import SEE_PEOPLE
from freehold.accounts.queries.people import count_people
from freehold.accounts.states import PersonState
from freehold.audit.permissions import READ_LOG
from freehold.audit.queries import LogLine, read_log
from freehold.console import moves
from freehold.console.money import buyer_todos, seller_todos
from freehold.console.todo import Todo
from freehold.delegation.asking import requests_to_answer
from freehold.delegation.permissions import END_GRANT, SEE_GRANTS
from freehold.delegation.queries import GrantFacts, count_held, grants_given, support_asked_of
from freehold.delegation.states import GrantKind
from freehold.domains.hosts import hosts_to_mind
from freehold.domains.permissions import CHANGE_HOSTS, PUBLISH_RECORDS, SEE_DOMAINS, SEE_HEALTH
from freehold.domains.queries import HealthTotals, count_domains, domains_of, health_totals, records_amiss
from freehold.domains.states import CheckState, DomainState
from freehold.domains.words import told_amiss
from freehold.kernel.actor import Actor
from freehold.kernel.permission import may
from freehold.provisioning.permissions import SEE_INSTANCES
from freehold.provisioning.queries import instances
from freehold.subscriptions.permissions import SEE as SEE_ORDERS
from freehold.subscriptions.queries import Side, SubscriptionFacts, count_subscriptions, list_subscriptions
from freehold.subscriptions.states import State
from freehold.subscriptions.words import REASONS
from freehold.tenants.permissions import CHANGE_BRAND, SEE_CUSTOMERS
from freehold.tenants.queries import brand_of, count_buyers
from freehold.tenants.states import TenantKind
from freehold.ui.charts import Figure

MOST_FIGURES = 5
MOST_TODOS = 12
LINES = 6
IN_SERVICE = (State.ACTIVE, State.TRIAL, State.CANCELLING)


@dataclass(frozen=True, slots=True)
class Overview:
    """The start page of one actor."""

    figures: tuple[Figure, ...]
    todos: tuple[Todo, ...]
    lines: tuple[LogLine, ...]
    reads_log: bool


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a new customer's administrator is asked and told first."""

    asks_for: str  # the seller's name, as long as nobody has answered whether it shall look after things
    set_up: GrantFacts | None  # the seller's access for setting up, while it is in force
    may_end: bool


def arrival_of(actor: Actor, kind: TenantKind) -> Arrival | None:
    """For a customer's people at home; None where there is nothing to ask or tell."""
    if kind is not TenantKind.CUSTOMER or actor.grant_id is not None or not may(actor, SEE_GRANTS):
        return None
    seller_id = support_asked_of(actor, kind)
    seller = brand_of(seller_id) if seller_id else None
    given = [grant for grant in grants_given(actor) if grant.in_force and grant.kind is GrantKind.SET_UP]
    if seller is None and not given:
        return None
    return Arrival(
        asks_for=(seller.support_name or seller.name) if seller else "",
        set_up=given[0] if given else None,
        may_end=may(actor, END_GRANT),
    )


def overview_of(actor: Actor, kind: TenantKind) -> Overview:
    """Everything that the start page prints, for a tenant of this kind."""
    if kind is TenantKind.CUSTOMER:
        figures = [*_people(actor), *_domains(actor), *_orders(actor, Side.BOUGHT), *_access(actor)]
        todos = [
            *_asked(actor),
            *_stopped(actor),
            *_unproven(actor),
            *_amiss(actor),
            *_standing_still(actor),
            *moves.customer_todos(actor),
            *buyer_todos(actor),
        ]
    else:
        health = health_totals(actor) if may(actor, SEE_HEALTH) else None
        figures = [*_buyers(actor, kind), *_orders(actor, Side.SOLD), *_health(health), *_held(actor)]
        todos = [
            *_asked(actor),
            *_unreachable(actor),
            *_hosts(actor),
            *_failing(health),
            *_unproven(actor),
            *_amiss(actor),
            *_standing_still(actor),
            *moves.seller_todos(actor),
            *seller_todos(actor),
        ]
    reads_log = may(actor, READ_LOG)
    return Overview(
        figures=tuple(figures[:MOST_FIGURES]),
        todos=tuple(todos[:MOST_TODOS]),
        lines=tuple(read_log(actor, limit=LINES)) if reads_log else (),
        reads_log=reads_log,
    )


def _asked(actor: Actor) -> list[Todo]:
    """Who asks for access, where this actor may answer."""
    if actor.grant_id is not None or not may(actor, SEE_GRANTS):
        return []
    return [
        Todo(
            what=_("%(who)s asks for access to %(name)s.") % {"who": one.asker_name, "name": one.tenant_name},
            why=one.reason,
            url=reverse("delegation:request", args=[one.id]),
            do=_("Answer"),
        )
        for one in requests_to_answer(actor)
    ]


def _buyers(actor: Actor, kind: TenantKind) -> list[Figure]:
    if not may(actor, SEE_CUSTOMERS):
        return []
    customers = count_buyers(actor, kind=TenantKind.CUSTOMER)
    partners = count_buyers(actor, kind=TenantKind.PARTNER)
    direct = _("Direct customers") if kind is TenantKind.OPERATOR else _("Customers")
    figures = [Figure(direct, str(customers), url=reverse("customers:customers"))]
    if partners or kind is TenantKind.OPERATOR:
        figures.insert(0, Figure(_("Partners"), str(partners), url=reverse("customers:partners")))
    return figures


def _orders(actor: Actor, side: Side) -> list[Figure]:
    if not may(actor, SEE_ORDERS):
        return []
    counts = count_subscriptions(actor, side=side)
    served = sum(counts[state] for state in IN_SERVICE)
    made_of = [
        ngettext("%(count)s trial", "%(count)s trials", counts[State.TRIAL]) % {"count": counts[State.TRIAL]},
        _("%(count)s suspended") % {"count": counts[State.SUSPENDED]},
    ]
    url = reverse("subscriptions:sold" if side is Side.SOLD else "subscriptions:bought")
    return [Figure(_("Orders in service"), str(served), ", ".join(made_of), url=url)]


def _health(totals: HealthTotals | None) -> list[Figure]:
    if totals is None:
        return []
    note = _("%(failing)s fail a check, %(unproven)s not proven") % {
        "failing": totals.failing,
        "unproven": totals.unproven,
    }
    return [Figure(_("Customers’ domains"), str(totals.domains), note, url=reverse("customers:domains"))]


def _held(actor: Actor) -> list[Figure]:
    if not may(actor, SEE_GRANTS) or actor.grant_id is not None:
        return []
    held = count_held(actor)
    return [Figure(_("Grants in force"), str(held), _("where you may act"), url=reverse("delegation:access"))]


def _access(actor: Actor) -> list[Figure]:
    if not may(actor, SEE_GRANTS):
        return []
    given = sum(grant.in_force for grant in grants_given(actor))
    note = _("others who may act here now")
    return [Figure(_("Access given"), str(given), note, url=reverse("delegation:access"))]


def _people(actor: Actor) -> list[Figure]:
    if not may(actor, SEE_PEOPLE):
        return []
    active = count_people(actor, state=PersonState.ACTIVE)
    invited = count_people(actor, state=PersonState.INVITED)
    note = _("%(count)s invited") % {"count": invited}
    return [Figure(_("People"), str(active), note, url=reverse("accounts:people"))]


def _domains(actor: Actor) -> list[Figure]:
    if not may(actor, SEE_DOMAINS):
        return []
    counts = count_domains(actor)
    note = _("%(count)s not proven yet") % {"count": counts[DomainState.CLAIMED]}
    return [Figure(_("Domains"), str(counts[DomainState.PROVEN]), note, url=reverse("domains:domains"))]


def _stopped(actor: Actor) -> list[Todo]:
    """What a customer has ordered and cannot use: suspended, or ended and soon erased."""
    if not may(actor, SEE_ORDERS):
        return []
    stopped = list_subscriptions(actor, side=Side.BOUGHT, states=(State.SUSPENDED, State.ENDED))
    if not stopped:
        return []
    brand = brand_of(actor.tenant_id)
    seller = (brand.support_name or brand.name) if brand else ""
    return [_told_stopped(order, seller) for order in stopped if order.erased_at is None]


def _told_stopped(order: SubscriptionFacts, seller: str) -> Todo:
    names: dict[str, object] = {"plan": order.plan_name, "seller": seller}
    if order.erase_wanted_at is not None:
        what = _("%(plan)s has ended, and its data is being erased")
        why = _("It cannot be brought back. What you need again, you order anew.")
    elif order.state is State.ENDED:
        what = _("%(plan)s has ended, and its data will be erased on %(day)s")
        why = _(
            "Take what you want to keep with you before that day, or ask %(seller)s to take the order up again."
        )
        names["day"] = date_format(order.erase_after) if order.erase_after else ""
    else:
        what = _("%(plan)s is suspended since %(day)s")
        if order.ends_on:
            what = _("%(plan)s is suspended since %(day)s, and ends on %(ends)s")
            names["ends"] = date_format(order.ends_on)
        names["day"] = date_format(timezone.localtime(order.suspended_at)) if order.suspended_at else ""
        why = _("Nobody can use it meanwhile; nothing is deleted.")
        if order.suspend_reason:
            why += " " + _("The reason: %(reason)s.")
            names["reason"] = REASONS[order.suspend_reason]
        if order.suspended_by_seller:
            why += " " + _("Ask %(seller)s.")
    url = reverse("subscriptions:detail", args=[order.number])
    return Todo(what % names, why % names, url, _("See order"))


def _unreachable(actor: Actor) -> list[Todo]:
    """A seller whose customers do not read how to reach it."""
    if actor.grant_id is not None or not may(actor, CHANGE_BRAND):
        return []
    brand = brand_of(actor.tenant_id)
    if brand is None or brand.support_phone or brand.support_email:
        return []
    return [
        Todo(
            what=_("Your customers do not see how to reach you"),
            why=_("Give a phone number or an address for help: it stands on each of their pages."),
            url=reverse("settings:brand"),
            do=_("Add phone and mail"),
        )
    ]


def _hosts(actor: Actor) -> list[Todo]:
    """Host names of the brand that people cannot be led to, or soon cannot be."""
    if actor.grant_id is not None or not may(actor, CHANGE_HOSTS):
        return []
    found = []
    for host in hosts_to_mind(actor):
        url = reverse("branding:host", args=[host.id])
        name = {"host": host.unicode_name}
        if not host.leads_here:
            what, why = (
                _("%(host)s does not lead here"),
                _("Links in mail leave it out until its record stands in DNS."),
            )
        elif not host.is_in_use:
            what, why = _("%(host)s needs a certificate"), _("Links in mail leave it out until it has one.")
        else:
            what, why = _("The certificate of %(host)s ends soon"), _("Supply a new one before.")
        found.append(Todo(what % name, why, url, _("See host name")))
    return found


def _unproven(actor: Actor) -> list[Todo]:
    if not may(actor, SEE_DOMAINS):
        return []
    return [
        Todo(
            what=_("%(domain)s is not proven yet") % {"domain": domain.unicode_name},
            why=(
                _("Mail for it cannot arrive here before its record stands in DNS.")
                if domain.state is DomainState.CLAIMED
                else _("Its record has gone from DNS. Put it back, or the domain may be lost.")
            ),
            url=reverse("domains:domain", args=[domain.id]),
            do=_("Prove domain"),
        )
        for domain in domains_of(actor)
        if domain.state is DomainState.CLAIMED or domain.proof_state is CheckState.MISSING
    ]


def _amiss(actor: Actor) -> list[Todo]:
    if not may(actor, SEE_DOMAINS):
        return []
    publishes = may(actor, PUBLISH_RECORDS)
    what = _("Records of %(domain)s are missing or different in DNS")
    return [
        Todo(
            what=what % {"domain": amiss.domain.unicode_name},
            why=told_amiss(amiss.kinds),
            url=reverse("domains:domain", args=[amiss.domain.id]),
            do=_("Publish records") if publishes else _("See records"),
        )
        for amiss in records_amiss(actor)
        if not amiss.domain.is_being_published
    ]


def _failing(totals: HealthTotals | None) -> list[Todo]:
    failing = totals.failing if totals else 0
    if not failing:
        return []
    what = ngettext(
        "%(count)s domain of your customers fails a check",
        "%(count)s domains of your customers fail a check",
        failing,
    )
    why = _("Mail may not arrive, or be taken for spam.")
    return [Todo(what % {"count": failing}, why, reverse("customers:domains"), _("See which"))]


def _standing_still(actor: Actor) -> list[Todo]:
    if not may(actor, SEE_INSTANCES):
        return []
    return [
        Todo(
            what=_("%(service)s is not as ordered yet") % {"service": instance.title},
            why=_("We go on trying. The last answer: %(error)s") % {"error": instance.last_error},
            url="",
            do="",
        )
        for instance in instances(actor)
        if instance.is_adrift and instance.last_error
    ]
