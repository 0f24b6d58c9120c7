"""Names the analyzer knows beforehand: parties and their names, offices, bodies, titles."""
