"""IMAP and submission, spoken as the person: the only code of the inbox that talks to a network."""
