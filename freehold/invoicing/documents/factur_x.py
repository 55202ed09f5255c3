"""The marks of Factur-X in a PDF's metadata: which file within is the invoice, and to which profile.

Source: Factur-X 1.09, section 6.2: the extension schema of the namespace `fx` and its four properties. What was written is
spliced into the packet that is there, and the table of offsets moves along; nothing else of the file changes.
"""

import re

NAMESPACE = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
PROPERTIES = {
    "DocumentType": ("INVOICE", "The type of the hybrid document in capital letters"),
    "DocumentFileName": ("factur-x.xml", "The name of the embedded XML document"),
    "Version": ("1.0", "The version of the standard of the embedded XML document"),
    "ConformanceLevel": ("EN 16931", "The profile of the embedded XML document"),
}
METADATA = re.compile(rb"<</Length (\d+)(?=[^>]*/Type/Metadata)[^>]*>>\s*stream\n")
TABLE = re.compile(rb"xref\n0 (\d+)\n")
START = re.compile(rb"startxref\n(\d+)\n%%EOF\s*$")


def with_factur_x_metadata(pdf: bytes) -> bytes:
    """The same file, marked. Raises: ValueError for a file that is not of the form that the compiler writes."""
    packet = METADATA.search(pdf)
    start = START.search(pdf)
    if packet is None or start is None:
        raise ValueError("the PDF has no metadata, or no table at its end")
    begin, length = packet.end(), int(packet[1])
    old = pdf[begin : begin + length]
    new = _marked(old)
    header = pdf[packet.start() : begin].replace(b"/Length %d" % length, b"/Length %d" % len(new))
    longer = len(new) - len(old) + len(header) - (begin - packet.start())
    table = int(start[1])
    return b"".join((
        pdf[: packet.start()], header, new, pdf[begin + length : table],
        _moved(pdf[table : start.start()], after=packet.start(), by=longer),
        b"startxref\n%d\n%%%%EOF" % (table + longer),
    ))  # fmt: skip


def _marked(packet: bytes) -> bytes:
    schema, values = _schema().encode(), _values().encode()
    end_of_schemas, end = b"</rdf:Bag></pdfaExtension:schemas>", b"</rdf:Description></rdf:RDF>"
    if packet.count(end_of_schemas) != 1 or packet.count(end) != 1:
        raise ValueError("the metadata have no place for an extension schema")
    return packet.replace(end_of_schemas, schema + end_of_schemas).replace(end, values + end)


def _schema() -> str:
    properties = "".join(
        '<rdf:li rdf:parseType="Resource"><pdfaProperty:category>external</pdfaProperty:category>'
        f"<pdfaProperty:description>{meaning}</pdfaProperty:description><pdfaProperty:name>{name}</pdfaProperty:name>"
        "<pdfaProperty:valueType>Text</pdfaProperty:valueType></rdf:li>"
        for name, (_, meaning) in PROPERTIES.items()
    )
    return (
        '<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>'
        f"<pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI><pdfaSchema:prefix>fx</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )


def _values() -> str:
    return "".join(
        f'<fx:{name} xmlns:fx="{NAMESPACE}">{value}</fx:{name}>' for name, (value, _) in PROPERTIES.items()
    )


def _moved(table: bytes, *, after: int, by: int) -> bytes:
    """The table of offsets, with each that lies behind a place moved."""
    head = TABLE.match(table)
    if head is None:
        raise ValueError("the PDF has no plain table of offsets")
    entries = table[head.end() : head.end() + 20 * int(head[1])]
    moved = [
        b"%010d%b" % (offset + by if (offset := int(entry[:10])) > after else offset, entry[10:])
        for entry in (entries[place : place + 20] for place in range(0, len(entries), 20))
    ]
    return table[: head.end()] + b"".join(moved) + table[head.end() + len(entries) :]
