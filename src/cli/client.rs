//! The other end of the control socket: one question, one answer, HTTP/1.1 over a Unix socket.
//!
//! It asks (`GET`), and has a quarantined mail taken in anew (`POST`).

use std::fmt::{self, Write as _};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use http_body_util::{BodyExt, Empty, LengthLimitError, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::HOST;
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::UnixStream;
use tokio::time::timeout;

use super::exit::{Exit, Failure};

/// How long an answer may take; a store check reads everything there is.
const ANSWER_LIMIT: Duration = Duration::from_mins(5);
/// Largest answer taken, in bytes: some 200,000 tickets. A daemon that says more is not ours.
const ANSWER_BYTES_MAX: usize = 256 * 1024 * 1024;

/// Asks the daemon.
pub(super) struct Client {
    socket: PathBuf,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum ClientError {
    /// Nobody listens.
    #[error(
        "no daemon answers at {0}; start it with `ticketd run`, or name its configuration with --config"
    )]
    NotRunning(PathBuf),
    /// The socket is another user's.
    #[error("{0} is another user's; run this as the user that the daemon runs as, or as root")]
    Denied(PathBuf),
    /// It listens and does not answer in time.
    #[error("the daemon at {0} did not answer within {1} s; see `ticketd status` and its log")]
    Silent(PathBuf, u64),
    /// The answer broke off, or is none.
    #[error("the answer of the daemon at {0} cannot be read: {1}; try again, and see its log")]
    Broken(PathBuf, String),
    /// It answered that it will not.
    #[error("{1}")]
    Refused(StatusCode, String),
}

impl ClientError {
    fn exit(&self) -> Exit {
        match self {
            Self::Refused(StatusCode::NOT_FOUND | StatusCode::CONFLICT, _) => Exit::Data,
            Self::Refused(StatusCode::BAD_REQUEST, _) => Exit::Usage,
            Self::Refused(StatusCode::SERVICE_UNAVAILABLE, _) => Exit::TryAgain,
            _ => Exit::Unavailable,
        }
    }

    /// The failure of what was being done, a participle: "listing tickets".
    pub fn doing(&self, what: &str) -> Failure {
        Failure::new(self.exit(), format!("{what}: {self}"))
    }
}

impl Client {
    /// Asks the daemon behind this socket.
    pub fn new(socket: PathBuf) -> Self {
        Self { socket }
    }

    /// The JSON at `path`, which may have a query (see [`Query`]).
    pub fn get(&self, path: &str) -> Result<Value, ClientError> {
        self.request(Method::GET, path)
    }

    /// Has done what `path` stands for; gives what came of it.
    pub fn post(&self, path: &str) -> Result<Value, ClientError> {
        self.request(Method::POST, path)
    }

    fn request(&self, method: Method, path: &str) -> Result<Value, ClientError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| self.broken(&error))?;
        let asked = runtime.block_on(async { timeout(ANSWER_LIMIT, self.ask(method, path)).await });
        let (status, body) = asked
            .map_err(|_| ClientError::Silent(self.socket.clone(), ANSWER_LIMIT.as_secs()))??;
        let value = serde_json::from_slice(&body);
        if status.is_success() {
            return value.map_err(|error| self.broken(&error));
        }
        let said = value.ok().and_then(|value: Value| {
            let said = value.get("error").and_then(Value::as_str);
            said.map(str::to_owned)
        });
        let said = said.unwrap_or_else(|| format!("the daemon answered {status}; see its log"));
        Err(ClientError::Refused(status, said))
    }

    async fn ask(&self, method: Method, path: &str) -> Result<(StatusCode, Bytes), ClientError> {
        let stream = UnixStream::connect(&self.socket)
            .await
            .map_err(|error| unreached(&self.socket, &error))?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .map_err(|error| self.broken(&error))?;
        // It ends with the runtime; what goes wrong on it is seen by the request.
        tokio::spawn(connection);
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, "ticketd")
            .body(Empty::<Bytes>::new())
            .map_err(|error| self.broken(&error))?;
        let answer = sender
            .send_request(request)
            .await
            .map_err(|error| self.broken(&error))?;
        let status = answer.status();
        let body = Limited::new(answer.into_body(), ANSWER_BYTES_MAX)
            .collect()
            .await
            .map_err(|error| match error.downcast_ref::<LengthLimitError>() {
                Some(_) => self.broken(&"it is larger than 256 MiB"),
                None => self.broken(&error),
            })?;
        Ok((status, body.to_bytes()))
    }

    fn broken(&self, why: &dyn fmt::Display) -> ClientError {
        ClientError::Broken(self.socket.clone(), why.to_string())
    }
}

fn unreached(socket: &Path, error: &io::Error) -> ClientError {
    match error.kind() {
        io::ErrorKind::PermissionDenied => ClientError::Denied(socket.to_owned()),
        io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => {
            ClientError::NotRunning(socket.to_owned())
        }
        _ => ClientError::Broken(socket.to_owned(), error.to_string()),
    }
}

/// A path with a query, its values percent-encoded (RFC 3986 §2.1).
pub(super) struct Query {
    path: String,
    sign: char,
}

impl Query {
    /// A path without a query yet.
    pub fn new(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            sign: '?',
        }
    }

    /// One more pair. Keys are our own and plain.
    #[must_use]
    pub fn with(mut self, key: &str, value: &str) -> Self {
        self.path.push(self.sign);
        self.sign = '&';
        self.path.push_str(key);
        self.path.push('=');
        for byte in value.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                self.path.push(char::from(byte));
            } else {
                // Writing to a string cannot fail.
                let _ = write!(self.path, "%{byte:02X}");
            }
        }
        self
    }

    /// The path as it is asked for.
    pub fn path(&self) -> &str {
        &self.path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_encodes_whatever_a_value_holds() {
        let query = Query::new("/tickets")
            .with("status", "open")
            .with("assignee", "a b&c=ü");
        assert_eq!(
            query.path(),
            "/tickets?status=open&assignee=a%20b%26c%3D%C3%BC"
        );
        assert_eq!(Query::new("/status").path(), "/status");
    }

    #[test]
    fn where_nobody_listens_the_line_says_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let client = Client::new(folder.path().join("control.sock"));
        let failure = client
            .get("/status")
            .unwrap_err()
            .doing("asking how the desk is");
        assert_eq!(failure.exit, Exit::Unavailable);
        assert!(failure.line().unwrap().contains("ticketd run"));
    }
}
