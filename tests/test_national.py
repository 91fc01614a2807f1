"""The national data set of the benchmarks is made anew when something it is made from changes."""

from tests.benchmarks import national


def test_what_it_is_made_from_is_where_it_is_looked_for():
    assert [path for path in national.made_from() if not path.is_file()] == []
