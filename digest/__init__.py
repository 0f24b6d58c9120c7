"""News: fetch it, read it, group it, sum it up. Knows nothing of chat.

>>> import digest
>>> [claim.stance for claim in digest.analyze("The mayor denied that anyone was missing.").claims]
[<Stance.denies: 'denies'>]

Importing it loads neither spaCy nor a chat library.
"""
