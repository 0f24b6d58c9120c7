"""From what was found to claims: stance, figures, day, what is shown first and how."""
