"""Forms of offerings and plans."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic.fields import FieldInfo

from freehold.catalog.rules import DESCRIPTION_LENGTH, MOST_TRIAL_DAYS, NAME_LENGTH
from freehold.provisioning.contract import Options, Service
from freehold.ui.forms import SeenForm


class OfferingForm(forms.Form):
    """Something to sell, on one service."""

    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH, help_text=_("For example: Business mail"))
    description = forms.CharField(
        label=_("Description"), required=False, max_length=DESCRIPTION_LENGTH, widget=forms.Textarea
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, services: Sequence[Service]) -> None:
        super().__init__(data)
        self.fields["kind"] = forms.ChoiceField(
            label=_("Service"), choices=[(service.kind, service.title) for service in services]
        )


def plan_name() -> forms.CharField:
    """What a plan is called."""
    return forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        help_text=_("As your customers read it, on their invoice too."),
    )


def plan_description() -> forms.CharField:
    """What a plan is said to be."""
    return forms.CharField(
        label=_("Description"), required=False, max_length=DESCRIPTION_LENGTH, widget=forms.Textarea
    )


class DescribeForm(SeenForm):
    """What buyers read of a plan."""

    name = plan_name()
    description = plan_description()


class AdoptForm(forms.Form):
    """A plan of one's seller under a name of one's own."""

    name = plan_name()
    description = plan_description()
    trial_days = forms.IntegerField(
        label=_("Free days at the start"),
        min_value=0,
        max_value=MOST_TRIAL_DAYS,
        initial=0,
        help_text=_("You pay your seller from the first day, unless it gives a trial too."),
    )


class PlanForm(forms.Form):
    """A new plan, with the options that its service knows."""

    name = plan_name()
    description = plan_description()
    trial_days = forms.IntegerField(
        label=_("Free days at the start"), min_value=0, max_value=MOST_TRIAL_DAYS, initial=0
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, options: type[Options]) -> None:
        super().__init__(data)
        self.options = options
        for name, field in options.model_fields.items():
            self.fields[f"option_{name}"] = _field(field, label=told_option(options, name))

    def chosen_options(self) -> dict[str, object]:
        """The options by name, as the action takes them."""
        return {name: self.cleaned_data[f"option_{name}"] for name in self.options.model_fields}


def told_option(options: type[Options], name: str) -> str:
    """An option in the words of its service, which marks them for translation."""
    field = options.model_fields.get(name)
    return gettext(field.description) if field and field.description else name.replace("_", " ")


def _field(option: FieldInfo, *, label: str) -> forms.Field:
    initial = option.default if isinstance(option.default, int | str | bool) else None
    if option.annotation is bool:
        return forms.BooleanField(label=label, required=False, initial=initial)
    if option.annotation is int:
        return forms.IntegerField(label=label, initial=initial)
    return forms.CharField(label=label, required=option.is_required(), initial=initial)
