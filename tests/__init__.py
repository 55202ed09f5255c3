"""Tests across packages: the walls, the house, the API, journeys."""
