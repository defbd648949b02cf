"""How often one may call: budgets, where they are counted, and what answers say of them."""
