"""`make docs`: writes docs/settings.md from the settings themselves."""

import os
from pathlib import Path

from archway.channel.settings import Settings

PAGE = Path("docs/settings.md")
HEAD = """# Settings

Environment variables of `make run`, `make shell` and `rasa run`, with their defaults. This page is made by `make docs`.

| variable | default | meaning |
|---|---|---|
"""


def page() -> str:
    """Give the page as Markdown."""
    rows = []
    for name, setting in Settings.__fields__.items():
        default = f"`{setting.default}`" if str(setting.default) else "empty"
        rows.append(f"| `{Settings.__config__.env_prefix}{name.upper()}` | {default} | {setting.field_info.description} |")
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    partial = PAGE.with_suffix(".partial")
    partial.write_text(page(), "utf-8")
    os.replace(partial, PAGE)
