"""Every GraphQL text is valid against the real schema, where it is at hand."""

from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_schema, parse, validate

from characters.clients import warcraftlogs_queries as queries
from characters.domain.regions import Region

SCHEMA = Path(__file__).parents[4] / "shared" / "data" / "warcraftlogs" / "schema.graphql"


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    if not SCHEMA.exists():
        pytest.skip("the schema is not here")
    return build_schema(SCHEMA.read_text())


def texts() -> dict[str, str]:
    constants = {name: text for name, text in vars(queries).items() if name.isupper() and isinstance(text, str)}
    public = {name: text for name, text in constants.items() if not name.startswith("_")}
    asked = [
        queries.KillQuestion(
            f"c{number}", "Somebody", "area-52", Region.US, [(3470, 1), (3470, 3), (3445, 4), (3445, 5)]
        )
        for number in range(10)
    ]
    return {**public, "character kills": queries.character_kills_query(asked)}


@pytest.mark.parametrize("name", texts())
def test_a_query_is_valid(schema, name):
    assert [error.message for error in validate(schema, parse(texts()[name]))] == []


def test_every_query_is_among_them():
    assert set(texts()) == {"FIND_GUILD", "GUILD_REPORTS", "character kills"}
