"""Countries that a form offers, by ISO 3166-1 alpha-2: the EU's first, then others. The API takes any code."""

from freehold.invoicing.rules.vat_rates import STANDARD

OTHERS = (
    "AL", "AE", "AR", "AU", "BA", "BR", "CA", "CH", "CL", "CN", "GB", "HK", "IL", "IN", "IS", "JP", "KR", "LI", "MD", "ME",
    "MK", "MX", "NO", "NZ", "RS", "SG", "TR", "UA", "US", "ZA",
)  # fmt: skip
OFFERED = (*sorted(STANDARD), *OTHERS)
