#!/usr/bin/env bash
# The night's batch on Slurm, for cron or scrontab: nightly.sh LIST OUT PROJECT [SHARDS]
#
# Submits the shards of slurm.sh, and behind them a task that verifies what came out. It
# prints the number of that task, which ends with 0 when every row has its document, with 4
# when rows failed, and with 1 when a shard is to be run again. For mail to your address, set
# SBATCH_MAIL_TYPE=FAIL and SBATCH_MAIL_USER in the environment.
# LIST, OUT and PROJECT are on a disk that all machines share.
set -euo pipefail

list="$1"
out="$2"
project="$3"
shards="${4:-4}"
here="$(dirname "$(realpath "${BASH_SOURCE[0]}")")"

mkdir -p "$out/logs"
job="$(sbatch --parsable --array="1-$shards" --output="$out/logs/shard-%a.log" \
  "$here/slurm.sh" "$list" "$out" --project "$project")"
# After all shards, however they ended.
sbatch --parsable --dependency="afterany:${job%%;*}" --job-name=diptych-verify \
  --output="$out/logs/verify.log" --wrap "diptych batch verify ${out@Q} --output-dir ${out@Q}"
