"""Our Blueprint: what a view says about itself, once, for the request and for the OpenAPI document alike.

The decorators of a view stand in the order in which a request meets them:

- `access` who may call it, and by which role (every view states it);
- `limited` which budget it is counted to, where that is not clear from the rest; `asks_others` that it is a look-up;
- `guarded` writes only while the thing is as the caller saw it (If-Match);
- `body` the JSON that it takes, `upload` the files, `parameters` or `paginated` the query;
- `shows`, `creates`, `paginated`, `sends`, `deletes` what it answers.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

import flask_smorest
import marshmallow as ma
from flask import Response, current_app, request

from bookstore.api import conditional, files, identity, paging, representation, showing, uploads
from bookstore.api.access import ANYONE, stated_access
from bookstore.api.credentials import https
from bookstore.api.documentation import JSON, binary, document, errors, operation, page_example, page_schema
from bookstore.api.limits.scopes import LOOKUP
from bookstore.api.negotiation import READS
from bookstore.api.parsing import FORM, Parser, refuse_parameters
from bookstore.api.shapes import as_input, input_example
from bookstore.schemas.files import Form
from bookstore.schemas.parameters import Parameters
from bookstore.values.roles import ROLES

View = Callable[..., Any]


class Blueprint(flask_smorest.Blueprint):
    """A resource of one version of the API."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, name: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(name, *args, **kwargs)
        self._prepare_doc_cbks.append(_operation)

    def add_url_rule(
        self, rule: str, endpoint: str | None = None, view_func: Any = None, *args: Any, **options: Any
    ) -> None:
        """Bind a view, under the tag of this resource."""
        options["tags"] = options.get("tags") or [self.name]
        view_func._apidoc["name"] = view_func.__name__
        if "<" in rule:
            document(view_func, responses=errors(404))
        super().add_url_rule(rule, endpoint, view_func, *args, **options)

    def access(  # noqa: PLR0913  (all that there is to say of who may call)
        self,
        role: str,
        *,
        scope: str | None = "admin",
        by_key: bool = True,
        identify: bool = True,
        confidential: bool = False,
        hidden: bool = False,
    ) -> Callable[[View], View]:
        """Who may call: `ANYONE`, or who holds a role; an API key must have the scope, if there is one, or won't do.

        Logging in asks for no identity beforehand. What is `confidential` comes by HTTPS, where that is required.
        What is `hidden` is about things that others must not know of: the view itself refuses those without the role.
        """

        def decorate(view: View) -> View:
            facts = getattr(view, "_apidoc", {}).get("facts", {})
            taking = READS if facts.get("represented") else ()
            takes_query = facts.get("takes_query", False)

            @wraps(view)
            def wrapper(*args: Any, **kwargs: Any) -> Any:
                if confidential:
                    https.require()
                if role != ANYONE:
                    identity.require(ROLES[0] if hidden else role, scope, by_key=by_key)
                elif identify:
                    identity.actor()
                if request.query_string and not takes_query and request.method not in taking:
                    refuse_parameters(request)
                return view(*args, **kwargs)

            stated = stated_access(role, scope, by_key=by_key, identify=identify, confidential=confidential)
            return document(wrapper, **stated)

        return decorate

    def limited(self, scope: str) -> Callable[[View], View]:
        """What kind of call it is to the limits, where its access and its method do not tell (limits.scopes)."""
        return lambda view: document(view, limit=scope)

    def asks_others(self, view: View) -> View:
        """Others are asked about an ISBN: it is limited as such, and they may know nothing, or not answer."""
        return document(view, limit=LOOKUP, responses=errors(404, 502, 504))

    def guarded(self, one: Callable[..., Any], schema: type[ma.Schema]) -> Callable[[View], View]:
        """Honour If-Match: the view gets the `version` that it must find, or None."""

        def decorate(view: View) -> View:
            @wraps(view)
            def wrapper(*args: Any, **kwargs: Any) -> Any:
                version = conditional.expected_version(one(**kwargs), schema)
                return view(*args, version=version, **kwargs)

            return document(wrapper, headers=["If-Match"], responses=errors(404, 409, 412, 428))

        return decorate

    def body(self, schema: type[ma.Schema], *, partial: bool = False) -> Callable[[View], View]:
        """The JSON body, loaded; of a `partial` one what is left out stays as it is. PATCH takes merge patches."""
        example = {} if not hasattr(schema.Meta, "example") else input_example(schema, partial=partial)
        arguments = self.arguments(as_input(schema, partial=partial), example=example)

        def decorate(view: View) -> View:
            return document(arguments(view), responses=errors(400, 408, 413, 415, 422))

        return decorate

    def form(self, schema: type[ma.Schema]) -> Callable[[View], View]:
        """A body that comes as a form or as JSON, loaded."""
        arguments = self.ARGUMENTS_PARSER.use_args(schema(), location="json_or_form")

        def decorate(view: View) -> View:
            content = {kind: {"schema": schema, "example": schema.Meta.example} for kind in (FORM, JSON)}
            return document(arguments(view), request_body=content, responses=errors(400, 408, 413, 415, 422))

        return decorate

    def upload(self, schema: type[Form], *, most: str, bodies: Sequence[str] = ()) -> Callable[[View], View]:
        """A form with files, loaded; `most` names the setting that limits it, `bodies` files that may come alone."""

        def decorate(view: View) -> View:
            @wraps(view)
            def wrapper(*args: Any, **kwargs: Any) -> Any:
                with uploads.received(request, schema(), current_app.config[most], bodies) as values:
                    return view(values, *args, **kwargs)

            form = {uploads.MULTIPART: {"schema": schema, "example": schema.Meta.example}}
            return document(wrapper, request_body=form | binary(bodies), responses=errors(400, 408, 413, 415, 422))

        return decorate

    def parameters(self, schema: type[Parameters]) -> Callable[[View], View]:
        """The query, loaded."""
        arguments = self.arguments(schema(), location="query")

        def decorate(view: View) -> View:
            return document(arguments(view), takes_query=True, responses=errors(400, 422))

        return decorate

    def paginated(
        self,
        schema: type[ma.Schema],
        filters: type[Parameters] = Parameters,
        *,
        sorts: Iterable[str] = (),
        facets: Iterable[str] = (),
        q: bool = True,
    ) -> Callable[[View], View]:
        """A list: the view gets the filters (with `q` and `sort`) and returns a Listing, of which a page is read."""
        name = f"{filters.__name__}{schema.__name__}List"
        parameters = self.parameters(paging.list_parameters(name, schema, filters, sorts=sorts, facets=facets, q=q))

        def decorate(view: View) -> View:
            @wraps(view)
            def wrapper(query: dict[str, Any], **kwargs: Any) -> Response:
                asked = showing.reading(query)
                return showing.listed(view(query, **kwargs), schema, asked)

            return parameters(
                document(
                    wrapper,
                    answers={200: ("A page of the list.", page_schema(schema), page_example(schema))},
                    listed=True,
                    kept=True,
                    **showing.facts(schema),
                )
            )

        return decorate

    def shows(self, schema: type[ma.Schema]) -> Callable[[View], View]:
        """One thing: the view returns the statement that selects it."""

        def decorate(view: View) -> View:
            @wraps(view)
            def wrapper(*args: Any, **kwargs: Any) -> Response:
                return showing.one(view(*args, **kwargs), schema)

            answer = ("The thing as it is now.", schema, schema.Meta.example)
            return document(wrapper, answers={200: answer}, kept=True, responses=errors(404), **showing.facts(schema))

        return decorate

    def sends(self, *kinds: str) -> Callable[[View], View]:
        """A file of one of these media types: the view returns it as it is to be Sent."""
        return lambda view: files.sending(view, kinds)

    def creates(self, schema: type[ma.Schema], *, at: str | None = None) -> Callable[[View], View]:
        """A new thing: the view returns it as it was Created; 201 with its URL, below `at` or this one."""

        def decorate(view: View) -> View:
            @wraps(view)
            def wrapper(*args: Any, **kwargs: Any) -> Response:
                return representation.made(view(*args, **kwargs), schema, at=at)

            answer = ("Made; Location is its URL.", schema, schema.Meta.example)
            return document(wrapper, answers={201: answer}, responses=errors(409))

        return decorate

    def starts(self, schema: type[ma.Schema]) -> Callable[[View], View]:
        """Work that goes on behind the answer: the view returns the statement that selects it; 202 with its URL."""

        def decorate(view: View) -> View:
            @wraps(view)
            def wrapper(*args: Any, **kwargs: Any) -> Response:
                found = representation.find(view(*args, **kwargs), schema)
                return representation.created(found, headers=representation.privacy(schema), status=202)

            answer = ("Begun; Location is the URL that tells how far it is.", schema, schema.Meta.example)
            return document(wrapper, answers={202: answer})

        return decorate

    def downloads(self, schema: type[ma.Schema], *, media_type: str, name: str, example: str) -> Callable[[View], View]:
        """A file about a thing: the view returns the statement that selects the thing, and the text in pieces."""

        def decorate(view: View) -> View:
            @wraps(view)
            def wrapper(*args: Any, **kwargs: Any) -> Response:
                statement, chunks = view(*args, **kwargs)
                etag, called = representation.find(statement, schema).etag, name.format(**kwargs)
                return representation.download(chunks, etag=etag, media_type=media_type, name=called)

            answer = ("The file.", {"type": "string"}, example)
            return document(wrapper, answers={200: answer}, media_type=media_type, responses=errors(404))

        return decorate

    def discloses(self, schema: type[ma.Schema], whole: type[ma.Schema]) -> Callable[[View], View]:
        """A new thing with a secret: the view returns the statement and the secret, which make up the whole once."""

        def decorate(view: View) -> View:
            @wraps(view)
            def wrapper(*args: Any, **kwargs: Any) -> Response:
                statement, secret = view(*args, **kwargs)
                return representation.disclosed(representation.find(statement, schema), secret)

            answer = ("Made; Location is its URL. The secret is not shown again.", whole, whole.Meta.example)
            return document(wrapper, answers={201: answer}, responses=errors(409), secret=True)

        return decorate

    def deletes(self, view: View) -> View:
        """Nothing is left to show: 204."""
        return self.says_nothing(204, "Deleted.", 404, 409)(view)

    def says_nothing(self, status: int, words: str, *refusals: int) -> Callable[[View], View]:
        """An answer without a body: 204 where it is done, 202 where it will be; `words` document it."""

        def decorate(view: View) -> View:
            @wraps(view)
            def wrapper(*args: Any, **kwargs: Any) -> Response:
                view(*args, **kwargs)
                return Response(status=status)

            return document(wrapper, answers={status: (words, None, None)}, responses=errors(*refusals))

        return decorate

    def answers(
        self, schema: type[ma.Schema], *, secret: bool = False, status: int = 200, words: str = "The answer."
    ) -> Callable[[View], View]:
        """A value that is not a row: the view returns it as it goes out; a secret one is cached nowhere."""

        def decorate(view: View) -> View:
            @wraps(view)
            def wrapper(*args: Any, **kwargs: Any) -> Response:
                return representation.dumped(view(*args, **kwargs), secret=secret, status=status)

            answer = (words, schema, schema.Meta.example)
            return document(wrapper, answers={status: answer}, secret=secret)

        return decorate


def _operation(doc: dict[str, Any], doc_info: dict[str, Any], *, method: str, **_: Any) -> dict[str, Any]:
    """The last step of flask-smorest's documentation of a view."""
    doc |= doc_info["docstring"]
    doc_info["docstring"] = {}  # flask-smorest would write it over what is made of it here
    return operation(doc, doc_info["facts"], name=doc_info["name"], method=method)
