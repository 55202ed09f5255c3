"""What people of the supplier fill in."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from freehold.services.resold.rules.tasks import NOTE_LENGTH, REFERENCE_LENGTH
from freehold.ui.forms import SeenForm


def _reference(*, is_required: bool) -> forms.CharField:
    return forms.CharField(
        label=_("The vendor's reference"),
        max_length=REFERENCE_LENGTH,
        required=is_required,
        help_text=_("The number of the order or subscription there. The vendor's bills are matched by it."),
    )


class DoneForm(forms.Form):
    """What was done with the vendor."""

    note = forms.CharField(
        label=_("Note"),
        max_length=NOTE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For your own people alone."),
    )
    field_order = ("reference", "note")

    def __init__(
        self, data: Mapping[str, object] | None = None, *, reference: str, asks_reference: bool
    ) -> None:
        super().__init__(data)
        if asks_reference:
            self.fields["reference"] = _reference(is_required=not reference)
            self.fields["reference"].initial = reference
            self.order_fields(self.field_order)


class AssignForm(forms.Form):
    """Who does it."""

    assignee = forms.TypedChoiceField(label=_("Who does it"), coerce=UUID, empty_value=None, required=False)

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        people: Sequence[tuple[UUID, str]],
        assignee: UUID | None,
    ) -> None:
        super().__init__(data, initial={"assignee": assignee or ""})
        self.fields["assignee"].choices = [  # type: ignore[attr-defined]  # Django's stubs know a Field alone
            ("", _("Nobody in particular")),
            *((str(person_id), name) for person_id, name in people),
        ]


class ReferenceForm(SeenForm):
    """The vendor's reference anew."""

    reference = _reference(is_required=True)
