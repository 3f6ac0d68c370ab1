//! Stores a club's books in a SQLite file: `embed_sqlite COMMAND BOOKS …`; `--help` lists the commands. Without arguments it shows a
//! story on temporary books.
//!
//! - One row a line. The database itself keeps the chain: each row names the head before it, and no head is named twice.
//! - A writer appends in one transaction, and only if the last row still has the head that it expects.
//! - Photographs are rows, named by their digest.

#[path = "common/embed/commands.rs"]
mod commands;
#[path = "common/embed/mod.rs"]
mod embed;

mod common;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use revolving_fund::Digest;
use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior};

use commands::Archive;
use embed::{Row, Store};

fn main() -> ExitCode {
    commands::run::<SqliteStore>("embed_sqlite: a club's books in a SQLite file (sổ của CLB trong SQLite)")
}

/// The application ID that identifies our files: the letters `rfnd`.
const APPLICATION: i32 = 0x7266_6e64;

const SCHEMA: &str = include_str!("common/embed/schema.sql");

struct SqliteStore {
    path: PathBuf,
    connection: Connection,
}

impl Store for SqliteStore {
    fn open(path: &Path, create: bool) -> Result<Self, String> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let flags = if create { flags | OpenFlags::SQLITE_OPEN_CREATE } else { flags };
        let connect = || {
            let mut connection = Connection::open_with_flags(path, flags)?;
            connection.busy_timeout(Duration::from_secs(30))?;
            // Synchronised at each commit, and the folder too once the journal of the transaction is removed.
            connection.pragma_update(None, "synchronous", "EXTRA")?;
            connection.pragma_update(None, "foreign_keys", true)?;
            if create {
                let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
                if transaction.query_row("SELECT count(*) = 0 FROM sqlite_schema", (), |row| row.get(0))? {
                    transaction.execute_batch(SCHEMA)?;
                }
                transaction.commit()?;
            }
            let application: i32 = connection.query_row("PRAGMA application_id", (), |row| row.get(0))?;
            let version: i32 = connection.query_row("PRAGMA user_version", (), |row| row.get(0))?;
            Ok((Self { path: path.to_owned(), connection }, application, version))
        };
        match connect().map_err(|error: rusqlite::Error| format!("{}: {error}", path.display()))? {
            (store, APPLICATION, 1) => Ok(store),
            (_, APPLICATION, version) => {
                Err(format!("{}: its schema has version {version}, expected 1; update this program", path.display()))
            }
            _ => Err(format!("{}: it is a database of another program; name another file, or init", path.display())),
        }
    }

    fn lines(&mut self, skipped: usize) -> Result<Vec<u8>, String> {
        self.query(|connection| {
            let mut rows = connection.prepare_cached("SELECT line FROM line WHERE seq >= ?1 ORDER BY seq")?;
            let mut rows = rows.query([skipped])?;
            let mut lines = Vec::new();
            while let Some(row) = rows.next()? {
                lines.extend_from_slice(row.get_ref(0)?.as_blob()?);
            }
            Ok(lines)
        })
    }

    fn append(&mut self, expected: Option<Digest>, rows: &[Row]) -> Result<bool, String> {
        self.query(|connection| {
            // It may write from its first statement on, so that no other writer comes between the query and the insertion.
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let head: Option<String> = transaction
                .query_row("SELECT head FROM line ORDER BY seq DESC LIMIT 1", (), |row| row.get(0))
                .optional()?;
            if head != expected.map(|expected| expected.to_string()) {
                return Ok(false);
            }
            let insert = "INSERT INTO line (seq, id, prev, head, line) VALUES (?1, ?2, ?3, ?4, ?5)";
            for Row { seq, id, prev, head, bytes } in rows {
                let prev = prev.map(|prev| prev.to_string());
                transaction.prepare_cached(insert)?.execute((seq, id, prev, head.to_string(), bytes))?;
            }
            transaction.commit()?;
            Ok(true)
        })
    }
}

impl Archive for SqliteStore {
    const STORY: &str = "books.sqlite";

    fn put_photo(&mut self, digest: Digest, bytes: &[u8]) -> Result<(), String> {
        self.query(|connection| {
            let insert = "INSERT INTO photo (digest, bytes) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
            connection.execute(insert, (digest.to_string(), bytes)).map(|_| ())
        })
    }

    fn photo(&mut self, digest: Digest) -> Result<Option<Vec<u8>>, String> {
        self.query(|connection| {
            let mut select = connection.prepare_cached("SELECT bytes FROM photo WHERE digest = ?1")?;
            select.query_row([digest.to_string()], |row| row.get(0)).optional()
        })
    }

    fn faults(&mut self) -> Result<Vec<String>, String> {
        self.query(|connection| {
            let mut faults = Vec::new();
            for check in ["PRAGMA integrity_check", "PRAGMA foreign_key_check"] {
                let mut rows = connection.prepare(check)?;
                let mut rows = rows.query(())?;
                while let Some(row) = rows.next()? {
                    let found: String = row.get(0)?;
                    if found != "ok" {
                        faults.push(format!("{check}: {found}"));
                    }
                }
            }
            let mut rows = connection.prepare("SELECT seq, head, line FROM line ORDER BY seq")?;
            let mut rows = rows.query(())?;
            for expected in 0_u32.. {
                let Some(row) = rows.next()? else { break };
                let (seq, head): (u32, String) = (row.get(0)?, row.get(1)?);
                let line = row.get_ref(2)?.as_blob()?;
                if seq != expected {
                    faults.push(format!("row {seq} is where row {expected} is expected"));
                }
                if head != Digest::of(line.strip_suffix(b"\n").unwrap_or(line)).to_string() {
                    faults.push(format!("row {seq}: its head is not the hash of its line"));
                }
            }
            Ok(faults)
        })
    }
}

impl SqliteStore {
    fn query<T>(&mut self, query: impl FnOnce(&mut Connection) -> rusqlite::Result<T>) -> Result<T, String> {
        query(&mut self.connection).map_err(|error| format!("{}: {error}", self.path.display()))
    }
}
