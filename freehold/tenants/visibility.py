"""What a tier above a seller can see of that seller's customers: read from the policies themselves, as a page."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

SETTING = re.compile(
    r"\(NULLIF\(current_setting\('freehold\.(tenant|person)'::text, true\), ''::text\)\)::uuid"
)
COMMENTED = re.compile(
    r"((?:^-- .*\n)+)(?:^(?:drop|alter).*\n)*^create or replace function definer\.(\w+)", re.M
)

POLICIES = """
select p.tablename, p.qual from pg_policies p
where p.schemaname = 'public' and p.cmd in ('SELECT', 'ALL') and 'freehold_app' = any (p.roles) order by 1
"""
COLUMNS = """
select c.table_name, c.column_name from information_schema.columns c
where c.table_schema = 'public' order by c.table_name, c.ordinal_position
"""
FUNCTIONS = """
select p.proname, pg_get_function_result(p.oid), pg_get_function_identity_arguments(p.oid),
       has_function_privilege('freehold_app', p.oid, 'execute'),
       has_function_privilege('freehold_worker', p.oid, 'execute'),
       has_function_privilege('freehold_identity', p.oid, 'execute')
from pg_proc p where p.pronamespace = 'definer'::regnamespace and p.prosecdef order by 1
"""

HEAD = """# What a tier above can see

Made from the row policies and functions of the database by `freehold walls`; a test compares. Do not edit it by hand.

A tenant's scope decides which rows exist. Where an operator sells to a partner and the partner to a customer, the
operator's scope is its own, and so is the partner's: what stands below under "one's own rows" of the customer does not
exist for either of them. Of the customer's orders there is one row on each edge. The operator has the one on its edge to
the partner, where the customer is a pseudonym that only the partner's sealed key can make. A grant lets its holder
enter the customer's scope, for a time, on the customer's record.
"""


def upper_tiers_page() -> str:
    """The page, in Markdown. Needs a connection that may read the catalogues, and no scope."""
    return "".join(_parts())


def _parts() -> Iterator[str]:
    by_rule: dict[str, list[str]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(POLICIES)
        for table, rule in cursor.fetchall():
            by_rule[_plain(rule)].append(table)
        cursor.execute(COLUMNS)
        columns: dict[str, list[str]] = defaultdict(list)
        for table, column in cursor.fetchall():
            columns[table].append(column)
        cursor.execute(FUNCTIONS)
        functions = cursor.fetchall()
    yield HEAD
    own = [rule for rule in by_rule if re.fullmatch(r"(tenant_id|id) = tenant|user_id = person", rule)]
    yield "\n## Rows that somebody besides their owner can read\n\n"
    for rule in sorted(set(by_rule) - set(own)):
        yield f"### `{rule}`\n\n| table | columns |\n|---|---|\n"
        yield from (f"| {table} | {', '.join(columns[table])} |\n" for table in by_rule[rule])
        yield "\n"
    yield "## One's own rows\n\nNobody above sees that they exist.\n\n"
    for rule in sorted(own):
        yield f"- `{rule}`: {', '.join(by_rule[rule])}\n"
    yield "\n## What answers across scopes\n\n"
    yield "Functions of the role `freehold_definer`. They are all there are; nothing else passes a wall.\n\n"
    yield "| function | for | answers | with |\n|---|---|---|---|\n"
    said = _comments()
    for name, result, arguments, *may in functions:
        roles = [role for role, allowed in zip(("web", "worker", "sign-in"), may, strict=True) if allowed]
        yield f"| {name}({arguments}) | {', '.join(roles) or 'nobody'} | {said.get(name, '')} | {result} |\n"


def _plain(rule: str) -> str:
    text = " ".join(SETTING.sub(lambda found: found[1], rule).split())
    while text.startswith("(") and _closes_last(text):
        text = text[1:-1]
    text = text.replace("::text", "").replace("(tenant)", "tenant")
    return re.sub(r"\((\w+ = \w+)\)", r"\1", text)


def _closes_last(text: str) -> bool:
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return place == len(text) - 1
    return False


def _comments() -> dict[str, str]:
    """What stands above each function in the schema files."""
    text = "".join(Path(file).read_text(encoding="utf-8") for file in settings.SCHEMA_FILES)
    return {
        name: " ".join(line.removeprefix("-- ") for line in said.splitlines())
        for said, name in COMMENTED.findall(text)
    }
