"""The hosted services. Each is a package that fulfils `provisioning/contract.py`."""
