"""Columns of the search table whose SQL differs between PostgreSQL and SQLite."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models.lookups import Lookup

FTS_TABLE = "common_searchentry_fts"


def is_postgres(connection: Any) -> bool:
    return connection.vendor == "postgresql"


class TokensField(models.Field):
    """A set of tokens: a tsvector without positions on PostgreSQL, words between blanks (read by FTS5) on SQLite."""

    def db_type(self, connection: Any) -> str:
        return "tsvector" if is_postgres(connection) else "text"

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "array_to_tsvector(%s::text[])" if is_postgres(connection) else "%s"

    def get_db_prep_value(self, value: Iterable[str], connection: Any, prepared: bool = False) -> Any:
        return list(value) if is_postgres(connection) else " ".join(value)


@TokensField.register_lookup
class HasTokens(Lookup):
    """tokens__all=[…]: entries that have every one of them."""

    lookup_name = "all"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> Any:
        quoted = ['"{}"'.format(token.replace('"', '""')) for token in value]
        if is_postgres(connection):
            quoted = ["'{}'".format(token.replace("\\", "\\\\").replace("'", "''")) for token in value]
            return "%s", [" & ".join(quoted)]
        return "%s", [" AND ".join(quoted)]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        lhs, params = self.process_lhs(compiler, connection)
        rhs, rhs_params = self.process_rhs(compiler, connection)
        return f"{lhs} @@ {rhs}::tsquery", [*params, *rhs_params]

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        rhs, params = self.process_rhs(compiler, connection)
        row = f"{compiler.quote_name_unless_alias(self.lhs.alias)}.{connection.ops.quote_name('id')}"
        return f"{row} IN (SELECT rowid FROM {FTS_TABLE} WHERE {FTS_TABLE} MATCH {rhs})", list(params)  # noqa: S608 (names of our own)


class FoldedField(models.TextField):
    """A folded text (common.search.folding), to look for phrases in."""


@FoldedField.register_lookup
class HasPhrase(Lookup):
    """text__has="…": the phrase stands somewhere in it."""

    lookup_name = "has"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        lhs, params = self.process_lhs(compiler, connection)
        rhs, rhs_params = self.process_rhs(compiler, connection)
        function = "strpos" if is_postgres(connection) else "instr"
        return f"{function}({lhs}, {rhs}) > 0", [*params, *rhs_params]
