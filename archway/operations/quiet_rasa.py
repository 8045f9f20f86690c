"""Rasa's own command line without its libraries' deprecation warnings, which nobody here can act on, and without TensorFlow where nothing needs it.

Usage: python -m archway.operations.quiet_rasa train …    (all of Rasa's commands)
"""

import sys
import warnings

from archway.operations.tensorflow_later import postpone_tensorflow


def say_nothing(*args: object, **kwargs: object) -> None:
    """Some libraries switch their warnings on again after every filter; this hook is beyond their reach."""


if __name__ == "__main__":
    warnings.showwarning = say_nothing
    postpone_tensorflow(sys.argv[1:])
    from rasa.__main__ import main

    main()
