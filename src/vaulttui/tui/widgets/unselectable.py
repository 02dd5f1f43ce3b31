"""Text that the mouse cannot select."""

from textual.widgets import Static


class Unselectable(Static):
    """Shows a secret, which is copied by its own command alone."""

    ALLOW_SELECT = False
