"""Freehold: hosted business services that partners own."""
