"""A client's side of the mail benches: sends by submission, reads and signs in by IMAP. Not a bench itself."""

import imaplib
import smtplib
import ssl
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

BODY = "".join(
    f"Line {number} of a letter that is about ten kilobytes long, as letters are.\r\n"
    for number in range(135)
)


@dataclass(frozen=True, slots=True)
class Account:
    """A mailbox, and the password that opens it."""

    address: str
    password: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two systems that are measured: where it listens, and who has a mailbox there."""

    name: str
    submission: int
    imap: int
    accounts: tuple[Account, ...]


def trusting() -> ssl.SSLContext:
    """TLS as a client speaks it; certificates are not what is measured here."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def sign_in(side: Side, account: Account) -> imaplib.IMAP4:
    """Connect, STARTTLS, sign in."""
    client = imaplib.IMAP4("127.0.0.1", side.imap)
    client.starttls(trusting())
    client.login(account.address, account.password)
    return client


def deliveries_per_second(side: Side, *, connections: int, messages: int, mark: str) -> float:
    """Send `messages` over so many connections and wait until each can be read by IMAP; messages a second."""
    receivers = side.accounts[:connections]
    before = {account: count(side, account) for account in receivers}
    each = messages // connections
    began = time.perf_counter()
    _together([lambda a=account: send(side, a, each, mark) for account in receivers])
    _together([lambda a=account: _wait_for(side, a, before[a] + each, mark) for account in receivers])
    return connections * each / (time.perf_counter() - began)


def sign_ins_per_second(side: Side, *, connections: int, count: int) -> float:
    """Sign in and out over so many connections at once; sign-ins a second."""
    each = count // connections

    def loop(account: Account) -> None:
        for _ in range(each):
            sign_in(side, account).logout()

    began = time.perf_counter()
    _together([lambda a=account: loop(a) for account in side.accounts[:connections]])
    return connections * each / (time.perf_counter() - began)


def paired(
    measure: Callable[[Side], float], ours: Side, peer: Side, *, rounds: int
) -> tuple[float, float, float]:
    """Measure both sides in turn, ours first in every other round: the medians, and the median of the ratios."""
    found: dict[str, list[float]] = {ours.name: [], peer.name: []}
    for number in range(rounds):
        for side in (ours, peer) if number % 2 == 0 else (peer, ours):
            found[side.name].append(measure(side))
    mine, theirs = found[ours.name], found[peer.name]
    ratios = [a / b for a, b in zip(mine, theirs, strict=True)]
    return statistics.median(mine), statistics.median(theirs), statistics.median(ratios)


def send(side: Side, account: Account, count: int, mark: str) -> None:
    with smtplib.SMTP("127.0.0.1", side.submission, local_hostname="client.test") as client:
        client.starttls(context=trusting())
        client.login(account.address, account.password)
        for number in range(count):
            text = (
                f"From: {account.address}\r\nTo: {account.address}\r\nSubject: {mark} {number}\r\n"
                f"Message-ID: <{mark}.{number}.{account.address}>\r\nDate: Tue, 24 Nov 2026 10:00:00 +0000\r\n\r\n{BODY}"
            )
            client.sendmail(account.address, [account.address], text)


def count(side: Side, account: Account) -> int:
    client = sign_in(side, account)
    _, answer = client.select("INBOX", readonly=True)
    client.logout()
    return int(answer[0] or b"0")


def _wait_for(side: Side, account: Account, count: int, mark: str) -> None:
    client = sign_in(side, account)
    deadline = time.monotonic() + 120
    while True:
        _, answer = client.select("INBOX", readonly=True)
        if int(answer[0] or b"0") >= count:
            break
        if time.monotonic() > deadline:
            raise TimeoutError(f"{side.name}: {account.address} has {answer[0]!r} of {count} messages")
        time.sleep(0.02)
    _, found = client.fetch(str(count), "(BODY.PEEK[])")
    if mark.encode() not in found[0][1]:
        raise ValueError(f"{side.name}: the last message of {account.address} is not of this round")
    client.logout()


def _together(tasks: list[Callable[[], None]]) -> None:
    faults: list[BaseException] = []

    def run(task: Callable[[], None]) -> None:
        try:
            task()
        except BaseException as fault:  # noqa: BLE001 - carried to the caller below
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
