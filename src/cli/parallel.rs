//! Work in many threads, results in order.

use std::sync::mpsc::sync_channel;
use std::thread;

use anyhow::Result;

/// Runs `work` on every job in `threads` threads and hands the results to `sink` in the order of the jobs.
///
/// Jobs go round: the first to the first worker, and so on, and results are taken in the same turn. So the
/// order holds without sorting, no lock is shared, and at most two jobs a worker are under way, however fast
/// the jobs come or slow the sink is. Each worker has a state of its own, made by `Default`.
pub(super) fn ordered<J: Send, R: Send, S: Default>(
    threads: usize,
    jobs: impl Iterator<Item = J> + Send,
    work: impl Fn(&mut S, J) -> R + Sync,
    mut sink: impl FnMut(R) -> Result<()>,
) -> Result<()> {
    thread::scope(|scope| {
        let (mut to_workers, mut from_workers) = (Vec::new(), Vec::new());
        for _ in 0..threads.max(1) {
            let (job_sender, job_receiver) = sync_channel::<J>(1);
            let (result_sender, result_receiver) = sync_channel::<R>(1);
            let work = &work;
            scope.spawn(move || {
                let mut state = S::default();
                // A closed channel on either side means that nobody wants more.
                for job in job_receiver {
                    if result_sender.send(work(&mut state, job)).is_err() {
                        break;
                    }
                }
            });
            to_workers.push(job_sender);
            from_workers.push(result_receiver);
        }
        scope.spawn(move || {
            for (job, worker) in jobs.zip((0..to_workers.len()).cycle()) {
                if to_workers[worker].send(job).is_err() {
                    break;
                }
            }
        });
        for worker in (0..from_workers.len()).cycle() {
            // The first worker without a result has had no job, nor have those after it.
            let Ok(result) = from_workers[worker].recv() else { break };
            sink(result)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::ordered;

    #[test]
    fn results_come_in_the_order_of_the_jobs() {
        for threads in [1, 2, 7] {
            let mut found = Vec::new();
            let work = |(): &mut (), job: u64| {
                std::thread::sleep(std::time::Duration::from_micros(job % 5 * 200));
                job * 2
            };
            let collect = |result| {
                found.push(result);
                Ok(())
            };
            ordered(threads, 0..100, work, collect).expect("the sink takes everything");
            assert_eq!(found, (0..100).map(|job| job * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_failing_sink_ends_the_work() {
        let mut taken = 0;
        let result = ordered(
            3,
            0..,
            |(): &mut (), job: u64| job,
            |_| {
                taken += 1;
                anyhow::ensure!(taken < 5, "full");
                Ok(())
            },
        );
        assert_eq!(result.unwrap_err().to_string(), "full");
        assert_eq!(taken, 5);
    }
}
