"""The tables of a store, and its schema: which one a store has, and how it comes to the newest."""

from pathlib import Path

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    inspect,
)

from detente.record.failures import RecordError
from detente.record.place import SCHEMA

__all__ = ["records", "schema_of", "upgrade"]

MIGRATIONS = Path(__file__).parent / "migrations"

records = Table(
    "records",
    MetaData(),
    Column(
        "seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    ),
    Column("recorded", BigInteger, nullable=False),
    Column("id", Text, nullable=False, unique=True),
    Column("salt", LargeBinary),
    Column("body", Text),
    Column("content", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)


def schema_of(connection: Connection, name: str) -> int:
    """Return the number of the store's schema; 0: there is nothing yet.

    Raises
    ------
    RecordError
        It is something else, or newer than this version of detente.
    """
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" not in tables:
        if "records" in tables:
            raise RecordError(f"'{name}' is no record of detente", "name another place")
        return 0
    found = connection.exec_driver_sql("select version_num from alembic_version").scalar()
    if "records" not in tables or found is None or not str(found).isdigit():
        raise RecordError(f"'{name}' is no record of detente", "name another place")
    if int(found) > SCHEMA:
        raise RecordError(
            f"'{name}' was written by a newer detente: its schema is {int(found)}, this one knows "
            f"{SCHEMA}",
            "update detente; nothing was changed",
        )
    return int(found)


def upgrade(connection: Connection, migrations: Path = MIGRATIONS) -> None:
    """Bring the store to the newest schema, in the transaction of the connection: all or nothing."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
