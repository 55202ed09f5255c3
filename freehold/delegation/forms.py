"""Giving access, asking for it and answering those who ask."""

from datetime import timedelta
from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from freehold.delegation.asking import RequestFacts
from freehold.delegation.words import lasts_told
from freehold.kernel.actor import Role

LASTS = [
    ("4", _("4 hours")),
    ("24", _("one day")),
    ("168", _("one week")),
    ("720", _("30 days")),
    ("8760", _("one year")),
    ("standing", _("until you end it (standing support, you are reminded once a year)")),
]
ASKED_LASTS = [
    (1, _("an hour")),
    (4, _("4 hours")),
    (24, _("one day")),
    (168, _("one week")),
    (720, _("30 days")),
    (2160, _("90 days")),
    (8760, _("one year")),
    (17520, _("two years")),
]
EMERGENCY_LASTS = [(1, _("an hour")), (2, _("2 hours")), (3, _("3 hours")), (4, _("4 hours"))]
ROLES = [
    (Role.TECHNICIAN, _("Technician: services, domains and mailboxes")),
    (Role.BILLING, _("Billing: orders and invoices")),
    (Role.ADMINISTRATOR, _("Administrator: everything, people included")),
]


class SupportForm(forms.Form):
    """As what the partner looks after things."""

    roles = forms.MultipleChoiceField(
        label=_("What they may do"),
        choices=ROLES,
        initial=[Role.TECHNICIAN],
        widget=forms.CheckboxSelectMultiple,
    )

    def chosen_roles(self) -> frozenset[Role]:
        """The roles as the action takes them."""
        return frozenset(Role(role) for role in self.cleaned_data["roles"])


class GiveAccessForm(forms.Form):
    """Who supports you may act here: as what, for how long, why."""

    roles = forms.MultipleChoiceField(
        label=_("What they may do"), choices=ROLES, widget=forms.CheckboxSelectMultiple
    )
    lasts = forms.ChoiceField(label=_("For how long"), choices=LASTS, initial="24", widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("It stands in your log."))

    def chosen_roles(self) -> frozenset[Role]:
        """The roles as the action takes them."""
        return frozenset(Role(role) for role in self.cleaned_data["roles"])

    def chosen_duration(self) -> timedelta | None:
        """How long; None is standing support."""
        lasts = self.cleaned_data["lasts"]
        return None if lasts == "standing" else timedelta(hours=int(lasts))


class AskForm(forms.Form):
    """What somebody wants to do in another company, for how long and why."""

    reference = forms.CharField(
        label=_("Whom you ask"),
        max_length=60,
        help_text=_("What stands in place of the name on your order, such as C-7K2M9XQ4."),
    )
    roles = forms.MultipleChoiceField(
        label=_("What you want to do there"), choices=ROLES, widget=forms.CheckboxSelectMultiple
    )
    lasts = forms.TypedChoiceField(
        label=_("For how long"), choices=ASKED_LASTS, coerce=int, initial=24, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=500, help_text=_("They decide by it, and it stands in both logs.")
    )
    ticket = forms.CharField(
        label=_("Number of your ticket"), max_length=60, required=False, help_text=_("May stay empty.")
    )

    def chosen_roles(self) -> frozenset[Role]:
        """The roles as the action takes them."""
        return frozenset(Role(role) for role in self.cleaned_data["roles"])

    def chosen_duration(self) -> timedelta:
        """How long."""
        return timedelta(hours=self.cleaned_data["lasts"])


class EmergencyForm(AskForm):
    """The same, for hours and at once."""

    reference = forms.CharField(
        label=_("Whom it is about"),
        max_length=60,
        help_text=_(
            "What stands in place of the name on an order, such as C-7K2M9XQ4, or the id that a log names."
        ),
    )
    lasts = forms.TypedChoiceField(
        label=_("For how long"),
        choices=EMERGENCY_LASTS,
        coerce=int,
        initial=1,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("What the emergency is"),
        max_length=500,
        help_text=_("The customer’s administrators and its partner read it the moment a colleague approves."),
    )


class ApproveForm(forms.Form):
    """As what and for how long the one who asked is let in: as asked, or less."""

    roles = forms.MultipleChoiceField(label=_("What they may do"), widget=forms.CheckboxSelectMultiple)
    lasts = forms.TypedChoiceField(label=_("For how long"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: object, asked: RequestFacts, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        roles = cast(forms.MultipleChoiceField, self.fields["roles"])
        lasts = cast(forms.TypedChoiceField, self.fields["lasts"])
        roles.choices = [(role, words) for role, words in ROLES if role in asked.roles]
        roles.initial = list(asked.roles)
        shorter = [(hours, words) for hours, words in ASKED_LASTS if hours < asked.lasts_hours]
        lasts.choices = [
            *shorter,
            (asked.lasts_hours, _("%(time)s, as asked") % {"time": lasts_told(asked.lasts_hours)}),
        ]
        lasts.initial = asked.lasts_hours

    def chosen_roles(self) -> frozenset[Role]:
        """The roles as the action takes them."""
        return frozenset(Role(role) for role in self.cleaned_data["roles"])

    def chosen_duration(self) -> timedelta:
        """How long."""
        return timedelta(hours=self.cleaned_data["lasts"])
