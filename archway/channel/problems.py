"""Every refusal of the chat API, with its status and a stable code (RFC 9457, application/problem+json).

Problem
├── BadRequest         400  not JSON, wrong fields, empty text, unknown choice, an intent typed as text
├── Unauthorized       401  no, forged or expired token
├── ForbiddenOrigin    403  an origin that is not allowed
├── NotFound           404  no such address
├── MethodNotAllowed   405  the address exists, for other methods
├── Conflict           409  the same id with another text
├── TooLarge           413  a text or body over the limit
└── NotReady           503  no model is loaded
"""

from typing import Any

CONTENT_TYPE = "application/problem+json"


class Problem(Exception):
    """A refusal; `detail` says what was expected."""

    status = 500
    code = "internal"
    title = "Something went wrong"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title

    def document(self) -> dict[str, Any]:
        """Give the JSON document that describes it."""
        return {"type": f"urn:archway:problem:{self.code}", "title": self.title, "status": self.status, "detail": self.detail, "code": self.code}


class BadRequest(Problem):
    """The request is not what the API expects."""

    status, code, title = 400, "bad_request", "The request is not valid"


class Unauthorized(Problem):
    """There is no valid token."""

    status, code, title = 401, "unauthorized", "A valid conversation token is needed"


class ForbiddenOrigin(Problem):
    """The page that sent it may not use this assistant."""

    status, code, title = 403, "forbidden_origin", "This origin is not allowed"


class NotFound(Problem):
    """There is nothing at this address."""

    status, code, title = 404, "not_found", "There is nothing at this address"


class MethodNotAllowed(Problem):
    """The address does not know this method."""

    status, code, title = 405, "method_not_allowed", "The address does not take this method"


class Conflict(Problem):
    """The id was used for another message."""

    status, code, title = 409, "conflict", "This id was used for another message"


class TooLarge(Problem):
    """The text or the body is over the limit."""

    status, code, title = 413, "too_large", "The message is too long"


class NotReady(Problem):
    """No model is loaded."""

    status, code, title = 503, "not_ready", "The assistant is not ready"
