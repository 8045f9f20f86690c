"""Every refusal of the chat API, with its status and a stable code (RFC 9457, application/problem+json).

Problem
├── BadRequest         400  not JSON, wrong fields, empty text, unknown choice, an intent typed as text
├── Unauthorized       401  no, forged or expired token
├── ForbiddenOrigin    403  an origin that is not allowed
├── NotFound           404  no such address
├── UnknownAnswer      404  a vote on an answer that is not of this conversation
├── MethodNotAllowed   405  the address exists, for other methods
├── TooSlow            408  the body did not arrive in time
├── Conflict           409  the same id with another text
├── TooLarge           413  a text or body over the limit
├── TooManyRequests    429  over the rate limit; the header Retry-After says when to come back
├── NotReady           503  no model is loaded
└── Unavailable        503  the stored conversations can't be reached
"""

from typing import Any

CONTENT_TYPE = "application/problem+json"


class Problem(Exception):
    """A refusal; `detail` says what was expected."""

    status = 500
    code = "internal"
    title = "Something went wrong"
    headers: dict[str, str] = {}

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


class UnknownAnswer(Problem):
    """There is no such answer in this conversation."""

    status, code, title = 404, "unknown_answer", "There is no such answer in this conversation"


class MethodNotAllowed(Problem):
    """The address does not know this method."""

    status, code, title = 405, "method_not_allowed", "The address does not take this method"


class TooSlow(Problem):
    """The request took too long to arrive."""

    status, code, title = 408, "too_slow", "The request took too long to arrive"


class Conflict(Problem):
    """The id was used for another message."""

    status, code, title = 409, "conflict", "This id was used for another message"


class TooLarge(Problem):
    """The text or the body is over the limit."""

    status, code, title = 413, "too_large", "The message is too long"


class TooManyRequests(Problem):
    """Over the rate limit. `retry_after`: seconds until the next request may come."""

    status, code, title = 429, "too_many_requests", "Too many messages in a short time"

    def __init__(self, detail: str = "", retry_after: int = 1) -> None:
        super().__init__(detail)
        self.headers = {"Retry-After": str(retry_after)}


class NotReady(Problem):
    """No model is loaded."""

    status, code, title = 503, "not_ready", "The assistant is not ready"


class Unavailable(Problem):
    """The stored conversations can't be reached."""

    status, code, title = 503, "unavailable", "Conversations can't be reached at the moment"
