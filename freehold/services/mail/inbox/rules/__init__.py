"""Pure rules of the inbox: what strangers' bytes mean, and what of them may be shown."""
