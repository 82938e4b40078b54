//! An IMAP server that keeps mail, in the manner of one kind of server or another ([`profile`]), and to which mishaps
//! happen: it refuses, says goodbye, is cut off or stalls in the middle of an answer, before or after it has done what
//! was asked.
//!
//! It listens on loopback for as long as the value lives, and knows what ticketd asks for and no more.

mod mailbox;
mod profile;
mod session;

use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

pub use mailbox::{Account, FIRST_VALIDITY};
pub use profile::{PROFILES, Profile};

/// What happens to a command.
#[derive(Debug, Clone)]
pub enum Mishap {
    /// Nothing: it is done and answered.
    None,
    /// It is not done; this stands behind the tag.
    Refuse(String),
    /// It is not done; the server says goodbye.
    Bye(String),
    /// It is done; so many octets of the answer come, and then the end.
    Cut(usize),
    /// It is done; so many octets of the answer come, and then nothing.
    Stall(usize),
    /// Before it is done the inbox is numbered anew; a connection that knows the old numbers is told so instead.
    NumberAnew,
}

/// Says what happens to a command.
pub type Chance = Box<dyn FnMut(&str) -> Mishap + Send>;

/// The running server.
pub struct ImapServer {
    shared: Arc<Shared>,
    port: u16,
    listener: Option<JoinHandle<()>>,
}

struct Shared {
    profile: Profile,
    account: Mutex<Account>,
    chance: Mutex<Chance>,
    heard: Mutex<Vec<String>>,
    connections: Mutex<Vec<TcpStream>>,
    is_over: AtomicBool,
}

impl Shared {
    fn account(&self) -> MutexGuard<'_, Account> {
        self.account.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn mishap(&self, command: &str) -> Mishap {
        let mut chance = self.chance.lock().unwrap_or_else(PoisonError::into_inner);
        chance(command)
    }

    fn note(&self, command: &str) {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.push(command.to_owned());
    }
}

impl ImapServer {
    /// Starts a server with an empty inbox.
    pub fn start(profile: Profile, chance: Chance) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            profile,
            account: Mutex::new(Account::new()),
            chance: Mutex::new(chance),
            heard: Mutex::new(Vec::new()),
            connections: Mutex::new(Vec::new()),
            is_over: AtomicBool::new(false),
        });
        let its = Arc::clone(&shared);
        let listener = std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if its.is_over.load(Ordering::SeqCst) {
                    return;
                }
                let _ = stream.set_nodelay(true);
                let mut connections = its.connections.lock().unwrap();
                connections.extend(stream.try_clone());
                drop(connections);
                let its = Arc::clone(&its);
                std::thread::spawn(move || {
                    if let Ok(mut session) = session::Session::new(&its, stream) {
                        // A client that is gone is no news.
                        let _ = session.run();
                        session.close();
                    }
                });
            }
        });
        Self {
            shared,
            port,
            listener: Some(listener),
        }
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Delivers a mail.
    pub fn deliver(&self, octets: &[u8]) {
        self.account().inbox().add(octets.to_vec());
    }

    /// The folders, to look at and to change behind everybody's back.
    pub fn account(&self) -> MutexGuard<'_, Account> {
        self.shared.account()
    }

    /// From now on this happens to commands.
    pub fn let_happen(&self, chance: Chance) {
        *self.shared.chance.lock().unwrap() = chance;
    }

    /// How many commands came that begin so.
    pub fn heard(&self, begin: &str) -> usize {
        let heard = self.shared.heard.lock().unwrap();
        heard.iter().filter(|line| line.starts_with(begin)).count()
    }

    /// Ends all connections.
    pub fn hang_up(&self) {
        for connection in self.shared.connections.lock().unwrap().drain(..) {
            let _ = connection.shutdown(Shutdown::Both);
        }
    }
}

impl Drop for ImapServer {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::SeqCst);
        self.hang_up();
        // Wakes the listener.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
        if let Some(listener) = self.listener.take() {
            let _ = listener.join();
        }
    }
}
