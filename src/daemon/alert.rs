//! Writes to the admins when something stands still: by a route of its own, past outbox, store and desk.
//!
//! What an alert says is made here and not of a template of yours: it must work when nothing else does. One mail tells
//! of all that began or ended at about the same time. A route that refuses is tried again, with growing waits, and the
//! log says so; an alert that was not delivered when the process ends is lost, and the log has its words.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::tz::TimeZone;
use tokio::sync::{mpsc, watch};

use super::{clock, entropy, start};
use crate::config::{AlertSettings, Settings};
use crate::delivery::Courier;
use crate::domain::{Address, MessageId};
use crate::engine::trouble::Told;
use crate::engine::{Letter, Outcome};
use crate::mail::compose::{AutoSubmitted, Draft, compose};

/// What begins together is told together.
const GATHER: Duration = Duration::from_millis(500);
/// The first and the longest wait before a refused alert is tried again.
const AGAIN_FIRST: Duration = Duration::from_secs(30);
const AGAIN_LONGEST: Duration = Duration::from_hours(1);
/// How long the end of the process waits for its alert.
const LAST_LIMIT: Duration = Duration::from_secs(10);

/// Who writes.
pub struct Alerts {
    from: (String, Address),
    to: Vec<Address>,
    courier: Courier,
}

impl Alerts {
    /// As the settings have it; `None` where nobody is to be written to.
    pub fn new(settings: &Settings) -> Option<Self> {
        let AlertSettings { to, delivery, .. } = &settings.alerts;
        Some(Self {
            from: (settings.desk.name.clone(), settings.desk.address.clone()),
            to: to.clone(),
            courier: start::couriers(delivery.as_ref()?).into_iter().next()?.1,
        })
    }

    /// Writes what comes until it is stopped.
    pub async fn run(
        mut self,
        mut told: mpsc::UnboundedReceiver<Told>,
        mut stop: watch::Receiver<bool>,
    ) {
        loop {
            let mut lines = Vec::new();
            tokio::select! {
                one = told.recv() => match one {
                    Some(one) => lines.push(one),
                    None => return,
                },
                _ = stop.wait_for(|stop| *stop) => return,
            }
            tokio::time::sleep(GATHER).await;
            while let Ok(more) = told.try_recv() {
                lines.push(more);
            }
            let (subject, body) = (subject(&lines), body(&lines));
            tokio::select! {
                () = self.tell(&subject, &body) => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
    }

    /// Writes to each admin, however long it takes.
    async fn tell(&mut self, subject: &str, body: &str) {
        for to in self.to.clone() {
            let letter = match self.letter(&to, subject, body) {
                Ok(letter) => letter,
                Err(error) => {
                    tracing::error!("an alert could not be written: {error:#}");
                    continue;
                }
            };
            let mut again = AGAIN_FIRST;
            loop {
                match self.courier.deliver(&letter, async || true).await {
                    Outcome::Deferred { reply, .. } => {
                        tracing::warn!(again_secs = again.as_secs(), "an alert waits: {reply}");
                    }
                    Outcome::Failed { reply } => {
                        tracing::error!("an alert was refused: {reply}");
                        break;
                    }
                    _ => break,
                }
                tokio::time::sleep(again).await;
                again = (again * 2).min(AGAIN_LONGEST);
            }
        }
        self.courier.close().await;
    }

    fn letter(&self, to: &Address, subject: &str, body: &str) -> anyhow::Result<Letter> {
        let seed = entropy::seed()?;
        let mark = data_encoding::BASE32_NOPAD.encode(seed.get(..10).unwrap_or(&seed));
        let id = format!(
            "alert-{}@{}",
            mark.to_ascii_lowercase(),
            self.from.1.domain()
        );
        let message_id = MessageId::new(&id)
            .ok_or_else(|| anyhow::anyhow!("[desk] address makes no Message-ID"))?;
        let draft = Draft {
            from: self.from.clone(),
            to: vec![(String::new(), to.clone())],
            cc: Vec::new(),
            reply_to: None,
            subject: subject.to_owned(),
            message_id: message_id.clone(),
            in_reply_to: None,
            references: Vec::new(),
            date: clock::now().to_zoned(TimeZone::UTC),
            auto_submitted: Some(AutoSubmitted::Generated),
            extra: Vec::new(),
            text: body.to_owned(),
            html: None,
            attachments: Vec::new(),
        };
        Ok(Letter {
            no: 0,
            envelope_from: self.from.1.clone(),
            envelope_to: to.clone(),
            message_id,
            ticket: None,
            bytes: compose(&draft)?,
        })
    }
}

fn subject(lines: &[Told]) -> String {
    let mut words: Vec<&str> = Vec::new();
    for told in lines {
        if !words.contains(&told.trouble.word()) {
            words.push(told.trouble.word());
        }
    }
    let is_over = lines.iter().all(|told| told.what.is_none());
    let begin = if is_over { "over: " } else { "trouble: " };
    format!("ticketd: {begin}{}", words.join(", "))
}

fn body(lines: &[Told]) -> String {
    let mut text = String::from("ticketd tells:\n\n");
    for told in lines {
        let what = told.what.as_deref().unwrap_or("this is over");
        // Writing to a string cannot fail.
        let _ = writeln!(text, "* {}: {what}", told.trouble.word());
    }
    text.push_str(
        "\nYou hear once when a trouble begins and once when it is over. How things stand: ticketd status.\n\
         What to do: \"When something stops\" in README.md.\n",
    );
    text
}

/// Where it is noted that the admins know why the process ended: a restart that ends the same way says nothing new.
fn known(settings: &Settings) -> PathBuf {
    settings.desk.state_dir.join("ended-with")
}

/// The process ends because its state failed: says so, once for each reason.
pub async fn ended(settings: &Settings, why: &str) {
    let path = known(settings);
    if std::fs::read_to_string(&path).is_ok_and(|known| known == why) {
        return;
    }
    // Where even this cannot be written, each restart tells again, and systemd ends that after ten.
    let _ = std::fs::write(&path, why);
    if let Some(mut alerts) = Alerts::new(settings) {
        let body = format!(
            "ticketd has ended: {why}\n\nsystemd starts it again, and it reads what is really there.\n"
        );
        let told = alerts.tell("ticketd: ended", &body);
        let _ = tokio::time::timeout(LAST_LIMIT, told).await;
    }
}

/// It ran for a while: the next end is news.
pub fn runs_again(state_dir: &Path) {
    let _ = std::fs::remove_file(state_dir.join("ended-with"));
}
