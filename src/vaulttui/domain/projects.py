"""What credentials and sets are assigned to."""

from vaulttui.domain.metadata import under
from vaulttui.domain.named import Owned


class Project(Owned, frozen=True):
    """A record of kind ``project``, read."""

    @property
    def links(self) -> tuple[str, ...]:
        """The folders, as absolute paths, in which it is meant where none is named."""
        return tuple(sorted(path for path, there in under(self.record.m, "link.") if there is True))
