"""Services of another vendor, resold: seats that a seller buys for its customers, and that no engine here runs.

What is ordered becomes a task for the people of the seller that supplies it; what they did is what was observed. What
the vendor charges is read from its bills. Everything here stands in the supplier's scope and nobody else's.
"""
