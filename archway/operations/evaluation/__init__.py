"""How well the assistant understands: test sets put to the whole assistant, figures, a page."""
