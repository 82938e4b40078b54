//! An IMAP server for tests: it answers as it is told, and as an ordinary server does where it is told nothing.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// What the server does with a command. `TAG` stands for the command's tag.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// Sends this.
    Say(String),
    /// Sends this and closes the connection.
    Close(String),
    /// Does nothing, for ever.
    Silence,
}

/// A server to be.
#[derive(Clone)]
pub(crate) struct Script {
    pub(crate) greeting: String,
    pub(crate) capabilities: &'static str,
    /// The connection ends after so many octets from the server.
    pub(crate) cut_after: usize,
    /// Begin of a command, answer, how many times it holds.
    rules: Vec<(&'static str, Answer, u32)>,
    /// Begin of a command, and what makes its answer; asked where no rule holds.
    made: Option<(&'static str, Made)>,
}

/// Makes the answer to a command.
type Made = Arc<dyn Fn(&str) -> Answer + Send + Sync>;

/// A running server.
pub(crate) struct Server {
    pub(crate) port: u16,
    heard: Arc<Mutex<Vec<String>>>,
}

pub(crate) fn say(text: &str) -> Answer {
    Answer::Say(text.to_owned())
}

impl Script {
    pub(crate) fn new(capabilities: &'static str) -> Self {
        Self {
            greeting: "* OK ready".to_owned(),
            capabilities,
            cut_after: usize::MAX,
            rules: Vec::new(),
            made: None,
        }
    }

    /// Answers commands that begin so with what is made of each.
    pub(crate) fn by(
        mut self,
        command: &'static str,
        answer: impl Fn(&str) -> Answer + Send + Sync + 'static,
    ) -> Self {
        self.made = Some((command, Arc::new(answer)));
        self
    }

    /// Answers commands that begin so. Later rules come first.
    pub(crate) fn on(mut self, command: &'static str, answer: Answer) -> Self {
        self.rules.insert(0, (command, answer, u32::MAX));
        self
    }

    /// Answers the first such command so.
    pub(crate) fn once(mut self, command: &'static str, answer: Answer) -> Self {
        self.rules.insert(0, (command, answer, 1));
        self
    }

    pub(crate) async fn start(self) -> Server {
        self.serve(None).await
    }

    /// Speaks plainly until STARTTLS has been answered.
    pub(crate) async fn start_with_tls(self, acceptor: TlsAcceptor) -> Server {
        self.serve(Some(acceptor)).await
    }

    async fn serve(self, acceptor: Option<TlsAcceptor>) -> Server {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let lines = Arc::clone(&heard);
        tokio::spawn(async move {
            let mut script = self;
            while let Ok((mut stream, _)) = listener.accept().await {
                let greeting = format!("{}\r\n", script.greeting);
                if !script.write(&mut stream, &greeting).await {
                    continue;
                }
                let wants_tls = script.talk(&mut stream, "", &lines).await;
                if let (true, Some(acceptor)) = (wants_tls, &acceptor) {
                    // A client that does not trust us goes away.
                    if let Ok(mut stream) = acceptor.accept(stream).await {
                        script.talk(&mut stream, "tls: ", &lines).await;
                    }
                }
            }
        });
        Server { port, heard }
    }

    /// Talks until the client goes or the script says so; true when TLS is to begin.
    async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        stream: &mut S,
        mark: &str,
        heard: &Mutex<Vec<String>>,
    ) -> bool {
        let mut stream = BufReader::new(stream);
        let mut tag = String::new();
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
                return false;
            }
            let line = line.trim_end();
            let command = match line.split_once(' ') {
                Some((first, rest)) if first.starts_with('T') => {
                    first.clone_into(&mut tag);
                    rest
                }
                _ => line,
            };
            heard.lock().unwrap().push(format!("{mark}{command}"));
            match self.answer(command) {
                Answer::Say(text) => {
                    let text = format!("{}\r\n", text.replace("TAG", &tag));
                    if !self.write(&mut stream, &text).await {
                        return false;
                    }
                }
                Answer::Close(text) => {
                    self.write(&mut stream, &text.replace("TAG", &tag)).await;
                    let _ = stream.shutdown().await;
                    return false;
                }
                Answer::Silence => std::future::pending().await,
            }
            if command == "STARTTLS" {
                return true;
            }
        }
    }

    /// Sends what may still be sent; false when the connection is to end.
    async fn write<S: AsyncWrite + Unpin>(&mut self, stream: &mut S, text: &str) -> bool {
        let octets = &text.as_bytes()[..text.len().min(self.cut_after)];
        self.cut_after -= octets.len();
        let is_sent = stream.write_all(octets).await.is_ok() && stream.flush().await.is_ok();
        is_sent && self.cut_after > 0
    }

    fn answer(&mut self, command: &str) -> Answer {
        let rule = self
            .rules
            .iter_mut()
            .find(|(begin, _, left)| *left > 0 && command.starts_with(begin));
        if let Some((_, answer, left)) = rule {
            *left -= 1;
            return answer.clone();
        }
        if let Some((begin, answer)) = &self.made
            && command.starts_with(begin)
        {
            return answer(command);
        }
        say(&ordinary(command, self.capabilities))
    }
}

impl Server {
    /// How many commands were heard that begin so.
    pub(crate) fn count(&self, begin: &str) -> usize {
        let heard = self.heard.lock().unwrap();
        heard.iter().filter(|line| line.starts_with(begin)).count()
    }

    /// What was heard from `first` on (a begin of a command), without the commands that every session begins with.
    pub(crate) fn heard_from(&self, first: &str) -> Vec<String> {
        let heard = self.heard.lock().unwrap();
        heard
            .iter()
            .skip_while(|line| !line.starts_with(first))
            .cloned()
            .collect()
    }
}

/// The mail of this UID. It is as long as the listing says.
pub(crate) fn content(uid: usize) -> String {
    format!("{:x<1$}", "A: b\r\n\r\nbody", uid * 10)
}

/// An ordinary server with the mails 3, 5 and 9.
fn ordinary(command: &str, capabilities: &str) -> String {
    let untagged = match command {
        "CAPABILITY" => format!("* CAPABILITY IMAP4rev1 {capabilities}\r\n"),
        "LIST \"\" \"\"" => "* LIST (\\Noselect) \"/\" \"\"\r\n".to_owned(),
        "IDLE" => return "+ idling".to_owned(),
        "LOGOUT" => "* BYE bye\r\n".to_owned(),
        _ if command.starts_with("STATUS") => "* STATUS x (UIDVALIDITY 1)\r\n".to_owned(),
        _ if command.starts_with("SELECT") => {
            "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT 10] next\r\n".to_owned()
        }
        _ if command.starts_with("UID SEARCH") => "* SEARCH 9 3 5\r\n".to_owned(),
        _ if command.contains("(UID ") => [3, 5, 9]
            .map(|uid| {
                format!(
                    "* 1 FETCH (UID {uid} RFC822.SIZE {uid}0 INTERNALDATE \" 1-Jul-2026 09:30:00 +0200\")\r\n"
                )
            })
            .concat(),
        _ if command.starts_with("UID FETCH") => {
            let uid = command.split(' ').nth(2).unwrap_or_default();
            let (section, content) = if command.contains("HEADER") {
                ("BODY[HEADER]<0>", "A: b\r\n\r\nbody".to_owned())
            } else {
                ("BODY[]", content(uid.parse().unwrap_or_default()))
            };
            let size = content.len();
            format!("* 1 FETCH (UID {uid} {section} {{{size}}}\r\n{content})\r\n")
        }
        _ => String::new(),
    };
    format!("{untagged}TAG OK done")
}
