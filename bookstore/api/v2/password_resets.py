"""/password-resets"""

from typing import Any

from bookstore.api.blueprint import ANYONE, Blueprint
from bookstore.schemas.password_reset import PasswordReset, PasswordResetRequest
from bookstore.services import password_resets

blp = Blueprint("password-resets", __name__, url_prefix="/password-resets", description="Forgotten passwords.")


@blp.post("")
@blp.access(ANYONE, identify=False)
@blp.body(PasswordResetRequest)
@blp.says_nothing(202, "A letter is on its way, if the address is anybody's.")
def ask_for_reset(values: dict[str, Any]) -> None:
    """Get a letter with a token for a new password; the answer does not tell whether there is such an address."""
    password_resets.ask(values["email"])


@blp.put("/<string(maxlength=500):token>")
@blp.access(ANYONE, identify=False, confidential=True)
@blp.body(PasswordReset)
@blp.says_nothing(204, "Changed; all sessions have ended, and all API keys.", 404)
def reset_password(values: dict[str, Any], token: str) -> None:
    """Set a new password by a token that came by mail.

    All sessions end and all API keys are revoked: whoever had got into the account is out.
    """
    [(name, password)] = values.items()
    password_resets.use(token, password, pointer=f"/{name}")
