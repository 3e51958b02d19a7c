#!/usr/bin/env bash
# A batch as a Slurm array: sbatch --array=1-100 examples/batch/slurm.sh AUDIENCES OUT --project PROJECT
#
# Each task makes one shard of the table; which, it learns from Slurm. A task that
# is stopped, killed, or lost with its machine, is put back and goes on where it was.
# When all have ended, `diptych batch verify OUT` tells whether anything is missing;
# nightly.sh, beside this file, submits that as well.
# AUDIENCES and OUT are on a disk that all machines share, or in an object store.
#SBATCH --job-name=diptych
#SBATCH --cpus-per-task=2
#SBATCH --mem-per-cpu=512M
#SBATCH --time=00:30:00
#SBATCH --requeue
#SBATCH --open-mode=append
# Slurm tells the batch a minute before its time is over; it ends with its journal whole.
#SBATCH --signal=TERM@60
set -uo pipefail

audiences="$1"
out="$2"
shift 2 # What is left are options: the project, or `--sample`.

# `--resume` also begins a batch. `srun` hands the signals of Slurm on.
srun diptych batch "$audiences" --output-dir "$out" --resume \
  --jobs "${SLURM_CPUS_PER_TASK:-2}" --keep-going --quiet "$@"
code=$?

case $code in
  75 | 130 | 137 | 143) # no answer from a store; stopped; killed: run this shard again
    ((${SLURM_RESTART_COUNT:-0} < 3)) || exit "$code"
    scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"
    ;;
  # 0: done; 4: done but for rows that failed, so that Slurm shows the task as FAILED, 4:0;
  # else the table or the project is wrong.
  *) exit "$code" ;;
esac
