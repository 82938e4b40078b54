//! A connection to the relay, ready for mail: greeted, secured, logged in.
//!
//! lettre's connection is driven one command at a time, each under its own deadline, because its own time-outs cover
//! only the connect. Greeting and STARTTLS are spoken here, before lettre gets the connection: lettre does not give
//! a connection back for an upgrade, and would wait for a second greeting that no server sends after STARTTLS
//! (RFC 3207 §4.2). So the one greeting is read here and replayed to it.

use std::fmt::Display;
use std::time::Duration;

use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::Quit;
use lettre::transport::smtp::extension::{ClientId, Extension};
use lettre::transport::smtp::response::Response;
use secrecy::ExposeSecret;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use super::wire::Wire;
use super::{Deadlines, SmtpSettings};
use crate::delivery::{DeliveryError, one_line};
use crate::fault::{self, Point};
use crate::net::{Security, Stream};

/// How much of a mail is written at a time; the deadline of a block counts anew for each.
const BLOCK_OCTETS: usize = 64 * 1024;

/// What went wrong with one command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// The server refused: its code, and the reply on one line.
    Refused(u16, String),
    /// The connection ended, or what came was no reply.
    Lost(String),
    /// The deadline passed.
    Silent(Duration),
}

/// How far the content of a mail got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    /// This many blocks were begun.
    Blocks(usize),
    /// All of them are out; the final dot may be, too.
    Dot,
}

/// A failure while the content was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ContentFault {
    pub(super) fault: Fault,
    /// Whether the final dot may have reached the server.
    pub(super) may_have_arrived: bool,
}

/// A connection on which mail can be sent.
pub(super) struct Session {
    connection: AsyncSmtpConnection,
    /// Whether nobody on the way can read along: TLS, or loopback.
    pub(super) is_private: bool,
}

impl Session {
    /// Connects, greets, secures and logs in, as the settings ask.
    pub(super) async fn open(
        settings: &SmtpSettings,
        deadlines: &Deadlines,
    ) -> Result<Self, DeliveryError> {
        let to = settings.endpoint.shown();
        let hello = hello_name(&settings.hello);
        let greeting = format!("waiting for the greeting of {to}");
        let mut wire = Wire::new(settings.endpoint.connect().await?);
        let welcome = by_hand(wire.reply(), deadlines.greeting, &greeting).await?;
        expect(&welcome, 220, greeting)?;
        let mut stream = wire.into_stream().map_err(|error| DeliveryError::Lost {
            doing: format!("greeting {to}"),
            why: error.to_string(),
        })?;
        if settings.endpoint.security == Security::StartTls {
            stream = start_tls(stream, settings, &hello, deadlines).await?;
        }
        let is_private = match &stream {
            Stream::Tls(_) => true,
            Stream::Plain(tcp) => tcp.peer_addr().is_ok_and(|peer| peer.ip().is_loopback()),
        };
        let mut wire = Wire::new(stream);
        wire.replay_greeting();
        let hello = ClientId::Domain(hello);
        let opened = AsyncSmtpConnection::connect_with_transport(Box::new(wire), &hello);
        let doing = format!("saying EHLO to {to}");
        let mut session = Self {
            connection: within(opened, deadlines.command)
                .await
                .map_err(|fault| fault.into_error(doing, "check host and port"))?,
            is_private,
        };
        if let Some(username) = &settings.username {
            let login = session.log_in(settings, username, deadlines);
            if let Err(error) = login.await {
                // A goodbye only where somebody still listens.
                if matches!(
                    error,
                    DeliveryError::Refused { .. } | DeliveryError::Settings { .. }
                ) {
                    session.quit(deadlines).await;
                }
                return Err(error);
            }
        }
        Ok(session)
    }

