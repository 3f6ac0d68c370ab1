//! Exports shares of clubs: audits their clubs one after another, and writes their rows to the parts of the share.
//!
//! The parts of a share are written to a folder of their own and moved when they are complete. Their names and bytes depend on the share
//! alone. If a worker dies and its share is exported again, the new parts replace its parts and are the same.

use std::fmt;
use std::fs;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use std::{process, thread};

use revolving_fund::Audit;
use revolving_fund::chrono::NaiveDate;
use serde::Serialize;

use crate::files::{Unread, Work, WorkShare, open, province_of};
use crate::table::{TableWriter, row};
use crate::tables::{OF_CLUBS, Rows, UNREAD};

/// The folder of unfinished parts. Readers of Parquet skip folders whose names begin with `_`.
const UNFINISHED: &str = "_unfinished";
/// The file that exists once all shares are written.
const SUCCESS: &str = "_SUCCESS";

/// The folder of the books, the folder of the tables, and the day of the audits if it is not the last of the books.
pub(crate) struct Exporter {
    pub(crate) from: PathBuf,
    pub(crate) out: PathBuf,
    pub(crate) as_of: Option<NaiveDate>,
}

/// The numbers of shares, clubs, records, rows, bytes read and unread files of an export.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(crate) struct Tally {
    pub(crate) shares: u64,
    pub(crate) clubs: u64,
    pub(crate) records: u64,
    pub(crate) rows: u64,
    pub(crate) bytes: u64,
    pub(crate) unread: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Self) {
        let Self { shares, clubs, records, rows, bytes, unread } = other;
        for (sum, part) in [
            (&mut self.shares, shares),
            (&mut self.clubs, clubs),
            (&mut self.records, records),
            (&mut self.rows, rows),
            (&mut self.bytes, bytes),
            (&mut self.unread, unread),
        ] {
            *sum = sum.saturating_add(part);
        }
    }
}

/// The speed of an export and the largest amount of memory used, as text.
pub(crate) struct Speed {
    pub(crate) tally: Tally,
    pub(crate) begun: Instant,
}

impl fmt::Display for Speed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Tally { shares, clubs, records, rows, bytes, unread } = self.tally;
        let millis = self.begun.elapsed().as_millis().max(1);
        // Rounded down, so that the speed is never overstated.
        let a_second = |count: u64| u128::from(count).saturating_mul(1_000).checked_div(millis).unwrap_or(0);
        write!(
            f,
            "{clubs} club(s) in {shares} share(s), {records} record(s), {rows} row(s), {unread} file(s) unread, {bytes} byte(s) in \
             {millis} ms: {} clubs/s, {} kB/s",
            a_second(clubs),
            a_second(bytes).div_euclid(1_000),
        )?;
        match peak_memory() {
            Some(kilobytes) => write!(f, ", {kilobytes} at most resident"),
            None => Ok(()),
        }
    }
}

/// Returns the peak resident memory of this process as reported by Linux, `123456 kB`; `None` on other systems.
fn peak_memory() -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| Some(line.strip_prefix("VmHWM:")?.trim().to_owned()))
}

impl Exporter {
    /// Creates the folder of the tables. It must be new or empty, because the parts of another export would be counted too.
    ///
    /// # Errors
    ///
    /// If it is not empty or cannot be made.
    pub(crate) fn begin(&self) -> Result<(), String> {
        let named = |error: &dyn ToString| format!("{}: {}", self.out.display(), error.to_string());
        fs::create_dir_all(&self.out).map_err(|error| named(&error))?;
        let mut entries = fs::read_dir(&self.out).map_err(|error| named(&error))?;
        if entries.next().is_some() {
            return Err(named(&"it is not empty; name a new folder, or remove what an earlier export left"));
        }
        Ok(())
    }

