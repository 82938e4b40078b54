//! A user's folders as they lie on disk, in the Maildir++ form that Dovecot keeps them in.
//!
//! Reading goes past IMAP, so that a test sees what is there and not what a server says of it.

use std::fs;
use std::io;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use super::postfix::system_user;

/// Whose files the mailboxes are. Dovecot refuses to handle mail as root.
pub const OWNER: &str = "nobody";

/// The raw mails of a folder, `new` and `cur` together, in the order of arrival.
pub fn read(maildir: &Path, folder: &str) -> Vec<Vec<u8>> {
    let folder = folder_path(maildir, folder);
    // A mail may move from `new` to `cur` while we look; looking at `new` first, it is seen twice rather than never.
    let mut mails: Vec<_> = ["new", "cur"]
        .iter()
        .filter_map(|part| fs::read_dir(folder.join(part)).ok())
        .flat_map(|entries| entries.flatten().map(|entry| entry.path()))
        .filter_map(|file| Some((arrival(&file), fs::read(file).ok()?)))
        .collect();
    mails.sort();
    mails.dedup_by(|one, other| one.0 == other.0);
    mails.into_iter().map(|(_, raw)| raw).collect()
}

/// Writes a mail into `new` of a folder, which is made when it is missing.
pub fn drop_into(maildir: &Path, folder: &str, raw: &[u8]) -> io::Result<()> {
    static DROPPED: AtomicU32 = AtomicU32::new(0);
    let (uid, gid) = system_user(OWNER)?;
    let path = folder_path(maildir, folder);
    let account = maildir.parent().unwrap_or(maildir);
    for dir in [
        account,
        maildir,
        &path,
        &path.join("tmp"),
        &path.join("cur"),
        &path.join("new"),
    ] {
        if !dir.exists() {
            fs::create_dir_all(dir)?;
            chown(dir, Some(uid), Some(gid))?;
        }
    }
    let name = format!(
        "1000000000.M{}P0.dropped",
        DROPPED.fetch_add(1, Ordering::Relaxed)
    );
    let tmp = path.join("tmp").join(&name);
    fs::write(&tmp, raw)?;
    chown(&tmp, Some(uid), Some(gid))?;
    fs::rename(tmp, path.join("new").join(name))
}

fn folder_path(maildir: &Path, folder: &str) -> PathBuf {
    if folder.eq_ignore_ascii_case("INBOX") {
        maildir.to_owned()
    } else {
        maildir.join(format!(".{}", folder.replace('/', ".")))
    }
}

/// Dovecot's names begin with "seconds.Mmicroseconds", and the microseconds have no leading zeros.
fn arrival(file: &Path) -> (u64, u64, String) {
    let name = unique_name(file);
    let mut parts = name.split('.');
    let seconds = parts.next().and_then(|part| part.parse().ok()).unwrap_or(0);
    let micros = parts.next().and_then(|part| {
        let digits = part.strip_prefix('M')?;
        digits
            .split(|digit: char| !digit.is_ascii_digit())
            .next()?
            .parse()
            .ok()
    });
    (seconds, micros.unwrap_or(0), name)
}

/// The name without the flags, which change when the mail moves to `cur`.
fn unique_name(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    name.split(':').next().unwrap_or_default().to_owned()
}
