"""The inbox: a person reads, searches, writes, answers, files and deletes their own mail in the browser.

It is an IMAP and submission client like any other: it signs in as the person, keeps no mail of its own, and sees
nothing that the person's other clients would not.
"""