    /// Exports all shares on this machine, one per processor at a time.
    ///
    /// # Errors
    ///
    /// If the tables cannot be written. A problem with one file is a row of `unread` instead.
    pub(crate) fn all(&self, work: &Work) -> Result<Tally, String> {
        let mut tally = self.unread_part("plan", &work.unread)?;
        let workers = thread::available_parallelism().map_or(1, usize::from).min(work.shares.len().max(1));
        let next = AtomicUsize::new(0);
        let failure = Mutex::new(None);
        let take = || {
            let mut sum = Tally::default();
            while let Some(share) = work.shares.get(next.fetch_add(1, Ordering::Relaxed)) {
                match self.share(share) {
                    Ok(tally) => sum.add(tally),
                    Err(error) => {
                        // The other workers find no share left.
                        next.store(work.shares.len(), Ordering::Relaxed);
                        if let Ok(mut first) = failure.lock() {
                            first.get_or_insert(error);
                        }
                    }
                }
            }
            sum
        };
        thread::scope(|scope| {
            let workers: Vec<_> = (0..workers).map(|_| scope.spawn(take)).collect();
            for worker in workers {
                tally.add(worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            }
        });
        match failure.into_inner() {
            Ok(Some(error)) => Err(error),
            Ok(None) => self.end().map(|()| tally),
            Err(poisoned) => Err(poisoned.to_string()),
        }
    }

    /// Marks the tables as complete, and removes temporary files of workers that died.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub(crate) fn end(&self) -> Result<(), String> {
        let unfinished = self.out.join(UNFINISHED);
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished).map_err(|error| format!("{}: {error}", unfinished.display()))?;
        }
        let success = self.out.join(SUCCESS);
        fs::write(&success, "").map_err(|error| format!("{}: {error}", success.display()))
    }

    /// Audits the clubs of a share and writes its parts.
    ///
    /// # Errors
    ///
    /// If the parts cannot be written.
    pub(crate) fn share(&self, share: &WorkShare) -> Result<Tally, String> {
        let part = format!("part-{:06}.parquet", share.share);
        let unfinished = self.unfinished(share.share)?;
        let place = |table: &str| unfinished.join(format!("{table}.parquet"));
        let mut open: Vec<TableWriter> = Vec::new();
        for table in OF_CLUBS {
            open.push(table.create(&place(table.name))?);
        }
        let mut tally = Tally { shares: 1, ..Tally::default() };
        let mut unread = Vec::new();
        for file in &share.files {
            let audit = match self.audit(file) {
                Ok((audit, bytes)) => {
                    tally.bytes = tally.bytes.saturating_add(bytes);
                    audit
                }
                Err(error) => {
                    unread.push(Unread::new(file, &error));
                    continue;
                }
            };
            unread.extend(Unread::of(file, &audit));
            let Some(books) = audit.books() else { continue };
            if province_of(books.header().club()) != share.province {
                unread.push(Unread::new(file, "its header was changed since the work was planned; export again"));
                continue;
            }
            let [clubs, records, transfers, loans, members, findings, warnings, indicators] = open.as_mut_slice()
            else {
                return Err("the tables of clubs are not the eight that are declared".to_owned());
            };
            Rows { clubs, records, transfers, loans, members, findings, warnings, indicators }
                .club(file, &audit, books)
                .map_err(|error| format!("{file}: {error}"))?;
            tally.clubs = tally.clubs.saturating_add(1);
            tally.records = tally.records.saturating_add(u64::try_from(books.records().len()).unwrap_or(u64::MAX));
        }
        for (table, writer) in OF_CLUBS.iter().zip(open) {
            tally.rows = tally.rows.saturating_add(writer.close()?);
            let folder = self.out.join(table.name).join(format!("province={}", share.province));
            publish(&place(table.name), &folder, &part)?;
        }
        tally.add(self.unread_part(&format!("{:06}", share.share), &unread)?);
        fs::remove_dir_all(&unfinished).map_err(|error| format!("{}: {error}", unfinished.display()))?;
        Ok(tally)
    }

    /// Audits a file. Returns the audit and the size of the file in bytes.
    fn audit(&self, file: &str) -> std::io::Result<(Audit, u64)> {
        let file = open(&self.from.join(file))?;
        let bytes = file.metadata()?.len();
        let source = BufReader::with_capacity(1 << 16, file);
        let audit = match self.as_of {
            Some(day) => Audit::as_of(source, day),
            None => Audit::of(source),
        }?;
        Ok((audit, bytes))
    }

    /// Writes a part of the table `unread` and lists its files on standard error. A share without unread files has no part; the plan always
    /// has one, so that the table exists.
    pub(crate) fn unread_part(&self, name: &str, unread: &[Unread]) -> Result<Tally, String> {
        for Unread { file, line, error, is_counted, .. } in unread {
            let line = line.map_or_else(String::new, |line| format!("line {line}: "));
            let counted = if *is_counted { " (the lines before it are counted)" } else { "" };
            crate::complain(&format!("{file}: {line}{error}{counted}"));
        }
        if unread.is_empty() && name != "plan" {
            return Ok(Tally::default());
        }
        let unfinished = self.unfinished(0)?;
        let place = unfinished.join("unread.parquet");
        let mut table = UNREAD.create(&place)?;
        for Unread { file, club, line, error, is_counted } in unread {
            table.row(row![file.as_str(), club.as_deref(), *line, error.as_str(), *is_counted])?;
        }
        let rows = table.close()?;
        publish(&place, &self.out.join(UNREAD.name), &format!("part-{name}.parquet"))?;
        fs::remove_dir_all(&unfinished).map_err(|error| format!("{}: {error}", unfinished.display()))?;
        Ok(Tally { rows, unread: rows, ..Tally::default() })
    }

    /// Creates a folder that no other process or thread writes to.
    fn unfinished(&self, share: u32) -> Result<PathBuf, String> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = self.out.join(UNFINISHED).join(format!("{share}-{}-{count}-{since}", process::id()));
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(folder)
    }
}

/// Moves a complete part to its final place, where it replaces the same part of an earlier attempt.
fn publish(from: &Path, folder: &Path, part: &str) -> Result<(), String> {
    let to = folder.join(part);
    let moved = fs::create_dir_all(folder).and_then(|()| fs::rename(from, &to));
    moved.map_err(|error| format!("{}: {error}", to.display()))
}
