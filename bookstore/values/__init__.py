"""Pure values of the book trade (text, ISBN, ISSN, money, language): no I/O, importable by every layer."""
