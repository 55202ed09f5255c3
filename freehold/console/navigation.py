"""The navigation of all four audiences in one table: a page is entered here on the day that it stands.

An entry names the page, the permission that it needs and the kinds of tenant that see it, in their own words.
Order in the table is order on the page. What an actor may not do is not shown.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from freehold.accounts.permissions import OPEN_MAIL_SESSION, SEE_PEOPLE
from freehold.audit.permissions import READ_LOG
from freehold.catalog.permissions import SEE_CATALOG
from freehold.channel.permissions import (
    SEE_INCIDENTS,
    SEE_NUMBERS,
    SEE_READINESS,
    SEE_REGISTRATIONS,
    SEE_TRANSFERS,
)
from freehold.delegation.permissions import SEE_GRANTS
from freehold.domains.permissions import SEE_DOMAINS, SEE_HEALTH
from freehold.dunning.permissions import SEE_LETTERS
from freehold.invoicing.permissions import SEE_INVOICES
from freehold.kernel.actor import Actor
from freehold.kernel.permission import Permission, may
from freehold.metering.permissions import SEE_USAGE
from freehold.payments.permissions import SEE_MANDATES
from freehold.provisioning.queries import kinds_in_use
from freehold.reporting.permissions import SEE_AVAILABILITY, SEE_DRIFT, SEE_MARGIN, SEE_STATEMENTS
from freehold.services.mail.permissions import SEE_MAIL
from freehold.services.resold.permissions import SEE_TASKS
from freehold.subscriptions.permissions import SEE
from freehold.tenants.permissions import CHANGE_BRAND, CHANGE_SETTINGS, SEE_CUSTOMERS
from freehold.tenants.states import TenantKind
from freehold.ui.frame import Place, Section

MAIL = "mail"
OPERATOR = frozenset({TenantKind.OPERATOR})
PARTNER = frozenset({TenantKind.PARTNER})
CUSTOMER = frozenset({TenantKind.CUSTOMER})
SELLERS = OPERATOR | PARTNER
EVERYBODY = SELLERS | CUSTOMER


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: for whom, in which words, where to, and with which permission (None: everybody signed in).

    `unless` is the permission of those who find it in the menu under their name instead. `of` is the kind of service
    that it is about: who has others alone does not see it.
    """

    kinds: frozenset[TenantKind]
    label: str | Promise
    url_name: str
    icon: str
    wanted: Permission | None = None
    unless: Permission | None = None
    of: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that belong together, under a heading or none."""

    label: str | Promise
    entries: tuple[Entry, ...]


NAVIGATION = (
    Group(
        "",
        (
            Entry(EVERYBODY, _("Overview"), "console:home", "layout-dashboard"),
            Entry(CUSTOMER, _("My mail"), "inbox:inbox", "inbox", OPEN_MAIL_SESSION, of=MAIL),
            Entry(CUSTOMER, _("Devices and passwords"), "accounts:devices", "smartphone", unless=SEE_PEOPLE),
            Entry(CUSTOMER, _("Security"), "accounts:security", "shield-check", unless=SEE_PEOPLE),
        ),
    ),
    Group(
        _("Customers"),
        (
            Entry(OPERATOR, _("Partners"), "customers:partners", "handshake", SEE_CUSTOMERS),
            Entry(OPERATOR, _("Direct customers"), "customers:customers", "users", SEE_CUSTOMERS),
            Entry(PARTNER, _("Customers"), "customers:customers", "users", SEE_CUSTOMERS),
            Entry(PARTNER, _("Partners"), "customers:partners", "handshake", SEE_CUSTOMERS),
            Entry(PARTNER, _("Ready to sell"), "channel:start", "list-checks", SEE_READINESS),
            Entry(SELLERS, _("Growth"), "channel:numbers", "trending-up", SEE_NUMBERS),
            Entry(SELLERS, _("Prospects"), "channel:registrations", "flag", SEE_REGISTRATIONS),
            Entry(SELLERS, _("Orders"), "subscriptions:sold", "package", SEE),
            Entry(SELLERS, _("Customers’ domains"), "customers:domains", "heart-pulse", SEE_HEALTH),
            Entry(SELLERS, _("Grants"), "delegation:access", "key-round", SEE_GRANTS),
            Entry(SELLERS, _("Moves"), "channel:moves", "arrow-left-right", SEE_TRANSFERS),
            Entry(OPERATOR, _("Incidents"), "channel:incidents", "siren", SEE_INCIDENTS),
        ),
    ),
    Group(
        _("Money"),
        (
            Entry(SELLERS, _("Invoices"), "invoicing:issued", "receipt-text", SEE_INVOICES),
            Entry(SELLERS, _("Payments"), "payments:payments", "banknote", SEE_INVOICES),
            Entry(SELLERS, _("Reminders"), "dunning:overdue", "bell", SEE_LETTERS),
            Entry(SELLERS, _("Margin"), "reporting:margin", "chart-column", SEE_MARGIN),
            Entry(SELLERS, _("Usage"), "metering:orders", "gauge", SEE_USAGE),
            Entry(SELLERS, _("Drift"), "reporting:drift", "scale", SEE_DRIFT, unless=SEE_MARGIN),
        ),
    ),
    Group(
        _("Offer"),
        (
            Entry(SELLERS, _("Plans and prices"), "catalog:plans", "tags", SEE_CATALOG),
            Entry(SELLERS, _("Availability"), "reporting:availability", "activity", SEE_AVAILABILITY),
            Entry(SELLERS, _("Vendors"), "resold:tasks", "boxes", SEE_TASKS),
        ),
    ),
    Group(
        _("From your seller"),
        (
            Entry(PARTNER, _("What you buy"), "subscriptions:bought", "shopping-cart", SEE),
            Entry(PARTNER, _("Invoices to you"), "invoicing:received", "receipt", SEE_INVOICES),
            Entry(PARTNER, _("Your direct debit"), "payments:own_mandate", "landmark", SEE_MANDATES),
        ),
    ),
    Group(
        _("Your services"),
        (
            Entry(CUSTOMER, _("Mail"), "mail:mailboxes", "mail", SEE_MAIL, of=MAIL),
            Entry(CUSTOMER, _("Orders"), "subscriptions:bought", "package", SEE),
            Entry(CUSTOMER, _("Usage"), "metering:orders", "gauge", SEE_USAGE),
            Entry(CUSTOMER, _("Invoices"), "invoicing:received", "receipt-text", SEE_INVOICES),
            Entry(CUSTOMER, _("Direct debit"), "payments:own_mandate", "landmark", SEE_MANDATES),
            Entry(CUSTOMER, _("What you got"), "reporting:statement", "scale", SEE_STATEMENTS),
        ),
    ),
    Group(
        _("Your company"),
        (
            Entry(EVERYBODY, _("People"), "accounts:people", "user-round-cog", SEE_PEOPLE),
            Entry(EVERYBODY, _("Domains"), "domains:domains", "globe", SEE_DOMAINS),
            Entry(CUSTOMER, _("Access"), "delegation:access", "key-round", SEE_GRANTS),
            Entry(CUSTOMER, _("Your provider"), "channel:provider", "handshake", SEE_TRANSFERS),
            Entry(SELLERS, _("Brand"), "settings:brand", "palette", CHANGE_BRAND),
            Entry(EVERYBODY, _("Log"), "audit:log", "scroll-text", READ_LOG),
            Entry(EVERYBODY, _("Settings"), "settings:settings", "settings", CHANGE_SETTINGS),
        ),
    ),
)

# What a person does for themselves, in the menu under their name; at home alone.
OWN = (
    Entry(EVERYBODY, _("Profile"), "accounts:profile", "circle-user-round"),
    Entry(EVERYBODY, _("Security"), "accounts:security", "shield-check"),
    Entry(EVERYBODY, _("Devices and passwords"), "accounts:devices", "smartphone"),
)


def sections(actor: Actor, kind: TenantKind, path: str) -> tuple[Section, ...]:
    """What this actor may open in a tenant of this kind, by group; the nearest entry above `path` is the current one.

    Pages of a service are not shown to a customer that has others alone.
    """
    has = kinds_in_use() if kind is TenantKind.CUSTOMER else frozenset()
    shown = [
        (
            group,
            [
                entry
                for entry in group.entries
                if _is_for(entry, actor, kind) and (not entry.of or not has or entry.of in has)
            ],
        )
        for group in NAVIGATION
    ]
    addresses = [reverse(entry.url_name) for _group, entries in shown for entry in entries]
    above = [
        address for address in addresses if path == address or (address != "/" and path.startswith(address))
    ]
    nearest = max(above, key=len, default=None)
    return tuple(
        Section(str(group.label), tuple(_place(entry, nearest) for entry in entries))
        for group, entries in shown
        if entries
    )


def places(actor: Actor, kind: TenantKind, path: str) -> tuple[Place, ...]:
    """The same in one row."""
    return tuple(place for section in sections(actor, kind, path) for place in section.places)


def _is_for(entry: Entry, actor: Actor, kind: TenantKind) -> bool:
    return (
        kind in entry.kinds
        and (entry.wanted is None or may(actor, entry.wanted))
        and (entry.unless is None or (actor.grant_id is None and not may(actor, entry.unless)))
    )


def _place(entry: Entry, nearest: str | None) -> Place:
    address = reverse(entry.url_name)
    return Place(str(entry.label), address, entry.icon, current=address == nearest)


def own_places() -> tuple[Place, ...]:
    """The person's own menu."""
    return tuple(Place(str(entry.label), reverse(entry.url_name), entry.icon) for entry in OWN)


def other_places(actor: Actor, kind: TenantKind) -> tuple[Place, ...]:
    """Where somebody goes who has no figures to look at: the rest of the navigation, then their own menu."""
    own = own_places()
    known = {reverse("console:home"), *(place.url for place in own)}
    rest = tuple(place for place in places(actor, kind, "") if place.url not in known)
    return rest + own
