//! A relay that takes every letter: what it received, and in which order.
//!
//! It speaks as much SMTP as the program needs, on loopback, one thread a connection, and ends with its value. A letter
//! counts as received once its final dot is read, whether or not anybody still waits for the answer.

use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::audit::Receipt;

/// A relay that listens.
pub struct Relay {
    port: u16,
    received: Arc<Mutex<Vec<Receipt>>>,
}

impl Relay {
    /// Listens on a free port of loopback.
    pub fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let received: Arc<Mutex<Vec<Receipt>>> = Arc::default();
        let shared = Arc::clone(&received);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // Only the value and this thread hold the list: when the value is gone, so is the relay.
                if Arc::strong_count(&shared) == 1 {
                    return;
                }
                let shared = Arc::clone(&shared);
                thread::spawn(move || {
                    // Whoever talks to us may be killed at any moment.
                    let _ = talk(&stream, &shared);
                    let _ = stream.shutdown(Shutdown::Both);
                });
            }
        });
        Self { port, received }
    }

    /// The `[delivery]` of a desk that sends here.
    pub fn delivery(&self) -> String {
        let port = self.port;
        format!(
            "[delivery]\nkind = \"smtp\"\nhost = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\"\n"
        )
    }

    /// What was received so far.
    pub fn received(&self) -> Vec<Receipt> {
        self.received
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.received = Arc::default();
        // Wakes the thread, which then sees that nobody is interested any more.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn talk(stream: &TcpStream, received: &Mutex<Vec<Receipt>>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut to = String::new();
    say(stream, "220 relay.example ready")?;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let word = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        match word.as_str() {
            "EHLO" => say(stream, "250-relay.example\r\n250-8BITMIME\r\n250 SMTPUTF8")?,
            "RCPT" => {
                let address = line
                    .split_once('<')
                    .and_then(|(_, rest)| rest.split_once('>'));
                address
                    .map_or("", |(address, _)| address)
                    .clone_into(&mut to);
                say(stream, "250 ok")?;
            }
            "DATA" => {
                say(stream, "354 go ahead")?;
                let Some(octets) = content(&mut reader)? else {
                    return Ok(());
                };
                let receipt = Receipt {
                    to: std::mem::take(&mut to),
                    octets,
                };
                received
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(receipt);
                say(stream, "250 taken")?;
            }
            "QUIT" => return say(stream, "221 bye"),
            _ => say(stream, "250 ok")?,
        }
    }
}

fn say(mut stream: &TcpStream, line: &str) -> std::io::Result<()> {
    stream.write_all(format!("{line}\r\n").as_bytes())
}

/// The content up to the final dot, dots unstuffed; `None` when the connection ended before.
fn content(reader: &mut impl BufRead) -> std::io::Result<Option<Vec<u8>>> {
    let mut octets = Vec::new();
    loop {
        let mut line = Vec::new();
        if reader.read_until(b'\n', &mut line)? == 0 || !line.ends_with(b"\r\n") {
            return Ok(None);
        }
        if line == b".\r\n" {
            return Ok(Some(octets));
        }
        octets.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}
