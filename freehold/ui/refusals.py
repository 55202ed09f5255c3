"""How a page tells a refusal: beside the field that it is about, or on the page that follows.

A missing permission goes on up to the edge, which records it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest

from freehold.kernel.errors import Conflict, Refused


@contextmanager
def beside_its_field(form: Form) -> Iterator[None]:
    """A refusal stands beside its field, or above the form where it is about none; what was typed is kept."""
    try:
        yield
    except (Refused, Conflict) as refusal:
        form.add_error(
            refusal.field if refusal.field in form.fields else None, refusal.sentence or refusal.code
        )


@contextmanager
def told(request: HttpRequest) -> Iterator[None]:
    """A refusal of what a single button does is told on the page that follows."""
    try:
        yield
    except (Refused, Conflict) as refusal:
        messages.error(request, refusal.sentence or refusal.code)
