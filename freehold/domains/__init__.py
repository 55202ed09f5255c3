"""Claims and proofs of domain names, the records to publish, and live checks of them.

A domain is *claimed* by whoever names it, *proven* by the first whose token stands in its DNS, and *released*
when its tenant lets go of it. What a service needs in a domain's zone it says as `Record`s (`contract.py`);
this package knows no service. The network is asked by jobs, and actions write down what was seen.
"""
