"""The web channel: conversations over HTTP."""
