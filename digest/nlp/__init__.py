"""Doc in, values out: everything that needs a parse. spaCy is imported nowhere else."""
