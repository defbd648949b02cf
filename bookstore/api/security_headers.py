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
    headers = {**ALWAYS, "Cross-Origin-Resource-Policy": embedded}
    usual = {name.lower(): (name, value) for name, value in headers.items()}

    def protect(response: Response) -> Response:
        wanted = usual
        if response.mimetype == "text/html":
            wanted = {**wanted, "permissions-policy": ("Permissions-Policy", PERMISSIONS)}
        if request.is_secure:
            wanted = {**wanted, "strict-transport-security": ("Strict-Transport-Security", HSTS)}
        stated = {name.lower() for name, _ in response.headers}
        response.headers.extend([header for key, header in wanted.items() if key not in stated])
        return response

    app.after_request(protect)
