"""JSON that people can read: an entry a line, but a list of numbers on one line; and arrays as base64 in it."""

from __future__ import annotations

import base64
import json
import re

import numpy as np

# A line break after the bracket: what stands in a text has none.
NUMBERS = re.compile(r"\[\n\s*(-?\d[^\[\]{}\"]*?)\n\s*\]")


def json_text(content: object) -> str:
    """Reads back to the same content."""
    joined = lambda found: "[" + re.sub(r",\n\s*", ", ", found[1]) + "]"  # noqa: E731
    return NUMBERS.sub(joined, json.dumps(content, indent=1)) + "\n"


def base64_text(array: np.ndarray) -> str:
    """The array's bytes in C order, as JSON can hold them."""
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()
