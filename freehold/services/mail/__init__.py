"""Hosted mail on Dovecot, Postfix and rspamd: mailboxes, addresses, rules, keys, trace and quarantine."""
