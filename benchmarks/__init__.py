"""What is measured: quality with floors (`make eval`), speed as ratios (`make bench`)."""
