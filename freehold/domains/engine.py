"""DNS itself: looking up what stands there, and publishing by RFC 2136.

The only code of this package that talks to a network. A look never raises: what could not be asked is an answer of
its own kind. With `settings.RESOLVER` set, that resolver alone is asked; else the zone's own servers first, so that no
cache hides what was published a moment ago.
"""

import ipaddress
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import dns.exception
import dns.name
import dns.query
import dns.rcode
import dns.rdata
import dns.rdatatype
import dns.resolver
import dns.tsig
import dns.update
from django.conf import settings
from django.utils.translation import gettext as _

from freehold.domains.contract import Record, RecordType
from freehold.domains.rules.changes import Change, Step
from freehold.domains.rules.keys import PublishKey, parse_shared_key
from freehold.domains.rules.verdicts import Answer
from freehold.domains.rules.zone import txt_text
from freehold.domains.states import AnswerState
from freehold.kernel.errors import Refused, Unreachable

LIFETIME_SECONDS = 6.0
TIMEOUT_SECONDS = 2.0
UPDATE_SECONDS = 6.0
AT_ONCE = 8
SERVERS_ASKED = 4
DNS_PORT = 53
# A hostile zone may answer with 64 kB: what is kept and compared has an end.
VALUES_KEPT = 50
VALUE_LENGTH = 4096


def look(domain: str, records: Sequence[Record]) -> list[tuple[Record, Answer]]:
    """Ask DNS for every record of one domain, several at once, within seconds."""
    if not records:
        return []
    with ThreadPoolExecutor(max_workers=min(AT_ONCE, len(records))) as pool:
        resolvers = [_system_resolver()]
        if not settings.RESOLVER:
            resolvers = [*_own_servers(domain, resolvers[0]), *resolvers]
        answers = pool.map(lambda record: _ask_each(resolvers, record.name, record.type), records)
        return list(zip(records, answers, strict=True))


def ask(name: str, type_: RecordType) -> Answer:
    """Ask the resolver for one name and type."""
    return _ask(_system_resolver(), name, type_)


def publish(key: PublishKey, domain: str, changes: Sequence[Change]) -> None:
    """Send the changes in one signed update.

    Raises: Unreachable("dns_server"), Refused("dns_refused", "dns_server_not_allowed", "dns_zone_unknown").
    """
    if not changes:
        return
    address = _address_of(key)
    zone = key.zone or _zone_of(domain)
    message = dns.update.UpdateMessage(zone, keyring=dns.tsig.Key(key.name, key.secret, key.algorithm))
    try:
        for change in changes:
            _put(message, change)
        reply = dns.query.tcp(message, address, port=key.port, timeout=UPDATE_SECONDS)
    except (dns.tsig.PeerError, dns.tsig.BadSignature, dns.tsig.BadTime) as error:
        raise Refused(
            "dns_refused", _("The DNS server did not take the key %(name)s.") % {"name": key.name}
        ) from error
    except (dns.exception.DNSException, OSError, EOFError, ValueError) as error:
        raise Unreachable(
            "dns_server",
            _("The DNS server %(server)s does not answer as it should.") % {"server": key.server},
        ) from error
    if reply.rcode() != dns.rcode.NOERROR:
        said = dns.rcode.to_text(reply.rcode())
        raise Refused(
            "dns_refused",
            _("The DNS server %(server)s refused the update of %(zone)s (%(said)s).")
            % {"server": key.server, "zone": zone, "said": said},
        )


def shared_key() -> PublishKey | None:
    """The key of the whole instance, from `FREEHOLD_RFC2136`."""
    return parse_shared_key(settings.RFC2136)


def _put(message: dns.update.UpdateMessage, change: Change) -> None:
    name = dns.name.from_text(change.name)
    value = txt_text(change.value) if change.type is RecordType.TXT else change.value
    match change.step:
        case Step.ADD:
            message.add(name, change.ttl_seconds, str(change.type), value)
        case Step.DELETE:
            message.delete(name, str(change.type), value)
        case Step.CLEAR:
            message.delete(name, str(change.type))


def _ask_each(resolvers: Sequence[dns.resolver.Resolver], name: str, type_: RecordType) -> Answer:
    """The first resolver that finds something; else what the last one says."""
    answer = Answer(AnswerState.UNREACHABLE)
    for resolver in resolvers:
        answer = _ask(resolver, name, type_)
        if answer.state is AnswerState.FOUND:
            break
    return answer


