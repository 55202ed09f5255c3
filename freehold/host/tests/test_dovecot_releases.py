"""Both releases of Dovecot are told the same: what a change to one configuration forgets in the other shows here.

This compares words. Whether a release does what its words say is shown by the tests on engines, on a host that has it.
"""

from pathlib import Path

from freehold.host.engines.rendering import rendered
from freehold.host.engines.settings import EngineSettings, Ports, engine_database

SETTINGS = EngineSettings(
    name="n",
    root=Path("/r"),
    ports=Ports(
        smtp=25,
        submission=587,
        submissions=465,
        inject=10025,
        imap=143,
        imaps=993,
        sieve=4190,
        doveadm=8080,
        stats=8081,
    ),
    database=engine_database("postgresql://freehold_engine:secret@127.0.0.1:5432/freehold"),
    certificate=Path("/r/c.pem"),
    key=Path("/r/k.pem"),
    ca=None,
    host_name="mail.example",
    neutral_domain="example",
    api_key="api",
)

# What 2.3 and 2.4 say in other words, side by side; what 2.3 alone is told stands alone.
IN_OTHER_WORDS = (
    ("protocol lmtp/plugin/sieve_plugins =",),  # it would load them anew for each delivery
    ("protocol lmtp/plugin/sieve_global_extensions =",),
    ("protocols = imap lmtp sieve", "protocols/imap = yes", "protocols/lmtp = yes", "protocols/sieve = yes"),
    ("ssl_cert = </r/c.pem", "ssl_server_cert_file = /r/c.pem"),
    ("ssl_key = </r/k.pem", "ssl_server_key_file = /r/k.pem"),
    ("disable_plaintext_auth = yes", "auth_allow_cleartext = no"),
    ("auth_username_format = %Lu", "auth_username_format = %{user | lower}"),
    ("auth_cache_ttl = 10 s", "auth_cache_ttl = 10s"),
    ("auth_worker_max_count = 8", "service auth-worker/process_limit = 8"),
    ("passdb/driver = sql",),
    ("passdb/args = /r/etc/dovecot-sql.conf",),
    ("userdb/driver = prefetch", "userdb prefetch"),
    ("userdb/driver = sql",),
    ("userdb/args = /r/etc/dovecot-sql.conf",),
    ("mail_location = mdbox:~/mdbox", "mail_driver = mdbox", "mail_path = ~/mdbox"),
    ("mail_plugins = quota acl", "mail_plugins/quota = yes", "mail_plugins/acl = yes"),
    ("namespace shared/prefix = shared/%%n/", "namespace shared/prefix = shared/$username/"),
    (
        "namespace shared/location = mdbox:/r/store/%{userdb:tenant}/%%n/mdbox:INDEXPVT=~/shared/%%n",
        "namespace shared/mail_driver = mdbox",
        "namespace shared/mail_path = /r/store/%{userdb:tenant}/%{owner_user | username}/mdbox",
        "namespace shared/mail_index_private_path = ~/shared/%{owner_user | username}",
    ),
    ("plugin/quota = count:User quota", 'quota "User quota"/driver = count'),
    ("plugin/quota_vsizes = yes",),  # 2.4 knows no other way
    ("plugin/quota_grace = 0", "quota_storage_grace = 0"),
    ("plugin/quota_status_success = DUNNO", "quota_status_success = DUNNO"),
    ("plugin/quota_status_nouser = DUNNO", "quota_status_nouser = DUNNO"),
    (
        'plugin/quota_status_overquota = "552 5.2.2 Mailbox is full"',
        'quota_status_overquota = "552 5.2.2 Mailbox is full"',
        'quota_status_toolarge = "552 5.2.2 Mailbox is full"',
    ),
    ("plugin/acl = vfile", "acl_driver = vfile"),
    (
        "plugin/acl_shared_dict = file:/r/store/%{userdb:tenant}/shared-mailboxes.db",
        "acl_sharing_map/dict file/path = /r/store/%{userdb:tenant}/shared-mailboxes.db",
    ),
    (
        "plugin/sieve = file:~/sieve;active=~/.dovecot.sieve",
        "sieve_script personal/type = personal",
        "sieve_script personal/driver = file",
        "sieve_script personal/path = ~/sieve",
        "sieve_script personal/active_path = ~/.dovecot.sieve",
    ),
    (
        "plugin/sieve_before = /r/etc/standard.sieve",
        "sieve_script platform/type = before",
        "sieve_script platform/driver = file",
        "sieve_script platform/path = /r/etc/standard.sieve",
        "sieve_script platform/name = platform",
        "sieve_script platform/dict proxy/name = sieve",
    ),
    ("plugin/sieve_extensions = -enotify", "sieve_extensions/enotify = no"),
    (
        "plugin/sieve_plugins = sieve_imapsieve sieve_extprograms",
        "sieve_plugins/sieve_imapsieve = yes",
        "sieve_plugins/sieve_extprograms = yes",
    ),
    (
        "plugin/sieve_global_extensions = +vnd.dovecot.pipe +vnd.dovecot.environment",
        "sieve_global_extensions/vnd.dovecot.pipe = yes",
        "sieve_global_extensions/vnd.dovecot.environment = yes",
    ),
    ("plugin/sieve_pipe_socket_dir = teach", "sieve_pipe_socket_dir = teach"),
    ("plugin/imapsieve_mailbox1_name = Junk",),
    (
        "plugin/imapsieve_mailbox1_before = file:/r/etc/teach/spam.sieve",
        "namespace inbox/mailbox Junk/sieve_script spam/type = before",
        "namespace inbox/mailbox Junk/sieve_script spam/path = /r/etc/teach/spam.sieve",
    ),
    (
        "plugin/imapsieve_mailbox1_causes = COPY",
        "namespace inbox/mailbox Junk/sieve_script spam/cause = copy",
    ),
    ("plugin/imapsieve_mailbox2_name = *",),
    ("plugin/imapsieve_mailbox2_from = Junk",),
    (
        "plugin/imapsieve_mailbox2_before = file:/r/etc/teach/ham.sieve",
        "imapsieve_from Junk/sieve_script ham/type = before",
        "imapsieve_from Junk/sieve_script ham/path = /r/etc/teach/ham.sieve",
    ),
    ("plugin/imapsieve_mailbox2_causes = COPY", "imapsieve_from Junk/sieve_script ham/cause = copy"),
    ("plugin/imapsieve_mailbox3_name = Archive",),
    ("plugin/imapsieve_mailbox3_from = INBOX",),
    (
        "plugin/imapsieve_mailbox3_before = file:/r/etc/teach/ham.sieve",
        "namespace inbox/mailbox Archive/imapsieve_from INBOX/sieve_script ham/type = before",
        "namespace inbox/mailbox Archive/imapsieve_from INBOX/sieve_script ham/path = /r/etc/teach/ham.sieve",
    ),
    (
        "plugin/imapsieve_mailbox3_causes = COPY",
        "namespace inbox/mailbox Archive/imapsieve_from INBOX/sieve_script ham/cause = copy",
    ),
    ("plugin/sieve_vacation_min_period = 1d", "sieve_vacation_min_period = 1d"),
    ("plugin/sieve_redirect_envelope_from = sender", "sieve_redirect_envelope_from = sender"),
    ("plugin/sieve_max_redirects = 10", "sieve_max_redirects = 10"),
    ("plugin/sieve_quota_max_scripts = 20", "sieve_quota_script_count = 20"),
    ("plugin/sieve_quota_max_storage = 1M", "sieve_quota_storage_size = 1M"),
    (
        "protocol imap/mail_plugins = $mail_plugins imap_quota imap_acl imap_sieve",
        "protocol imap/mail_plugins/imap_quota = yes",
        "protocol imap/mail_plugins/imap_acl = yes",
        "protocol imap/mail_plugins/imap_sieve = yes",
    ),
    ("protocol lmtp/mail_plugins = $mail_plugins sieve", "protocol lmtp/mail_plugins/sieve = yes"),
    ("service imap-login/service_count = 0", "service imap-login/restart_request_count = unlimited"),
    ("service imap/service_count = 256", "service imap/restart_request_count = 256"),
    (
        "service managesieve-login/service_count = 0",
        "service managesieve-login/restart_request_count = unlimited",
    ),
    (
        "service doveadm/inet_listener http/address = 127.0.0.1",
        "service doveadm/inet_listener http/listen = 127.0.0.1",
    ),
    (
        "service stats/inet_listener http/address = 127.0.0.1",
        "service stats/inet_listener http/listen = 127.0.0.1",
    ),
    ("dict/sieve = pgsql:/r/etc/dovecot-dict.conf", "dict_server/dict sieve/driver = sql"),
)

