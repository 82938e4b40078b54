//! One connection: commands in, answers out, and between them whatever mishap is due.

use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use super::mailbox::Folder;
use super::{Mishap, Shared};

/// How often a connection in IDLE looks whether there is news.
const IDLE_LOOK: Duration = Duration::from_millis(20);
/// A mishap in which nothing more is said lasts at most so long.
const STALL: Duration = Duration::from_mins(1);

pub struct Session<'a> {
    shared: &'a Shared,
    stream: TcpStream,
    lines: BufReader<TcpStream>,
    is_logged_in: bool,
    /// UIDVALIDITY as this connection was told.
    validity: Option<u32>,
    /// Mails that this connection was told of.
    exists: usize,
}

/// What becomes of a connection.
enum Next {
    GoOn,
    End,
}

impl<'a> Session<'a> {
    pub fn new(shared: &'a Shared, stream: TcpStream) -> io::Result<Self> {
        let lines = BufReader::new(stream.try_clone()?);
        Ok(Self {
            shared,
            stream,
            lines,
            is_logged_in: false,
            validity: None,
            exists: 0,
        })
    }

    /// Ends the connection; the server holds another handle to it.
    pub fn close(&self) {
        let _ = self.stream.shutdown(Shutdown::Both);
    }

    pub fn run(&mut self) -> io::Result<()> {
        self.say(&format!("{}\r\n", self.shared.profile.greeting))?;
        loop {
            let mut line = String::new();
            if self.lines.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let (tag, command) = line.trim_end().split_once(' ').unwrap_or_default();
            let (tag, command) = (tag.to_owned(), command.to_owned());
            self.shared.note(&command);
            if let Next::End = self.obey(&tag, &command)? {
                return Ok(());
            }
        }
    }

    fn obey(&mut self, tag: &str, command: &str) -> io::Result<Next> {
        let mishap = self.shared.mishap(command);
        match &mishap {
            Mishap::None | Mishap::Cut(_) | Mishap::Stall(_) => {}
            Mishap::NumberAnew => self.shared.account().inbox().number_anew(),
            Mishap::Refuse(answer) => {
                self.say(&format!("{tag} {answer}\r\n"))?;
                return Ok(Next::GoOn);
            }
            Mishap::Bye(words) => {
                self.say(&format!("* BYE {words}\r\n"))?;
                return Ok(Next::End);
            }
        }
        if command == "IDLE" && matches!(mishap, Mishap::None | Mishap::NumberAnew) {
            return self.idle(tag);
        }
        if command.starts_with("AUTHENTICATE PLAIN") {
            self.say("+ \r\n")?;
            self.lines.read_line(&mut String::new())?;
        }
        let answer = self.answer(tag, command);
        match mishap {
            Mishap::Cut(octets) => {
                self.part_of(&answer, octets)?;
                return Ok(Next::End);
            }
            Mishap::Stall(octets) => {
                self.part_of(&answer, octets)?;
                self.stream.set_read_timeout(Some(STALL))?;
                // Until the client has had enough.
                let _ = self.lines.read_to_end(&mut Vec::new());
                return Ok(Next::End);
            }
            _ => self.stream.write_all(&answer)?,
        }
        Ok(if command == "LOGOUT" {
            Next::End
        } else {
            Next::GoOn
        })
    }

    fn part_of(&mut self, answer: &[u8], octets: usize) -> io::Result<()> {
        let part = answer.get(..octets).unwrap_or(answer);
        self.stream.write_all(part)
    }

    fn say(&mut self, text: &str) -> io::Result<()> {
        self.stream.write_all(text.as_bytes())
    }

