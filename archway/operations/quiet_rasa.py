"""Rasa's own command line without its libraries' deprecation warnings, which nobody here can act on, and without TensorFlow where nothing needs it.

Usage: python -m archway.operations.quiet_rasa train …    (all of Rasa's commands)
"""

import sys
import warnings

from archway.operations.tensorflow_later import postpone_tensorflow


def say_nothing(*args: object, **kwargs: object) -> None:
    """Some libraries switch their warnings on again after every filter; this hook is beyond their reach."""


def run() -> None:
    """Run Rasa's command line. What `rasa data validate` finds are warnings, which are told where it fails."""
    found: list[str] = []
    validates = sys.argv[1:2] == ["data"]
    warnings.showwarning = lambda message, category, *_, **__: found.append(str(message)) if category is UserWarning else None
    postpone_tensorflow(sys.argv[1:])
    from rasa.__main__ import main

    try:
        main()
    except SystemExit as ended:
        if validates and ended.code:
            print(*found, sep="\n", file=sys.stderr)
        raise


if __name__ == "__main__":
    run()
