//! The line between us and an SMTP server: replies pass one line at a time, cleaned, and only when it is their turn.
//!
//! lettre reads replies strictly, and after the final dot a reply it cannot read would cost a second copy of the
//! mail. So what real servers send is put right here: bytes that are not UTF-8, a code without a text, a bare line
//! feed, an EHLO keyword in lower case or made of blanks (lettre panics on that one). And since lettre never holds more than
//! the line it reads, whatever else has arrived is seen here: bytes that came ahead of a STARTTLS or ahead of our
//! command are a reason to hang up (RFC 3207 §5; CVE-2011-0411), not an answer.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader, ReadBuf};

use crate::net::Stream;

/// Most octets taken as one reply. RFC 5321 §4.5.3.1.5 allows lines of 512 and sets no limit for their number.
pub(super) const REPLY_OCTETS_MAX: usize = 64 * 1024;
/// Most lines taken as one reply: EHLO needs some twenty, and lettre reads a reply from its start for each new line.
const REPLY_LINES_MAX: usize = 100;
/// Most octets of a reply line that are passed on; lettre refuses lines over 1000.
const LINE_OCTETS_MAX: usize = 900;

/// A connection that hands on one cleaned line at a time.
#[derive(Debug)]
pub(super) struct Wire {
    stream: Stream,
    /// Arrived, and not yet a line that was handed on.
    arrived: Vec<u8>,
    /// The cleaned line that is being handed on, and how much of it has been.
    line: Vec<u8>,
    handed: usize,
    /// Octets and lines of the reply so far.
    reply_octets: usize,
    reply_lines: usize,
    /// Whether the reply that is awaited is one to EHLO.
    is_ehlo: bool,
}

/// A reply, its lines joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) code: u16,
    pub(super) lines: Vec<String>,
}

impl Reply {
    /// The reply as a person would read it.
    pub(super) fn shown(&self) -> String {
        format!("{} {}", self.code, self.lines.join(" "))
    }
}

impl Wire {
    pub(super) fn new(stream: Stream) -> Self {
        Self {
            stream,
            arrived: Vec::new(),
            line: Vec::new(),
            handed: 0,
            reply_octets: 0,
            reply_lines: 0,
            is_ehlo: false,
        }
    }

    /// Lets a greeting be read, though the server's own was read before.
    pub(super) fn replay_greeting(&mut self) {
        self.line = b"220 ready\r\n".to_vec();
        self.handed = 0;
    }

    /// The connection below, unless the server has said more than it was asked.
    pub(super) fn into_stream(self) -> io::Result<Stream> {
        if self.arrived.is_empty() {
            Ok(self.stream)
        } else {
            Err(out_of_turn())
        }
    }

    /// Sends a command and reads its reply, for the part of the dialogue that comes before lettre.
    pub(super) async fn ask(&mut self, command: &str) -> io::Result<Reply> {
        self.write_all(command.as_bytes()).await?;
        self.flush().await?;
        self.reply().await
    }

    /// Reads a reply.
    pub(super) async fn reply(&mut self) -> io::Result<Reply> {
        let mut reader = BufReader::new(self);
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let line = line.trim_end_matches(['\r', '\n']);
            let parts = line.split_at_checked(3).and_then(|(code, rest)| {
                let code: u16 = code.parse().ok().filter(|code| (200..600).contains(code))?;
                Some((code, rest))
            });
            let Some((code, rest)) = parts else {
                return Err(io::Error::other("what was answered is no SMTP"));
            };
            lines.push(rest.get(1..).unwrap_or_default().to_owned());
            if !rest.starts_with('-') {
                return Ok(Reply { code, lines });
            }
        }
    }

    /// Takes the next whole line out of what arrived, cleaned; false when there is none.
    fn next_line(&mut self) -> io::Result<bool> {
        let Some(end) = self.arrived.iter().position(|b| *b == b'\n') else {
            return Ok(false);
        };
        self.reply_lines += 1;
        if self.reply_lines > REPLY_LINES_MAX {
            return Err(endless());
        }
        let raw: Vec<u8> = self.arrived.drain(..=end).collect();
        self.line = cleaned(&raw, self.is_ehlo).into_bytes();
        self.handed = 0;
        Ok(true)
    }
}

fn out_of_turn() -> io::Error {
    io::Error::other("the server sent more than it was asked for")
}

fn endless() -> io::Error {
    io::Error::other("the server's reply does not end")
}

/// One reply line that lettre can read: text, at most [`LINE_OCTETS_MAX`], a space behind a bare code, CRLF.
fn cleaned(raw: &[u8], is_ehlo: bool) -> String {
    let text = String::from_utf8_lossy(raw);
    let spaced: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let mut line = spaced.trim_end().to_owned();
    line.truncate(line.floor_char_boundary(LINE_OCTETS_MAX));
    if line.len() == 3 {
        line.push(' ');
    }
    if is_ehlo && line.starts_with("250") {
        line.make_ascii_uppercase();
    }
    line.push_str("\r\n");
    line
}

impl AsyncRead for Wire {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let wire = self.get_mut();
        loop {
            let left = wire.line.get(wire.handed..).unwrap_or_default();
            if !left.is_empty() {
                let (now, _) = left.split_at(left.len().min(buf.remaining()));
                buf.put_slice(now);
                wire.handed += now.len();
                return Poll::Ready(Ok(()));
            }
            if wire.next_line()? {
                continue;
            }
            let mut space = [0; 4096];
            let mut chunk = ReadBuf::new(&mut space);
            ready!(Pin::new(&mut wire.stream).poll_read(cx, &mut chunk))?;
            let chunk = chunk.filled();
            if chunk.is_empty() {
                return Poll::Ready(Ok(()));
            }
            wire.reply_octets += chunk.len();
            if wire.reply_octets > REPLY_OCTETS_MAX {
                return Poll::Ready(Err(endless()));
            }
            wire.arrived.extend_from_slice(chunk);
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let wire = self.get_mut();
        if !wire.arrived.is_empty() {
            return Poll::Ready(Err(out_of_turn()));
        }
        wire.reply_octets = 0;
        wire.reply_lines = 0;
        wire.is_ehlo = buf.starts_with(b"EHLO ");
        Pin::new(&mut wire.stream).poll_write(cx, buf)
    }
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }
    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

impl AsyncTokioStream for Wire {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        match &self.stream {
            Stream::Plain(tcp) => tcp.peer_addr(),
            Stream::Tls(tls) => tls.get_ref().0.peer_addr(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_reply_lines_are_put_right() {
        for (raw, line) in [
            (&b"250 ok\r\n"[..], "250 ok\r\n"),
            (b"250\r\n", "250 \r\n"),
            (b"250 \n", "250 \r\n"),
            (b"250-   \r\n", "250-\r\n"),
            (b"250 gr\xfc\xdfe\0\r\n", "250 gr\u{fffd}\u{fffd}e\r\n"),
            (b"550 a\rb\n", "550 a b\r\n"),
        ] {
            assert_eq!(cleaned(raw, false), line);
        }
        assert_eq!(
            cleaned(b"250-auth=plain login\n", true),
            "250-AUTH=PLAIN LOGIN\r\n"
        );
        let long = cleaned(&[b"250 ".to_vec(), b"x".repeat(5000)].concat(), false);
        assert_eq!(long.len(), LINE_OCTETS_MAX + 2);
    }
}
