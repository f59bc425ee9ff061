"""`python -m pipelines.contracts` writes again what is made from the contracts; tests compare it with what is there."""

from pipelines.contracts import dbt_sources, dictionary, load_contracts


def main() -> None:
    """Writes dbt's descriptions and the dictionary of the sources."""
    contracts = list(load_contracts().values())
    for path, text in (
        (dbt_sources.SOURCES_FILE, dbt_sources.rendered(contracts)),
        (dbt_sources.STAGING_FILE, dbt_sources.rendered_staging(contracts)),
        (dictionary.DICTIONARY_FILE, dictionary.rendered(contracts)),
    ):
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
