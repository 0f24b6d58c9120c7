"""What all tests share: property tests that a busy machine does not fail, and that CI always plays alike.

At a desk every run looks at new examples; with CI set in the environment the examples follow from the test
alone, so that a change is not judged by somebody else's luck.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")
