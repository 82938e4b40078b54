//! A mail server on loopback that does what a test tells it to, and remembers what it was told.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// What the server does at a stage instead of what it ought to.
#[derive(Clone, Debug)]
pub enum Act {
    /// Goes on as usual.
    Usual,
    /// Sends these bytes.
    Say(&'static str),
    /// Sends these bytes and hangs up.
    SayAndCut(&'static str),
    /// Hangs up.
    Cut,
    /// Says nothing for ever.
    Silence,
}

/// Stages are the verbs, `greet`, `dot` (the content has ended), `half` (the content has begun) and `line` (anything
/// else). Each pair is used once, at the first stage of that name.
pub type Acts = Vec<(&'static str, Act)>;

#[derive(Default)]
pub struct Seen {
    /// Command lines, all connections in order.
    pub lines: Vec<String>,
    /// Contents that were ended with a dot, as they came.
    pub mails: Vec<String>,
    pub connections: usize,
}

pub struct Server {
    pub port: u16,
    pub seen: Arc<Mutex<Seen>>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// One list of acts for each connection; further connections get a well-behaved server.
    pub async fn start(script: Vec<Acts>, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let memory = Arc::clone(&seen);
        let task = tokio::spawn(async move {
            let mut script = script.into_iter();
            let mut open = tokio::task::JoinSet::new();
            while let Ok((tcp, _)) = listener.accept().await {
                memory.lock().unwrap().connections += 1;
                let talk = Talk {
                    acts: script.next().unwrap_or_default(),
                    seen: Arc::clone(&memory),
                    tls: tls.clone(),
                };
                open.spawn(talk.begin(tcp));
            }
        });
        Self { port, seen, task }
    }

    /// The verbs that came, in order.
    pub fn verbs(&self) -> String {
        let seen = self.seen.lock().unwrap();
        let verbs = seen.lines.iter().map(|line| verb(line));
        verbs.collect::<Vec<_>>().join(" ")
    }
}

fn verb(line: &str) -> String {
    let word = line.split([' ', ':']).next().unwrap_or_default();
    word.to_ascii_uppercase()
}

struct Talk {
    acts: Acts,
    seen: Arc<Mutex<Seen>>,
    tls: Option<TlsAcceptor>,
}

impl Talk {
    async fn begin(mut self, tcp: tokio::net::TcpStream) {
        let mut plain = BufReader::new(tcp);
        if self
            .act(&mut plain, "greet", "220 relay.example ESMTP\r\n")
            .await
            .is_none()
        {
            return;
        }
        if self.listen(&mut plain).await {
            let acceptor = self.tls.take().unwrap();
            if let Ok(tls) = acceptor.accept(plain.into_inner()).await {
                self.listen(&mut BufReader::new(tls)).await;
            }
        }
    }

    /// Answers commands until the end, or until TLS is to begin.
    async fn listen<S>(&mut self, stream: &mut BufReader<S>) -> bool
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        loop {
            let mut line = String::new();
            if !matches!(stream.read_line(&mut line).await, Ok(n) if n > 0) {
                return false;
            }
            self.seen
                .lock()
                .unwrap()
                .lines
                .push(line.trim_end().to_owned());
            let verb = verb(line.trim_end());
            let (stage, usual) = match verb.as_str() {
                "EHLO" if self.tls.is_some() => (
                    "EHLO",
                    "250-relay.example\r\n250-8BITMIME\r\n250 STARTTLS\r\n",
                ),
                "EHLO" => (
                    "EHLO",
                    "250-relay.example\r\n250-8bitmime\r\n250 AUTH PLAIN LOGIN\r\n",
                ),
                "STARTTLS" => ("STARTTLS", "220 go\r\n"),
                "AUTH" => ("AUTH", "235 2.7.0 welcome\r\n"),
                "MAIL" => ("MAIL", "250 2.1.0 ok\r\n"),
                "RCPT" => ("RCPT", "250 2.1.5 ok\r\n"),
                "DATA" => ("DATA", "354 go on\r\n"),
                "RSET" => ("RSET", "250 ok\r\n"),
                "QUIT" => ("QUIT", "221 bye\r\n"),
                _ => ("line", "500 what?\r\n"),
            };
            let Some(said) = self.act(stream, stage, usual).await else {
                return false;
            };
            if stage == "STARTTLS" && said.starts_with("220") {
                return true;
            }
            if stage == "DATA" && said.starts_with("354") && self.content(stream).await.is_none() {
                return false;
            }
            if stage == "QUIT" {
                return false;
            }
        }
    }

    async fn content<S>(&mut self, stream: &mut BufReader<S>) -> Option<&'static str>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        if self.acts.iter().any(|(stage, _)| *stage == "half") {
            stream.read_exact(&mut [0; 10]).await.ok()?;
            self.act(stream, "half", "").await?;
        }
        let mut mail = String::new();
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).await.ok().filter(|n| *n > 0)?;
            if line == ".\r\n" {
                break;
            }
            mail.push_str(&line);
        }
        self.seen.lock().unwrap().mails.push(mail);
        self.act(stream, "dot", "250 2.0.0 queued as 7\r\n").await
    }

    /// What was said; nothing when the connection is over.
    async fn act<S>(
        &mut self,
        stream: &mut BufReader<S>,
        stage: &str,
        usual: &'static str,
    ) -> Option<&'static str>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let at = self.acts.iter().position(|(name, _)| *name == stage);
        match at.map_or(Act::Usual, |at| self.acts.remove(at).1) {
            Act::Usual => write(stream, usual).await,
            Act::Say(text) => write(stream, text).await,
            Act::SayAndCut(text) => {
                write(stream, text).await;
                None
            }
            Act::Cut => None,
            Act::Silence => std::future::pending().await,
        }
    }
}

async fn write<S>(stream: &mut BufReader<S>, text: &'static str) -> Option<&'static str>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    stream.write_all(text.as_bytes()).await.ok()?;
    stream.flush().await.ok()?;
    Some(text)
}
