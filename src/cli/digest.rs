//! `digest AGENT`: what an agent's digest would say now.

use clap::Args;
use serde_json::Value;

use super::client::{Client, Query};
use super::exit::{Exit, Failure};
use super::output::Output;
use super::tables::word;
use super::terminal::{lines, one_line};

/// Whose digest, and in which form.
#[derive(Debug, Args)]
pub(super) struct Digest {
    /// The agent's name
    pub agent: String,
    /// One JSON object
    #[arg(long)]
    pub json: bool,
}

/// `digest`.
pub(super) fn digest(client: &Client, wanted: &Digest, out: &mut Output) -> Result<Exit, Failure> {
    let query = Query::new("/digest").with("agent", &wanted.agent);
    let digest = client
        .get(query.path())
        .map_err(|error| error.doing(&format!("making the digest of {}", wanted.agent)))?;
    if out.is_json {
        out.json(&digest)?;
    } else if digest.get("text").is_some_and(Value::is_null) {
        let agent = one_line(&word(&digest, "/agent"));
        out.line(&format!(
            "There is nothing before {agent}; no digest comes."
        ))?;
    } else {
        out.line(&one_line(&word(&digest, "/subject")))?;
        out.line("")?;
        for line in lines(&word(&digest, "/text")).lines() {
            out.line(line)?;
        }
    }
    Ok(Exit::Ok)
}
