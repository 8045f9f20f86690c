"""The headers of every answer under /chat: what a browser may do with it, and which pages may read it.

HSTS is left to the proxy that speaks TLS.
"""

from sanic.request import Request

from archway.channel.settings import Settings

PREFIX = "/chat"
API = f"{PREFIX}/v1/"
FILE_AGE = 300  # seconds
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def headers_for(request: Request, status: int, settings: Settings) -> dict[str, str]:
    """Give the headers of the answer to a request under /chat."""
    return {**EVERYWHERE, **(_of_api(request, settings) if request.path.startswith(API) else _of_file(status, settings))}


def is_allowed(request: Request, settings: Settings) -> bool:
    """Tell whether the page that sent the request may use the API: its own, one of the allowed origins, or no page at all. Files are for all."""
    origin = request.headers.get("origin")
    return not request.path.startswith(API) or not origin or origin.partition("://")[2] == request.host or origin in settings.origins


def preflight(allowed: set[str]) -> dict[str, str]:
    """Give what a browser asks for before it sends a request to another origin. `allowed`: the methods of the address."""
    return {
        "Access-Control-Allow-Methods": ", ".join(sorted(allowed)),
        "Access-Control-Allow-Headers": "Authorization, Content-Type",
        "Access-Control-Max-Age": "600",
    }


def _of_api(request: Request, settings: Settings) -> dict[str, str]:
    origin = request.headers.get("origin")
    readable = {"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": "Retry-After"} if origin and is_allowed(request, settings) else {}
    return {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Vary": "Origin",
        **readable,
    }


def _of_file(status: int, settings: Settings) -> dict[str, str]:
    frames = " ".join(["'self'", *sorted(settings.origins)])
    return {
        "Cache-Control": f"public, max-age={FILE_AGE}" if status < 400 else "no-store",
        "Content-Security-Policy": (
            f"default-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors {frames}"
        ),
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Access-Control-Allow-Origin": "*",
    }
