"""The form of what a plan promises of a month."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from freehold.kernel.service_levels import ServiceLevel, Step
from freehold.ui.forms import SeenForm

LEVEL_LINE = re.compile(r"(?P<below>\d{1,3}(?:\.\d{1,3})?)\s*%?\s*:\s*(?P<credit>\d{1,3}(?:\.\d{1,3})?)\s*%?")


class LevelForm(SeenForm):
    """What a plan promises of a month, and what is credited when it was less."""

    promised = forms.DecimalField(
        label=_("Availability promised"),
        required=False,
        min_value=Decimal("0.001"),
        max_value=100,
        decimal_places=3,
        help_text=_("Percent of each calendar month, for example 99.9. Leave it empty to promise nothing."),
    )
    credit = forms.DecimalField(
        label=_("Credited when it was less"),
        required=False,
        min_value=Decimal("0.001"),
        max_value=100,
        decimal_places=3,
        help_text=_("Percent of the month’s price, for example 10"),
    )
    further = forms.CharField(
        label=_("Further steps"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "A line for each, such as “99: 25”: below 99 % of a month 25 % of its price is credited."
        ),
    )

    def clean(self) -> dict[str, object]:
        """Read the steps."""
        given: dict[str, Any] = super().clean() or {}
        promised, credit, further = given.get("promised"), given.get("credit"), given.get("further") or ""
        self.steps: list[Step] = []
        if promised is not None and credit is None and "credit" not in self.errors:
            self.add_error("credit", _("Say what is credited when it was less."))
        if promised is None and (credit is not None or further) and "promised" not in self.errors:
            self.add_error("promised", _("Say what is promised, or leave the rest empty too."))
        if promised is not None and credit is not None:
            self.steps.append(Step(promised, credit))
        try:
            self.steps += read_level_steps(further)
        except ValueError:
            self.add_error("further", _("Write a line for each step, such as “99: 25”."))
        return given


def read_level_steps(text: str) -> list[Step]:
    """Further steps of a promise as people write them. Raises: ValueError."""
    steps = []
    for line in text.splitlines():
        if not line.strip():
            continue
        found = LEVEL_LINE.fullmatch(line.strip().replace(",", "."))
        if found is None:
            raise ValueError(line)
        steps.append(Step(Decimal(found["below"]), Decimal(found["credit"])))
    return steps


def written_level_steps(level: ServiceLevel) -> str:
    """The same, as they are read again."""
    return "\n".join(f"{step.below.normalize():f}: {step.credit.normalize():f}" for step in level.steps[1:])