# What 2.3 does by default, or what stands in a file of its own there: the next test compares those.
IN_2_4_ALONE = {
    "dovecot_config_version = 2.4.1",
    "dovecot_storage_version = 2.4.1",
    "lmtp_user_concurrency_limit = unlimited",
    "service lmtp/restart_request_count = unlimited",
    "sql_driver = pgsql",
    "dict_server/dict sieve/sql_driver = pgsql",
}
IN_FILES_OF_THEIR_OWN = ("pgsql ", "passdb sql/", "userdb sql/", "dict_server/dict sieve/dict_map ")

QUERIES_IN_OTHER_WORDS = (
    ("%Lu", "%{user | lower}"),
    ("%{sha256:password}", "%{password | sha256 | hexlify}"),
    ("'%r'", "'%{remote_ip}'"),
    ("'*:bytes=' || quota_bytes AS userdb_quota_rule", "quota_bytes || 'B' AS userdb_quota_storage_size"),
    ("'*:bytes=' || quota_bytes AS quota_rule", "quota_bytes || 'B' AS quota_storage_size"),
    (
        "THEN 'dict:proxy::sieve;name=platform;bindir=~/.sieve-platform' END AS sieve_before",
        "THEN 'dict' END AS \"sieve_script/platform/driver\", CASE WHEN script_id <> 'id' "
        "THEN '~/.sieve-platform' END AS \"sieve_script/platform/bin_path\"",
    ),
)


