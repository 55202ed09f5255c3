"""What a field says that was not filled in as it should be: what to do next, in the one place that all forms have it from.

Django's own sentences are replaced in its classes, before any form is made, so that forms of other packages speak like ours.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

CHOOSE = _("Choose one of those that are offered.")
NUMBER = _("Write a number, for example 12.50")
DAY = _("Write a day as year, month and day, for example 2027-03-31")
NEW_FILE = _("Choose the file once more, then send the form again.")
FIELDS: Mapping[type[forms.Field], Mapping[str, "_StrOrPromise"]] = {
    forms.Field: {"required": _("Fill this in.")},
    forms.BooleanField: {"required": _("Tick this to go on.")},
    forms.ChoiceField: {"required": _("Choose one."), "invalid_choice": CHOOSE},
    forms.MultipleChoiceField: {
        "required": _("Choose at least one."),
        "invalid_choice": CHOOSE,
        "invalid_list": CHOOSE,
    },
    forms.IntegerField: {"invalid": _("Write a whole number, for example 12")},
    forms.FloatField: {"invalid": NUMBER},
    forms.DecimalField: {"invalid": NUMBER},
    forms.DateField: {"invalid": DAY},
    forms.FileField: {
        "required": _("Choose a file."),
        "invalid": NEW_FILE,
        "missing": NEW_FILE,
        "empty": _("There is nothing in this file. Choose another one."),
        "max_length": ngettext_lazy(
            "Give the file a shorter name: %(max)d character at most, it has %(length)d.",
            "Give the file a shorter name: %(max)d characters at most, it has %(length)d.",
            "max",
        ),
        "contradiction": _("Either choose a file or take it away, not both."),
    },
    forms.JSONField: {"invalid": _("It did not arrive as a whole. Try once more.")},
    forms.ImageField: {"invalid_image": _("This is no picture that can be read. Choose a PNG or JPEG.")},
}
VALIDATORS: Mapping[type, "_StrOrPromise"] = {
    validators.EmailValidator: _("Write a whole mail address, for example ada@example.com"),
    validators.RegexValidator: _("Write it as the example shows."),
    validators.MinValueValidator: _("Write %(limit_value)s or more."),
    validators.MaxValueValidator: _("Write %(limit_value)s or less."),
    validators.MinLengthValidator: ngettext_lazy(
        "Write at least %(limit_value)d character: it has %(show_value)d.",
        "Write at least %(limit_value)d characters: it has %(show_value)d.",
        "limit_value",
    ),
    validators.MaxLengthValidator: ngettext_lazy(
        "Shorten it to %(limit_value)d character: it has %(show_value)d.",
        "Shorten it to %(limit_value)d characters: it has %(show_value)d.",
        "limit_value",
    ),
    validators.ProhibitNullCharactersValidator: _("Type it anew: it holds a character that cannot be kept."),
}
DECIMALS: Mapping[str, "_StrOrPromise"] = {
    "invalid": NUMBER,
    "max_digits": ngettext_lazy("Write at most %(max)s digit.", "Write at most %(max)s digits.", "max"),
    "max_decimal_places": ngettext_lazy(
        "Write at most %(max)s digit after the point.",
        "Write at most %(max)s digits after the point.",
        "max",
    ),
    "max_whole_digits": ngettext_lazy(
        "Write at most %(max)s digit before the point.",
        "Write at most %(max)s digits before the point.",
        "max",
    ),
}


def say_what_to_do() -> None:
    """Let every field that is made from now on speak in these words."""
    for field, words in FIELDS.items():
        field.default_error_messages = {**field.__dict__.get("default_error_messages", {}), **words}
    for validator, sentence in VALIDATORS.items():
        validator.message = sentence  # type: ignore[attr-defined]  # each of them has one
    validators.DecimalValidator.messages |= DECIMALS  # type: ignore[arg-type]  # Django's stubs know no lazy ones here