    /// Logs in with PLAIN or LOGIN; the password never crosses a network in plain text.
    pub(super) async fn log_in(
        &mut self,
        settings: &SmtpSettings,
        username: &str,
        deadlines: &Deadlines,
    ) -> Result<(), DeliveryError> {
        let doing = format!("logging in to {} as {username}", settings.endpoint.shown());
        let settings_error = |why| DeliveryError::Settings {
            doing: doing.clone(),
            why,
        };
        if !self.is_private {
            return Err(settings_error(
                "the connection is not encrypted; set security to tls or starttls",
            ));
        }
        let password = settings
            .password
            .as_ref()
            .ok_or_else(|| settings_error("there is no password; give one, or no username"))?;
        let mechanisms = [Mechanism::Plain, Mechanism::Login];
        let info = self.connection.server_info();
        if info.get_auth_mechanism(&mechanisms).is_none() {
            return Err(settings_error(
                "the server offers neither PLAIN nor LOGIN; check port and security",
            ));
        }
        let credentials =
            Credentials::new(username.to_owned(), password.expose_secret().to_owned());
        let login = self.connection.auth(&mechanisms, &credentials);
        within(login, deadlines.command)
            .await
            .map_err(|fault| fault.into_error(doing, "check username and password"))?;
        Ok(())
    }

    /// One command and its reply, which must begin with `class` (2 or 3).
    pub(super) async fn command<C: Display>(
        &mut self,
        command: C,
        class: u16,
        deadline: Duration,
    ) -> Result<Response, Fault> {
        let response = within(self.connection.command(command), deadline).await?;
        of_class(response, class)
    }

    /// Whether the server offers this.
    pub(super) fn offers(&self, extension: Extension) -> bool {
        self.connection.server_info().supports_feature(extension)
    }

    /// Sends the content and the final dot, and waits for the answer.
    ///
    /// lettre writes the blocks one by one and then the dot; that it asked for a block after the last one is the
    /// sign that the dot is next. It also puts a line end of its own before the dot, so ours is left off.
    pub(super) async fn content(
        &mut self,
        bytes: &[u8],
        deadlines: &Deadlines,
    ) -> Result<Response, ContentFault> {
        let bytes = bytes.strip_suffix(b"\r\n").unwrap_or(bytes);
        let (written, mut watched) = watch::channel(Written::Blocks(0));
        let mut blocks = bytes.chunks(BLOCK_OCTETS).enumerate();
        let reported = std::iter::from_fn(|| {
            let next = blocks.next();
            if next.is_none() {
                fault::point(Point::ContentSent);
            }
            written.send_replace(match &next {
                Some((at, _)) => Written::Blocks(at + 1),
                None => Written::Dot,
            });
            next.map(|(_, block)| block)
        });
        let mut sending = std::pin::pin!(self.connection.message_iter(reported));
        let result = loop {
            let deadline = match *watched.borrow_and_update() {
                Written::Blocks(_) => deadlines.block,
                Written::Dot => deadlines.dot,
            };
            tokio::select! {
                biased;
                result = &mut sending => break result.map_err(|error| Fault::from(&error)),
                Ok(()) = watched.changed() => {
                    // Whoever waits after the last block waits for the answer.
                    if *watched.borrow() == Written::Dot {
                        fault::point(Point::DotSent);
                    }
                }
                () = sleep(deadline) => break Err(Fault::Silent(deadline)),
            }
        };
        fault::point(Point::OutcomeReceived);
        let is_over = *watched.borrow() == Written::Dot;
        result
            .and_then(|response| of_class(response, 2))
            .map_err(|fault| ContentFault {
                may_have_arrived: is_over && !matches!(fault, Fault::Refused(..)),
                fault,
            })
    }

    /// Says goodbye and hangs up; the answer is not worth a failure.
    pub(super) async fn quit(mut self, deadlines: &Deadlines) {
        let _ = within(self.connection.command(Quit), deadlines.quit).await;
    }
}

