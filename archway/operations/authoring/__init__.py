"""New stories and new topics, written by operators: shown, checked, and kept whole or not at all."""
