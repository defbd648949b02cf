"""The canonical wire shape of everything (that of the newest version), and its validation."""
