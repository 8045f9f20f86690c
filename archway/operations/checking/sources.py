"""Checks who stands behind the texts and the crisis contacts, and when somebody last looked."""

from collections.abc import Iterator
from datetime import date, timedelta

from actions.content.contacts import crisis_responses
from actions.content.models import Contact
from archway.operations.checking.project import DOMAIN, ERROR, SUPPORT, WARNING, Finding, Project

GOOD_FOR = timedelta(days=180)


def sources(project: Project, today: date) -> Iterator[Finding]:
    """Give what is missing of the article's source, and whether its review is due."""
    about, where = project.article.article, f"{project.article_file}, article"
    if about.review_due is None:
        yield Finding(WARNING, where, "review_due is not set; whoever reviews these texts sets the day of the next review")
    elif about.review_due <= today:
        yield Finding(WARNING, where, f"the review was due on {about.review_due}; have the texts reviewed and set reviewed_on and review_due")
    if about.reviewed_on and about.reviewed_on > today:
        yield Finding(ERROR, where, f"reviewed_on is {about.reviewed_on}, a day to come")


def contacts(project: Project, today: date) -> Iterator[Finding]:
    """Give the crisis contacts that are missing, can't be reached, or were not verified within 180 days."""
    regions = project.support.regions
    served = set((project.domain.get("slots") or {}).get("region", {}).get("values") or [])
    for code in sorted(served - set(regions)):
        yield Finding(ERROR, f"{SUPPORT}, regions", f"{code} is missing; {DOMAIN} serves visitors from there")
    for code in sorted(set(regions) - served - {"unknown"}):
        yield Finding(ERROR, f"{DOMAIN}, slots.region", f"{code} is missing; {SUPPORT} has contacts for it, which nobody would get")
    if (project.domain.get("responses") or {}).get("utter_crisis") != crisis_responses(project.support):
        yield Finding(ERROR, f"{DOMAIN}, utter_crisis", f"not the contacts of {SUPPORT}; run `make contacts`")
    for code, region in regions.items():
        if never := [contact.name for contact in region.contacts if contact.last_verified is None]:
            what = f"nobody has verified {', '.join(never)}; ring or open each of them, and write the day into last_verified"
            yield Finding(WARNING, f"{SUPPORT}, {code}", what)
        for contact in region.contacts:
            yield from _contact(contact, f"{SUPPORT}, {code}, {contact.name}", today)


def _contact(contact: Contact, where: str, today: date) -> Iterator[Finding]:
    if not (contact.call or contact.text or contact.url):
        yield Finding(ERROR, where, "no way to reach it: give call, text or url")
    if contact.last_verified is None:
        return
    if contact.last_verified > today:
        yield Finding(ERROR, where, f"last_verified is {contact.last_verified}, a day to come")
    elif today - contact.last_verified > GOOD_FOR:
        yield Finding(WARNING, where, f"last verified on {contact.last_verified}, more than {GOOD_FOR.days} days ago; verify it again")
