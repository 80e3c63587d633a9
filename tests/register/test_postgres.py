"""A register in PostgreSQL: whose the database is, what is said where it cannot be used, who may work at once."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demarche.articles import Article
from demarche.coding import CodedArticle, code_article
from demarche.demo import demo_articles
from demarche.errors import DemarcheError, RegisterError
from demarche.register import Filter, open_register
from demarche.register.opening import migrate
from demarche.register.postgres import claim, engine_on
from demarche.register.schema import HEAD, metadata
from demarche.register.store import SqlRegister
from demarche.watch import tables as watched
from tests.postgres import LOCKED, Server
from tests.register.test_linking import articles, coded, joined, rows
from tests.register.test_opening import WRITER

NOW = datetime(2024, 8, 1, tzinfo=UTC)
SECRET = "s3cr3t"
Databases = Callable[[], str]
Specs = list[list[dict[str, object]]]


def opening(place: str, **options: object) -> SqlRegister:
    return open_register(place, now=lambda: NOW, **options)  # type: ignore[arg-type]


def article(text: str = "Iran threatened to close the strait if the United States attacks.") -> CodedArticle:
    return code_article(Article(title="", text=text))


def test_a_new_database_becomes_a_register_and_stays_one(postgres: Server) -> None:
    place = postgres.bare()
    with pytest.raises(RegisterError, match="there is no register; add articles"):
        opening(place, write=False)
    with opening(place) as register:
        register.add(article())
    with opening(place, write=False) as register:
        assert register.counts().threats == 1
        with pytest.raises(RegisterError, match="is read-only"):
            register.add(article("Another."))


def test_migrations_build_the_tables_of_the_schema(databases: Databases) -> None:
    with psycopg.connect(databases()) as connection:
        columns = connection.execute(
            "SELECT table_name, column_name, collation_name FROM information_schema.columns "
            "WHERE table_schema = current_schema()"
        ).fetchall()
        indexes = {
            name
            for (name,) in connection.execute(
                "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()"
            )
        }
    assert watched.feeds.name in metadata.tables  # the watch's tables are the register's
    own = {(table, column) for table, column, _ in columns if column != "lexemes"}
    wanted = {(table.name, column.name) for table in metadata.tables.values() for column in table.columns}
    assert own == wanted | {("alembic_version", "version_num")}
    assert {collation for _, _, collation in columns if collation} == {"C"}
    text = [c for t in metadata.tables.values() for c in t.columns if c.type.python_type is str]
    assert sum(collation == "C" for _, _, collation in columns) == len(text) + 1
    for table in metadata.tables.values():
        assert {index.name for index in table.indexes} <= indexes


def test_another_programs_database_is_left_alone(postgres: Server) -> None:
    place = postgres.bare()
    with psycopg.connect(place) as connection:
        connection.execute("CREATE TABLE birds (name TEXT)")
    with pytest.raises(RegisterError, match=r"another program \(birds\); make a database of its own"):
        opening(place)
    with psycopg.connect(place) as connection:
        assert connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall() == [("birds",)]


def test_registers_may_share_a_database_in_schemas_of_their_own(postgres: Server) -> None:
    place = postgres.bare()
    with psycopg.connect(place) as connection:
        connection.execute("CREATE SCHEMA one")
        connection.execute("CREATE SCHEMA two")
    places = [f"{place}&options=-csearch_path%3D{schema}" for schema in ("one", "two")]
    with opening(places[0]) as one, opening(places[1]) as two:
        with one.writing():  # holds its own lock alone
            assert two.add(article()).new == 1
        assert (one.counts().articles, two.counts().articles) == (0, 1)
    with pytest.raises(RegisterError, match="names no schema that exists"):
        opening(f"{place}&options=-csearch_path%3Dthree")


def test_a_newer_register_is_left_alone(postgres: Server) -> None:
    place = postgres.bare()
    opening(place).close()
    with psycopg.connect(place) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(RegisterError, match=f"newer demarche .*{HEAD}.*upgrade demarche"):
        opening(place)


def test_a_register_of_the_schema_before_is_migrated_with_what_it_holds(postgres: Server) -> None:
    place = postgres.bare()
    engine = engine_on(place, write=True, wait=5.0)
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        migrate(connection, "0007")
        claim(connection)
        connection.exec_driver_sql(
            "INSERT INTO articles (key, id, day, title, text, added_at) VALUES (1, 'a', '', '', 'an old one', '2024')"
        )
        connection.exec_driver_sql("INSERT INTO article_bands (band, article) VALUES (1, 1)")
    engine.dispose()
    with opening(place) as register:
        assert register.add(article()).new == 1
        assert [hit.source.article_id for hit in register.search("old")] == ["a"]
    with psycopg.connect(place) as database:
        checked = {
            row[0]
            for row in database.execute(
                "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"
            )
        }
        assert database.execute("SELECT version_num FROM alembic_version").fetchone() == (HEAD,)
    assert checked & {"threats", "codings"} == {"threats", "codings"}
    assert not checked & {"article_bands", "threat_lines"}  # derived: not looked up row by row


def test_a_database_of_another_encoding_is_refused(postgres: Server) -> None:
    name = f"{postgres.prefix}_ascii"
    postgres.run(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
    postgres.made.append(name)
    with pytest.raises(
        RegisterError, match="keeps text as SQL_ASCII; make a database with: createdb -E UTF8"
    ):
        opening(postgres.at(name))


@pytest.mark.parametrize(
    ("place", "fault"),
    [
        (f"postgresql://ada:{SECRET}@/nowhere?host=/nowhere", "cannot be reached .*see that the server runs"),
        (f"postgresql://ada:{SECRET}@/nowhere?host=/nowhere&port=no", "cannot be reached|is no address"),
        (f"postgresql://ada:{SECRET}@{SECRET}@db.example/news", "is no address .*signs such as @"),
        (f"postgresql://ada:{SECRET}/{SECRET}@db.example/news", "is no address .*signs such as @"),
        (f"postgresql://ada:%zz{SECRET}@db.example/news", "is no address"),
        (f"postgresql:///news?nothing={SECRET}&password={SECRET}", "is no address"),
        ("mysql://ada@db.example/news", "kept in SQLite and PostgreSQL"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_without_its_password(place: str, fault: str) -> None:
    with pytest.raises(RegisterError, match=fault) as raised:
        opening(place)
    said = str(raised.value)
    assert SECRET not in said.replace(f"nothing={SECRET}", "")
    assert raised.value.__context__ is None or SECRET not in str(raised.value.__context__)


def test_a_login_that_is_refused_says_what_to_check(postgres: Server) -> None:
    if not postgres.own:
        pytest.skip("the server is not ours to change")
    postgres.run(
        f"CREATE DATABASE {LOCKED}", "DROP ROLE IF EXISTS ada", f"CREATE ROLE ada LOGIN PASSWORD '{SECRET}'"
    )
    postgres.made.append(LOCKED)
    address = postgres.at(LOCKED)
    for login in ("ada:wrong-one", "ada"):
        with pytest.raises(RegisterError, match=r"refuses the login .*check user and password") as raised:
            opening(address.replace("demarche@", f"{login}@"))
        assert "wrong-one" not in str(raised.value)
    with pytest.raises(RegisterError, match=r"this user may not do that .*have the right granted") as raised:
        opening(address.replace("demarche@", f"ada:{SECRET}@"))
    assert SECRET not in str(raised.value)
    postgres.run("GRANT ALL ON SCHEMA public TO ada", database=LOCKED)
    with opening(address.replace("demarche@", f"ada:{SECRET}@")) as register:
        assert SECRET not in register.place
        assert register.add(article()).new == 1


def test_a_database_that_is_not_there_is_to_be_made(postgres: Server) -> None:
    with pytest.raises(RegisterError, match="make it with: createdb NAME"):
        opening(postgres.at("nowhere"))


def test_without_the_driver_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(RegisterError, match=r"pip install 'demarche\[postgres\]'"):
        opening("postgresql://ada@db.example/news")


def test_a_lock_that_another_holds_is_waited_for_and_then_told(databases: Databases) -> None:
    place = databases()
    with opening(place) as one, opening(place, wait=0.2) as other:
        with one.writing(), pytest.raises(RegisterError, match="in use by another program"):
            other.add(article())
        assert other.add(article()).new == 1


def test_readers_wait_for_no_writer_and_see_one_moment(databases: Databases) -> None:
    place = databases()
    with opening(place) as one, opening(place, wait=0.2) as other:
        one.add(code_article(a) for a in demo_articles()[:6])
        with one.writing():
            assert list(other.cards())  # made, and not kept while another writes
        with other.reading() as connection:
            count = "SELECT count(*) FROM thread_cards"
            assert connection.exec_driver_sql(count).scalar_one() == 0
            list(one.cards())
            assert connection.exec_driver_sql(count).scalar_one() == 0
        with other.reading() as connection:
            assert connection.exec_driver_sql(count).scalar_one() > 0


def test_programs_may_write_at_once(databases: Databases) -> None:
    place = databases()
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, who, place], stderr=subprocess.PIPE)
        for who in ("first", "second")
    ]
    for writer in writers:
        _, said = writer.communicate(timeout=120)
        assert writer.returncode == 0, said.decode()
    with opening(place) as register:
        assert register.counts().articles == register.counts().threats == 80


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(specs=articles, data=st.data())
def test_joining_gives_what_it_gives_in_sqlite_in_any_order(
    postgres: Server, tmp_path_factory: pytest.TempPathFactory, specs: Specs, data: st.DataObject
) -> None:
    found = [coded(number, spec) for number, spec in enumerate(specs)]
    shuffled = data.draw(st.permutations(found))
    with (
        opening(str(tmp_path_factory.mktemp("any") / "one.db")) as one,
        opening(postgres.database()) as other,
    ):
        one.add(found)
        for each in shuffled:
            other.add(each)
        assert joined(one) == joined(other)
        assert rows(one) == rows(other)
        rejected = data.draw(st.sampled_from(sorted(stored.id for stored in one.threats())))
        for register in (one, other):
            register.reject(rejected, author="Ada")
        assert (joined(one), rows(one)) == (joined(other), rows(other))
    postgres.clear()


def test_reviewers_and_adders_at_once_leave_what_each_did(databases: Databases, tmp_path: Path) -> None:
    """Joining included: statements and threads are those of the same work done one after the other."""
    place, told = databases(), demo_articles()
    with opening(place) as register, opening(str(tmp_path / "alone.db")) as alone:
        for one in (register, alone):
            one.add(code_article(a) for a in told[:10])
        ids = [stored.id for stored in register.threats(Filter(sender=("RUS",)))][:4]
        faults: list[BaseException] = []

        def work(task: Callable[[SqlRegister], object]) -> None:
            try:
                with opening(place) as own:
                    task(own)
            except DemarcheError as error:
                faults.append(error)

        tasks: list[Callable[[SqlRegister], object]] = [
            lambda own: [own.add(code_article(a)) for a in told[10:19]],
            lambda own: [own.add(code_article(a)) for a in told[19:]],
            lambda own: [own.correct(one, "target", ("CHN",), author="Ada") for one in ids],
            lambda own: [own.review(one, "reject", author="Bo") for one in ids[:2]],
        ]
        workers = [threading.Thread(target=work, args=(task,)) for task in tasks]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert faults == []
        for task in tasks:
            task(alone)
        assert joined(register) == joined(alone)
        assert len(register.revisions()) == len(alone.revisions())
        assert [r.threat for r in register.reviews()] == [r.threat for r in alone.reviews()]
