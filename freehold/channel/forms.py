"""What people fill in about partners, prospects and incidents, and to change the provider."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from freehold.catalog.queries import OfferedPlan, PlanFacts
from freehold.catalog.words import told_price
from freehold.channel.actions.apply_to_sell import Applicant
from freehold.channel.previewing import OrderMove
from freehold.channel.rules.incidents import INCIDENTS, Fact, FactKind
from freehold.channel.rules.incidents import LONGEST_NAME as LONGEST_FACT
from freehold.channel.rules.joining import (
    LONGEST_MESSAGE,
    LONGEST_NAME,
    LONGEST_REASON,
    LONGEST_SITE,
    LONGEST_TERMS,
)
from freehold.channel.rules.moving import LATEST
from freehold.channel.states import GoneReason, IncidentReach
from freehold.channel.words import CHOICES, FACTS, REACHES
from freehold.invoicing.forms import COUNTRY_CHOICES
from freehold.invoicing.rules.parties import BuyerFacts
from freehold.notices.states import NoticeTemplate
from freehold.provisioning.registry import meters_of
from freehold.tenants.queries import Buyer

LASTS = [("7", _("a week")), ("30", _("30 days")), ("90", _("90 days")), ("365", _("a year"))]
ENDS = "end"
FIELD = "order_"


class CodeForm(forms.Form):
    """The code that another provider has given."""

    code = forms.CharField(
        label=_("Invitation code"),
        max_length=40,
        help_text=_("Your new provider gives it to you, for example: JOIN-7K3QM2XA"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class MoveForm(forms.Form):
    """When to move, and which plan goes on with each order."""

    moves_on = forms.DateField(
        label=_("The first day with the new provider"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Today, or a day within two months."),
    )

    def __init__(
        self, data: Mapping[str, object] | None = None, *, moves: Sequence[OrderMove], today: date
    ) -> None:
        super().__init__(data, initial={"moves_on": today})
        widget = self.fields["moves_on"].widget
        widget.attrs |= {"min": today.isoformat(), "max": (today + LATEST).isoformat()}
        self.numbers = [move.order.number for move in moves]
        for move in moves:
            self.fields[FIELD + move.order.number] = _plan_field(move)

    def choices(self) -> dict[str, UUID | None]:
        """What was chosen, by the order's number."""
        chosen = {number: self.cleaned_data[FIELD + number] for number in self.numbers}
        return {number: None if value == ENDS else UUID(value) for number, value in chosen.items()}

    def chosen_day(self) -> date:
        """The day of the move."""
        day: date = self.cleaned_data["moves_on"]
        return day


def _plan_field(move: OrderMove) -> forms.ChoiceField:
    choices = [(str(plan.id), f"{plan.name}: {_price(plan)}") for plan in move.plans]
    return forms.ChoiceField(
        label=_("%(plan)s (%(number)s) goes on with")
        % {"plan": move.order.plan_name, "number": move.order.number},
        choices=[*choices, (ENDS, _("nothing: it ends on that day"))],
        initial=str(move.plan.id) if move.plan else ENDS,
        help_text=move.why_not,
    )


def _price(plan: OfferedPlan) -> str:
    meters = meters_of(plan.kind)
    return " / ".join(told_price(terms, meters) for terms in plan.terms)


class NewCodeForm(forms.Form):
    """An invitation for customers of others."""

    note = forms.CharField(
        label=_("For whom"),
        required=False,
        max_length=120,
        help_text=_("Only you read it, for example: the bakery in Harbour Street"),
    )
    lasts = forms.ChoiceField(label=_("Good for"), choices=LASTS, initial="30")
    is_for_one = forms.TypedChoiceField(
        label=_("How often it can be used"),
        choices=[("one", _("once, by one customer")), ("many", _("by any number of customers"))],
        coerce=lambda value: value == "one",
        initial="one",
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, plans: Sequence[PlanFacts]) -> None:
        super().__init__(data)
        self.fields["plan_ids"] = forms.TypedMultipleChoiceField(
            label=_("Only for these plans"),
            required=False,
            choices=[(str(plan.id), plan.name) for plan in plans],
            coerce=UUID,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("None chosen: for all plans that you sell."),
        )

    def duration(self) -> timedelta:
        """How long it is good for."""
        return timedelta(days=int(self.cleaned_data["lasts"]))


