"""The tree of operator, partners and customers; the edges that say who sells to whom; the scope that decides which rows exist."""
