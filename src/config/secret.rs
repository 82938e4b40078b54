//! Secrets: never in `daemon.toml` itself, but in a file, the environment or a systemd credential.
//!
//! A secret in a file that others can read is refused, so that a careless copy is noticed on the day it is made. A
//! credential's mode is systemd's business and is not judged.

use std::ffi::OsString;
use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use secrecy::SecretString;

use super::section::Section;
use super::{Reader, keys};

/// Whether secrets are looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrets {
    /// They are read, and one that cannot be is a fault.
    Read,
    /// They are left empty: for looking at a file on a machine that does not hold them.
    Skip,
}

/// Longest secret read, in bytes.
const SECRET_BYTES_MAX: u64 = 64 * 1024;
/// Permission bits of anybody but the owner.
const OTHERS: u32 = 0o077;

impl Reader {
    /// A secret, if the key is there.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that looks into the environment"
    )]
    pub(super) fn secret(&self, section: &Section<'_>, key: &str) -> Option<SecretString> {
        let span = section.span_of(key)?;
        let ways = "{ file = \"…\" }, { env = \"…\" } or { credential = \"…\" }";
        if !section.is_table(key) {
            let what = format!(
                "{} is a secret and does not stand in the file itself; write {ways}",
                section.place(key)
            );
            section.note_at(&span, what);
            return None;
        }
        let table = section.table(key, "secret")?;
        table.check_keys();
        let given: Vec<&str> = keys::of("secret")
            .iter()
            .copied()
            .filter(|way| table.has(way))
            .collect();
        let [way] = given.as_slice() else {
            table.note(format!("{} names one place: {ways}", section.place(key)));
            return None;
        };
        let place = table.needed(way)?;
        if self.secrets == Secrets::Skip {
            return Some(SecretString::default());
        }
        let read = match *way {
            "file" => read_file(&self.path(place.value), Mode::Judged),
            "env" => read_env(place.value),
            _ => credential_path(place.value, std::env::var_os("CREDENTIALS_DIRECTORY"))
                .and_then(|path| read_file(&path, Mode::Trusted)),
        };
        read.map_err(|why| table.note_at(&place.span, format!("{}: {why}", section.place(key))))
            .ok()
    }
}

/// Whether a file's permissions are looked at.
#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Judged,
    Trusted,
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that looks into the environment"
)]
fn read_env(name: &str) -> Result<SecretString, String> {
    let value = std::env::var_os(name).ok_or_else(|| {
        format!(
            "the environment variable {name} is not set; set it for this process, or name a file"
        )
    })?;
    let value = value.into_string().map_err(|_| {
        format!("the environment variable {name} is not UTF-8; name a file instead")
    })?;
    checked(value, &format!("the environment variable {name}"))
}

fn credential_path(name: &str, folder: Option<OsString>) -> Result<PathBuf, String> {
    if name.contains('/') || name == ".." {
        return Err(format!(
            "the credential \"{name}\" is a path; write its name alone"
        ));
    }
    let folder = folder.ok_or_else(|| {
        format!(
            "the credential {name} is not there, since systemd did not start this process; use LoadCredential= in the unit, or {{ file = \"…\" }}; by hand, write before the command: env CREDENTIALS_DIRECTORY=FOLDER, with the folder that has a file of that name"
        )
    })?;
    Ok(Path::new(&folder).join(name))
}

fn read_file(path: &Path, mode: Mode) -> Result<SecretString, String> {
    let shown = path.display();
    let fail = |error: std::io::Error| {
        format!("reading {shown}: {error}; check its path and who may read it")
    };
    let file = fs::File::open(path).map_err(fail)?;
    let facts = file.metadata().map_err(fail)?;
    if !facts.is_file() {
        return Err(format!(
            "{shown} is not a file; name one that holds the secret alone"
        ));
    }
    let bits = facts.permissions().mode() & 0o777;
    if mode == Mode::Judged && bits & OTHERS != 0 {
        return Err(format!(
            "{shown} can be read by others (mode {bits:04o}); run chmod 600 on it"
        ));
    }
    let mut text = String::new();
    file.take(SECRET_BYTES_MAX + 1)
        .read_to_string(&mut text)
        .map_err(fail)?;
    if text.len() as u64 > SECRET_BYTES_MAX {
        return Err(format!(
            "{shown} is larger than 64 KiB; is it the right file?"
        ));
    }
    checked(text, &shown.to_string())
}

/// Without its last line end; a secret has no others.
fn checked(mut text: String, place: &str) -> Result<SecretString, String> {
    text.truncate(text.trim_end_matches(['\r', '\n']).len());
    if text.is_empty() {
        return Err(format!("{place} is empty; put the secret into it"));
    }
    if text.contains(['\r', '\n', '\0']) {
        return Err(format!(
            "{place} has more than one line; put the secret alone into it"
        ));
    }
    Ok(text.into())
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn written(text: &str, mode: u32) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        (folder, path)
    }

    #[test]
    fn a_secret_in_a_file_loses_its_line_end_and_nothing_else() {
        let (_folder, path) = written(" s3cret \r\n", 0o600);
        let secret = read_file(&path, Mode::Judged).unwrap();
        assert_eq!(secret.expose_secret(), " s3cret ");
        assert!(!format!("{secret:?}").contains("s3cret"));
    }

    #[test]
    fn a_file_that_others_can_read_is_refused_and_a_credential_is_not() {
        let (_folder, path) = written("s3cret", 0o640);
        let why = read_file(&path, Mode::Judged).unwrap_err();
        assert!(
            why.ends_with("can be read by others (mode 0640); run chmod 600 on it"),
            "{why}"
        );
        assert!(read_file(&path, Mode::Trusted).is_ok());
    }

    #[test]
    fn an_empty_or_many_lined_file_holds_no_secret() {
        for (text, why) in [
            ("\n", "is empty; put the secret into it"),
            (
                "a\nb\n",
                "has more than one line; put the secret alone into it",
            ),
        ] {
            let (_folder, path) = written(text, 0o400);
            assert!(read_file(&path, Mode::Judged).unwrap_err().ends_with(why));
        }
        let folder = tempfile::tempdir().unwrap();
        assert!(
            read_file(folder.path(), Mode::Trusted)
                .unwrap_err()
                .contains("is not a file; ")
        );
    }

    #[test]
    fn a_credential_is_a_name_in_the_folder_that_systemd_gives() {
        let folder = Some(OsString::from("/run/credentials/x"));
        let path = credential_path("imap", folder.clone()).unwrap();
        assert_eq!(path, Path::new("/run/credentials/x/imap"));
        assert!(credential_path("../etc/passwd", folder).is_err());
        assert!(
            credential_path("imap", None)
                .unwrap_err()
                .contains("LoadCredential=")
        );
    }

    #[test]
    fn the_environment_is_asked_for_a_variable_by_name() {
        assert!(
            !read_env("CARGO_MANIFEST_DIR")
                .unwrap()
                .expose_secret()
                .is_empty()
        );
        assert!(
            read_env("TICKETD_NO_SUCH")
                .unwrap_err()
                .contains("is not set; set it")
        );
    }
}
