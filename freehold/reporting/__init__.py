"""Reports: what a seller earned on what it sold, what is owed to it, and whether what was bought, provided and billed agree.

It reads across packages, through their queries, and keeps nothing of its own. Called by console, and by its own pages,
operations and commands.
"""
