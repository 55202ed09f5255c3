"""How forms are drawn, and the typed confirmation."""

import re

import pytest
from django import forms
from django.http import QueryDict

from freehold.kernel.errors import CHANGED_MEANWHILE, Conflict, Refused
from freehold.ui.forms import SeenForm, TypedNameForm


class Order(forms.Form):
    """Three kinds of field."""

    name = forms.CharField(label="Name", help_text="For example: Acme")
    note = forms.CharField(label="Note", required=False)
    lasts = forms.ChoiceField(label="Lasts", choices=[("1", "a day")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Agreed")


def test_a_wrong_field_is_named_in_the_sum_and_beside_itself():
    drawn = Order({"name": "", "lasts": "1", "agreed": "on"}).render()

    assert '<a href="#id_name">Name: Fill this in.</a>' in drawn
    assert 'id="id_name_error"' in drawn
    control = re.search(r'<input[^>]*name="name"[^>]*>', drawn)[0]
    assert 'aria-invalid="true"' in control
    assert "id_name_helptext" in control
    assert "id_name_error" in control


def test_a_group_of_choices_is_reached_from_the_sum():
    drawn = str(Order({"name": "Acme", "agreed": "on"}))

    assert 'href="#id_lasts_0"' in drawn
    assert 'id="id_lasts_0"' in drawn


def test_what_was_typed_is_kept_and_escaped():
    drawn = str(Order({"name": '"><script>alert(1)</script>'}))

    assert "<script>" not in drawn
    assert "&quot;&gt;&lt;script&gt;" in drawn


def test_only_what_may_be_left_out_says_so():
    assert str(Order()).count("(optional)") == 1


def test_a_form_without_errors_has_no_sum():
    assert "error-summary" not in str(Order())


@pytest.mark.parametrize("typed", ["acme.example", " ACME.example "])
def test_the_typed_name_confirms(typed):
    assert TypedNameForm({"typed": typed}, name="acme.example").is_valid()


@pytest.mark.parametrize("typed", ["", "acme", "acme.example.org"])
def test_another_name_does_not_confirm(typed):
    assert not TypedNameForm({"typed": typed}, name="acme.example").is_valid()


def test_a_hostile_name_is_escaped_in_the_label():
    assert "<img" not in str(TypedNameForm(name="<img src=x>"))


class Company(SeenForm):
    """A form on something that is there."""

    name = forms.CharField(label="Name")
    zone = forms.ChoiceField(label="Zone", choices=[("w", "Winter"), ("s", "Summer")])


def sent(**fields: str) -> Company:
    """The form as a browser sends it, valid."""
    query = QueryDict(mutable=True)
    query.update({"name": "Mine", "zone": "w", "version": "3"} | fields)
    form = Company(query)
    assert form.is_valid()
    return form


def test_whoever_comes_second_reads_what_stands_there_and_keeps_what_was_typed():
    form = sent()

    form.refuse(Conflict(CHANGED_MEANWHILE, "Changed."), now={"name": "Theirs", "zone": "s", "version": 4})
    drawn = form.render()

    assert 'value="Mine"' in drawn
    assert "Meanwhile it is “Theirs”." in drawn
    assert "Meanwhile it is “Summer”." in drawn
    assert 'name="version" value="4"' in drawn
    assert "Send it once more" in drawn


def test_what_both_wanted_alike_is_not_told():
    form = sent()

    form.refuse(Conflict(CHANGED_MEANWHILE, "Changed."), now={"name": "Mine", "zone": "w", "version": 4})

    assert set(form.errors) == {"__all__"}


def test_another_refusal_stands_beside_its_field_and_changes_no_version():
    form = sent()

    form.refuse(Refused("not_a_name", "Another one.", field="name"), now={"name": "Theirs", "version": 4})

    assert form.errors == {"name": ["Another one."]}
    assert form["version"].value() == "3"


def test_a_refusal_of_a_field_that_is_not_on_the_form_stands_on_top():
    form = sent()

    form.refuse(Refused("odd", "Odd.", field="elsewhere"), now={"version": 3})

    assert form.errors == {"__all__": ["Odd."]}
