"""What Rasa lacks, plugged in at its extension points."""
