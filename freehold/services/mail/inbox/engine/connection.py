"""A connection to IMAP, signed in as the person."""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError, ProtocolError

from freehold.kernel.errors import Refused, Unreachable
from freehold.services.mail.inbox.engine.mailbox import Mail

TIMEOUT_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Access:
    """How one person's mail is reached: a sign-in name, and a password that is theirs for a short while."""

    login: str
    password: str


@contextmanager
def open_mail(access: Access) -> Iterator[Mail]:
    """Sign in to IMAP as the person. Raises: Refused("mail_sign_in"), Unreachable."""
    try:
        host, port = settings.IMAP
        client = IMAPClient(host, port=port, ssl=True, ssl_context=tls_context(), timeout=TIMEOUT_SECONDS)
    except (OSError, IMAPClientError) as error:
        raise Unreachable("imap") from error
    try:
        try:
            client.login(access.login, access.password)
        except LoginError as error:
            raise Refused("mail_sign_in") from error
        yield Mail(client)
    except (OSError, imaplib.IMAP4.abort, ProtocolError) as error:
        raise Unreachable("imap") from error
    finally:
        _leave(client)


@lru_cache(maxsize=1)
def tls_context() -> ssl.SSLContext:
    """The trust for our own engines: the instance's CA, or the system's when it has none."""
    return ssl.create_default_context(cafile=settings.ENGINE_CA or None)


def _leave(client: IMAPClient) -> None:
    try:
        client.logout()
    except (OSError, IMAPClientError, imaplib.IMAP4.error):
        client.shutdown()
