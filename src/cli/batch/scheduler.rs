//! What schedulers tell a process of an array in its environment: which part it is.

use crate::batch::Shard;
use crate::model::code::Code;

use super::super::CommandError;

/// The shard: asked for, or the part that a scheduler gave this process.
pub fn shard(asked: Option<Shard>) -> Result<Shard, CommandError> {
    if let Some(shard) = asked {
        return Ok(shard);
    }
    let read = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let number = |name: &str, value: String| {
        value.parse::<usize>().map_err(|_| {
            CommandError::usage(
                Code::BadEnvironment,
                format!("`{name}` is `{value}`, which is no number"),
            )
        })
    };
    let first = |name: &str| read(name).map(|value| number(name, value)).transpose();
    let own_count = first("DIPTYCH_SHARDS")?;
    // Slurm counts from where the array begins, the others from 0.
    let slurm = first("SLURM_ARRAY_TASK_ID")?.zip(first("SLURM_ARRAY_TASK_COUNT")?.or(own_count));
    let found = if let Some((id, count)) = slurm {
        let from = first("SLURM_ARRAY_TASK_MIN")?.unwrap_or(0);
        Some((id.wrapping_sub(from), own_count.unwrap_or(count), "SLURM_ARRAY_TASK_ID"))
    } else {
        let mut found = None;
        for name in ["JOB_COMPLETION_INDEX", "AWS_BATCH_JOB_ARRAY_INDEX"] {
            if let Some(index) = first(name)? {
                let Some(count) = own_count else {
                    return Err(CommandError::usage(
                        Code::BadEnvironment,
                        format!("`{name}` is set, and `DIPTYCH_SHARDS` is not"),
                    )
                    .hint("set `DIPTYCH_SHARDS` to how many there are, or give `--shard I/N`"));
                };
                found = Some((index, count, name));
            }
        }
        found
    };
    let Some((index, count, name)) = found else { return Ok(Shard::ALL) };
    format!("{}/{count}", index.wrapping_add(1)).parse().map_err(|_| {
        CommandError::usage(Code::BadEnvironment, format!("`{name}` is outside the {count} shards"))
            .hint("give `--shard I/N` to run one shard again")
    })
}
