"""Remotes: what is bound to them, what a plan would do, and doing it."""
