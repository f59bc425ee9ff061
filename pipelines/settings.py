"""Every path, threshold and environment variable of the project, and nothing else.

No other module reads the environment or knows where a folder lies. A threshold that policy staff may
change from year to year is a seed of `dbt_project`, not a setting.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

REPOSITORY = Path(__file__).resolve().parents[1]
CONTRACTS_DIR = REPOSITORY / "expectations"
MART_RULES_DIR = CONTRACTS_DIR / "marts"
DBT_PROJECT_DIR = REPOSITORY / "dbt_project"
SEEDS_DIR = DBT_PROJECT_DIR / "seeds" / "reference"
SAMPLE_INBOX = REPOSITORY / "data" / "sample" / "inbox"
SYNTHETIC_MARKER = "SYNTHETIC"
"""The file in a home that holds the demonstration and no real data."""
BANGKOK = ZoneInfo("Asia/Bangkok")


def today() -> date:
    """The business date of a run that names none: today in Bangkok."""
    return datetime.now(BANGKOK).date()


REPORT_SUFFIX = ".report.xlsx"


def report_name(name: str) -> str:
    """The name of the report about a file of this name, within the 255 bytes that a file system allows."""
    return name.encode(errors="surrogateescape")[: 255 - len(REPORT_SUFFIX)].decode(errors="ignore") + REPORT_SUFFIX


def office_calendar(home: Path) -> Path:
    """The file of the events that the office has set in this home; there is none before the first."""
    return home / "office" / "calendar.csv"


class Settings(BaseSettings):
    """Where things lie and where the limits are; each can be set as an environment variable `CVM_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="CVM_", frozen=True, extra="ignore")

    home: Path = Field(default=REPOSITORY / "data", description="the home folder (04: the home folder)")
    inbox_dir: Path | None = Field(default=None, description="where files arrive; the home's inbox unless given")

    store: str = Field(
        default="duckdb", description="duckdb, ducklake:sqlite:FOLDER or ducklake:postgres:CONNECTION; no password"
    )
    lake_data: str | None = Field(default=None, description="folder or s3://BUCKET/PREFIX for a lake that is made new")

    lake_patience_seconds: float = Field(default=3600, ge=0, description="how long a run waits for others of its lake")
    lake_snapshot_days: int = Field(default=30, ge=0, description="days that a lake keeps earlier working tables")
    lake_file_days: float = Field(default=1, ge=0, description="days that a file stays which only readers may need")

    max_quarantined_share: float = Field(default=0.20, ge=0, le=1, description="above it a file is held")
    max_removed_share: float = Field(default=0.20, ge=0, le=1, description="keys of a scope a snapshot may remove")
    max_file_megabytes: int = Field(default=200, gt=0, description="larger files are refused at the door")
    max_unpacked_megabytes: int = Field(default=1_000, gt=0, description="what the parts of a file may unpack to")
    max_growth: int = Field(default=100, gt=0, description="times its size that a packed file may unpack to")
    max_container_parts: int = Field(default=2_000, gt=0, description="parts that a workbook may be made of")
    max_sheets: int = Field(default=200, gt=0, description="sheets that a workbook may have")
    max_rows: int = Field(default=5_000_000, gt=0, description="rows that a table may have")
    max_columns: int = Field(default=16_384, gt=0, description="columns that a table may reach over")
    max_cells: int = Field(default=40_000_000, gt=0, description="cells that a table may reach over")
    max_cell_characters: int = Field(default=100_000, gt=0, description="letters of one cell")
    max_line_kilobytes: int = Field(default=1_000, gt=0, description="one line of a text file")
    heading_search_rows: int = Field(default=20, gt=0, description="rows searched for the heading")

    college_likeness: float = Field(default=0.92, ge=0, le=1, description="least likeness of a college's name")
    college_lead: float = Field(default=0.05, ge=0, le=1, description="least lead over the next likeness")
    pseudonym_key: SecretStr | None = Field(default=None, description="key of the pseudonyms; else the home's own")

    academic_year_start_month: int = Field(default=5, ge=1, le=12, description="16 May; to be confirmed by the office")
    academic_year_start_day: int = Field(default=16, ge=1, le=28)
    supply_year_offset: int = Field(default=1, description="graduates of academic year Y enter fiscal year Y + this")

    publications_kept: int = Field(default=5, ge=1)
    publishes_dashboard: bool = Field(default=True, description="each publication holds the dashboard as well")
    report_days: int = Field(default=30, ge=1, description="days that a report stays in the outbox")
    rounding_base: int = Field(default=5, ge=1, description="public counts of persons, 03 section 9")
    minimum_rate_denominator: int = Field(default=20, ge=1, description="public rates, 03 section 9")
    minimum_median_count: int = Field(default=10, ge=1, description="public medians, 03 section 9")
    moves_told: int = Field(default=5, ge=1, description="cells of a measure that moved most, kept of a publication")
    moved_rows_at_most: int = Field(default=1_000_000, ge=0, description="where more rows changed, no cell is told")

    batch_rows: int = Field(default=250_000, ge=1, description="rows read, judged and loaded together; no scope is cut")
    reading_threads: int = Field(default=2, ge=1, description="files that are opened at one time")
    duckdb_threads: int = Field(default=2, ge=1)
    duckdb_memory_limit: str = Field(default="2GB")

    @property
    def inbox(self) -> Path:
        """Folder that is searched for new files."""
        return self.inbox_dir or self.home / "inbox"

    @property
    def outbox(self) -> Path:
        """Folder of the verdicts that go back to the senders."""
        return self.home / "outbox"

    def report_of(self, sent: str) -> Path:
        """The report to the sender of the file at this path of the inbox."""
        path = self.outbox / sent
        return path.with_name(report_name(path.name))

    @property
    def landing(self) -> Path:
        """Folder of what was read: immutable, normalised, pseudonymised."""
        return self.home / "landing"

    @property
    def warehouse(self) -> Path:
        """Folder of the two working databases."""
        return self.home / "warehouse"

    @property
    def build_db(self) -> Path:
        """Database of raw, staging and intermediate; one writer."""
        return self.warehouse / "build.duckdb"

    @property
    def mart_db(self) -> Path:
        """Database of the marts alone; a publication is a copy of it."""
        return self.warehouse / "mart.duckdb"

    @property
    def published(self) -> Path:
        """Folder of the publications and of the link `current`."""
        return self.home / "published"

    @property
    def key_file(self) -> Path:
        """File of the key of the pseudonyms: made on the first run, mode 600, never committed."""
        return self.home / "secrets" / "pseudonym.key"

    @property
    def erased_file(self) -> Path:
        """File of the persons who were erased, as marks that only the key of the pseudonyms leads to; mode 600."""
        return self.home / "secrets" / "erased.json"

    @property
    def begun_file(self) -> Path:
        """File that tells which run this home began last, where others write to the same tables."""
        return self.warehouse / "begun.json"

    @property
    def lock_file(self) -> Path:
        """File that the one running refresh holds locked."""
        return self.warehouse / "refresh.lock"


class BucketAccess(BaseSettings):
    """The way into a bucket, under the names that all tools for S3 read.

    No part of `Settings`: those are told and compared, and a key is neither.
    """

    model_config = SettingsConfigDict(env_prefix="AWS_", frozen=True, extra="ignore", env_ignore_empty=True)

    access_key_id: SecretStr | None = None
    secret_access_key: SecretStr | None = None
    session_token: SecretStr | None = None
    region: str | None = Field(default=None, validation_alias=AliasChoices("AWS_REGION", "AWS_DEFAULT_REGION"))
    endpoint_url_s3: str | None = Field(default=None, description="a server other than Amazon's; else endpoint_url")
    endpoint_url: str | None = None
