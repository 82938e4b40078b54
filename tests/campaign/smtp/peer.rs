//! An SMTP server that does wrong by seed, and remembers truly what it took.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::audit::Receipt;
use crate::draws::Draws;
use crate::smtp::faults::{Fault, Step, fault};

/// What the peer says of a mail that it takes.
const TAKEN: &str = "250 2.0.0 taken\r\n";

/// The longest that a silent connection is kept; the program gives up earlier.
const SILENCE_MAX: Duration = Duration::from_secs(20);

/// What was injected.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counts {
    /// Cuts and silences before the final dot was out.
    pub before_dot: usize,
    /// Cuts and silences after it.
    pub after_dot: usize,
    /// Refusals, greylists, garbage, floods.
    pub others: usize,
}

/// A mail that was taken, and whether that was said to the end.
#[derive(Debug, Clone)]
pub struct Taken {
    pub receipt: Receipt,
    pub is_answered: bool,
}

struct State {
    draws: Draws,
    is_well: bool,
    counts: Counts,
    taken: Vec<Taken>,
    known: BTreeSet<String>,
}

/// One server on several ports, which stands for as many relays; it ends with the value.
pub struct Peer {
    pub ports: Vec<u16>,
    state: Arc<Mutex<State>>,
    is_over: Arc<AtomicBool>,
    listening: Vec<JoinHandle<()>>,
}

impl Peer {
    pub fn start(draws: Draws, ports: usize) -> Self {
        let state = Arc::new(Mutex::new(State {
            draws,
            is_well: false,
            counts: Counts::default(),
            taken: Vec::new(),
            known: BTreeSet::new(),
        }));
        let is_over = Arc::new(AtomicBool::new(false));
        let mut peer = Self {
            ports: Vec::new(),
            state,
            is_over,
            listening: Vec::new(),
        };
        for _ in 0..ports {
            peer.listen();
        }
        peer
    }

    fn listen(&mut self) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        self.ports.push(listener.local_addr().unwrap().port());
        let (shared, over) = (Arc::clone(&self.state), Arc::clone(&self.is_over));
        self.listening.push(thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                let state = Arc::clone(&shared);
                thread::spawn(move || Talk::new(stream, state).run());
            }
        }));
    }

    /// Does nothing wrong from now on.
    pub fn be_well(&self) {
        self.state.lock().unwrap().is_well = true;
    }

    pub fn counts(&self) -> Counts {
        self.state.lock().unwrap().counts
    }

    /// All that was taken, in its order.
    pub fn taken(&self) -> Vec<Taken> {
        self.state.lock().unwrap().taken.clone()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        // The listeners wait for somebody to come.
        for port in &self.ports {
            drop(TcpStream::connect(("127.0.0.1", *port)));
        }
        for listening in self.listening.drain(..) {
            let _ = listening.join();
        }
    }
}

/// The connection is over.
struct Over;

struct Talk {
    stream: TcpStream,
    state: Arc<Mutex<State>>,
    fault: Fault,
    said: usize,
    heard: usize,
    arrived: Vec<u8>,
    /// Whether the final dot of the transaction has come.
    is_after_dot: bool,
}

impl Talk {
    fn new(stream: TcpStream, state: Arc<Mutex<State>>) -> Self {
        let _ = stream.set_nodelay(true);
        let _ = stream.set_read_timeout(Some(Duration::from_mins(1)));
        let mut talk = Self {
            stream,
            state,
            fault: Fault::Nothing,
            said: 0,
            heard: 0,
            arrived: Vec::new(),
            is_after_dot: false,
        };
        talk.draw();
        talk
    }

    /// What goes wrong in the transaction that begins.
    fn draw(&mut self) {
        let mut state = self.state.lock().unwrap();
        (self.said, self.heard, self.is_after_dot) = (0, 0, false);
        self.fault = if state.is_well {
            Fault::Nothing
        } else {
            fault(&mut state.draws)
        };
    }

    fn run(mut self) {
        let _ = self.dialogue();
        let _ = self.stream.shutdown(Shutdown::Both);
    }

    fn dialogue(&mut self) -> Result<(), Over> {
        self.reply(Step::Greet, "220-peer.example\r\n220 ESMTP\r\n")?;
        let (mut to, mut is_first) = (String::new(), true);
        loop {
            let line = self.line()?;
            let verb = line.split([' ', ':']).next().unwrap_or_default();
            match verb.to_ascii_uppercase().as_str() {
                "EHLO" => self.reply(
                    Step::Ehlo,
                    "250-peer.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n",
                )?,
                "MAIL" => {
                    if !is_first {
                        self.draw();
                    }
                    is_first = false;
                    self.reply(Step::Mail, "250 2.1.0 ok\r\n")?;
                }
                "RCPT" => {
                    to = between(&line);
                    self.recipient(&to)?;
                }
                "DATA" => {
                    let said = self.said_at(Step::Data);
                    self.reply(Step::Data, "354 go on\r\n")?;
                    if said.is_none_or(|said| said.starts_with("354")) {
                        self.content(&to)?;
                    }
                }
                "QUIT" => {
                    let _ = self.write(b"221 bye\r\n");
                    return Err(Over);
                }
                _ => self.reply(Step::Rest, "250 ok\r\n")?,
            }
        }
    }