def said(template: str) -> set[str]:
    """Each setting of a rendered configuration, after the blocks that it stands in; a block without any as itself."""
    text = rendered(template, SETTINGS, standard_script_id="id", filter_user="f").replace("\\\n", " ")
    found: set[str] = set()
    blocks: list[str] = []
    empty = False
    for line in (" ".join(line.split()) for line in text.splitlines()):
        if line.endswith("{"):
            blocks.append(line[:-2])
            empty = True
        elif line == "}":
            if empty:
                found.add("/".join(blocks))
            blocks.pop()
            empty = False
        elif line and not line.startswith("#"):
            found.add("/".join([*blocks, line]))
            empty = False
    return found


def queries(template: str) -> dict[str, str]:
    """The questions to the database in a rendered configuration, by their settings."""
    parted = (line.partition(" = ") for line in said(template) if " = SELECT " in line)
    return {name: query for name, _, query in parted}


def test_what_one_release_is_told_the_other_is_told() -> None:
    older, newer = said("dovecot-2.3.conf.j2"), said("dovecot-2.4.conf.j2")
    newer -= {line for line in newer if line.startswith(IN_FILES_OF_THEIR_OWN)}

    left = older - {words[0] for words in IN_OTHER_WORDS}
    right = newer - {word for words in IN_OTHER_WORDS for word in words[1:]} - IN_2_4_ALONE

    assert left - right == set(), "2.3 is told what 2.4 is not"
    assert right - left == set(), "2.4 is told what 2.3 is not"


def test_no_words_stand_for_settings_that_are_gone() -> None:
    older, newer = said("dovecot-2.3.conf.j2"), said("dovecot-2.4.conf.j2")

    assert {words[0] for words in IN_OTHER_WORDS} - older == set()
    assert {word for words in IN_OTHER_WORDS for word in words[1:]} | IN_2_4_ALONE <= newer


def test_both_releases_ask_the_database_the_same_questions() -> None:
    older, newer = queries("dovecot-2.3-sql.conf.j2"), queries("dovecot-2.4.conf.j2")
    for word, other in QUERIES_IN_OTHER_WORDS:
        older = {name: query.replace(word, other) for name, query in older.items()}

    assert newer["passdb sql/query"] == older["password_query"]
    assert newer["userdb sql/query"] == older["user_query"]
    assert newer["userdb sql/iterate_query"] == older["iterate_query"]


def test_both_releases_find_the_same_scripts_in_the_database() -> None:
    older, newer = said("dovecot-2.3-dict.conf.j2"), said("dovecot-2.4.conf.j2")
    folder = "dict_server/dict sieve/dict_map"

    for pattern, field, place in (
        ("priv/sieve/name/$script_name", "script_id", "script_name = $script_name"),
        ("priv/sieve/data/$id", "script", "script_id = $id"),
    ):
        name, value = place.split(" = ")
        assert {f"map/pattern = {pattern}", f"map/value_field = {field}", f"map/fields/{place}"} <= older
        assert {
            f"{folder} {pattern}/sql_table = engine.sieve",
            f"{folder} {pattern}/username_field = username",
            f"{folder} {pattern}/value_field {field}",
            f"{folder} {pattern}/key_field {name}/value = {value}",
        } <= newer
    assert {"map/table = engine.sieve", "map/username_field = username"} <= older


def test_both_releases_reach_the_database_as_the_engine() -> None:
    newer = said("dovecot-2.4.conf.j2")

    for template, name in (
        ("dovecot-2.3-sql.conf.j2", "dovecot"),
        ("dovecot-2.3-dict.conf.j2", "dovecot-dict"),
    ):
        (connect,) = (line for line in said(template) if line.startswith("connect = "))
        parts = dict(part.split("=") for part in connect.removeprefix("connect = ").split())
        assert parts.pop("application_name") == name
        assert parts.pop("host") == "127.0.0.1"
        assert {f"pgsql 127.0.0.1/parameters/{key} = {value}" for key, value in parts.items()} <= newer
