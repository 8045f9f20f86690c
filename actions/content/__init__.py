"""The content module: what the assistant can say, as YAML with a typed loader. Imports neither Rasa nor the network."""
