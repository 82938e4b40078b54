//! The sending side of SMTP and LMTP, for mail that tests inject.
//!
//! It says what it is told, well-formed or not, over plain connections; the program's own SMTP client is not used, so
//! that a fault in it cannot hide itself.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::time::Duration;

/// How long a server may take over one reply.
pub const REPLY_LIMIT: Duration = Duration::from_secs(20);

/// Sends one mail and returns the last reply. `final_replies` is 1 in SMTP and one a recipient in LMTP (RFC 2033 4.2).
pub fn send<S: Read + Write>(
    stream: S,
    hello: &str,
    final_replies: usize,
    from: &str,
    to: &[&str],
    raw: &[u8],
) -> io::Result<String> {
    let mut server = Server(BufReader::new(stream));
    server.expect_reply('2', "the greeting")?;
    server.command(hello, '2')?;
    server.command(&format!("MAIL FROM:<{from}> BODY=8BITMIME"), '2')?;
    for recipient in to {
        server.command(&format!("RCPT TO:<{recipient}>"), '2')?;
    }
    server.command("DATA", '3')?;
    server.0.get_mut().write_all(&on_the_wire(raw))?;
    let mut last = String::new();
    for _ in 0..final_replies {
        last = server.expect_reply('2', "the mail")?;
    }
    server.command("QUIT", '2')?;
    Ok(last)
}

struct Server<S>(BufReader<S>);

impl<S: Read + Write> Server<S> {
    fn command(&mut self, line: &str, wanted: char) -> io::Result<String> {
        self.0
            .get_mut()
            .write_all(format!("{line}\r\n").as_bytes())?;
        self.expect_reply(wanted, line)
    }

    fn expect_reply(&mut self, wanted: char, to: &str) -> io::Result<String> {
        let mut reply = String::new();
        loop {
            let start = reply.len();
            if self.0.read_line(&mut reply)? == 0 {
                return Err(io::Error::other(format!(
                    "to {to}: connection closed after {reply:?}"
                )));
            }
            // "250-" goes on, "250 " ends (RFC 5321 4.2.1).
            if reply.get(start + 3..start + 4) != Some("-") {
                break;
            }
        }
        if reply.starts_with(wanted) {
            Ok(reply)
        } else {
            Err(io::Error::other(format!("to {to}: {}", reply.trim_end())))
        }
    }
}

/// Lines end with CRLF, a line that begins with a dot gets another, and a lone dot ends it all (RFC 5321 4.5.2).
fn on_the_wire(raw: &[u8]) -> Vec<u8> {
    let mut wire = Vec::with_capacity(raw.len() + raw.len() / 32 + 8);
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(b".") {
            wire.push(b'.');
        }
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        wire.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
        wire.extend_from_slice(b"\r\n");
    }
    wire.extend_from_slice(b".\r\n");
    wire
}
