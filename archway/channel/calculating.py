"""How many threads calculate for the server."""

from threadpoolctl import threadpool_limits


def calculate_on_one_thread() -> None:
    """Have linear algebra run where it is asked for: a message is too small to share, and threads that wait for a share of it keep a core busy.

    Lasts until the process ends; training runs in processes of its own, on all cores.
    """
    threadpool_limits(limits=1, user_api="blas")
