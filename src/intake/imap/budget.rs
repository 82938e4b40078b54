//! Stands between the server and async-imap, and ends the connection before a server can do harm with its answers.
//!
//! async-imap allocates what a literal announces, up to 512 MiB, and imap-proto recurses on nested parentheses until
//! the stack ends, which aborts the process. So every octet passes [`Scan`] first. It does not parse IMAP; it knows
//! just enough to tell the octets of a mail from the lines around them, and wherever it could read the lines otherwise
//! than imap-proto does, it takes *less* for a mail, never more: a parenthesis hidden from the count would be the hole.
//! Therefore brackets in quoted strings count too, and a literal may stand only where one was asked for.
//!
//! A line is handed on when it is whole, and [`sieve`] has looked at it.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::sieve;

/// Octets that are read at a time.
const CHUNK: usize = 8 * 1024;
/// Longest response without its literals, in bytes. The longest honest one is a list of flags or capabilities.
const LINE_OCTETS_MAX: usize = 64 * 1024;
/// Longest answer to SEARCH, which names every mail on one line: room for 100,000 and more.
const SEARCH_OCTETS_MAX: usize = 1024 * 1024;
/// Opening parentheses in one response. Honest answers to what is asked here have 3 or 4; nesting cannot go deeper
/// than there are parentheses to open, wherever they stand. imap-proto 0.17, built without optimisation, overflows a
/// stack of 2 MiB somewhere between 40 and 63.
const PARENTHESES_MAX: u32 = 16;
/// Longest folder name that may come as a literal.
const NAME_OCTETS_MAX: u64 = 1024;

/// What a server did that none should. Each completes "the server …".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Excess {
    #[error("announced {announced} bytes at once, of which {limit} are allowed")]
    Literal { announced: u64, limit: u64 },
    #[error("sent a literal where none was asked for")]
    Misplaced,
    #[error("sent a line of more than {0} bytes")]
    Line(usize),
    #[error("sent more than {PARENTHESES_MAX} parentheses in one response")]
    Nesting,
    #[error("sent more in answer to one command than is allowed")]
    Volume,
}

/// Follows the octets of a session: lines, and literals inside of them.
#[derive(Debug)]
pub(super) struct Scan {
    /// The present response up to here, without its literal.
    line: Vec<u8>,
    /// Octets of a literal still to come.
    literal_left: u64,
    has_literal: bool,
    opened: u32,
    closed: u32,
    literal_max: u64,
    /// Octets still allowed in answer to the present command.
    volume_left: u64,
    /// How much of the present response was handed on.
    handed_on: usize,
    /// What may be parsed.
    passed: Vec<u8>,
}

impl Scan {
    pub(super) fn new(literal_max: u64, volume: u64) -> Self {
        Self {
            line: Vec::new(),
            literal_left: 0,
            has_literal: false,
            opened: 0,
            closed: 0,
            literal_max,
            volume_left: volume,
            handed_on: 0,
            passed: Vec::new(),
        }
    }

    /// Looks at what came next.
    pub(super) fn take(&mut self, octets: &[u8]) -> Result<(), Excess> {
        let count = u64::try_from(octets.len()).unwrap_or(u64::MAX);
        self.volume_left = self.volume_left.checked_sub(count).ok_or(Excess::Volume)?;
        let mut rest = octets;
        while !rest.is_empty() {
            if self.literal_left > 0 {
                let here = usize::try_from(self.literal_left)
                    .unwrap_or(usize::MAX)
                    .min(rest.len());
                self.literal_left -= u64::try_from(here).unwrap_or(self.literal_left);
                self.passed
                    .extend_from_slice(rest.get(..here).unwrap_or_default());
                rest = rest.get(here..).unwrap_or_default();
            } else if let Some((&octet, after)) = rest.split_first() {
                self.octet(octet)?;
                rest = after;
            }
        }
        Ok(())
    }

    fn octet(&mut self, octet: u8) -> Result<(), Excess> {
        self.line.push(octet);
        match octet {
            b'(' => {
                self.opened += 1;
                if self.opened > PARENTHESES_MAX {
                    return Err(Excess::Nesting);
                }
            }
            b')' => self.closed = self.closed.saturating_add(1),
            b'\n' => return self.line_end(),
            _ => {}
        }
        let limit = if starts_with(&self.line, b"* SEARCH") {
            SEARCH_OCTETS_MAX
        } else {
            LINE_OCTETS_MAX
        };
        if self.line.len() > limit {
            return Err(Excess::Line(limit));
        }
        Ok(())
    }

