"""Numbers by chance that no other process has, for what has to be told apart and is no secret."""

import os
import random

_random = random.Random()  # noqa: S311
number = _random.getrandbits
"""A number of so many bits: a sixth of what asking the system for it takes."""

os.register_at_fork(after_in_child=_random.seed)