class HandoverForm(forms.Form):
    """Customers for another seller."""

    code = forms.CharField(
        label=_("Invitation code of the provider who takes them over"),
        max_length=40,
        help_text=_("They make it under “Moves”, for example: JOIN-7K3QM2XA"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    moves_on = forms.DateField(
        label=_("The first day with them"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("At least 14 days ahead: each customer is told before, and may choose otherwise."),
    )
    whom = forms.ChoiceField(
        label=_("Which customers"),
        choices=[("all", _("all of them")), ("some", _("those that I choose"))],
        initial="all",
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, customers: Sequence[Buyer]) -> None:
        super().__init__(data)
        self.fields["customers"] = forms.TypedMultipleChoiceField(
            label=_("Customers"),
            required=False,
            choices=[(str(one.tenant_id), one.name) for one in customers],
            coerce=UUID,
            widget=forms.CheckboxSelectMultiple,
        )

    def chosen(self) -> list[UUID] | None:
        """Those that were chosen; None are all."""
        return None if self.cleaned_data["whom"] == "all" else list(self.cleaned_data["customers"])


LANGUAGES = [("en", _("English")), ("de", _("German"))]


class InvitePartnerForm(forms.Form):
    """Who is invited to sell."""

    company = forms.CharField(label=_("Company name"), max_length=LONGEST_NAME)
    person_name = forms.CharField(
        label=_("Name"), max_length=LONGEST_NAME, help_text=_("Who looks after it there.")
    )
    email = forms.EmailField(
        label=_("E-mail"), help_text=_("The invitation goes there, and its reader signs in with it.")
    )
    country = forms.ChoiceField(label=_("Country"), choices=COUNTRY_CHOICES, initial="DE")
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="en")
    reference = forms.CharField(
        label=_("Your reference"),
        max_length=60,
        required=False,
        help_text=_("Your own number for this partner."),
    )


class ApplyForm(forms.Form):
    """Who applies to sell."""

    company = forms.CharField(
        label=_("Company name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    person_name = forms.CharField(
        label=_("Your name"), max_length=LONGEST_NAME, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Your e-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("We send a link there: open it, and your application reaches us."),
    )
    country = forms.ChoiceField(label=_("Country"), choices=COUNTRY_CHOICES, initial="DE")
    language = forms.ChoiceField(
        label=_("Language"), choices=LANGUAGES, initial="en", help_text=_("In which we write to you.")
    )
    website = forms.CharField(
        label=_("Website"), max_length=LONGEST_SITE, required=False, help_text=_("For example: alder.example")
    )
    message = forms.CharField(
        label=_("What you would sell, and to whom"),
        max_length=LONGEST_MESSAGE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def chosen(self) -> Applicant:
        """What was filled in."""
        return Applicant(**self.cleaned_data)


class JoinForm(forms.Form):
    """The company's own data, as it stands on what its seller invoices to it."""

    name = forms.CharField(
        label=_("Name that your customers know"),
        max_length=LONGEST_NAME,
        help_text=_("It stands on every page and mail of theirs. You can change it later."),
    )
    person_name = forms.CharField(label=_("Your name"), max_length=LONGEST_NAME)
    legal_name = forms.CharField(
        label=_("Legal name"), max_length=200, help_text=_("With its form, such as GmbH.")
    )
    street = forms.CharField(label=_("Street and number"), max_length=200)
    postcode = forms.CharField(label=_("Postcode"), max_length=200, required=False)
    city = forms.CharField(label=_("City"), max_length=200)
    country = forms.ChoiceField(label=_("Country"), choices=COUNTRY_CHOICES, initial="DE")
    tax_id = forms.CharField(
        label=_("VAT identifier"),
        max_length=200,
        required=False,
        help_text=_("With the country’s letters: DE136695976"),
    )
    invoice_email = forms.EmailField(
        label=_("E-mail address for invoices"), required=False, help_text=_("Empty: you fetch them here.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: object = None, *, terms_version: int | None, **given: object) -> None:
        super().__init__(data, **given)  # type: ignore[arg-type]
        if terms_version is not None:
            self.fields["agrees"] = forms.BooleanField(
                label=_("I have read these terms, and agree to them for my company")
            )
            self.initial["version"] = terms_version

    def company(self) -> BuyerFacts:
        """How it stands on invoices."""
        given = self.cleaned_data
        return BuyerFacts(
            legal_name=given["legal_name"],
            street=given["street"],
            postcode=given["postcode"],
            city=given["city"],
            country=given["country"],
            tax_id=given["tax_id"],
            email=given["invoice_email"],
        )


class DeclineForm(forms.Form):
    """Why an application is declined."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The applicant reads it."),
    )


class TermsForm(forms.Form):
    """The terms for partners, as plain text."""

    text = forms.CharField(
        label=_("Terms"),
        max_length=LONGEST_TERMS,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("Plain text; blank lines part paragraphs."),
    )


class AgreeForm(forms.Form):
    """Agreement to the version that was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    agrees = forms.BooleanField(label=_("I have read these terms, and agree to them for my company"))


class RegisterForm(forms.Form):
    """Which prospect is registered."""

    name = forms.CharField(
        label=_("Domain"), max_length=253, help_text=_("The prospect’s own, for example: acme-dental.example")
    )
    company = forms.CharField(
        label=_("Company"), max_length=LONGEST_NAME, required=False, help_text=_("For you alone.")
    )


class IncidentForm(forms.Form):
    """The facts of one text, each of its kind, and whom it concerns."""

    def __init__(
        self, data: object = None, *, template: NoticeTemplate, partners: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.names = tuple(INCIDENTS[template])
        for name, fact in INCIDENTS[template].items():
            self.fields[name] = _field_of(name, fact)
        self.fields["reach"] = forms.ChoiceField(
            label=_("Whom it concerns"),
            choices=[(one.value, words) for one, words in REACHES.items()],
            widget=forms.RadioSelect,
            initial=IncidentReach.ALL,
        )
        self.fields["partner_ids"] = forms.MultipleChoiceField(
            label=_("Your buyers"), choices=partners, required=False, widget=forms.CheckboxSelectMultiple
        )
        self.fields["pseudonyms"] = forms.CharField(
            label=_("Pseudonyms"),
            required=False,
            max_length=20_000,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("As you know customers of partners, parted by spaces or lines."),
        )

    def facts(self) -> dict[str, str]:
        """The facts as text."""
        given = self.cleaned_data
        return {
            name: given[name].isoformat() if isinstance(given[name], date) else given[name].strip()
            for name in self.names
        }

    def whom(self) -> dict[str, Any]:
        """Whom it concerns."""
        given = self.cleaned_data
        return {
            "reach": IncidentReach(given["reach"]),
            "partner_ids": [UUID(one) for one in given["partner_ids"]],
            "pseudonyms": given["pseudonyms"].replace(",", " ").split(),
        }


def _field_of(name: str, fact: Fact) -> forms.Field:
    label = FACTS[name]
    if fact.kind is FactKind.DAY:
        return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))
    if fact.kind is FactKind.CHOICE:
        return forms.ChoiceField(
            label=label, choices=[(one, CHOICES[one]) for one in fact.choices], widget=forms.RadioSelect
        )
    if fact.kind is FactKind.COUNTRY:
        return forms.ChoiceField(label=label, choices=COUNTRY_CHOICES)
    return forms.CharField(label=label, max_length=LONGEST_FACT, help_text=_("A short name; no address."))


class GoneForm(forms.Form):
    """Why a partner is gone."""

    reason = forms.ChoiceField(
        label=_("What has happened"),
        choices=[
            (GoneReason.INSOLVENT, _("It is insolvent")),
            (GoneReason.SUSPENDED, _("You sell to it no longer")),
            (GoneReason.SILENT, _("Nobody there answers")),
        ],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("For the record"),
        required=False,
        max_length=500,
        help_text=_("The partner reads it, for example: no answer to five letters since June"),
    )
