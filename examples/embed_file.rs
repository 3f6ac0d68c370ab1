//! Stores a club's books in a plain file of lines: `embed_file COMMAND BOOKS …`; `--help` lists the commands. Without arguments it shows a
//! story on temporary books.
//!
//! `common/embed/file.rs` stores the lines. Photographs are files in the folder `BOOKS.photos`, each named by its digest.

#[path = "common/embed/commands.rs"]
mod commands;
#[path = "common/embed/mod.rs"]
mod embed;
#[path = "common/embed/file.rs"]
mod file;

mod common;

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use revolving_fund::Digest;

use commands::Archive;
use file::{FileStore, sync_folder_of};

fn main() -> ExitCode {
    commands::run::<FileStore>("embed_file: a club's books in a plain file (sổ của CLB trong một tệp)")
}

impl Archive for FileStore {
    const STORY: &str = "books.jsonl";

    fn put_photo(&mut self, digest: Digest, bytes: &[u8]) -> Result<(), String> {
        let path = photo_path(self, digest);
        // Locked, so that two writers never use the temporary name at once.
        self.locked(File::lock, |_| {
            let folder = path.parent().unwrap_or(Path::new("."));
            fs::create_dir_all(folder)?;
            if path.exists() {
                // The writer that stored it may have died before it was safe on the disk.
                OpenOptions::new().append(true).open(&path)?.sync_all()?;
            } else {
                // Under another name until it is complete: a photograph cut short never has the name of its digest. The name is always the
                // same, so that the file of a writer that died is replaced.
                let new = path.with_added_extension("new");
                let mut file = File::create(&new)?;
                file.write_all(bytes)?;
                file.sync_all()?;
                fs::rename(&new, &path)?;
            }
            sync_folder_of(&path)?;
            sync_folder_of(folder)
        })
    }

    fn photo(&mut self, digest: Digest) -> Result<Option<Vec<u8>>, String> {
        let path = photo_path(self, digest);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("{}: {error}", path.display())),
        }
    }

    fn faults(&mut self) -> Result<Vec<String>, String> {
        Ok(Vec::new())
    }
}

fn photo_path(store: &FileStore, digest: Digest) -> PathBuf {
    store.path.with_added_extension("photos").join(digest.to_string())
}
