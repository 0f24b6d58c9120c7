"""Who speaks: whom the article names, whom "he" and "the company" stand for, who carries whose words."""
