"""The tree of a log, the note that signs it, and the file that holds all of it: pure Python, no platform needed."""
