"""The peer of `mail_path`: the same releases of Dovecot and Postfix on passwd files and static maps.

Same TLS, hash scheme, caches and rspamd (its sockets are shared with the platform's); a configuration as one
would write it by hand for one domain. Dovecot 2.3 (Debian 12) alone. Not a bench itself.
"""

import hashlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mail_load import Account, Side, sign_in

from freehold.host.database import free_port

DOVECOT = """\
base_dir = {root}/run
state_dir = {root}/state
instance_name = peer
log_path = {root}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
ssl_min_protocol = TLSv1.2
disable_plaintext_auth = yes
auth_mechanisms = plain login
auth_cache_size = 16M
auth_cache_ttl = 10 s
auth_cache_negative_ttl = 0
passdb {{
  driver = passwd-file
  args = {root}/users
}}
userdb {{
  driver = passwd-file
  args = {root}/users
}}
mail_uid = mail
mail_gid = mail
first_valid_uid = 8
first_valid_gid = 8
mail_location = mdbox:~/mdbox
mail_plugins = quota acl
mailbox_list_index = yes
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Drafts {{
    special_use = \\Drafts
    auto = subscribe
  }}
  mailbox Sent {{
    special_use = \\Sent
    auto = subscribe
  }}
  mailbox Trash {{
    special_use = \\Trash
    auto = subscribe
  }}
  mailbox Junk {{
    special_use = \\Junk
    auto = subscribe
  }}
}}
plugin {{
  quota = count:User quota
  quota_vsizes = yes
  acl = vfile
  sieve = file:~/sieve;active=~/.dovecot.sieve
}}
protocol imap {{
  mail_plugins = $mail_plugins imap_quota imap_acl
  mail_max_userip_connections = 50
}}
protocol lmtp {{
  mail_plugins = $mail_plugins sieve
}}
postmaster_address = postmaster@mail.test
service imap-login {{
  service_count = 0
  process_min_avail = 1
  process_limit = 4
  client_limit = 4000
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service imap {{
  service_count = 256
}}
service lmtp {{
  process_min_avail = 1
  unix_listener lmtp {{
    mode = 0666
  }}
}}
service auth {{
  client_limit = 16384
  unix_listener postfix-auth {{
    user = postfix
    group = postfix
    mode = 0660
  }}
}}
service stats {{
  client_limit = 16384
  unix_listener stats-writer {{
    user = mail
    mode = 0660
  }}
}}
service anvil {{
  client_limit = 16384
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""

MAIN = """\
compatibility_level = 3.6
queue_directory = {root}/queue
data_directory = {root}/pfdata
meta_directory = /etc/postfix
shlib_directory = /usr/lib/postfix
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
multi_instance_name = postfix-peer
maillog_file = {root}/postfix.log
maillog_file_prefixes = {root}
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.test
mydestination =
local_recipient_maps =
alias_maps =
mynetworks =
biff = no
message_size_limit = 52428800
mailbox_size_limit = 0
virtual_mailbox_limit = 0
recipient_delimiter = +
virtual_mailbox_domains = {domain}
virtual_mailbox_maps = hash:{root}/etc/mailboxes
virtual_transport = lmtp:unix:{root}/run/lmtp
lmtp_destination_concurrency_limit = 20
smtpd_tls_security_level = encrypt
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_sasl_type = dovecot
smtpd_sasl_path = {root}/run/postfix-auth
smtpd_sasl_auth_enable = yes
smtpd_sender_login_maps = hash:{root}/etc/senders
smtpd_client_restrictions = permit_sasl_authenticated, reject
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_sender_restrictions = reject_non_fqdn_sender, reject_sender_login_mismatch
smtpd_recipient_restrictions = reject_non_fqdn_recipient, reject_unlisted_recipient, permit_sasl_authenticated, reject
{milters}
"""

MASTER = """\
127.0.0.1:{submission} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
pickup unix n - n 60 1 pickup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@contextmanager
def peer(
    root: Path, *, accounts: Sequence[Account], certificate: Path, key: Path, milter: Path | None
) -> Iterator[Side]:
    """Start the peer in `root`; `milter` is the platform's outbound rspamd socket, or None to go without."""
    shutil.rmtree(root, ignore_errors=True)
    for folder in ("etc", "run", "state", "store", "queue", "pfdata"):
        (root / folder).mkdir(parents=True)
    shutil.chown(root / "store", "mail", "mail")
    shutil.chown(root / "pfdata", "postfix")
    imap, submission = free_port(), free_port()
    domain = accounts[0].address.partition("@")[2]
    milters = f"smtpd_milters = unix:{milter}\nmilter_default_action = tempfail" if milter else ""
    values = {
        "root": root, "certificate": certificate, "key": key, "imap": imap, "submission": submission,
        "domain": domain, "milters": milters,
    }  # fmt: skip
    (root / "dovecot.conf").write_text(DOVECOT.format(**values))
    (root / "etc/main.cf").write_text(MAIN.format(**values))
    (root / "etc/master.cf").write_text(MASTER.format(**values))
    users = [
        f"{a.address}:{{SHA256.HEX}}{hashlib.sha256(a.password.encode()).hexdigest()}:::"
        f":{root}/store/{number}::userdb_quota_rule=*:storage=10G"
        for number, a in enumerate(accounts)
    ]
    (root / "users").write_text("\n".join(users) + "\n")
    for table, row in (("mailboxes", "{0} x"), ("senders", "{0} {0}")):
        (root / "etc" / table).write_text("".join(row.format(a.address) + "\n" for a in accounts))
        subprocess.run(["postmap", "-c", str(root / "etc"), f"hash:{root}/etc/{table}"], check=True)
    subprocess.run(["postfix", "-c", str(root / "etc"), "check"], check=True, capture_output=True)
    children = [
        subprocess.Popen(["/usr/sbin/dovecot", "-F", "-c", str(root / "dovecot.conf")], cwd="/"),
        subprocess.Popen(["/usr/lib/postfix/sbin/master", "-c", str(root / "etc"), "-d"], cwd="/"),
    ]
    side = Side("peer", submission, imap, tuple(accounts))
    try:
        _wait_until_it_answers(side)
        yield side
    finally:
        for child in reversed(children):
            child.terminate()
        for child in children:
            child.wait(20)


def _wait_until_it_answers(side: Side) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            sign_in(side, side.accounts[0]).logout()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


if os.geteuid() != 0:
    raise SystemExit("Dovecot and Postfix are started by root: run this bench as root.")
