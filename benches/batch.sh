#!/usr/bin/env bash
# What a batch costs: benches/batch.sh [path/to/diptych] [documents]
#
# Prints, from one run on this machine: documents a second and core for the
# report and the note, the ratio to one process for each document, what the
# second worker adds, and the memory that stays. Writes into a temporary folder.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
program="$(realpath "${1:-${CARGO_TARGET_DIR:-$root/target}/release/diptych}")"
count="${2:-1000}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# table NAME VARIANT ROWS: a table whose rows differ in their recipients.
table() {
  {
    echo "id,variant,name,reference,date"
    for ((i = 1; i <= $3; i++)); do
      echo "r$i,$2,Reader $i,PN-$i,2015-07-01"
    done
  } > "$1.csv"
}

# timed COMMAND…: sets `seconds` and `memory` (the most, in MiB).
timed() {
  /usr/bin/time -f "%e %M" -o time "$@"
  read -r seconds memory < time
  memory=$((memory / 1024))
}

run() { # run OUT TABLE WORKERS
  rm -rf "$1"
  timed env RAYON_NUM_THREADS="$3" "$program" batch "$2.csv" -o "$1" -j "$3" --quiet
}

ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

echo "$(grep -m1 "model name" /proc/cpuinfo | cut -d: -f2 | xargs), $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"
for variant in report note; do
  rows=$count
  [[ $variant == report ]] && rows=$((count / 10))
  table "$variant" "$variant" "$rows"

  processes=10
  start=$(date +%s.%N)
  for ((i = 1; i <= processes; i++)); do
    RAYON_NUM_THREADS=1 "$program" build "$variant" -o "one$i" -j 1 --quiet
  done
  apart=$(awk -v a="$start" -v b="$(date +%s.%N)" -v n="$processes" 'BEGIN { print (b - a) / n }')

  run one "$variant" 1
  single=$seconds
  echo "$variant: $(ratio "$rows" "$single") documents a second and core ($rows in $single s, at most $memory MiB)"
  echo "$variant: one process for each document: $apart s; the batch is $(ratio "$(awk -v a="$apart" -v n="$rows" 'BEGIN { print a * n }')" "$single") times as fast"
  run two "$variant" 2
  echo "$variant: two workers: $seconds s, $(ratio "$single" "$seconds") times as fast as one, at most $memory MiB"
done
