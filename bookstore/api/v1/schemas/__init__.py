"""The shapes of version 1."""
