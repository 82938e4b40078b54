//! `demo`: the whole thing on this machine, with no server and no set-up.
//!
//! A real daemon runs on a Maildir and a folder in a temporary directory. People of the demo write into the one and
//! read from the other, as mail programs would; nothing is faked but the network. On a terminal it stays up
//! afterwards, so that the visitor can write to it.

mod people;
mod story;
mod visit;

use std::fs;
use std::io::{IsTerminal, Write};

use anyhow::Context;
use tempfile::TempDir;

use super::exit::{Exit, Failure};
use super::output::Output;
use super::run;
use crate::config;
use crate::daemon::{self, Running, start};
use people::Post;

/// The demo's configuration. An intranet's settings: no mail server writes verdicts here, so a token is the proof.
const CONFIG: &str = r#"# The configuration of the demo.
[desk]
name = "ACME Support"
address = "support@acme.example"
tag = "ACME"
state-dir = "state"
time-zone = "Asia/Kolkata"

[[mailbox]]
name = "support"
kind = "maildir"
path = "inbox"
poll = "5s"

[delivery]
kind = "folder"
path = "outgoing"

[identity]
require = "token"

[acknowledge]
unproven = "full"

[[team]]
name = "first-line"

[[agent]]
name = "bob"
address = "bob@acme.example"
team = "first-line"

[limits]
per-address-hour = 100
per-address-day = 100
"#;

/// Tells the story, and then stays up on a terminal.
pub(super) fn demo(is_once: bool, out: &mut Output) -> Result<Exit, Failure> {
    let runtime = run::runtime()?;
    let stays = !is_once && std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    runtime.block_on(tell(stays, out)).map_err(failure)?;
    Ok(Exit::Ok)
}

/// A reader that has seen enough ends the demo as it ends any command; what else goes wrong is the demo's.
fn failure(error: anyhow::Error) -> Failure {
    let of_demo = |error: anyhow::Error| {
        let what = format!("running the demo: {error:#}; try again, and see the log above");
        Failure::new(Exit::TryAgain, what)
    };
    error.downcast::<Failure>().unwrap_or_else(of_demo)
}

async fn tell(stays: bool, out: &mut Output) -> anyhow::Result<()> {
    let dir = tempfile::Builder::new()
        .prefix("ticketd-demo-")
        .tempdir()
        .context("making a folder for it")?;
    let (running, mut post) = begin(&dir).await?;
    let told = story::story(&mut post, &running.desk, out).await;
    if told.is_ok() && stays {
        visit::visit(&mut post, dir.path(), out).await?;
    }
    running.stop().await?;
    told
}

async fn begin(dir: &TempDir) -> anyhow::Result<(Running, Post)> {
    let path = dir.path().join("daemon.toml");
    let mut file =
        fs::File::create(&path).with_context(|| format!("writing {}", path.display()))?;
    file.write_all(CONFIG.as_bytes())
        .with_context(|| format!("writing {}", path.display()))?;
    let settings = config::load(&path)?;
    let policy = start::policy(&settings)?;
    let post = Post::new(dir.path())?;
    let running = daemon::start_desk(&settings, policy).await?;
    Ok((running, post))
}
