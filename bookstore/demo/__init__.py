"""A small real catalogue that ships with the program: facts about books and magazines."""
