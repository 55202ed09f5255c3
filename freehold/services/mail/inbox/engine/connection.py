"""A connection to IMAP, signed in as the person."""

import imaplib
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from django.conf import settings
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError, ProtocolError

from freehold.kernel.errors import FreeholdError, Refused, Unreachable
from freehold.services.mail.inbox.engine.mailbox import Mail
from freehold.services.mail.inbox.engine.pool import POOL, Access, Connection

TIMEOUT_SECONDS = 20
BROKEN = (OSError, imaplib.IMAP4.abort, ProtocolError)


@contextmanager
def open_mail(access: Access) -> Iterator[Mail]:
    """Open the person's mail: over the connection of this visit's last request, or a new one.

    The caller has checked that the visit's password still holds. Raises: Refused("mail_sign_in"), Unreachable.
    """
    connection = _waiting(access) or _opened(access)
    whole = False
    try:
        yield Mail(connection.client)
        whole = True
    except FreeholdError:
        whole = True  # the mail server answered; the connection is as good as before
        raise
    except BROKEN as error:
        raise Unreachable("imap") from error
    finally:
        if whole:
            POOL.give_back(connection)
        else:
            _shut(connection.client)


@lru_cache(maxsize=1)
def tls_context() -> ssl.SSLContext:
    """The trust for our own engines: the instance's CA, or the system's when it has none."""
    return ssl.create_default_context(cafile=settings.ENGINE_CA or None)


def _waiting(access: Access) -> Connection | None:
    """A waiting connection that the server still answers on: it ends those of people who may no longer sign in."""
    while connection := POOL.take(access):
        try:
            connection.client.noop()
        except (*BROKEN, IMAPClientError, imaplib.IMAP4.error):
            _shut(connection.client)
        else:
            return connection
    return None


def _opened(access: Access) -> Connection:
    host, port = settings.IMAP
    try:
        client = IMAPClient(host, port=port, ssl=True, ssl_context=tls_context(), timeout=TIMEOUT_SECONDS)
    except (OSError, IMAPClientError, imaplib.IMAP4.error) as error:
        raise Unreachable("imap") from error
    try:
        client.login(access.login, access.password)
    except LoginError as error:
        _shut(client)
        raise Refused("mail_sign_in") from error
    except (*BROKEN, IMAPClientError) as error:
        _shut(client)
        raise Unreachable("imap") from error
    return Connection(access, client, time.monotonic())


def _shut(client: IMAPClient) -> None:
    try:
        client.shutdown()
    except OSError:
        return  # the server closed it first
