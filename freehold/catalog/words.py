"""How prices are told to people: in full, part by part, and in one line."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from freehold.catalog.queries import WhyNot
from freehold.kernel.money import Money
from freehold.kernel.period import Anchor, Interval
from freehold.kernel.pricing import FLAT, SEATS, Component, Mode, Terms, Tier, Timing
from freehold.kernel.service_levels import ServiceLevel
from freehold.provisioning.contract import Meter
from freehold.ui.formats import written_price

Meters = Mapping[str, Meter]  # by name

INTERVALS: dict[Interval, str | Promise] = {
    Interval.MONTH: gettext_lazy("monthly"),
    Interval.YEAR: gettext_lazy("yearly"),
}
FAULTS: dict[str, str | Promise] = {
    "currency": gettext_lazy("Choose one of the currencies offered."),
    "no_components": gettext_lazy(
        "Give the plan a price for something: seats, the plan itself, or what is used."
    ),
    "too_many_components": gettext_lazy("A price has at most 20 parts."),
    "meter": gettext_lazy("A price counts seats, the plan itself, or what its service counts."),
    "meter_twice": gettext_lazy("Each thing has one price. Use steps where more of it costs less."),
    "no_tiers": gettext_lazy("Give each part a price."),
    "too_many_tiers": gettext_lazy("A price has at most 1,000 steps."),
    "unit_tiers": gettext_lazy("A price without steps is one amount for each."),
    "last_tier": gettext_lazy("The last step has no end: leave its “up to” empty."),
    "tiers_order": gettext_lazy(
        "Steps rise: each ends above the one before, and only the last one has no end."
    ),
    "not_an_amount": gettext_lazy("An amount is 0 or more, with nine digits after the point at most."),
    "discount": gettext_lazy("A discount is more than 0 and at most 100 %."),
    "flat_included": gettext_lazy("What is charged once has nothing included."),
}


FAULTS_OF_LEVELS: dict[str, str | Promise] = {
    "no_steps": gettext_lazy("Say at least one step."),
    "too_many_steps": gettext_lazy("A promise has at most 10 steps."),
    "not_a_percent": gettext_lazy(
        "A percentage is more than 0 and at most 100, with three digits after the point at most."
    ),
    "steps_order": gettext_lazy("Each further step lies lower than the one before, and credits more."),
}
WHY_NOT: dict[WhyNot, str | Promise] = {
    WhyNot.NOT_OFFERED: gettext_lazy("Your seller has no price for it in this currency."),
    WhyNot.TERM: gettext_lazy("Your seller has a price for another term alone."),
    WhyNot.PARTS: gettext_lazy("It depends on how much is ordered and used."),
}


def told_level(level: ServiceLevel) -> str:
    """What is promised in one line: how much of a month, and what is credited when it was less."""
    first, *further = level.steps
    told = _(
        "%(promised)s of each calendar month; below that %(credit)s of the month’s price is credited"
    ) % {"promised": _with_sign(first.below), "credit": _with_sign(first.credit)}
    for step in further:
        told += _(", below %(below)s it is %(credit)s") % {
            "below": _with_sign(step.below),
            "credit": _with_sign(step.credit),
        }
    return told


def _with_sign(percent: Decimal) -> str:
    return f"{written_percent(percent)}\N{NO-BREAK SPACE}%"


def written_percent(percent: Decimal) -> str:
    """A percentage without needless zeros."""
    exponent = percent.normalize().as_tuple().exponent
    return number_format(percent, max(0, -exponent) if isinstance(exponent, int) else 0)


def told_price(terms: Terms, meters: Meters) -> str:
    """All of a price in one line."""
    return "; ".join(told_parts(terms, meters))


def told_parts(terms: Terms, meters: Meters) -> list[str]:
    """Each part of a price as a phrase, the discount last."""
    parts = [part for one in terms.components for part in _component(one, terms, meters)]
    if terms.minimum:
        least = written_price(Money(terms.minimum, terms.currency))
        parts.append(
            _("at least %(price)s a year") % {"price": least}
            if terms.interval is Interval.YEAR
            else _("at least %(price)s a month") % {"price": least}
        )
    if terms.discount_percent:
        parts.append(
            _("less %(percent)s %%") % {"percent": number_format(terms.discount_percent.normalize())}
        )
    return parts


def told_rhythm(terms: Terms) -> str:
    """How often and when it is charged."""
    if terms.interval is Interval.YEAR:
        first = (
            _("a calendar year at a time")
            if terms.anchor is Anchor.CALENDAR
            else _("a year at a time, from the day of the order")
        )
    else:
        first = (
            _("a calendar month at a time")
            if terms.anchor is Anchor.CALENDAR
            else _("a month at a time, from the day of the order")
        )
    second = _("in advance") if terms.timing is Timing.ADVANCE else _("afterwards")
    return f"{first}, {second}"


def _component(one: Component, terms: Terms, meters: Meters) -> Sequence[str]:
    counted = meters.get(one.meter)
    included = _included(one, counted)
    if one.mode is Mode.UNIT:
        each = _each(one, one.tiers[0], terms, counted)
        return [f"{each}{included if one.meter == SEATS else _above(one, counted)}"]
    found, below = [], Decimal(0)
    for tier in one.tiers:
        found.append(f"{_step(one, tier, below)}: {_each(one, tier, terms, counted)}{_flat(tier, terms)}")
        below = tier.up_to or below
    if one.mode is Mode.VOLUME:
        found[0] = _("by how many there are in all, %(step)s") % {"step": found[0]}
    return [f"{', '.join(found)}{included}"]


def _each(one: Component, tier: Tier, terms: Terms, counted: Meter | None) -> str:
    price = {"price": _money(tier.unit, terms)}
    yearly = terms.interval is Interval.YEAR
    if one.meter == SEATS:
        return (_("%(price)s a seat, a year") if yearly else _("%(price)s a seat, a month")) % price
    if one.meter == FLAT:
        return (_("%(price)s a year") if yearly else _("%(price)s a month")) % price
    title = {"title": str(counted.title) if counted else one.meter}
    if counted and counted.written_unit:
        within = {"unit": counted.written_unit, "title": _within_a_sentence(title["title"])}
        return _("%(price)s for each %(unit)s of %(title)s") % {**price, **within}
    return _("%(price)s each: %(title)s") % {**price, **title}


def _step(one: Component, tier: Tier, below: Decimal) -> str:
    if tier.up_to is None:
        return _("above %(number)s") % {"number": _number(below)} if below else _("any number")
    if below and one.mode is Mode.GRADUATED:
        return _("above %(number)s up to %(most)s") % {"number": _number(below), "most": _number(tier.up_to)}
    return _("up to %(most)s") % {"most": _number(tier.up_to)}


def _flat(tier: Tier, terms: Terms) -> str:
    return f" + {_money(tier.flat, terms)}" if tier.flat else ""


def _included(one: Component, counted: Meter | None) -> str:
    unit = f"\N{NO-BREAK SPACE}{counted.written_unit}" if counted and counted.written_unit else ""
    found = ""
    if one.included:
        found += " (" + _("the first %(number)s included") % {"number": _number(one.included) + unit} + ")"
    if one.included_per_seat:
        per_seat = _number(one.included_per_seat) + unit
        found += " (" + _("%(number)s included for each seat") % {"number": per_seat} + ")"
    return found


def _above(one: Component, counted: Meter | None) -> str:
    """Beyond how much a price counts, by what is included."""
    unit = f"\N{NO-BREAK SPACE}{counted.written_unit}" if counted and counted.written_unit else ""
    included = {"number": _number(one.included) + unit, "more": _number(one.included_per_seat) + unit}
    if one.included and one.included_per_seat:
        return " " + _("above %(number)s and %(more)s a seat") % included
    if one.included:
        return " " + _("above %(number)s") % included
    return " " + _("above %(more)s a seat") % included if one.included_per_seat else ""


def _within_a_sentence(title: str) -> str:
    """A title as it stands within a sentence: English begins it small, unless it is an abbreviation."""
    is_english = (get_language() or "en").startswith("en")
    return title[:1].lower() + title[1:] if is_english and title[1:2].islower() else title


def _number(quantity: Decimal) -> str:
    return number_format(quantity.normalize() if quantity % 1 else int(quantity), force_grouping=True)


def _money(amount: Decimal, terms: Terms) -> str:
    return written_price(Money(amount, terms.currency))


def told_free_days(days: int) -> str:
    """How long a trial is."""
    return ngettext("free for %(days)s day", "free for %(days)s days", days) % {"days": days}
