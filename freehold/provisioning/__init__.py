"""Instances of services: what is wanted of them, what was observed, and the contract that makes a service."""
