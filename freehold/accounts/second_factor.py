"""A second factor that was shown a moment ago: what the gravest acts ask for beside a permission."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.http import HttpRequest
from django.utils.translation import gettext as _

from freehold.audit.queries import count_refusals
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotPermitted, Refused

STAYS_FRESH = timedelta(minutes=10)
MOST_WRONG = 5
WRONG_WITHIN = timedelta(minutes=15)
WRONG_CODE = "wrong_code"
FACTORS = ("totp", "webauthn")  # a recovery code stands in for one that is lost, and proves nothing more


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody shows: an instant at which this browser showed a factor, or the code of an app."""

    at: datetime | None = None
    code: str = ""


def shown_by(request: HttpRequest) -> Shown:
    """When this browser last showed an authenticator app or a passkey of who is signed in, if it did."""
    times = [
        float(record["at"])
        for record in get_authentication_records(request, request.user)
        if record.get("method") == "mfa" and record.get("type") in FACTORS
    ]
    return Shown(at=datetime.fromtimestamp(max(times), UTC) if times else None)


def is_fresh(shown: Shown) -> bool:
    """Whether what was shown counts still."""
    return shown.at is not None and clock.now() - STAYS_FRESH < shown.at <= clock.now()


def require_second_factor_now(actor: Actor, *, shown: Shown) -> UUID:
    """Go on only if this very person showed a second factor within ten minutes, or brings the code of their app.

    Says who it is. A code works once. After five wrong ones within a quarter of an hour none is looked at any more.
    Raises: Refused("no_person", "second_factor_stale"), NotPermitted("wrong_code").
    """
    if actor.person_id is None:
        raise Refused("no_person", _("Only a person can show a second factor."))
    if shown.code:
        _check_code(actor, shown.code)
    elif not is_fresh(shown):
        raise Refused(
            "second_factor_stale",
            _("Show your second factor once more: this asks for one that was shown within ten minutes."),
        )
    return actor.person_id


def _check_code(actor: Actor, code: str) -> None:
    wrong = count_refusals(actor, code=WRONG_CODE, since=clock.now() - WRONG_WITHIN)
    if wrong >= MOST_WRONG:
        raise NotPermitted(
            "too_many_codes", _("Too many codes were wrong. Wait a quarter of an hour, then try again.")
        )
    app = Authenticator.objects.filter(user_id=actor.person_id, type=Authenticator.Type.TOTP).first()
    if app is None or not TOTP(app).validate_code(code.strip()):
        raise NotPermitted(WRONG_CODE, _("This code is not right, or was used already."))