def _ask(resolver: dns.resolver.Resolver, name: str, type_: RecordType) -> Answer:
    try:
        found = resolver.resolve(name, str(type_), search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return Answer(AnswerState.NOTHING)
    except dns.resolver.LifetimeTimeout:
        return Answer(AnswerState.UNREACHABLE, reason="no answer in time")
    except dns.resolver.NoNameservers:
        return Answer(AnswerState.UNREACHABLE, reason="the servers report a failure")
    except (dns.exception.DNSException, OSError, EOFError, ValueError) as error:
        return Answer(AnswerState.UNREACHABLE, reason=f"a broken answer ({type(error).__name__})")
    values = [_text(rdata) for rdata in list(found)[:VALUES_KEPT]]
    return Answer(AnswerState.FOUND, tuple(values))


def _text(rdata: dns.rdata.Rdata) -> str:
    """A value as `Answer` has it: printable, of bounded length."""
    if rdata.rdtype == dns.rdatatype.TXT:
        strings: Sequence[bytes] = rdata.strings  # type: ignore[attr-defined]
        text = b"".join(strings)[:VALUE_LENGTH].decode("utf-8", "replace")
        return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
    return rdata.to_text().lower()[:VALUE_LENGTH]


def _system_resolver() -> dns.resolver.Resolver:
    if not settings.RESOLVER:
        try:
            resolver = dns.resolver.Resolver()
        except dns.resolver.NoResolverConfiguration:
            resolver = dns.resolver.Resolver(configure=False)
            resolver.nameservers = ["127.0.0.1"]
        return _with_limits(resolver)
    host, _, port = settings.RESOLVER.rpartition(":")
    return _resolver_at([host.strip("[]")], int(port))


def _resolver_at(addresses: Sequence[str], port: int) -> dns.resolver.Resolver:
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers = list(addresses)
    resolver.port = port
    return _with_limits(resolver)


def _with_limits(resolver: dns.resolver.Resolver) -> dns.resolver.Resolver:
    resolver.timeout = TIMEOUT_SECONDS
    resolver.lifetime = LIFETIME_SECONDS
    return resolver


def _own_servers(domain: str, resolver: dns.resolver.Resolver) -> list[dns.resolver.Resolver]:
    """The servers that hold the zone, if they stand on public addresses: a zone may name any address as its server."""
    try:
        zone = dns.resolver.zone_for_name(domain, resolver=resolver)
        hosts = [rdata.target for rdata in resolver.resolve(zone, "NS", search=False)][:SERVERS_ASKED]
        addresses = [rdata.to_text() for host in hosts for rdata in resolver.resolve(host, "A", search=False)]
    except (dns.exception.DNSException, OSError, EOFError, ValueError):
        return []
    public = [address for address in addresses if ipaddress.ip_address(address).is_global]
    return [_resolver_at(public[:SERVERS_ASKED], DNS_PORT)] if public else []


def _zone_of(domain: str) -> str:
    try:
        zone = dns.resolver.zone_for_name(domain, resolver=_system_resolver())
    except (dns.exception.DNSException, OSError, EOFError) as error:
        raise Unreachable(
            "dns_server", _("No server says which zone %(domain)s belongs to.") % {"domain": domain}
        ) from error
    if len(zone) <= 1:  # the root alone: nobody has delegated this name, nor its ending
        raise Refused(
            "dns_zone_unknown", _("No zone for %(domain)s exists on the DNS server.") % {"domain": domain}
        )
    return zone.to_text()


def _address_of(key: PublishKey) -> str:
    """The address to send an update to: public, or one that this instance itself is set to use."""
    try:
        found = socket.getaddrinfo(key.server, key.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(
            "dns_server", _("The DNS server %(server)s cannot be found.") % {"server": key.server}
        ) from error
    address = str(found[0][4][0])
    shared = shared_key()
    own = {settings.RESOLVER, f"{shared.server}:{shared.port}" if shared else ""}
    if (
        not ipaddress.ip_address(address.partition("%")[0]).is_global
        and f"{key.server}:{key.port}" not in own
    ):
        raise Refused(
            "dns_server_not_allowed",
            _("Give a DNS server with a public address; this one is inside a network."),
        )
    return address
