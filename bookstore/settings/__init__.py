"""Settings: values of the environment, each read as what it is, or refused with a sentence that names it."""
