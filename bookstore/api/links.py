"""Links in letters: the requests that their readers send."""


class Links:
    """Those of the site at PUBLIC_URL; what a request says of where we are, anybody can forge."""

    def __init__(self, site: str) -> None:
        self._api = f"{site}/api/v2"

    def confirmation(self, token: str) -> str:
        """Confirms an address."""
        return f"PUT {self._api}/email-confirmations/{token}"

    def reset(self, token: str) -> str:
        """Sets a new password."""
        return f'PUT {self._api}/password-resets/{token} {{"new_password": "..."}}'

    def forgotten(self, email: str) -> str:
        """Asks for a letter with a token for a new password."""
        return f'POST {self._api}/password-resets {{"email": "{email}"}}'
