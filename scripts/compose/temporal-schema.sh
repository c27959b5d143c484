#!/bin/sh
# Brings Temporal's two databases to the schema of this version of its tools. May run again: it applies what is missing.
set -eu

for part in temporal visibility; do
  database=temporal
  if [ "$part" = visibility ]; then database=temporal_visibility; fi
  tool="temporal-sql-tool --plugin postgres12 --ep temporal-postgres --port 5432 --user temporal --db $database"
  $tool create
  $tool setup-schema -v 0.0
  $tool update-schema -d "/etc/temporal/schema/postgresql/v12/$part/versioned"
done
