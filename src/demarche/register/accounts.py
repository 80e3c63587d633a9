"""Who may use a register over the network: users with roles, sessions and tokens.

Secrets come in as hashes (``demarche.web.secrets`` makes them): nothing here can be used to log in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, get_args

from sqlalchemy import Connection, RowMapping, Select, delete, func, insert, select, update

from demarche.errors import UsageError
from demarche.register import schema
from demarche.register.rows import moment
from demarche.register.threading import Reading

Role = Literal["reader", "reviewer", "admin"]
USERS, SESSIONS, TOKENS = schema.users, schema.sessions, schema.tokens
LONGEST_NAME = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person with a login."""

    id: int
    name: str
    role: Role
    added_at: datetime
    disabled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A key by which a program acts as its user."""

    id: int
    user: str
    label: str
    made_at: datetime
    revoked_at: datetime | None = None


class Accounts(Reading, Protocol):
    """Users, sessions and tokens of a register, mixed into its store."""

    def users(self) -> tuple[User, ...]:
        """Return all users by name."""
        with self.reading() as connection:
            return tuple(map(user_of, connection.execute(select(USERS).order_by(USERS.c.name)).mappings()))

    def user(self, name: str) -> User:
        """Return the user of a name; UsageError where there is none."""
        with self.reading() as connection:
            return user_of(user_row(connection, name))

    def password_of(self, name: str) -> str | None:
        """Return the hash of a user's password, None for a user who is unknown or may not log in."""
        query = select(USERS.c.password).where(USERS.c.name == name, USERS.c.disabled_at.is_(None))
        with self.reading() as connection:
            return connection.execute(query).scalar()

    def add_user(self, name: str, role: str, password: str) -> User:
        """Add a user with the hash of a password; UsageError for a name that is taken or no name."""
        wanted = checked_role(role)
        if not name.strip() or name != name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
            raise UsageError(f"user {name!r}: give a name of 1 to {LONGEST_NAME} printable characters")
        with self.writing() as connection:
            if connection.execute(select(USERS.c.id).where(USERS.c.name == name)).first():
                raise UsageError(f"user {name!r}: exists already; give another name, or change this one")
            values = {"name": name, "role": wanted, "password": password, "added_at": self.at()}
            connection.execute(insert(USERS).values(values))
            return user_of(user_row(connection, name))

    def change_user(
        self, name: str, *, role: str | None = None, password: str | None = None, disabled: bool | None = None
    ) -> User:
        """Change a user's role, password (a hash) or right to log in; return the user as it then stands.

        A new password and a closed account end all sessions. Raises UsageError where no admin would be left.
        """
        with self.writing() as connection:
            row = user_row(connection, name)
            changes: dict[str, str | None] = {}
            if role is not None:
                changes["role"] = checked_role(role)
            if password is not None:
                changes["password"] = password
            if disabled is not None:
                changes["disabled_at"] = (row["disabled_at"] or self.at()) if disabled else None
            if changes:
                connection.execute(update(USERS).where(USERS.c.id == row["id"]).values(**changes))
            if password is not None or disabled:
                connection.execute(delete(SESSIONS).where(SESSIONS.c.user == row["id"]))
            if row["role"] == "admin" and row["disabled_at"] is None and not admins(connection):
                raise UsageError(f"user {name!r}: is the last admin; make another one first")
            return user_of(user_row(connection, name))

    def begin_session(self, name: str, digest: str, *, expires_at: datetime) -> None:
        """Keep a session's hash; forget sessions that have ended."""
        with self.writing() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.expires_at <= self.at()))
            user = user_row(connection, name)["id"]
            values = {"digest": digest, "user": user, "made_at": self.at()}
            connection.execute(insert(SESSIONS).values(**values, expires_at=expires_at.isoformat()))

    def end_session(self, digest: str) -> None:
        """End a session."""
        with self.writing() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.digest == digest))

    def user_of_session(self, digest: str) -> User | None:
        """Return whose session this is, None where it is none or has ended."""
        query = select(USERS).join(SESSIONS, SESSIONS.c.user == USERS.c.id)
        return self.one_user(query.where(SESSIONS.c.digest == digest, SESSIONS.c.expires_at > self.at()))

    def user_of_token(self, digest: str) -> User | None:
        """Return whose token this is, None where it is none or was revoked."""
        query = select(USERS).join(TOKENS, TOKENS.c.user == USERS.c.id)
        return self.one_user(query.where(TOKENS.c.digest == digest, TOKENS.c.revoked_at.is_(None)))

    def one_user(self, query: Select[tuple[object]]) -> User | None:
        """Return the user of a query who may log in."""
        with self.reading() as connection:
            row = connection.execute(query.where(USERS.c.disabled_at.is_(None))).mappings().first()
            return None if row is None else user_of(row)

    def tokens(self, name: str) -> tuple[Token, ...]:
        """Return a user's tokens, oldest first, revoked ones too."""
        with self.reading() as connection:
            return tuple(map(token_of, connection.execute(tokens_of(name)).mappings()))

    def add_token(self, name: str, label: str, digest: str) -> Token:
        """Keep a token's hash for a user; ``label`` says what it is for."""
        if not label.strip() or len(label) > LONGEST_NAME or not label.isprintable():
            raise UsageError(f"token: say in 1 to {LONGEST_NAME} characters what it is for")
        with self.writing() as connection:
            user = user_row(connection, name)["id"]
            values = {"digest": digest, "user": user, "label": label.strip(), "made_at": self.at()}
            connection.execute(insert(TOKENS).values(values))
            query = tokens_of(name).where(TOKENS.c.digest == digest)
            return token_of(connection.execute(query).mappings().one())

    def revoke_token(self, name: str, number: int) -> Token:
        """Revoke a user's token; UsageError where the user has none of this number."""
        with self.writing() as connection:
            query = tokens_of(name).where(TOKENS.c.id == number)
            if connection.execute(query).first() is None:
                raise UsageError(f"token {number}: {name} has none of this number")
            connection.execute(
                update(TOKENS)
                .where(TOKENS.c.id == number, TOKENS.c.revoked_at.is_(None))
                .values(revoked_at=self.at())
            )
            return token_of(connection.execute(query).mappings().one())


