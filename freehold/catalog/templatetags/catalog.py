"""The filters of `{% load catalog %}`: a price in words."""

from django import template

from freehold.catalog import words
from freehold.catalog.queries import Margin
from freehold.kernel.money import Money
from freehold.kernel.pricing import Terms
from freehold.kernel.service_levels import ServiceLevel
from freehold.provisioning.registry import meters_of
from freehold.ui.formats import written_price as exact_price

register = template.Library()


@register.filter
def told(terms: Terms, kind: str) -> str:
    """All of a price in one line; `kind` is the service, whose meters it may name."""
    return words.told_price(terms, meters_of(kind))


@register.filter
def promise(level: ServiceLevel) -> str:
    """How much of a month is promised, and what is credited when it was less."""
    return words.told_level(level)


@register.filter
def rhythm(terms: Terms) -> str:
    """How often and when it is charged."""
    return words.told_rhythm(terms)


@register.filter
def why_not(margin: Margin) -> str:
    """Why nobody can say what a seat earns."""
    return str(words.WHY_NOT[margin.why_not]) if margin.why_not else ""


@register.filter
def price(value: Money) -> str:
    """A price with all its digits."""
    return exact_price(value)
