"""Running and keeping the assistant."""
