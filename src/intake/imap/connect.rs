//! From nothing to a selected folder: greeting, STARTTLS, log-in, SELECT; and LOGOUT at the end.
//!
//! A password goes only over what `security` asks for: STARTTLS is demanded or the connection is given up, and
//! nothing that was said before TLS counts after it (RFC 9051 §11.1).

use std::time::Duration;

use async_imap::imap_proto::{Response, ResponseCode, Status};
use data_encoding::BASE64;
use secrecy::ExposeSecret;
use secrecy::zeroize::Zeroizing;
use tokio::time::timeout;

use super::ImapSettings;
use super::session::{Ask, SHORT_TIMEOUT, Selected, Session, quoted};
use crate::fault::hastened;
use crate::intake::IntakeError;
use crate::net::Security;

/// How long a server may take to greet.
const GREETING_TIMEOUT: Duration = Duration::from_mins(1);
/// A greeting is one line.
const GREETING_OCTETS_MAX: u64 = 64 * 1024;
/// How long LOGOUT may take. Nothing depends on it.
const LOGOUT_TIMEOUT: Duration = Duration::from_secs(5);
/// A literal may be so much larger than `max_size`: servers state sizes that are somewhat wrong.
const LITERAL_SLACK: u64 = 1024 * 1024;

/// Connects, logs in, makes missing folders and selects.
pub(super) async fn connect(settings: &ImapSettings) -> Result<Session, IntakeError> {
    let endpoint = &settings.endpoint;
    let server = endpoint.shown();
    let literal_max = settings.max_size.saturating_add(LITERAL_SLACK);
    let stream = endpoint.connect().await?;
    let mut session = Session::new(stream, server.clone(), literal_max);
    let is_logged_in = session.greeting().await?;
    if endpoint.security == Security::StartTls {
        let insecure = |why| IntakeError::Insecure {
            server: server.clone(),
            why,
        };
        if is_logged_in {
            return Err(insecure(
                "it logs us in before TLS, which STARTTLS cannot follow",
            ));
        }
        session.read_capabilities().await?;
        if !session.offers("STARTTLS") {
            return Err(insecure("it does not offer STARTTLS"));
        }
        session
            .exec(Ask::new("STARTTLS", "STARTTLS", SHORT_TIMEOUT), |_| {})
            .await?;
        // The new session has none of the octets that were read ahead in the old one.
        let stream = endpoint.upgrade(session.into_stream()).await?;
        session = Session::new(stream, server, literal_max);
    }
    if !is_logged_in {
        session.read_capabilities().await?;
        session.log_in(settings).await?;
    }
    session.read_capabilities().await?;
    session.provide_folders(settings).await?;
    session.select(&settings.folder).await?;
    tracing::debug!(
        mailbox = settings.name,
        server = session.server,
        validity = session.selected.validity,
        exists = session.selected.exists,
        "mailbox open"
    );
    Ok(session)
}

impl Session {
    /// Reads the greeting; true when it is PREAUTH.
    async fn greeting(&mut self) -> Result<bool, IntakeError> {
        const NAME: &str = "greeting";
        self.client.get_mut().allow(GREETING_OCTETS_MAX);
        let heard = timeout(
            hastened(GREETING_TIMEOUT),
            self.next(NAME, GREETING_TIMEOUT, |response| match response {
                Response::Data {
                    status: Status::Ok, ..
                } => Some(false),
                Response::Data {
                    status: Status::PreAuth,
                    ..
                } => Some(true),
                _ => None,
            }),
        )
        .await
        .unwrap_or_else(|_| Err(self.timed_out(NAME, GREETING_TIMEOUT)))?;
        heard.ok_or_else(|| self.ended(NAME, "it does not greet as an IMAP server does"))
    }

