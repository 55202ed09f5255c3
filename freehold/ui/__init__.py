"""Base templates, components, tokens and the one stylesheet."""
