//! One thread writes. What waits is written in one transaction, and answered once that is on the disk.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, params};
use tokio::sync::oneshot;

use super::{APPLICATION, Entry, SCHEMA, VERSION};
use crate::serve::exchange::Fault;
use crate::{Error, Result};

/// How many decisions may wait.
const WAITING: usize = 4096;

/// How many decisions one transaction takes.
const TOGETHER: usize = 512;

/// How often old decisions are deleted.
const SWEEP: Duration = Duration::from_secs(600);

const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// The writing end of the database.
#[derive(Debug)]
pub(crate) struct Store {
    jobs: SyncSender<Job>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Debug)]
struct Job {
    task: Task,
    done: oneshot::Sender<rusqlite::Result<usize>>,
}

#[derive(Debug)]
enum Task {
    Keep(Entry),
    /// Delete what has this reference; of any key where there is none.
    Forget {
        reference: String,
        key: Option<String>,
    },
    Close,
}

impl Store {
    /// Opens or makes the database, and deletes what is older than `days`, unless they are 0.
    pub(crate) fn open(path: &Path, days: u32) -> Result<Self> {
        let connection = prepare(path)?;
        let writer = Writer { connection, path: path.to_owned(), days };
        writer.sweep();
        let (jobs, receiver) = sync_channel(WAITING);
        let writer = std::thread::Builder::new()
            .name("feedback".to_owned())
            .spawn(move || writer.run(&receiver))
            .map_err(|source| Error::write(path, source))?;
        Ok(Self { jobs, writer: Mutex::new(Some(writer)) })
    }

    /// Keeps a decision; done once it is on the disk.
    pub(crate) async fn keep(&self, entry: Entry) -> Result<(), Fault> {
        self.ask(Task::Keep(entry)).await.map(|_| ())
    }

    /// Deletes the decisions with this reference, of one key or of all; says how many there were.
    pub(crate) async fn forget(&self, reference: String, key: Option<String>) -> Result<usize, Fault> {
        self.ask(Task::Forget { reference, key }).await
    }

    async fn ask(&self, task: Task) -> Result<usize, Fault> {
        let (done, answer) = oneshot::channel();
        self.jobs.try_send(Job { task, done }).map_err(|error| match error {
            TrySendError::Full(_) => Fault::Busy,
            TrySendError::Disconnected(_) => Fault::Store("the store is closed".to_owned()),
        })?;
        match answer.await {
            Ok(Ok(rows)) => Ok(rows),
            Ok(Err(error)) => Err(Fault::Store(error.to_string())),
            Err(_) => Err(Fault::Store("the store is closed".to_owned())),
        }
    }

    /// Writes what waits and closes the file.
    pub(crate) fn close(&self) {
        let writer = self.writer.lock().ok().and_then(|mut writer| writer.take());
        let Some(writer) = writer else { return };
        let (done, _) = oneshot::channel();
        if self.jobs.send(Job { task: Task::Close, done }).is_ok() && writer.join().is_err() {
            tracing::error!("the feedback writer failed");
        }
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.close();
    }
}

/// A connection to a database of this kind.
fn prepare(path: &Path) -> Result<Connection> {
    let fault = |source| Error::Feedback { path: path.to_owned(), source };
    let connection = Connection::open(path).map_err(fault)?;
    connection.busy_timeout(Duration::from_secs(5)).map_err(fault)?;
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let (application, version) =
        (number("application_id").map_err(fault)?, number("user_version").map_err(fault)?);
    let is_new = application == 0
        && connection
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))
            .map_err(fault)?
            == 0;
    if !is_new && (application, version) != (APPLICATION, VERSION) {
        return Err(Error::Setting {
            name: "feedback.database",
            message: format!(
                "{} is another database, or one of a later ghirbal; name a new file",
                path.display()
            ),
        });
    }
    // WAL lets others read meanwhile; FULL has an answered decision survive a power cut; deleted text is
    // overwritten.
    let setup = format!(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
         BEGIN IMMEDIATE; {SCHEMA} PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION}; COMMIT;"
    );
    connection.execute_batch(&setup).map_err(fault)?;
    Ok(connection)
}

struct Writer {
    connection: Connection,
    path: PathBuf,
    days: u32,
}

impl Writer {
    fn run(self, jobs: &Receiver<Job>) {
        loop {
            let job = match jobs.recv_timeout(SWEEP) {
                Ok(job) => job,
                Err(RecvTimeoutError::Timeout) => {
                    self.sweep();
                    continue;
                }
                Err(RecvTimeoutError::Disconnected) => return,
            };
            let batch: Vec<_> = std::iter::once(job).chain(jobs.try_iter().take(TOGETHER - 1)).collect();
            let last = batch.iter().any(|job| matches!(job.task, Task::Close));
            self.write(batch);
            if last {
                return;
            }
        }
    }

    /// Does all of it or nothing of it.
    fn write(&self, batch: Vec<Job>) {
        let together = || -> rusqlite::Result<Vec<usize>> {
            let transaction = self.connection.unchecked_transaction()?;
            let rows =
                batch.iter().map(|job| self.perform(&job.task)).collect::<rusqlite::Result<Vec<_>>>()?;
            transaction.commit()?;
            Ok(rows)
        };
        let outcome = together();
        if let Err(error) = &outcome {
            tracing::error!(path = %self.path.display(), %error, "writing feedback failed");
        }
        for (at, job) in batch.into_iter().enumerate() {
            let answer = match &outcome {
                Ok(rows) => Ok(rows[at]),
                Err(error) => Err(again(error)),
            };
            // Who asked may have left.
            let _ = job.done.send(answer);
        }
    }

    fn perform(&self, task: &Task) -> rusqlite::Result<usize> {
        match task {
            Task::Keep(entry) => {
                let mut insert = self.connection.prepare_cached(
                    "INSERT INTO feedback (received_at, protocol, decision, text, reference, community, key)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?;
                let Entry { protocol, decision, text, reference, community, key } = entry;
                insert.execute(params![now(), protocol, decision.name(), text, reference, community, key])
            }
            Task::Forget { reference, key } => self.connection.execute(
                "DELETE FROM feedback WHERE reference = ?1 AND (?2 IS NULL OR key = ?2)",
                params![reference, key],
            ),
            Task::Close => Ok(0),
        }
    }

    /// Deletes what is too old.
    fn sweep(&self) {
        if self.days == 0 {
            return;
        }
        let oldest = now() - i64::from(self.days) * DAY_MILLIS;
        match self.connection.execute("DELETE FROM feedback WHERE received_at < ?1", [oldest]) {
            Ok(0) => {}
            Ok(rows) => tracing::info!(rows, days = self.days, "old feedback deleted"),
            Err(error) => tracing::error!(path = %self.path.display(), %error, "old feedback not deleted"),
        }
    }
}

/// The same failure once more, for everybody who waited.
fn again(error: &rusqlite::Error) -> rusqlite::Error {
    match error {
        rusqlite::Error::SqliteFailure(code, message) => {
            rusqlite::Error::SqliteFailure(*code, message.clone())
        }
        other => rusqlite::Error::ToSqlConversionFailure(other.to_string().into()),
    }
}

/// Milliseconds since 1970.
fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
}
