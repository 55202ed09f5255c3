"""The own outgoing mail of the platform: its templates and languages."""
