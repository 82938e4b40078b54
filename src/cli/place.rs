//! Where the daemon's control socket is: `STATE-DIR/control.sock`, as the configuration says.
//!
//! Only `[desk] state-dir` is read. The daemon runs on with its old settings while somebody edits the file, and then a
//! rule with a mistake in it must not keep anybody from listing tickets.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::exit::{Exit, Failure};

/// Where the configuration is looked for when nothing else is said, in this order.
pub(super) const CONFIGS: [&str; 2] = ["daemon.toml", "/etc/ticketd/daemon.toml"];
/// Where state is kept when the configuration does not say.
const STATE_DIR: &str = "/var/lib/ticketd";
/// The socket's name in the state directory.
const SOCKET: &str = "control.sock";

/// The configuration file: the one given, else the first that exists.
pub(super) fn config(given: Option<&Path>) -> Result<PathBuf, Failure> {
    if let Some(given) = given {
        return Ok(given.to_owned());
    }
    let found = CONFIGS.iter().map(Path::new).find(|path| path.exists());
    found.map(Path::to_owned).ok_or_else(|| {
        let [here, system] = CONFIGS;
        let what = format!(
            "looking for the configuration: neither ./{here} nor {system} exists; name one with --config FILE"
        );
        Failure::new(Exit::Config, what)
    })
}

/// The control socket of the daemon that runs on this configuration.
pub(super) fn socket(given: Option<&Path>) -> Result<PathBuf, Failure> {
    Ok(state(given)?.join(SOCKET))
}

/// The state directory that this configuration names.
pub(super) fn state(given: Option<&Path>) -> Result<PathBuf, Failure> {
    let path = config(given)?;
    let failed = |why: String| {
        let what = format!("reading the configuration {}: {why}", path.display());
        Failure::new(Exit::Config, what)
    };
    let text = fs::read_to_string(&path)
        .map_err(|error| failed(format!("{error}; name another with --config FILE")))?;
    let parsed: File = toml::from_str(&text).map_err(|error| failed(on_line(&error, &text)))?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let state = parsed.desk.state_dir.unwrap_or_else(|| STATE_DIR.into());
    Ok(folder.join(state))
}

/// What is wrong, with the number of the line.
fn on_line(error: &toml::de::Error, text: &str) -> String {
    let before = error.span().and_then(|span| text.get(..span.start));
    match before {
        Some(before) => format!(
            "line {}: {}; correct it",
            before.matches('\n').count().saturating_add(1),
            error.message()
        ),
        None => format!("{}; correct it", error.message()),
    }
}

/// The part of the configuration that matters here.
#[derive(Deserialize)]
struct File {
    #[serde(default)]
    desk: Desk,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
struct Desk {
    state_dir: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn socket_of(text: &str) -> Result<PathBuf, Failure> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("daemon.toml");
        fs::write(&path, text).unwrap();
        socket(Some(&path)).map(|socket| {
            socket
                .strip_prefix(folder.path())
                .map_or(socket.clone(), Path::to_owned)
        })
    }

    #[test]
    fn the_socket_lies_in_the_state_directory_relative_to_the_file() {
        let text =
            "[desk]\nname = \"x\"\nstate-dir = \"state\"\n[[rule]]\nwhen = { subject = '(' }\n";
        assert_eq!(socket_of(text), Ok("state/control.sock".into()));
        let text = "[desk]\nstate-dir = \"/srv/desk\"\n";
        assert_eq!(socket_of(text), Ok("/srv/desk/control.sock".into()));
        assert_eq!(socket_of(""), Ok("/var/lib/ticketd/control.sock".into()));
    }

    #[test]
    fn a_file_that_cannot_be_read_names_its_line() {
        let failure = socket_of("[desk]\nstate-dir = \n").unwrap_err();
        assert_eq!(failure.exit, Exit::Config);
        let line = failure.line().unwrap();
        assert!(line.contains("line 2"), "{line}");
    }
}
