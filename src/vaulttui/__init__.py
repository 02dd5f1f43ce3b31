"""vaulttui: the readable half of write-only credential stores."""

__version__ = "0.1.0"
