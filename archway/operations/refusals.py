"""Why a command does not do what it was asked. The message names the culprit, what was expected, and what to do."""


class Refused(RuntimeError):
    """The command was understood and not carried out; nothing was changed."""


class WrongUse(ValueError):
    """The command was asked for something that does not exist or makes no sense."""
