"""Handing a message to the mail engine's injection port: the only code here that talks to a network."""

import smtplib
from email.message import EmailMessage

from django.conf import settings
from django.utils.translation import gettext as _

from freehold.kernel.errors import Refused, Unreachable

TIMEOUT_SECONDS = 30
PERMANENT = 500


def deliver(message: EmailMessage) -> None:
    """Give the message to Postfix, which queues it from then on. What cannot be delivered comes back to this instance.

    Raises: Unreachable("mail_engine") to be tried again, Refused("turned_down") when it never will be taken.
    """
    host, port = settings.INJECTION
    try:
        with smtplib.SMTP(
            host, port, local_hostname=f"mail.{settings.NEUTRAL_DOMAIN}", timeout=TIMEOUT_SECONDS
        ) as smtp:
            smtp.send_message(message, from_addr=f"no-reply@{settings.NEUTRAL_DOMAIN}")
    except smtplib.SMTPRecipientsRefused as error:
        code, reply = next(iter(error.recipients.values()))
        _raise(code, reply, error)
    except smtplib.SMTPResponseException as error:
        _raise(error.smtp_code, error.smtp_error, error)
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable(
            "mail_engine", _("The mail engine does not answer: %(error)s.") % {"error": error}
        ) from error


def _raise(code: int, reply: bytes | str, cause: Exception) -> None:
    said = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    if code >= PERMANENT:
        raise Refused("turned_down", f"{code} {said}") from cause
    raise Unreachable("mail_engine", f"{code} {said}") from cause
