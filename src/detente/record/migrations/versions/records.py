"""Schema 1: the records, append-only by triggers."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ERASED = """
    old.body is not null and new.body is null and new.salt is null
    and new.seq = old.seq and new.id = old.id and new.recorded = old.recorded
    and new.content = old.content and new.hash = old.hash
"""
_SQLITE = (
    """create trigger records_stay before delete on records begin
        select raise(abort, 'the record is append-only: nothing can be deleted');
    end""",
    f"""create trigger records_are_fixed before update on records when not ({_ERASED}) begin
        select raise(abort, 'the record is append-only: nothing can be changed');
    end""",
    """create trigger records_follow before insert on records
    when new.seq <> coalesce((select max(seq) from records), 0) + 1
        or new.recorded <= coalesce(
            (select recorded from records order by seq desc limit 1), -9223372036854775808)
        or exists (select 1 from records where id = new.id)
    begin
        select raise(abort, 'the record is append-only: a record goes to its end, once');
    end""",
)
_POSTGRESQL = (
    """create function records_stay() returns trigger language plpgsql as $$ begin
        raise exception 'the record is append-only: nothing can be deleted';
    end $$""",
    f"""create function records_are_fixed() returns trigger language plpgsql as $$ begin
        if {_ERASED} then return new; end if;
        raise exception 'the record is append-only: nothing can be changed';
    end $$""",
    """create function records_follow() returns trigger language plpgsql as $$
    declare last records%rowtype;
    begin
        select * into last from records order by seq desc limit 1;
        if new.seq = coalesce(last.seq, 0) + 1
            and new.recorded > coalesce(last.recorded, -9223372036854775808)
        then return new; end if;
        raise exception 'the record is append-only: a record goes to its end'
            using errcode = 'unique_violation';
    end $$""",
    """create trigger records_stay before delete on records
        for each row execute function records_stay()""",
    """create trigger records_are_not_emptied before truncate on records
        for each statement execute function records_stay()""",
    """create trigger records_are_fixed before update on records
        for each row execute function records_are_fixed()""",
    """create trigger records_follow before insert on records
        for each row execute function records_follow()""",
)


def upgrade() -> None:
    """Make the table and its triggers."""
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "records",
        sa.Column("seq", number, primary_key=True, autoincrement=False),
        sa.Column("recorded", sa.BigInteger, nullable=False),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("salt", sa.LargeBinary),
        sa.Column("body", sa.Text),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
    )
    name = op.get_bind().dialect.name
    for statement in _SQLITE if name == "sqlite" else _POSTGRESQL:
        op.execute(sa.text(statement))
