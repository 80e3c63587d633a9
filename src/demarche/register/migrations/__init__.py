"""The register's schema through time, run by Alembic when a register is opened."""
