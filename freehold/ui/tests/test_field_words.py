"""No form says a sentence of Django's own: each says what to do next."""

import gettext
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import django
import pytest
from django import forms
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.validators import DecimalValidator
from django.utils.datastructures import MultiValueDict

import freehold
from freehold.ui.field_words import FIELDS, VALIDATORS

HERE = Path(freehold.__file__).parent
OURS = [
    ".".join(("freehold", *path.relative_to(HERE).with_suffix("").parts))
    for path in sorted(HERE.rglob("*.py"))
    if "forms" in path.relative_to(HERE).parts or path.name == "forms.py"
]
OTHERS = (
    "allauth.account.forms",
    "allauth.mfa.base.forms",
    "allauth.mfa.totp.forms",
    "allauth.mfa.webauthn.forms",
)


class Everything(forms.Form):
    """A field of each kind."""

    name = forms.CharField(max_length=3, min_length=2)
    agreed = forms.BooleanField()
    plan = forms.ChoiceField(choices=[("a", "A")])
    plans = forms.MultipleChoiceField(choices=[("a", "A")])
    seats = forms.IntegerField(min_value=1, max_value=9)
    price = forms.DecimalField(max_digits=4, decimal_places=2)
    on = forms.DateField()
    to = forms.EmailField()
    file = forms.FileField()


@pytest.fixture(scope="module")
def djangos() -> set[str]:
    """All sentences that Django can translate, which are its own."""
    own = gettext.translation("django", str(Path(django.__file__).parent / "conf" / "locale"), ["de"])
    found = {one if isinstance(one, str) else one[0] for one in own._catalog}  # type: ignore[attr-defined]
    return found - {""}


def sentences(field: forms.Field) -> Iterator[str]:
    """All that a field may say."""
    for said in field.error_messages.values():
        yield plain(said)
    for validator in field.validators:
        for said in (
            getattr(validator, "messages", {}).values() if isinstance(validator, DecimalValidator) else ()
        ):
            yield plain(said)
        if hasattr(validator, "message"):
            yield plain(validator.message)


def plain(said: object) -> str:
    """The sentence before anything is filled in."""
    if str(said) or not hasattr(said, "__reduce__"):
        return str(said)
    *_, kept = said.__reduce__()[1]  # a sentence whose number is not known yet: by how it is kept
    return str(kept["singular"])


def all_forms() -> Iterator[type[forms.BaseForm]]:
    """Every class of form, with those of the packages that sign people in."""
    for name in (*OURS, *OTHERS):
        import_module(name)

    def below(kind: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
        for one in kind.__subclasses__():
            yield one
            yield from below(one)

    yield from (one for one in below(forms.Form) if one.__module__ in (*OURS, *OTHERS))


def test_no_field_of_any_form_says_a_sentence_of_djangos(djangos: set[str]) -> None:
    assert apps.ready
    found = list(all_forms())

    said = {
        (form.__module__, form.__name__, name, sentence)
        for form in found
        for name, field in form.base_fields.items()
        for sentence in sentences(field)
        if sentence in djangos
    }

    assert said == set()
    assert len(found) > 60


def test_no_kind_of_field_that_a_form_makes_later_does_either(djangos: set[str]) -> None:
    for field in Everything.base_fields.values():
        assert not set(sentences(field)) & djangos, field
    for kind in FIELDS:
        assert not {plain(one) for one in kind.default_error_messages.values()} & djangos, kind
    for validator in VALIDATORS:
        assert plain(validator.message) not in djangos, validator  # type: ignore[attr-defined]


def test_what_was_left_out_is_asked_for() -> None:
    errors = Everything({}, MultiValueDict()).errors

    assert {name: said[0] for name, said in errors.items()} == {
        "name": "Fill this in.",
        "agreed": "Tick this to go on.",
        "plan": "Choose one.",
        "plans": "Choose at least one.",
        "seats": "Fill this in.",
        "price": "Fill this in.",
        "on": "Fill this in.",
        "to": "Fill this in.",
        "file": "Choose a file.",
    }


def test_what_does_not_fit_is_told_how_it_would() -> None:
    given = {
        "name": "long", "agreed": "on", "plan": "b", "plans": ["b"], "seats": "0", "price": "1.234", "on": "soon", "to": "ada",
    }  # fmt: skip
    files = MultiValueDict({"file": [SimpleUploadedFile("a.csv", b"")]})

    errors = Everything(given, files).errors

    assert {name: said[0] for name, said in errors.items()} == {
        "name": "Shorten it to 3 characters: it has 4.",
        "plan": "Choose one of those that are offered.",
        "plans": "Choose one of those that are offered.",
        "seats": "Write 1 or more.",
        "price": "Write at most 2 digits after the point.",
        "on": "Write a day as year, month and day, for example 2027-03-31",
        "to": "Write a whole mail address, for example ada@example.com",
        "file": "There is nothing in this file. Choose another one.",
    }
