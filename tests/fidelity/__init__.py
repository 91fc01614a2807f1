"""Check that the frameworks in `fixtures/` are what their councils printed, word for word.

The source texts are not ours to publish, so they are beside the repository and never in it.
`printed.csv` stands in for them: for every printed cell it has the number of lines and words and a
short hash of the words, made from the sources by `sources.py`. The fixtures are compared with it
everywhere, and it is compared with the sources if they are available.

Nothing here may use the project's own reader of fixtures: this is the second way of reading them.
"""