/// The dialogue before TLS: nothing of it counts afterwards (RFC 3207 §4.2), except that TLS was agreed upon.
async fn start_tls(
    stream: Stream,
    settings: &SmtpSettings,
    hello: &str,
    deadlines: &Deadlines,
) -> Result<Stream, DeliveryError> {
    let doing = format!("starting TLS with {}", settings.endpoint.shown());
    let mut wire = Wire::new(stream);
    let ehlo = format!("EHLO {hello}\r\n");
    let offer = by_hand(wire.ask(&ehlo), deadlines.command, &doing).await?;
    expect(&offer, 250, doing.clone())?;
    let keyword = |line: &String| line.split(' ').next() == Some("STARTTLS");
    if !offer.lines.iter().any(keyword) {
        return Err(DeliveryError::Settings {
            doing,
            why: "the server does not offer STARTTLS; check the port, or that nobody stands between",
        });
    }
    let go = by_hand(wire.ask("STARTTLS\r\n"), deadlines.command, &doing).await?;
    expect(&go, 220, doing.clone())?;
    let stream = wire.into_stream().map_err(|error| DeliveryError::Lost {
        doing,
        why: error.to_string(),
    })?;
    Ok(settings.endpoint.upgrade(stream).await?)
}

/// A step of the dialogue that comes before lettre.
async fn by_hand(
    step: impl Future<Output = std::io::Result<super::wire::Reply>>,
    deadline: Duration,
    doing: &str,
) -> Result<super::wire::Reply, DeliveryError> {
    let fault = match timeout(deadline, step).await {
        Ok(Ok(reply)) => return Ok(reply),
        Ok(Err(error)) => Fault::Lost(one_line(&error.to_string())),
        Err(_) => Fault::Silent(deadline),
    };
    Err(fault.into_error(doing.to_owned(), ""))
}

fn expect(reply: &super::wire::Reply, code: u16, doing: String) -> Result<(), DeliveryError> {
    if reply.code == code {
        return Ok(());
    }
    Err(DeliveryError::Refused {
        doing,
        reply: one_line(&reply.shown()),
        hint: "the server is not ready for mail from here; try again later, or ask its admin",
    })
}

async fn within<T>(
    step: impl Future<Output = Result<T, lettre::transport::smtp::Error>>,
    deadline: Duration,
) -> Result<T, Fault> {
    match timeout(deadline, step).await {
        Ok(result) => result.map_err(|error| Fault::from(&error)),
        Err(_) => Err(Fault::Silent(deadline)),
    }
}

/// lettre takes any 2xx and 3xx for a yes; a 250 to DATA or a 354 to the final dot is neither yes nor no.
fn of_class(response: Response, class: u16) -> Result<Response, Fault> {
    if u16::from(response.code()) / 100 == class {
        Ok(response)
    } else {
        Err(Fault::Lost(format!(
            "an answer out of place: {}",
            shown(&response)
        )))
    }
}

/// A reply on one line.
pub(super) fn shown(response: &Response) -> String {
    let text: Vec<&str> = response.message().collect();
    one_line(&format!("{} {}", response.code(), text.join(" ")))
}

/// A name that can stand in EHLO; a setting could hold anything.
fn hello_name(name: &str) -> String {
    let clean: String = name.chars().filter(char::is_ascii_graphic).collect();
    if clean.is_empty() {
        "localhost".to_owned()
    } else {
        clean
    }
}

impl Fault {
    fn into_error(self, doing: String, hint: &'static str) -> DeliveryError {
        match self {
            Self::Refused(_, reply) => DeliveryError::Refused { doing, reply, hint },
            Self::Lost(why) => DeliveryError::Lost { doing, why },
            Self::Silent(deadline) => DeliveryError::Silent {
                doing,
                secs: deadline.as_secs(),
            },
        }
    }

    /// The fault as the answer that a ticket shows.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Refused(_, reply) => reply.clone(),
            Self::Lost(why) => why.clone(),
            Self::Silent(deadline) => format!("no answer within {} s", deadline.as_secs()),
        }
    }
}

impl From<&lettre::transport::smtp::Error> for Fault {
    fn from(error: &lettre::transport::smtp::Error) -> Self {
        let why = std::error::Error::source(error).map(ToString::to_string);
        let why = why.unwrap_or_else(|| error.to_string());
        match error.status() {
            Some(code) => Self::Refused(u16::from(code), one_line(&format!("{code} {why}"))),
            // lettre's words for the end of the connection.
            None if why == "incomplete response" => {
                Self::Lost("the server closed the connection".to_owned())
            }
            None if error.is_response() => Self::Lost("what was answered is no SMTP".to_owned()),
            None => Self::Lost(one_line(&why)),
        }
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").finish_non_exhaustive()
    }
}
