//! Where passwords and keys come from: a file, a variable of the environment, or a credential of systemd.
//!
//! Never from the configuration itself, never from an argument: both are read by too many. This is the only place
//! that looks into the environment.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use secrecy::SecretString;

use super::file::Secret;

/// Whether secrets are read. A file can be judged without the right to read what it points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrets {
    /// Read them; one that cannot be read is a fault.
    Read,
    /// Leave them; the settings are for looking at only.
    Skip,
}

/// Reads a secret; the fault is a clause.
pub(super) fn read(secret: &Secret, base: &Path, secrets: Secrets) -> Result<SecretString, String> {
    let path = match (&secret.file, &secret.env, &secret.credential) {
        (Some(file), None, None) => base.join(file),
        (None, Some(name), None) => return read_env(name, secrets),
        (None, None, Some(name)) => match credential(name, secrets)? {
            Some(path) => path,
            None => return Ok(SecretString::default()),
        },
        _ => {
            return Err(
                "write exactly one of { file = … }, { env = … } and { credential = … }".to_owned(),
            );
        }
    };
    if secrets == Secrets::Skip {
        return Ok(SecretString::default());
    }
    read_file(&path)
}

fn read_file(path: &Path) -> Result<SecretString, String> {
    let shown = path.display();
    let mode = fs::metadata(path)
        .map_err(|error| format!("reading {shown}: {error}"))?
        .permissions()
        .mode();
    if mode & 0o077 != 0 {
        return Err(format!(
            "{shown} can be read by others (mode {:o}); run: chmod 600 {shown}",
            mode & 0o777
        ));
    }
    let text = fs::read_to_string(path).map_err(|error| format!("reading {shown}: {error}"))?;
    let text = text.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        return Err(format!("{shown} is empty"));
    }
    Ok(text.into())
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that looks into the environment"
)]
fn read_env(name: &str, secrets: Secrets) -> Result<SecretString, String> {
    if secrets == Secrets::Skip {
        return Ok(SecretString::default());
    }
    match std::env::var(name) {
        Ok(text) if !text.is_empty() => Ok(text.into()),
        _ => Err(format!("the variable {name} is not set")),
    }
}

/// The file of a credential (systemd.exec(5), LoadCredential=).
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that looks into the environment"
)]
fn credential(name: &str, secrets: Secrets) -> Result<Option<PathBuf>, String> {
    if name.contains('/') {
        return Err(format!("\"{name}\" is no name of a credential"));
    }
    if secrets == Secrets::Skip {
        return Ok(None);
    }
    let dir = std::env::var_os("CREDENTIALS_DIRECTORY").ok_or_else(|| {
        format!("credential \"{name}\": there is no $CREDENTIALS_DIRECTORY; run under systemd with LoadCredential={name}:…, or write {{ file = … }}")
    })?;
    Ok(Some(PathBuf::from(dir).join(name)))
}
