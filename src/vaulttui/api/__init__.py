"""The local server: the vault, metadata only, in the dialects of the remotes."""
