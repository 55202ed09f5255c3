"""What people fill in about letters and reminders."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from freehold.dunning.actions.block_reminders import LONGEST_REASON
from freehold.dunning.rules.steps import MOST_DAYS, MOST_STEPS, Step
from freehold.dunning.states import Wording
from freehold.dunning.words import LETTERS
from freehold.ui.forms import SeenForm

CHOICES = [(wording.value, words) for wording, words in LETTERS.items()]


class PracticeForm(SeenForm):
    """How a seller goes about letters: a row for each step, empty where there is none."""

    mails_documents = forms.BooleanField(
        label=_("Send invoices and credit notes by mail as soon as they are issued"),
        required=False,
        help_text=_("To the address for invoices of each customer, with the PDF attached."),
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, initial: dict[str, object]) -> None:
        super().__init__(data, initial=initial)
        for place in range(MOST_STEPS):
            step = {"step": place + 1}
            self.fields[f"days_{place}"] = forms.IntegerField(
                label=_("Step %(step)s: days after it was due") % step,
                required=False,
                min_value=1,
                max_value=MOST_DAYS,
            )
            self.fields[f"wording_{place}"] = forms.ChoiceField(
                label=_("Step %(step)s: letter") % step, choices=CHOICES, required=False
            )
            for name in (f"days_{place}", f"wording_{place}"):
                self.fields[name].widget.attrs["aria-label"] = self.fields[name].label

    @property
    def rows(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        """The fields of each step, for the page."""
        return [(place + 1, self[f"days_{place}"], self[f"wording_{place}"]) for place in range(MOST_STEPS)]

    def chosen(self) -> list[Step]:
        """The steps that were filled in."""
        return [
            Step(days, Wording(self.cleaned_data[f"wording_{place}"] or Wording.FRIENDLY))
            for place in range(MOST_STEPS)
            if (days := self.cleaned_data[f"days_{place}"]) is not None
        ]


def initial_steps(steps: Sequence[Step]) -> dict[str, object]:
    """Steps as the form has them; each free row proposes a letter."""
    shown: dict[str, object] = {}
    wordings = list(Wording)
    for place in range(MOST_STEPS):
        step = steps[place] if place < len(steps) else None
        shown[f"days_{place}"] = step.days_after_due if step else None
        shown[f"wording_{place}"] = (step.wording if step else wordings[min(place, 2)]).value
    return shown


class BlockForm(forms.Form):
    """Why nobody is reminded of an invoice."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        help_text=_("Your colleagues read it, the customer does not."),
    )
