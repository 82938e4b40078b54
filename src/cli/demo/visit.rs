//! After the story: the visitor writes, and reads what comes back.

use std::path::Path;

use tokio::io::{AsyncBufReadExt, BufReader};

use crate::cli::output::Output;

use super::people::Post;
use super::story::{say, shown};

/// Who the visitor is.
const YOU: &str = "You <you@customer.example>";

/// Stays up until the visitor ends it.
pub(super) async fn visit(post: &mut Post, dir: &Path, out: &mut Output) -> anyhow::Result<()> {
    say(
        out,
        "\n── Now you. Type one line and press Enter: it becomes a mail from you@customer.example, and what comes back is shown.",
    )?;
    say(
        out,
        &format!("   Whole mails go into {}", dir.join("inbox/new").display()),
    )?;
    say(
        out,
        &format!(
            "   In another terminal: ticketd --config {} list",
            dir.join("daemon.toml").display()
        ),
    )?;
    say(out, "   Ctrl-D ends.\n")?;
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    loop {
        tokio::select! {
            line = lines.next_line() => match line? {
                Some(line) if !line.trim().is_empty() => post.write(YOU, line.trim(), "", line.trim())?,
                Some(_) => {}
                None => return Ok(()),
            },
            received = post.any() => {
                shown(out, &received?)?;
                say(out, "")?;
            }
            _ = tokio::signal::ctrl_c() => return Ok(()),
        }
    }
}
