//! Writes to the admins when something stands still: by a route of its own, past outbox, store and desk.
//!
//! What an alert says is made here and not of a template of yours: it must work when nothing else does. One mail tells
//! of all that began or ended at about the same time. A route that refuses is tried again, with growing waits for
//! each admin by themselves, and the log says so; an alert that was not delivered when the process ends is lost, and the log has its words.

use std::collections::VecDeque;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::tz::TimeZone;
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

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

/// Most alerts that wait for one admin; then the oldest is let go.
const WAITING_MAX: usize = 50;

/// Who writes.
pub struct Alerts {
    from: (String, Address),
    admins: Vec<Admin>,
    courier: Courier,
    /// How many alerts were taken from us.
    taken: usize,
}

/// Somebody who is written to, and what waits for them: one who cannot be reached keeps nothing from the others.
struct Admin {
    to: Address,
    /// Subjects and texts, the oldest first.
    waiting: VecDeque<(String, String)>,
    /// When the first of them is tried.
    at: Instant,
    /// How long the next refusal makes them wait.
    again: Duration,
}

impl Alerts {
    /// As the settings have it; `None` where nobody is to be written to.
    pub fn new(settings: &Settings) -> Option<Self> {
        let AlertSettings { to, delivery, .. } = &settings.alerts;
        let admin = |to: &Address| Admin {
            to: to.clone(),
            waiting: VecDeque::new(),
            at: Instant::now(),
            again: AGAIN_FIRST,
        };
        Some(Self {
            from: (settings.desk.name.clone(), settings.desk.address.clone()),
            admins: to.iter().map(admin).collect(),
            courier: start::couriers(delivery.as_ref()?).into_iter().next()?.1,
            taken: 0,
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
            let next = self.next();
            tokio::select! {
                Some(one) = told.recv() => lines.push(one),
                () = until(next) => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
            if !lines.is_empty() {
                tokio::time::sleep(GATHER).await;
                while let Ok(more) = told.try_recv() {
                    lines.push(more);
                }
                self.add(&subject(&lines), &body(&lines));
            }
            tokio::select! {
                () = self.deliver() => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
    }

    /// Writes one alert to each admin, however long it takes.
    async fn tell(&mut self, subject: &str, body: &str) {
        self.add(subject, body);
        while let Some(next) = self.next() {
            until(Some(next)).await;
            self.deliver().await;
        }
    }

    /// Lets an alert wait for each admin. What waits there already is tried again with it.
    fn add(&mut self, subject: &str, body: &str) {
        for admin in &mut self.admins {
            if admin.waiting.len() >= WAITING_MAX {
                tracing::error!("an alert is let go: too many wait");
                admin.waiting.pop_front();
            }
            let alert = (subject.to_owned(), body.to_owned());
            admin.waiting.push_back(alert);
            admin.at = Instant::now();
        }
    }

    /// When there is something to be tried.
    fn next(&self) -> Option<Instant> {
        let waiting = self.admins.iter().filter(|admin| !admin.waiting.is_empty());
        waiting.map(|admin| admin.at).min()
    }

    /// Tries what is to be tried now, for each admin in turn.
    async fn deliver(&mut self) {
        for index in 0..self.admins.len() {
            while let Some(outcome) = self.attempt(index).await {
                let Some(admin) = self.admins.get_mut(index) else {
                    break;
                };
                match outcome {
                    Outcome::Deferred { reply, .. } => {
                        let again = admin.again;
                        tracing::warn!(again_secs = again.as_secs(), "an alert waits: {reply}");
                        admin.at = Instant::now() + again;
                        admin.again = (again * 2).min(AGAIN_LONGEST);
                        continue;
                    }
                    Outcome::Failed { reply } => {
                        tracing::error!("an alert was refused: {reply}");
                    }
                    _ => self.taken += 1,
                }
                admin.waiting.pop_front();
                admin.again = AGAIN_FIRST;
            }
        }
        self.courier.close().await;
    }

    /// One attempt with the first alert of an admin, if it is to be tried now.
    async fn attempt(&mut self, index: usize) -> Option<Outcome> {
        let admin = self.admins.get(index)?;
        let (subject, body) = admin.waiting.front()?;
        if admin.at > Instant::now() {
            return None;
        }
        let letter = match self.letter(&admin.to, subject, body) {
            Ok(letter) => letter,
            Err(error) => {
                let reply = format!("it could not be written: {error:#}");
                return Some(Outcome::Failed { reply });
            }
        };
        Some(self.courier.deliver(&letter, async || true).await)
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
            pictures: Vec::new(),
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

/// Sleeps until then; for ever where there is no such time.
async fn until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}

/// Where it is noted that the admins know why the process ended: a restart that ends the same way says nothing new.
fn known(settings: &Settings) -> PathBuf {
    settings.desk.state_dir.join("ended-with")
}

/// The process ends because something failed, or never began: says so, once for each reason.
pub async fn ended(settings: &Settings, why: &str, is_started_again: bool) {
    let path = known(settings);
    if std::fs::read_to_string(&path).is_ok_and(|known| known == why) {
        return;
    }
    let Some(mut alerts) = Alerts::new(settings) else {
        return;
    };
    let next = if is_started_again {
        "systemd starts it again, and it reads what is really there."
    } else {
        "It is not started again by itself: somebody has to look first. Mail waits on its server meanwhile."
    };
    let body = format!("ticketd has ended: {why}\n\n{next}\n");
    let told = alerts.tell("ticketd: ended", &body);
    let _ = tokio::time::timeout(LAST_LIMIT, told).await;
    if alerts.taken > 0 {
        // Where even this cannot be written, each restart tells again, and systemd ends that after ten.
        let _ = std::fs::write(&path, why);
    }
}

/// The start waits for something, `why`: says so, however long that takes.
pub async fn waits(settings: &Settings, why: &str) {
    if let Some(mut alerts) = Alerts::new(settings) {
        let body = format!(
            "ticketd tells:\n\n* disk-reserve: {why}\n\nIt goes on by itself when there is room, and mail waits on \
             its server until then. While it waits, ticketd status has no answer.\n"
        );
        alerts.tell("ticketd: trouble: disk-reserve", &body).await;
    }
}

/// It ran for a while: the next end is news.
pub fn runs_again(state_dir: &Path) {
    let _ = std::fs::remove_file(state_dir.join("ended-with"));
}

#[cfg(test)]
mod tests;
