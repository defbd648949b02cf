"""Ways to say who one is: a module each, which makes a Caller of what a header holds, or refuses it."""
