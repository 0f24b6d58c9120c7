"""The verbs of the program: one verb, one function. Wiring and words only; nothing is decided here."""
