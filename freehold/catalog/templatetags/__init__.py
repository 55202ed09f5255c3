"""The tags of `{% load catalog %}`."""
