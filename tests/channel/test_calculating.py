"""The threads of linear algebra."""

from threadpoolctl import threadpool_info, threadpool_limits

from archway.channel.calculating import calculate_on_one_thread


def test_linear_algebra_runs_where_it_is_asked_for() -> None:
    with threadpool_limits(limits=2, user_api="blas"):
        calculate_on_one_thread()
        libraries = [library for library in threadpool_info() if library["user_api"] == "blas"]
        assert libraries
        assert {library["num_threads"] for library in libraries} == {1}
