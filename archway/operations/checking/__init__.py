"""Checks that content, examples, dialogue, domain and crisis contacts hold together, and that a reviewer would let the wording pass."""