    async fn log_in(&mut self, settings: &ImapSettings) -> Result<(), IntakeError> {
        let ask = self.log_in_command(settings)?;
        self.exec(ask, |_| {}).await.map_err(|error| match error {
            // A NO that is not about the credentials must not be taken for one: its back-off is hours (RFC 5530 §3).
            IntakeError::Refused {
                status: "NO",
                server,
                said,
                ..
            } if ![
                "[UNAVAILABLE]",
                "[INUSE]",
                "[LIMIT]",
                "[THROTTLED]",
                "[OVERQUOTA]",
            ]
            .iter()
            .any(|code| said.to_ascii_uppercase().starts_with(code)) =>
            {
                IntakeError::LoginRefused {
                    server,
                    username: settings.username.clone(),
                    said,
                }
            }
            other => other,
        })
    }

    /// LOGIN where it can be used, otherwise AUTHENTICATE PLAIN (RFC 4616), which also carries letters beyond ASCII.
    fn log_in_command(&self, settings: &ImapSettings) -> Result<Ask, IntakeError> {
        let (username, password) = (&settings.username, settings.password.expose_secret());
        let impossible = |why| IntakeError::LoginImpossible {
            server: self.server.clone(),
            username: username.replace(char::is_control, " "),
            why,
        };
        if [username, password]
            .iter()
            .any(|text| text.contains(['\r', '\n', '\0']))
        {
            return Err(impossible(
                "username or password holds a line end or NUL; check the secret's file",
            ));
        }
        let is_plain_offered = self.offers("AUTH=PLAIN");
        let is_login_possible = !self.offers("LOGINDISABLED");
        let is_ascii = username.is_ascii() && password.is_ascii();
        if is_plain_offered && !(is_login_possible && is_ascii) {
            let credentials = Zeroizing::new(format!("\0{username}\0{password}"));
            let mut ask = Ask::new("AUTHENTICATE", "AUTHENTICATE PLAIN", SHORT_TIMEOUT);
            ask.continuation = Some(Zeroizing::new(BASE64.encode(credentials.as_bytes())));
            return Ok(ask);
        }
        if !is_login_possible {
            return Err(impossible(
                "the server takes no password over this connection; set `security`, or ask its admin",
            ));
        }
        let mut line = Zeroizing::new(String::new());
        for part in [
            "LOGIN ",
            &quoted(username),
            " ",
            &Zeroizing::new(quoted(password)),
        ] {
            line.push_str(part);
        }
        let mut ask = Ask::new("LOGIN", String::new(), SHORT_TIMEOUT);
        ask.line = line;
        Ok(ask)
    }

    /// Opens the folder for reading and settling. SELECT and not EXAMINE: under EXAMINE some servers give UIDs that
    /// do not last.
    pub(super) async fn select_wire(&mut self, wire: &str) -> Result<(), IntakeError> {
        let mut selected = Selected::default();
        let ask = Ask::new("SELECT", format!("SELECT {wire}"), SHORT_TIMEOUT);
        let mut is_sticky = true;
        self.exec(ask, |response| {
            let (Response::Data { outcome, .. } | Response::Done { outcome, .. }) = response else {
                return;
            };
            match outcome.code {
                Some(ResponseCode::UidValidity(validity)) => selected.validity = Some(validity),
                Some(ResponseCode::UidNext(uid)) => selected.uid_next = Some(uid),
                Some(ResponseCode::ReadOnly) => selected.is_read_only = true,
                Some(ResponseCode::UidNotSticky) => is_sticky = false,
                _ => {}
            }
        })
        .await?;
        if !is_sticky {
            tracing::warn!(
                server = self.server,
                "the server says that its UIDs do not last; copies are told by content alone"
            );
        }
        // EXISTS was noted in passing.
        selected.exists = self.selected.exists;
        self.selected = selected;
        Ok(())
    }

    /// Takes leave, and does not mind how that goes.
    pub(super) async fn log_out(mut self) {
        let ask = Ask::new("LOGOUT", "LOGOUT", LOGOUT_TIMEOUT);
        if let Ok(Err(error)) = timeout(hastened(LOGOUT_TIMEOUT), self.exec(ask, |_| {})).await {
            tracing::debug!("{error}");
        }
    }
}
