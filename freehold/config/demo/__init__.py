"""The demo's world, made through the real actions."""
