//! A line protocol (IMAP, SMTP) as a test speaks it by hand, over the program's own connections.

use std::time::Duration;

use ticketd::net::{Endpoint, Stream};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(20);

/// A line protocol as a test speaks it.
pub struct Talk(BufReader<Stream>);

impl Talk {
    /// Connects; inside TLS where the endpoint says so.
    pub async fn open(endpoint: &Endpoint) -> Self {
        Self(BufReader::new(endpoint.connect().await.unwrap()))
    }

    /// Goes on inside TLS, after STARTTLS was agreed on.
    pub async fn secure(self, endpoint: &Endpoint) -> Self {
        let stream = endpoint.upgrade(self.0.into_inner()).await.unwrap();
        Self(BufReader::new(stream))
    }

    /// Whether the other side has closed, without another word.
    pub async fn is_closed(&mut self) -> bool {
        let mut rest = String::new();
        self.0.read_line(&mut rest).await.unwrap_or(0) == 0
    }

    /// Sends a line and returns all that is answered up to the line that begins with `wanted`.
    pub async fn say(&mut self, line: &str, wanted: &str) -> String {
        let line = format!("{line}\r\n");
        self.0.get_mut().write_all(line.as_bytes()).await.unwrap();
        self.0.get_mut().flush().await.unwrap();
        self.hear(wanted).await
    }

    /// Returns all that comes up to the line that begins with `wanted`.
    pub async fn hear(&mut self, wanted: &str) -> String {
        let mut heard = String::new();
        let reading = async {
            loop {
                let start = heard.len();
                let count = self.0.read_line(&mut heard).await.unwrap();
                assert_ne!(count, 0, "closed instead of {wanted:?} after {heard:?}");
                if heard[start..].starts_with(wanted) {
                    break;
                }
            }
        };
        let in_time = tokio::time::timeout(ANSWER, reading).await.is_ok();
        assert!(in_time, "waiting for {wanted:?}, heard {heard:?}");
        heard
    }
}