def user_row(connection: Connection, name: str) -> RowMapping:
    """Return a user's row; UsageError where there is none."""
    found = connection.execute(select(USERS).where(USERS.c.name == name)).mappings().first()
    if found is None:
        raise UsageError(f"user {name!r}: there is none; `demarche users` lists them")
    return found


def admins(connection: Connection) -> int:
    """Return how many admins may log in."""
    query = select(func.count()).where(USERS.c.role == "admin", USERS.c.disabled_at.is_(None))
    return int(connection.execute(query).scalar_one())


def tokens_of(name: str) -> Select[tuple[object]]:
    """Return the query for a user's tokens."""
    query: Select[tuple[object]] = (
        select(TOKENS, USERS.c.name.label("owner"))
        .join(USERS, USERS.c.id == TOKENS.c.user)
        .where(USERS.c.name == name)
        .order_by(TOKENS.c.id)
    )
    return query


def checked_role(role: str) -> Role:
    """Return a role that there is; UsageError for any other."""
    for known in get_args(Role):
        if known == role:
            found: Role = known
            return found
    raise UsageError(f"{role!r} is no role; give one of {', '.join(get_args(Role))}")


def user_of(row: RowMapping) -> User:
    """Return a user from its row."""
    return User(
        id=row["id"],
        name=row["name"],
        role=row["role"],
        added_at=datetime.fromisoformat(row["added_at"]),
        disabled_at=moment(row["disabled_at"]),
    )


def token_of(row: RowMapping) -> Token:
    """Return a token from its row."""
    return Token(
        id=row["id"],
        user=row["owner"],
        label=row["label"],
        made_at=datetime.fromisoformat(row["made_at"]),
        revoked_at=moment(row["revoked_at"]),
    )
