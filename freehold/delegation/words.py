"""Durations in people's words."""

from django.utils.translation import ngettext

HOURS_A_DAY = 24


def lasts_told(hours: int) -> str:
    """A duration in days where it is whole ones, else in hours, in the language that is active."""
    days, rest = divmod(hours, HOURS_A_DAY)
    if rest:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
