"""How allauth fits into this house: whom it lets in, what it writes and to whom, and what the log says of it."""

import io
from typing import ClassVar
from urllib.parse import urlsplit

import segno
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.core import context as allauth_context
from allauth.core import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from freehold.accounts.actions.note_sign_in import Where, note_security_change, note_sign_in, note_sign_out
from freehold.accounts.actions.want_password_reset import want_password_reset
from freehold.accounts.identity_role import in_tenant_of
from freehold.accounts.known_browser import browser_of, remember_browser
from freehold.accounts.known_tenant import remember_tenant, tenant_of
from freehold.accounts.mail_session import forget_mail_session, mail_session_id
from freehold.accounts.models import Person
from freehold.accounts.queries.sign_in import tenant_to_sign_in_to
from freehold.accounts.rules import network_of, normalised_address
from freehold.accounts.sessions import close_mail, close_sessions
from freehold.kernel import clock
from freehold.kernel.sealed import seal, unseal
from freehold.notices.states import SecurityChange
from freehold.tenants.queries import brand_at, brand_of, get_tenant, origin_for

WRONG_CODE = _(
    "This code is not right. An app shows a new one every 30 seconds: type the one that it shows now."
)
CHANGES = {
    "account/email/password_changed": SecurityChange.PASSWORD_CHANGED,
    "account/email/password_set": SecurityChange.PASSWORD_CHANGED,
    "account/email/password_reset": SecurityChange.PASSWORD_CHANGED,
    "mfa/email/totp_activated": SecurityChange.TOTP_ADDED,
    "mfa/email/totp_deactivated": SecurityChange.TOTP_REMOVED,
    "mfa/email/webauthn_added": SecurityChange.PASSKEY_ADDED,
    "mfa/email/webauthn_removed": SecurityChange.PASSKEY_REMOVED,
    "mfa/email/recovery_codes_generated": SecurityChange.RECOVERY_CODES_MADE,
}
WORDS = {
    "email_password_mismatch": _("The address or the password is not right."),
    "enter_current_password": _("This is not your present password."),
    "incorrect_password": _("This is not your password."),
    "incorrect_code": WRONG_CODE,
    "too_many_login_attempts": _("Too many tries have failed. Wait five minutes, then try again."),
    "rate_limited": _("Too many tries have failed. Wait five minutes, then try again."),
    "invalid_password_reset": _("This link does not work any more. Ask for a new one."),
}
SECOND_FACTOR_WORDS = {
    "incorrect_code": WRONG_CODE,
    "cannot_delete_authenticator": _(
        "Your company asks everybody for a second factor. Add another one first, then remove this one."
    ),
    "cannot_generate_recovery_codes": _("Recovery codes stand in for a second factor. Set one up first."),
}
WAYS = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}
BROWSER_LENGTH = 200


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth runs as the identity role; what it cannot do there, our actions do in the person's own scope."""

    error_messages: ClassVar = {**DefaultAccountAdapter.error_messages, **WORDS}

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Nobody makes an account for themselves: administrators invite people."""
        return False

    def clean_email(self, email: str) -> str:
        """The address as we keep it; one that is none finds nobody."""
        return normalised_address(email) or email

    def authenticate(self, request: HttpRequest, **credentials: str) -> Person | None:
        """Look people up by the address as we keep it: lower case, the domain as A-labels."""
        email = credentials.get("email", "")
        return super().authenticate(  # type: ignore[no-any-return]
            request, **{**credentials, "email": normalised_address(email) or email}
        )

    def reauthenticate(self, user: Person, password: str) -> bool:
        """Whether this is the password of the person who is signed in."""
        found = self.authenticate(allauth_context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def pre_authenticate(self, request: HttpRequest, **credentials: str) -> None:
        """Count the attempt: by login and address, by address, and by login over all browsers not known for it.

        Whoever fails elsewhere locks nobody out: a known browser has limits of its own.
        """
        super().pre_authenticate(request, **credentials)
        login = credentials.get("email", "")
        if not browser_of(request, login) and not ratelimit.consume(
            request, action="login_anywhere", key=login
        ):
            raise self.validation_error("too_many_login_attempts")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: str) -> str:
        login = credentials.get("email", "")
        where = browser_of(request, login) or network_of(self.get_client_ip(request))
        return f"{login} {where}"

    def pre_login(self, request: HttpRequest, user: Person, **hooks: object) -> HttpResponse | None:
        """Refuse people who left, and those of a tenant that is closed, whichever way they proved who they are."""
        if tenant_to_sign_in_to(user.pk) is None:
            clear_login(request)
            return self.respond_user_inactive(request, user)  # type: ignore[no-any-return]
        return super().pre_login(request, user, **hooks)  # type: ignore[no-any-return]

    def post_login(self, request: HttpRequest, user: Person, **hooks: object) -> HttpResponse:
        """Record the sign-in, and tell the person of a browser that was never used before."""
        has_signed_in_before = request.session.pop("signed_in_before", False)
        response: HttpResponse = super().post_login(request, user, **hooks)
        with in_tenant_of(user.tenant_id, person_id=user.pk):
            note_sign_in(
                user,
                where=self._where(request),
                is_new_browser=has_signed_in_before and not browser_of(request, user.email),
            )
        remember_browser(request, response, user.email)
        remember_tenant(request, response, user.tenant_id)
        return response

    def login(self, request: HttpRequest, user: Person) -> None:
        """Sign in, and remember for the notice whether this was the first time ever."""
        has_signed_in_before = user.last_login is not None
        super().login(request, user)
        request.session["signed_in_before"] = has_signed_in_before

    def logout(self, request: HttpRequest) -> None:
        """Sign out, and close the mail that this browser had open."""
        user, opened = request.user, mail_session_id(request.session)
        if isinstance(user, Person):
            with in_tenant_of(user.tenant_id, person_id=user.pk):
                note_sign_out(user, mail_session_id=opened)
        super().logout(request)

    def set_password(self, user: Person, password: str) -> None:
        """Set the password, and end the person's other sessions and all open mail: somebody may have known the old one."""
        user.set_password(password)
        user.save(update_fields=["password"])
        request = allauth_context.request
        with in_tenant_of(user.tenant_id, person_id=user.pk):
            close_sessions(
                user.tenant_id,
                user.pk,
                spare=request.session.session_key if request.user == user else None,
            )
            close_mail(user.tenant_id, user.pk)
        forget_mail_session(request.session)

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Whoever has signed in within the last minutes has just shown who they are; later, they show it again."""
        request = allauth_context.request
        shown = [record["at"] for record in get_authentication_records(request, request.user)]
        if shown and clock.now().timestamp() - max(shown) < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app))

    def get_reauthentication_methods(self, user: Person) -> list[dict[str, object]]:
        """How somebody shows once more who they are, in our words."""
        ways = super().get_reauthentication_methods(user)
        return [{**way, "description": WAYS.get(way["id"], way["description"])} for way in ways]

    def send_password_reset_mail(self, user: Person, email: str, context: dict[str, str]) -> None:  # noqa: ARG002
        """Through the platform's own notices, under the seller's brand."""
        if tenant_to_sign_in_to(user.pk) is None:
            return
        path = urlsplit(context["password_reset_url"]).path
        with in_tenant_of(user.tenant_id, person_id=user.pk):
            want_password_reset(user, link=origin_for(user.tenant_id) + path)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Person,
        context: object = None,  # noqa: ARG002 - allauth's signature
        email: str | None = None,  # noqa: ARG002
    ) -> None:
        """Tell the person what changed, through the platform's own notices, and record it."""
        with in_tenant_of(user.tenant_id, person_id=user.pk):
            note_security_change(user, CHANGES[template_prefix], where=self._where(allauth_context.request))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        """allauth itself sends nothing: a kind of mail that we do not know is a fault to be seen."""
        raise NotImplementedError(f"no notice stands for {template_prefix}")

    def _where(self, request: HttpRequest) -> Where:
        return Where(
            ip=self.get_client_ip(request),
            browser=request.headers.get("User-Agent", "")[:BROWSER_LENGTH],
        )


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors under the seller's brand, their secrets sealed."""

    error_messages: ClassVar = {**DefaultMFAAdapter.error_messages, **SECOND_FACTOR_WORDS}

    def get_totp_issuer(self) -> str:
        """The brand that the person knows."""
        return self._get_site_name()

    def _get_site_name(self) -> str:
        request = allauth_context.request
        if request.user.is_authenticated:
            brand = brand_of(request.user.tenant_id)
        else:
            brand = brand_at(request.get_host().partition(":")[0], otherwise=tenant_of(request))
        return brand.name if brand else "Freehold"

    def encrypt(self, text: str) -> str:
        """Seal a TOTP key or the seed of recovery codes."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open what `encrypt` sealed. Raises: Refused("unsealable")."""
        return unseal(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        """The QR code for an authenticator app."""
        image = io.BytesIO()
        segno.make(url, error="m").save(image, kind="svg", scale=5, border=4, light="#ffffff")
        return image.getvalue().decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last second factor stays where the tenant requires one."""
        user: Person = authenticator.user
        others = Authenticator.objects.filter(
            user_id=user.pk, type__in=(Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
        ).exclude(pk=authenticator.pk)
        if others.exists():
            return True
        with in_tenant_of(user.tenant_id, person_id=user.pk):
            return not get_tenant(user.tenant_id).requires_second_factor
