"""/api-keys"""

from typing import Any

from bookstore.api import identity
from bookstore.api.blueprint import Blueprint
from bookstore.schemas.api_key import ApiKey, NewApiKey
from bookstore.services import api_keys

blp = Blueprint("api-keys", __name__, url_prefix="/api-keys", description="API keys: for programs of one's own.")


@blp.get("")
@blp.access("customer")
@blp.paginated(ApiKey, sorts=api_keys.SORTS, q=False)
def list_api_keys(query: dict[str, Any]) -> Any:
    """List your API keys."""
    return api_keys.find(identity.require("customer").id, **query)


@blp.post("")
@blp.access("customer")
@blp.body(ApiKey)
@blp.discloses(ApiKey, NewApiKey)
def create_api_key(values: dict[str, Any]) -> tuple[Any, dict[str, str]]:
    """Make an API key; it is shown this once."""
    user_id = identity.require("customer").id
    made = api_keys.create(user_id, **values)
    return api_keys.one(user_id, made.id), {"key": made.key}


@blp.get("/<id:key_id>")
@blp.access("customer")
@blp.shows(ApiKey)
def get_api_key(key_id: int) -> Any:
    """Show an API key, less the key itself."""
    return api_keys.one(identity.require("customer").id, key_id)


@blp.delete("/<id:key_id>")
@blp.access("customer")
@blp.deletes
def delete_api_key(key_id: int) -> None:
    """Revoke an API key: it is good for nothing from now on."""
    api_keys.revoke(key_id, of=identity.require("customer").id)
