"""Instances of services: what is wanted of them, what was observed, and the contract that makes a service.

An instance is the one hosted service behind a chain of subscriptions: active, suspended or gone. Actions of
`subscriptions` and of the services write what is *wanted*; a job asks the service to `apply` it and writes
what was *observed*. A service imports `contract.py`, `registry.py`, the actions and the queries.
"""
