"""What goes wrong for an operator."""


class OperationError(RuntimeError):
    """A command can't do what it was asked; the message names the culprit, what was expected, and what to do. Nothing is half done."""
