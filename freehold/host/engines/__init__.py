"""The mail engines on this host: each module renders one engine's configuration, checks it and names its processes."""
