#!/usr/bin/env bash
# What a batch costs: benches/batch.sh [path/to/diptych] [documents]
#
# Prints, from one run on this machine: the processor's time for a report and a
# note, in a batch and in one process for each document; what the second worker
# adds; the memory that it takes. Processor time hardly depends on what else the
# machine does; time by the clock does. Writes into a temporary folder.
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

# timed COMMAND…: sets `seconds` by the clock, those of the processor as `busy`,
# and `memory` (the most, in MiB).
timed() {
  /usr/bin/time -f "%e %U %S %M" -o time "$@"
  read -r seconds user system memory < time
  busy=$(awk -v a="$user" -v b="$system" 'BEGIN { print a + b }')
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

  apart=0
  for i in 1 2 3 4 5; do
    timed env RAYON_NUM_THREADS=1 "$program" build "$variant" -o "one$i" -j 1 --quiet
    apart=$(awk -v a="$apart" -v b="$busy" 'BEGIN { print a + b / 5 }')
  done

  run one "$variant" 1
  echo "$variant: $rows documents in $seconds s and $busy s of processor time, at most $memory MiB"
  echo "$variant: $(ratio "$rows" "$busy") documents a second of one core"
  echo "$variant: one process for each document takes $apart s; the batch is $(ratio "$(awk -v a="$apart" -v n="$rows" 'BEGIN { print a * n }')" "$busy") times as fast"
  single=$seconds
  run two "$variant" 2
  echo "$variant: two workers: $seconds s, $(ratio "$single" "$seconds") times as fast as one, at most $memory MiB"
done
