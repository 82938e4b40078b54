//! Stands between a client and a server on loopback, and cuts or stalls each connection after so many octets.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use crate::draws::Draws;

/// What a connection carries at most before its fault, in octets: some faults hit the log-in, some the content of a
/// mail, some what comes after.
const OCTETS_MAX: &[u64] = &[200, 1200, 2000, 4000];

/// A running proxy. It ends with the value.
pub struct Proxy {
    port: u16,
    shared: Arc<Shared>,
    listener: Option<JoinHandle<()>>,
}

struct Shared {
    server: u16,
    draws: Mutex<Draws>,
    faults: AtomicUsize,
    is_calm: AtomicBool,
    is_over: AtomicBool,
    streams: Mutex<Vec<TcpStream>>,
}

/// What happens to a connection.
#[derive(Debug, Clone, Copy)]
struct Fault {
    /// To the octets from the server, or to those from the client.
    is_from_server: bool,
    after: u64,
    is_stall: bool,
}

impl Proxy {
    /// A proxy before this port of this machine.
    pub fn start(server: u16, draws: Draws) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            server,
            draws: Mutex::new(draws),
            faults: AtomicUsize::new(0),
            is_calm: AtomicBool::new(false),
            is_over: AtomicBool::new(false),
            streams: Mutex::new(Vec::new()),
        });
        let its = Arc::clone(&shared);
        let listener = thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if its.is_over.load(Ordering::SeqCst) {
                    return;
                }
                // A server that is not there ends the connection, as it would without us.
                let _ = its.connect(client);
            }
        });
        Self {
            port,
            shared,
            listener: Some(listener),
        }
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// How many connections were cut or stalled.
    pub fn faults(&self) -> usize {
        self.shared.faults.load(Ordering::SeqCst)
    }

    /// From now on connections are left in peace; those that are open end.
    pub fn calm(&self) {
        self.shared.is_calm.store(true, Ordering::SeqCst);
        self.shared.hang_up();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::SeqCst);
        self.shared.hang_up();
        // Wakes the listener.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
        if let Some(listener) = self.listener.take() {
            let _ = listener.join();
        }
    }
}

impl Shared {
    fn connect(self: &Arc<Self>, client: TcpStream) -> io::Result<()> {
        let server = TcpStream::connect(("127.0.0.1", self.server))?;
        let fault = self.fault();
        for stream in [&client, &server] {
            stream.set_nodelay(true)?;
            self.streams.lock().unwrap().push(stream.try_clone()?);
        }
        let ways = [
            (server.try_clone()?, client.try_clone()?, true),
            (client, server, false),
        ];
        for (from, to, is_from_server) in ways {
            let its = Arc::clone(self);
            let fault = fault.filter(|fault| fault.is_from_server == is_from_server);
            thread::spawn(move || {
                // Whichever way ends first ends the other.
                let _ = its.pump(&from, &to, fault);
                let _ = from.shutdown(Shutdown::Both);
                let _ = to.shutdown(Shutdown::Both);
            });
        }
        Ok(())
    }

    fn fault(&self) -> Option<Fault> {
        if self.is_calm.load(Ordering::SeqCst) {
            return None;
        }
        let mut draws = self.draws.lock().unwrap();
        let is_from_server = !draws.once_in(4);
        // What a client says is short.
        let most = if is_from_server {
            *draws.one(OCTETS_MAX)
        } else {
            700
        };
        Some(Fault {
            is_from_server,
            after: draws.below(most),
            is_stall: draws.once_in(5),
        })
    }

    fn pump(
        &self,
        mut from: &TcpStream,
        mut to: &TcpStream,
        fault: Option<Fault>,
    ) -> io::Result<()> {
        let mut left = fault.map(|fault| fault.after);
        let mut chunk = [0; 4096];
        loop {
            let count = from.read(&mut chunk)?;
            if count == 0 {
                return Ok(());
            }
            if let (Some(octets), Some(fault)) = (left, fault) {
                if octets < count as u64 {
                    to.write_all(&chunk[..octets as usize])?;
                    self.faults.fetch_add(1, Ordering::SeqCst);
                    // What stalls is read and goes nowhere, until one of them has had enough.
                    while fault.is_stall && from.read(&mut chunk)? > 0 {}
                    return Ok(());
                }
                left = Some(octets - count as u64);
            }
            to.write_all(&chunk[..count])?;
        }
    }

    fn hang_up(&self) {
        for stream in self.streams.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}