    /// Waits for DONE and tells of new mail.
    fn idle(&mut self, tag: &str) -> io::Result<Next> {
        self.say("+ idling\r\n")?;
        self.stream.set_read_timeout(Some(IDLE_LOOK))?;
        let mut line = String::new();
        loop {
            match self.lines.read_line(&mut line) {
                Ok(0) => return Ok(Next::End),
                Ok(_) => break,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
            if let Some(news) = self.other_numbers() {
                self.say(&news)?;
                self.validity = None;
            }
            let exists = self.shared.account().inbox().mails.len();
            if exists > self.exists {
                self.exists = exists;
                self.say(&format!("* {exists} EXISTS\r\n"))?;
            }
        }
        self.stream.set_read_timeout(None)?;
        self.say(&format!("{tag} OK IDLE {}\r\n", self.shared.profile.done))?;
        Ok(Next::GoOn)
    }

    /// What a connection is told that selected the inbox under another UIDVALIDITY.
    fn other_numbers(&self) -> Option<String> {
        let now = self.shared.account().inbox().validity;
        self.validity.filter(|known| *known != now)?;
        Some(format!("* OK [UIDVALIDITY {now}] UIDs are others now.\r\n"))
    }

    fn answer(&mut self, tag: &str, command: &str) -> Vec<u8> {
        let (done, verdict) = match self.done(command) {
            Ok(said) => (said, format!("OK {}", self.shared.profile.done)),
            Err(why) => (Vec::new(), why),
        };
        let mut said = self.other_numbers().unwrap_or_default().into_bytes();
        said.extend_from_slice(&done);
        said.extend_from_slice(format!("{tag} {verdict}\r\n").as_bytes());
        said
    }

    /// Does what is asked; gives the untagged responses, or what stands behind the tag of a refusal.
    fn done(&mut self, command: &str) -> Result<Vec<u8>, String> {
        let profile = self.shared.profile;
        let (verb, rest) = command.split_once(' ').unwrap_or((command, ""));
        let said = match verb {
            "CAPABILITY" if self.is_logged_in => {
                format!("* CAPABILITY {}\r\n", profile.after_login)
            }
            "CAPABILITY" => format!("* CAPABILITY {}\r\n", profile.before_login),
            "LOGIN" | "AUTHENTICATE" => {
                self.is_logged_in = true;
                String::new()
            }
            "NOOP" | "SUBSCRIBE" | "IDLE" => String::new(),
            "LOGOUT" => "* BYE until next time\r\n".to_owned(),
            "LIST" => match profile.separator {
                Some(separator) => format!("* LIST (\\Noselect) \"{separator}\" \"\"\r\n"),
                None => "* LIST (\\Noselect) NIL \"\"\r\n".to_owned(),
            },
            "STATUS" => self.status(quoted(rest))?,
            "CREATE" => {
                let name = self.known(quoted(rest))?;
                if !self.shared.account().create(&name) {
                    return Err("NO it is there already".to_owned());
                }
                String::new()
            }
            "SELECT" => self.select(&quoted(rest))?,
            "UID" => return self.uid(rest),
            _ => return Err("BAD Command Argument Error. 11".to_owned()),
        };
        Ok(said.into_bytes())
    }

    /// A folder's name, where the server takes it for one.
    fn known(&self, name: String) -> Result<String, String> {
        let profile = self.shared.profile;
        let is_good = name == "INBOX" || !profile.is_below_inbox || name.starts_with("INBOX.");
        is_good
            .then_some(name)
            .ok_or(format!("NO {}", profile.no_folder))
    }

    fn status(&self, name: String) -> Result<String, String> {
        let name = self.known(name)?;
        let no_folder = format!("NO {}", self.shared.profile.no_folder);
        let account = self.shared.account();
        let folder = account.folders.get(&name).ok_or(no_folder)?;
        Ok(format!(
            "* STATUS \"{name}\" (UIDVALIDITY {})\r\n",
            folder.validity
        ))
    }

    fn select(&mut self, name: &str) -> Result<String, String> {
        let profile = self.shared.profile;
        let account = self.shared.account();
        let folder = account.folders.get(name).ok_or("NO no such folder")?;
        let (validity, next) = (folder.validity, folder.next);
        self.exists = folder.mails.len();
        self.validity = Some(validity);
        let next = if profile.has_uid_next {
            format!("* OK [UIDNEXT {next}] Predicted next UID.\r\n")
        } else {
            String::new()
        };
        Ok(format!(
            "* FLAGS (\\Answered \\Flagged \\Draft \\Deleted \\Seen)\r\n\
             * OK [PERMANENTFLAGS (\\Answered \\Flagged \\Draft \\Deleted \\Seen)] Limited\r\n\
             * {} EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY {validity}] UIDs valid.\r\n{next}",
            self.exists
        ))
    }

    fn uid(&mut self, command: &str) -> Result<Vec<u8>, String> {
        let shared = self.shared;
        let profile = shared.profile;
        let mut account = shared.account();
        if self.validity != Some(account.inbox().validity) {
            return Err("NO the folder was numbered anew".to_owned());
        }
        let mut words = command.splitn(3, ' ');
        let (verb, set) = (
            words.next().unwrap_or_default(),
            words.next().unwrap_or_default(),
        );
        let rest = words.next().unwrap_or_default();
        let no_folder = format!("NO {}", profile.no_folder);
        let said = match verb {
            "SEARCH" => search(account.inbox(), set, rest, profile.search_max),
            "FETCH" if rest.contains("BODY") => {
                return Ok(contents(account.inbox(), set, rest, profile));
            }
            "FETCH" => {
                let inbox = account.inbox();
                let line = |(number, mail): (usize, &super::mailbox::Mail)| {
                    let size = mail.octets.len() as u64 + profile.size_error;
                    let (uid, date) = (mail.uid, &mail.date);
                    format!(
                        "* {number} FETCH (UID {uid} RFC822.SIZE {size} INTERNALDATE \"{date}\")\r\n"
                    )
                };
                inbox.these(set).map(line).collect()
            }
            "STORE" => {
                mark(account.inbox(), set, rest);
                String::new()
            }
            "COPY" => {
                let _ = account.copy(set, &quoted(rest)).ok_or(no_folder)?;
                String::new()
            }
            "MOVE" if profile.offers("MOVE") => {
                let moved = account.copy(set, &quoted(rest)).ok_or(no_folder)?;
                account.inbox().remove(&moved)
            }
            "EXPUNGE" if profile.offers("UIDPLUS") => {
                let marked = account
                    .inbox()
                    .these(set)
                    .filter(|(_, mail)| mail.is_deleted);
                let marked = marked.map(|(_, mail)| mail.uid).collect();
                account.inbox().remove(&marked)
            }
            _ => return Err("BAD Command Argument Error. 11".to_owned()),
        };
        self.exists = self.exists.saturating_sub(said.matches(" EXPUNGE").count());
        let exists = account.inbox().mails.len();
        let news = if exists > self.exists {
            format!("* {exists} EXISTS\r\n")
        } else {
            String::new()
        };
        self.exists = exists;
        Ok((said + &news).into_bytes())
    }
}

/// UIDs, on several lines, and not all where the server has a limit.
fn search(inbox: &Folder, which: &str, rest: &str, most: usize) -> String {
    let (set, also) = match which {
        "ALL" => ("1:*", ""),
        "UID" => rest.split_once(' ').unwrap_or((rest, "")),
        sequence => (sequence, ""),
    };
    let found = inbox
        .these(set)
        .filter(|(_, mail)| also != "UNSEEN" || !mail.is_seen);
    let uids: Vec<String> = found
        .take(most)
        .map(|(_, mail)| mail.uid.to_string())
        .collect();
    if uids.is_empty() {
        return "* SEARCH\r\n".to_owned();
    }
    let lines = uids
        .chunks(2)
        .map(|uids| format!("* SEARCH {}\r\n", uids.join(" ")));
    lines.collect()
}

/// Marks mails.
fn mark(inbox: &mut Folder, set: &str, flags: &str) {
    let uids: BTreeSet<u32> = inbox.these(set).map(|(_, mail)| mail.uid).collect();
    let mails = inbox.mails.iter_mut();
    for mail in mails.filter(|mail| uids.contains(&mail.uid)) {
        mail.is_seen |= flags.contains("\\Seen");
        mail.is_deleted |= flags.contains("\\Deleted");
    }
}

/// The content of mails.
fn contents(inbox: &Folder, set: &str, asked: &str, profile: super::Profile) -> Vec<u8> {
    let mut said = Vec::new();
    for (number, mail) in inbox.these(set) {
        let name = if asked.contains("HEADER") {
            "BODY[HEADER]<0>"
        } else {
            "BODY[]"
        };
        let uid = format!("UID {}", mail.uid);
        let (before, after) = if profile.uid_comes_last {
            (String::new(), format!(" {uid}"))
        } else {
            (format!("{uid} {}", profile.also), String::new())
        };
        let length = mail.octets.len();
        said.extend_from_slice(
            format!("* {number} FETCH ({before}{name} {{{length}}}\r\n").as_bytes(),
        );
        said.extend_from_slice(&mail.octets);
        said.extend_from_slice(format!("{after})\r\n").as_bytes());
    }
    said
}

/// What stands in the first pair of quotes.
fn quoted(text: &str) -> String {
    text.split('"').nth(1).unwrap_or_default().to_owned()
}
