"""Records as a master file, for whoever publishes them by hand."""

from collections.abc import Sequence

from freehold.domains.contract import Record, RecordType

TXT_BYTES = 255  # of one character-string: RFC 1035, 3.3


def zone_file(domain: str, records: Sequence[Record]) -> str:
    """The records as lines that can be put into the domain's zone file. Source: RFC 1035, 5.1."""
    lines = [f"; Records for {domain}", f"$ORIGIN {domain}."]
    for record in records:
        if record.why:
            lines.append(f"; {_one_line(record.why)}")
        lines.append(
            f"{relative(record.name, domain)} {record.ttl_seconds} IN {record.type} {value_text(record)}"
        )
    return "\n".join(lines) + "\n"


def relative(name: str, domain: str) -> str:
    """A name as it is typed at most DNS providers: without the domain, `@` for the domain itself."""
    if name == domain:
        return "@"
    return name.removesuffix(f".{domain}") if name.endswith(f".{domain}") else f"{name}."


def value_text(record: Record) -> str:
    """A value as a master file has it: TXT quoted, and split where it is long."""
    return txt_text(record.value) if record.type is RecordType.TXT else _one_line(record.value)


def txt_text(text: str) -> str:
    """Text as one or more quoted character-strings."""
    raw = text.encode()
    pieces = [raw[start : start + TXT_BYTES] for start in range(0, len(raw), TXT_BYTES)] or [b""]
    return " ".join(f'"{"".join(_escaped(byte) for byte in piece)}"' for piece in pieces)


def _escaped(byte: int) -> str:
    if byte in b'"\\':
        return f"\\{chr(byte)}"
    return chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03d}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