    fn line_end(&mut self) -> Result<(), Excess> {
        let Some((before, announced)) = announced_literal(&self.line) else {
            match self.line.get(self.handed_on..) {
                Some(rest) if self.has_literal => self.passed.extend_from_slice(rest),
                _ => self.passed.extend_from_slice(&sieve::sifted(&self.line)),
            }
            self.line.clear();
            self.handed_on = 0;
            self.has_literal = false;
            self.opened = 0;
            self.closed = 0;
            return Ok(());
        };
        let limit = if self.is_mail_next(before) {
            self.literal_max
        } else if starts_with(before, b"* LIST ") || starts_with(before, b"* STATUS ") {
            NAME_OCTETS_MAX
        } else {
            return Err(Excess::Misplaced);
        };
        if announced > limit {
            return Err(Excess::Literal { announced, limit });
        }
        if self.has_literal {
            return Err(Excess::Misplaced);
        }
        self.has_literal = true;
        self.literal_left = announced;
        self.passed.extend_from_slice(&self.line);
        self.handed_on = self.line.len();
        Ok(())
    }

    /// Nothing more will come: what is there of a line is handed on as it is.
    fn end(&mut self) {
        if let Some(rest) = self.line.get(self.handed_on..) {
            self.passed.extend_from_slice(rest);
        }
        self.handed_on = self.line.len();
    }

    /// Whether the text before a literal is that of a FETCH whose content was asked for: one open parenthesis, and at
    /// its end the name of the content. Where there are quoted strings brackets are anybody's guess, and the parser is
    /// asked: some servers tell labels unasked.
    fn is_mail_next(&self, before: &[u8]) -> bool {
        let mut words = before.split(|&octet| octet == b' ');
        let is_fetch = words.next() == Some(b"*")
            && words
                .next()
                .is_some_and(|number| number.iter().all(u8::is_ascii_digit))
            && words
                .next()
                .is_some_and(|word| word.eq_ignore_ascii_case(b"FETCH"));
        let name = before
            .rsplit(|&octet| octet == b' ')
            .nth(1)
            .map(|word| word.strip_prefix(b"(").unwrap_or(word))
            .map(<[u8]>::to_ascii_uppercase);
        is_fetch
            && (!before.contains(&b'"') || sieve::is_content_next(before))
            && self.opened == self.closed.saturating_add(1)
            && matches!(
                name.as_deref(),
                Some(b"BODY[]" | b"BODY[]<0>" | b"BODY[HEADER]" | b"BODY[HEADER]<0>")
            )
    }
}

/// Splits a line that announces a literal (RFC 9051 §4.3) into what stands before, and the octets announced.
fn announced_literal(line: &[u8]) -> Option<(&[u8], u64)> {
    let line = line.strip_suffix(b"}\r\n")?;
    let brace = line.iter().rposition(|&octet| octet == b'{')?;
    let (before, digits) = line.split_at_checked(brace)?;
    let digits = digits.strip_prefix(b"{")?;
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let announced = digits.iter().fold(0_u64, |number, digit| {
        number
            .saturating_mul(10)
            .saturating_add(u64::from(digit - b'0'))
    });
    Some((before, announced))
}

fn starts_with(line: &[u8], prefix: &[u8]) -> bool {
    line.get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// A stream whose incoming octets are all seen by a [`Scan`].
#[derive(Debug)]
pub(super) struct Guard<S> {
    inner: S,
    scan: Scan,
    received: u64,
}

impl<S> Guard<S> {
    pub(super) fn new(inner: S, literal_max: u64) -> Self {
        Self {
            inner,
            scan: Scan::new(literal_max, 0),
            received: 0,
        }
    }

    /// Allows so many octets in answer to the next command.
    pub(super) fn allow(&mut self, volume: u64) {
        self.scan.volume_left = volume;
    }

    /// The largest mail that is let through.
    pub(super) fn literal_max(&self) -> u64 {
        self.scan.literal_max
    }

    /// How many octets have come so far: what tells a slow server from a silent one.
    pub(super) fn received(&self) -> u64 {
        self.received
    }

    pub(super) fn into_inner(self) -> S {
        self.inner
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Guard<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            if !this.scan.passed.is_empty() {
                let count = this.scan.passed.len().min(buf.remaining());
                buf.put_slice(this.scan.passed.get(..count).unwrap_or_default());
                this.scan.passed.drain(..count);
                return Poll::Ready(Ok(()));
            }
            let mut chunk = [0; CHUNK];
            let mut chunk = ReadBuf::new(&mut chunk);
            std::task::ready!(Pin::new(&mut this.inner).poll_read(cx, &mut chunk))?;
            let octets = chunk.filled();
            this.received = this
                .received
                .saturating_add(u64::try_from(octets.len()).unwrap_or(0));
            this.scan.take(octets).map_err(io::Error::other)?;
            if octets.is_empty() {
                this.scan.end();
                if this.scan.passed.is_empty() {
                    return Poll::Ready(Ok(()));
                }
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Guard<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().inner).poll_write(cx, buf)
    }
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_flush(cx)
    }
    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests;
