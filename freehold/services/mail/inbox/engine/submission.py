"""Handing a letter to submission, as the person."""

import smtplib
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from freehold.kernel.errors import FreeholdError, Refused, Unreachable
from freehold.services.mail.inbox.engine.connection import tls_context
from freehold.services.mail.inbox.engine.pool import Access
from freehold.services.mail.inbox.rules.words import decoded_bytes, one_line
from freehold.services.mail.inbox.rules.writing import Letter, message_of

SENDING_TIMEOUT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class RefusedRecipient:
    """An address that submission does not take, with the reply's code and words."""

    address: str
    code: int
    words: str


class RecipientsRefused(FreeholdError):
    """Submission refused some of the recipients; the message went to nobody."""

    def __init__(self, refused: Sequence[RefusedRecipient]) -> None:
        super().__init__("recipients_refused")
        self.refused = tuple(refused)


def send(letter: Letter, access: Access) -> bytes:
    """Hand a letter to submission and give back the copy for the Sent folder, with its Bcc.

    It goes to all of its recipients or to none.
    Raises: RecipientsRefused, Refused("sender", "too_large", "refused"), Unreachable.
    """
    message = message_of(letter, with_bcc=False)
    copy = message_of(letter, with_bcc=True)
    copy.replace_header("Message-ID", message["Message-ID"])
    options = ["SMTPUTF8"] if letter.needs_utf8_addresses else []
    try:
        host, port = settings.SUBMISSION
        with smtplib.SMTP(
            host, port, local_hostname=f"mail.{settings.NEUTRAL_DOMAIN}", timeout=SENDING_TIMEOUT_SECONDS
        ) as server:
            server.starttls(context=tls_context())
            server.login(access.login, access.password)
            _submit(server, letter, message.as_bytes(), options)
    except smtplib.SMTPAuthenticationError as error:
        raise Refused("mail_sign_in") from error
    except smtplib.SMTPResponseException as error:
        raise Unreachable("submission", _words(error.smtp_error)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable("submission") from error
    return copy.as_bytes()


def _submit(server: smtplib.SMTP, letter: Letter, data: bytes, options: list[str]) -> None:
    server.ehlo_or_helo_if_needed()
    code, words = server.mail(letter.sender.address, [*options, "BODY=8BITMIME", f"size={len(data)}"])
    _check("too_large" if code == 552 else "sender", code, words)
    refused = []
    for recipient in letter.recipients:
        code, words = server.rcpt(recipient)
        if code >= 400:
            refused.append(RefusedRecipient(recipient, code, _words(words)))
    if refused:
        server.rset()
        raise RecipientsRefused(refused)
    code, words = server.data(data)
    _check("too_large" if code == 552 else "refused", code, words)


def _check(kind: str, code: int, words: bytes) -> None:
    if code >= 500:
        raise Refused(kind, _words(words))
    if code >= 400:
        raise Unreachable("submission", _words(words))


def _words(reply: bytes | str) -> str:
    return one_line(decoded_bytes(reply) if isinstance(reply, bytes) else reply, most=300)
