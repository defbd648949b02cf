"""Bearer tokens, and who may write."""

import jwt
from django.conf import settings
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from benchmarks.peers.drf.models import User


class BearerAuthentication(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[User, str] | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        try:
            claims = jwt.decode(
                token, settings.SECRET_KEY, algorithms=["HS256"], audience="bookstore-api", issuer="bookstore"
            )
            return User.objects.get(pk=claims["sub"], active=True), token
        except (jwt.PyJWTError, User.DoesNotExist):
            raise AuthenticationFailed from None

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class IsStaffOrReadOnly(BasePermission):
    def has_permission(self, request: Request, view: object) -> bool:
        return request.method in SAFE_METHODS or getattr(request.user, "role", None) in ("staff", "admin")
