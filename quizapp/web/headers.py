"""Headers of every response: what the browser may load, keep, frame and tell."""

from __future__ import annotations

from flask import Flask, Response, request, session

from quizapp.settings import Settings

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def init_app(app: Flask) -> None:
    settings: Settings = app.extensions["settings"]

    @app.after_request
    def protect(response: Response) -> Response:
        headers = response.headers
        headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if settings.https:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        if request.endpoint == "static":
            # Without a fingerprint the file may change under the same address.
            if "v" not in request.args:
                headers["Cache-Control"] = "no-cache"
            else:
                headers["Cache-Control"] = "public, max-age=31536000, immutable"
        elif request.blueprint == "security" or "token" in session:
            headers["Cache-Control"] = "no-store"
        else:
            # Forms carry a token of this browser's session: no shared cache may keep them.
            headers["Cache-Control"] = "private, no-cache"
        return response
