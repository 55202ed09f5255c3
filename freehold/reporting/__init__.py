"""Reports: what a seller earned on what it sold, what is owed to it, and whether what was bought, provided and billed agree.

It reads across packages, and keeps nothing of its own but what the newest comparison came to. Called by console, and by its
own pages, operations, commands and job.
"""
