"""A small real catalogue that ships with the program: facts about books and magazines."""

from pathlib import Path

FILES = tuple(Path(__file__).with_name(f"{name}.csv") for name in ("books", "magazines"))
"""The demo catalogue, in the catalogue's own format."""