    fn recipient(&mut self, to: &str) -> Result<(), Over> {
        let is_greylisted = self.fault == Fault::Greylists && {
            let mut state = self.state.lock().unwrap();
            let is_new = state.known.insert(to.to_owned());
            state.counts.others += usize::from(is_new);
            is_new
        };
        if is_greylisted {
            return self.write(b"450 4.2.0 greylisted, come back\r\n");
        }
        self.reply(Step::Rcpt, "250 2.1.5 ok\r\n")
    }

    fn content(&mut self, to: &str) -> Result<(), Over> {
        let mut octets = Vec::new();
        loop {
            let line = self.raw_line()?;
            if line == b".\r\n" {
                break;
            }
            octets.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
        self.is_after_dot = true;
        let refuses = |said: &str| said.starts_with(['4', '5']);
        if self.fault == Fault::CutUntaken {
            return self.cut();
        }
        if self.said_at(Step::Dot).is_some_and(refuses) {
            return self.reply(Step::Dot, "");
        }
        let receipt = Receipt {
            to: to.to_owned(),
            octets,
        };
        let at = {
            let mut state = self.state.lock().unwrap();
            state.taken.push(Taken {
                receipt,
                is_answered: false,
            });
            state.taken.len() - 1
        };
        if let Fault::CutTaken(octets) = self.fault {
            let _ = self
                .stream
                .write_all(&TAKEN.as_bytes()[..octets.min(TAKEN.len() - 1)]);
            return self.cut();
        }
        let is_odd = self.said_at(Step::Dot).is_some();
        self.reply(Step::Dot, TAKEN)?;
        self.state.lock().unwrap().taken[at].is_answered = !is_odd;
        self.is_after_dot = false;
        Ok(())
    }

    /// What is said at this step instead of the usual.
    fn said_at(&self, step: Step) -> Option<&'static str> {
        match self.fault {
            Fault::Says(at, said) if at == step => Some(said),
            Fault::Floods(at) if at == step => Some("250-"),
            _ => None,
        }
    }

    fn reply(&mut self, step: Step, usual: &str) -> Result<(), Over> {
        match self.fault {
            Fault::Silent(at) if at == step => {
                self.count_cut();
                let _ = self.stream.set_read_timeout(Some(SILENCE_MAX));
                let mut rest = [0; 512];
                while matches!(self.stream.read(&mut rest), Ok(count) if count > 0) {}
                Err(Over)
            }
            Fault::Says(at, said) if at == step => {
                self.state.lock().unwrap().counts.others += 1;
                self.fault = Fault::Nothing;
                self.write(said.as_bytes())
            }
            Fault::Floods(at) if at == step => {
                self.state.lock().unwrap().counts.others += 1;
                self.fault = Fault::Nothing;
                let flood = "250-and so on\r\n".repeat(20_000);
                self.write(flood.as_bytes())
            }
            _ => self.write(usual.as_bytes()),
        }
    }

    /// Says something, up to where it is to be cut.
    fn write(&mut self, octets: &[u8]) -> Result<(), Over> {
        let left = match self.fault {
            Fault::CutOut(at) => at.saturating_sub(self.said),
            _ => usize::MAX,
        };
        let now = &octets[..octets.len().min(left)];
        self.said += now.len();
        self.stream.write_all(now).map_err(|_| Over)?;
        if now.len() < octets.len() {
            return self.cut();
        }
        Ok(())
    }

    fn cut(&mut self) -> Result<(), Over> {
        self.count_cut();
        Err(Over)
    }

    fn count_cut(&mut self) {
        let mut state = self.state.lock().unwrap();
        if self.is_after_dot {
            state.counts.after_dot += 1;
        } else {
            state.counts.before_dot += 1;
        }
    }

    fn line(&mut self) -> Result<String, Over> {
        let line = self.raw_line()?;
        Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
    }

    /// The next line with its end, up to where it is to be cut.
    fn raw_line(&mut self) -> Result<Vec<u8>, Over> {
        loop {
            if let Some(end) = self.arrived.iter().position(|octet| *octet == b'\n') {
                return Ok(self.arrived.drain(..=end).collect());
            }
            let left = match self.fault {
                Fault::CutIn(at) => at.saturating_sub(self.heard),
                _ => usize::MAX,
            };
            if left == 0 {
                self.cut()?;
            }
            let mut part = [0; 4096];
            let room = part.len().min(left);
            let count = self.stream.read(&mut part[..room]).map_err(|_| Over)?;
            if count == 0 {
                return Err(Over);
            }
            self.heard += count;
            self.arrived.extend_from_slice(&part[..count]);
        }
    }
}

/// What stands between angle brackets.
fn between(line: &str) -> String {
    let inner = line
        .split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'));
    inner.map(|(inner, _)| inner.to_owned()).unwrap_or_default()
}
