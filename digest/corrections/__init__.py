"""What an article's publisher changed: told sentence by sentence, and no claim changed beyond that. Pure.

old and new text -> changed sentences                              (compare)
                 -> sentences to take anew, and where others stand (window)
old and new analysis -> the new version's analysis                 (splice)
"""

from .compare import Changed, compare, keep
from .splice import splice
from .window import Window, window

__all__ = ["Changed", "Window", "compare", "keep", "splice", "window"]
