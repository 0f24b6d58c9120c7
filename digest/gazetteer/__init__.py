"""Names to places: candidates, and where they lie."""
