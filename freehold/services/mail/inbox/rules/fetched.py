"""FETCH answers of many messages, read at once. Source: RFC 3501, 9.

IMAPClient reads an answer letter by letter, which costs a list of fifty messages more than all else; this reads it
token by token, and gives the same tuples, bytes and None.
"""

import re
from collections.abc import Iterable

TOKEN = re.compile(rb'"((?:[^"\\]|\\.)*)"|([()])|([^\s()"\[]*\[[^\]]*\][^\s()"]*|[^\s()"]+)', re.DOTALL)
ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
LITERAL = re.compile(rb"\{\d+\}$")
DEEPEST = 60

Node = object  # bytes, None, or a tuple of nodes


def fetched(answers: Iterable[object]) -> dict[int, dict[bytes, Node]]:
    """The items of each message by its UID, from what imaplib gives: bytes, and pairs of bytes and a literal.

    What came without a UID is about another's change, and is left out. Raises: ValueError for what cannot be read.
    """
    found: dict[int, dict[bytes, Node]] = {}
    segments: list[tuple[bytes, bytes | None]] = []
    for answer in answers:
        if isinstance(answer, tuple):
            segments.append((LITERAL.sub(b"", answer[0]), answer[1]))
            continue
        if not isinstance(answer, bytes):
            continue
        segments.append((answer, None))
        items = _items(segments)
        segments = []
        uid = items.pop(b"UID", None)
        if isinstance(uid, bytes):
            found.setdefault(int(uid), {}).update(items)
    if segments:
        raise ValueError("the answer ends within a message")
    return found


def _items(segments: list[tuple[bytes, bytes | None]]) -> dict[bytes, Node]:
    """The items of one answer: a number, and names with their values in brackets."""
    stack: list[list[Node]] = [[]]
    for text, literal in segments:
        for quoted, bracket, atom in TOKEN.findall(text):
            if bracket == b"(":
                stack.append([])
                if len(stack) > DEEPEST:
                    raise ValueError("nested too deeply")
            elif bracket:
                if len(stack) < 2:
                    raise ValueError("a bracket too many")
                closed = tuple(stack.pop())
                stack[-1].append(closed)
            elif atom:
                stack[-1].append(None if atom == b"NIL" else atom)
            else:
                stack[-1].append(ESCAPED.sub(rb"\1", quoted) if b"\\" in quoted else quoted)
        if literal is not None:
            stack[-1].append(literal)
    whole = stack[0]
    if len(stack) != 1 or len(whole) != 2 or not isinstance(whole[1], tuple) or len(whole[1]) % 2:
        raise ValueError("no answer to FETCH")
    names = whole[1][::2]
    return {
        name.upper(): value
        for name, value in zip(names, whole[1][1::2], strict=True)
        if isinstance(name, bytes)
    }
