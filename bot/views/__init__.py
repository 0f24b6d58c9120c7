"""News values in, Messages out; no I/O and no clock.

What is shown for a claim is always: who, a verb of even weight, the exact words, the outlet, the time.
"""
