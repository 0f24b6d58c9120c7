"""What is kept: verbs in, model values out."""
