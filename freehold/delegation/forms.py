"""Giving access."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from freehold.kernel.actor import Role

LASTS = [
    ("4", _("4 hours")),
    ("24", _("one day")),
    ("168", _("one week")),
    ("720", _("30 days")),
    ("8760", _("one year")),
    ("standing", _("until you end it (standing support, you are reminded once a year)")),
]
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
