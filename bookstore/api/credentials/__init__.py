"""Ways to say who one is: `bearer`, `basic` and `api_key` make a Caller of what a header holds, or refuse it.

The others are what they have in common: who a caller is, tokens, names with passwords, and HTTPS.
"""
