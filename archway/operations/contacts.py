"""`make contacts`: writes the crisis contacts into the domain, so that Rasa can give them without the action server."""

import os
from io import StringIO
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString

from actions.content.contacts import crisis_responses
from actions.content.loader import load_support

DOMAIN = Path("domain.yml")


def with_contacts(domain: str) -> str:
    """Give the domain's text with utter_crisis made anew from support.yml; comments and order stay."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 200
    yaml.indent(mapping=2, sequence=4, offset=2)
    data = yaml.load(domain)
    data["responses"]["utter_crisis"] = [{**v, "text": LiteralScalarString(v["text"])} for v in crisis_responses(load_support())]
    out = StringIO()
    yaml.dump(data, out)
    return out.getvalue()


if __name__ == "__main__":
    partial = DOMAIN.with_suffix(".partial")
    partial.write_text(with_contacts(DOMAIN.read_text("utf-8")), "utf-8")
    os.replace(partial, DOMAIN)
    print(f"{DOMAIN}: utter_crisis now holds the contacts of support.yml")
