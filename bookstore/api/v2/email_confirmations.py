"""/email-confirmations"""

from bookstore.api.blueprint import ANYONE, Blueprint
from bookstore.services import email_confirmations

blp = Blueprint("email-confirmations", __name__, url_prefix="/email-confirmations", description="Whose mail it is.")


@blp.put("/<string(maxlength=500):token>")
@blp.access(ANYONE, identify=False)
@blp.says_nothing(204, "Confirmed.", 404, 409)
def confirm_email(token: str) -> None:
    """Confirm an address by a token that came by mail."""
    email_confirmations.confirm(token)
