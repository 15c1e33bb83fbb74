from django.db import migrations

# The planner must not think that it knows how frequent a token is: with statistics it prefers reading the whole table,
# where every row's tokens have to be fetched and unpacked.
POSTGRES = [
    "ALTER TABLE common_searchentry ALTER COLUMN tokens SET STATISTICS 0",
    # Phrases are looked for in it: unpacking would take longer than looking.
    "ALTER TABLE common_searchentry ALTER COLUMN folded SET STORAGE EXTERNAL",
    "CREATE INDEX common_searchentry_tokens ON common_searchentry USING gin (tokens) WITH (gin_pending_list_limit = 512)",
]
UNPOSTGRES = ["DROP INDEX common_searchentry_tokens"]
# Triggers keep the full-text table equal; a later migration that rebuilds common_searchentry has to make them again.
SQLITE = [
    """CREATE VIRTUAL TABLE common_searchentry_fts USING fts5(
    tokens, content='common_searchentry', content_rowid='id', tokenize='ascii', detail=none, columnsize=0)""",
    """CREATE TRIGGER common_searchentry_fts_insert AFTER INSERT ON common_searchentry BEGIN
    INSERT INTO common_searchentry_fts(rowid, tokens) VALUES (new.id, new.tokens); END""",
    """CREATE TRIGGER common_searchentry_fts_delete AFTER DELETE ON common_searchentry BEGIN
    INSERT INTO common_searchentry_fts(common_searchentry_fts, rowid, tokens) VALUES ('delete', old.id, old.tokens); END""",
    """CREATE TRIGGER common_searchentry_fts_update AFTER UPDATE ON common_searchentry BEGIN
    INSERT INTO common_searchentry_fts(common_searchentry_fts, rowid, tokens) VALUES ('delete', old.id, old.tokens);
    INSERT INTO common_searchentry_fts(rowid, tokens) VALUES (new.id, new.tokens); END""",
]
UNSQLITE = [
    "DROP TRIGGER common_searchentry_fts_insert",
    "DROP TRIGGER common_searchentry_fts_delete",
    "DROP TRIGGER common_searchentry_fts_update",
    "DROP TABLE common_searchentry_fts",
]


def run(postgres, sqlite):
    def operation(apps, editor):
        for statement in postgres if editor.connection.vendor == "postgresql" else sqlite:
            editor.execute(statement)

    return operation


class Migration(migrations.Migration):
    dependencies = [("common", "0001_initial")]

    operations = [migrations.RunPython(run(POSTGRES, SQLITE), run(UNPOSTGRES, UNSQLITE))]
