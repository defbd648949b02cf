"""/api-keys"""

from typing import Any

from bookstore.api import identity
from bookstore.api.blueprint import Blueprint
from bookstore.schemas.api_key import ApiKey, NewApiKey
from bookstore.services import api_keys

blp = Blueprint("api-keys", __name__, url_prefix="/api-keys", description="API keys: for programs of one's own.")


def mine(key_id: int) -> Any:
    """The statement that selects a key of who is calling."""
    return api_keys.one(identity.actor().id, key_id)


@blp.get("")
@blp.access("customer")
@blp.paginated(ApiKey, sorts=api_keys.SORTS, q=False)
def list_api_keys(query: dict[str, Any]) -> Any:
    """List your API keys."""
    return api_keys.find(identity.actor().id, **query)


@blp.post("")
@blp.access("customer", by_key=False)
@blp.body(ApiKey)
@blp.discloses(ApiKey, NewApiKey)
def create_api_key(values: dict[str, Any]) -> tuple[Any, dict[str, str]]:
    """Make an API key; it is shown this once.

    Keys make no keys, so what one may do and for how long holds for whoever gets hold of it.
    """
    user_id = identity.actor().id
    made = api_keys.create(user_id, **values)
    return api_keys.one(user_id, made.id), {"key": made.key}


@blp.get("/<id:key_id>")
@blp.access("customer")
@blp.shows(ApiKey)
def get_api_key(key_id: int) -> Any:
    """Show an API key, less the key itself."""
    return mine(key_id)


@blp.delete("/<id:key_id>")
@blp.access("customer")
@blp.guarded(mine, ApiKey)
@blp.deletes
def delete_api_key(key_id: int, version: int | None) -> None:  # noqa: ARG001  (a key never changes: it is there or not)
    """Revoke an API key: it is good for nothing from now on."""
    api_keys.revoke(key_id, of=identity.actor().id)
