"""The commands, one module a group; each has `register(app)`, and imports Rasa only inside its functions, so that --help is quick."""
