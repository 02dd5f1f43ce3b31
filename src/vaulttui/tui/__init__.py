"""The terminal UI.

Textual reads its variables when it is imported, and with some of them writes every key
pressed to a file; whoever imports this package has taken them away before.
"""

import os
from typing import Final

LISTENING: Final = frozenset({"TEXTUAL", "TEXTUAL_LOG", "TEXTUAL_DEBUG", "TEXTUAL_SCREENSHOT"})

if LISTENING & os.environ.keys():
    raise RuntimeError("TEXTUAL* variables must be gone before the terminal UI is loaded")
