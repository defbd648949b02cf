"""What every answer tells browsers not to do with it; a view that needs less, or more, says so itself."""

from flask import Flask, Response, request

NOTHING = "default-src 'none'; frame-ancestors 'none'"
"""Data is no page: it loads nothing and stands in no frame."""

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": NOTHING,
    "Cross-Origin-Opener-Policy": "same-origin",
}
UNUSED = ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "microphone", "payment", "usb")
PERMISSIONS = ", ".join(f"{feature}=()" for feature in UNUSED)
HSTS = "max-age=31536000"
"""A year by HTTPS only, for this host: others of its domain are not ours to bind."""


def register(app: Flask) -> None:
    """Bind them; who may read answers from any page may also embed them in any."""
    embedded = "cross-origin" if "*" in app.config["CORS_ORIGINS"] else "same-origin"
    usual = {**ALWAYS, "Cross-Origin-Resource-Policy": embedded}

    def protect(response: Response) -> Response:
        headers = response.headers
        for name, value in usual.items():
            headers.setdefault(name, value)
        if response.mimetype == "text/html":
            headers.setdefault("Permissions-Policy", PERMISSIONS)
        if request.is_secure:
            headers.setdefault("Strict-Transport-Security", HSTS)
        return response

    app.after_request(protect)
