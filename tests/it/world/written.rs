//! Mails as people's programs write them, down to the bytes.
//!
//! A new mail is [`Written::new`], a reply to a mail of the desk is [`Written::reply`]: it goes to the Reply-To, names
//! the mail it answers and quotes it whole. What a client loses or a forger leaves out is taken away afterwards.

use crate::cast::{MX, Person, SUPPORT};

use super::Posted;

/// A mail on its way to the desk.
#[derive(Debug, Clone)]
pub struct Written {
    /// Who it says that it is from.
    pub from: Person,
    /// The bytes of its `To`.
    pub to: String,
    /// The bytes of its `Cc`; may be empty.
    pub cc: String,
    pub subject: String,
    pub text: String,
    /// What stands under the text.
    pub quoted: String,
    /// The id it bears; made by the world where it is empty.
    pub message_id: String,
    /// The ids it answers, oldest first.
    pub answers: Vec<String>,
    /// Whether the desk's mail server says that its domain is genuine.
    pub is_proven: bool,
    /// Further header lines.
    pub headers: Vec<String>,
    /// Files: name and content.
    pub files: Vec<(String, String)>,
}

impl Written {
    /// A new mail, from a proven domain.
    pub fn new(from: Person, subject: &str, text: &str) -> Self {
        Self {
            from,
            to: SUPPORT.to_owned(),
            cc: String::new(),
            subject: subject.to_owned(),
            text: text.to_owned(),
            quoted: String::new(),
            message_id: String::new(),
            answers: Vec::new(),
            is_proven: true,
            headers: Vec::new(),
            files: Vec::new(),
        }
    }

    /// A reply to a mail of the desk, from a proven domain.
    pub fn reply(from: Person, notice: &Posted, text: &str) -> Self {
        let mail = &notice.mail;
        let back = mail
            .reply_to
            .first()
            .and_then(|contact| contact.address.as_ref())
            .map_or_else(|| SUPPORT.to_owned(), ToString::to_string);
        let ids = mail.references.iter().chain(&mail.message_id);
        let quoted: String = mail
            .text
            .lines()
            .fold(String::new(), |quoted, line| quoted + "> " + line + "\n");
        Self {
            to: back,
            quoted: format!("\nOn Monday, ACME Support wrote:\n{quoted}"),
            answers: ids.map(|id| id.as_str().to_owned()).collect(),
            ..Self::new(from, &replied(&mail.subject), text)
        }
    }

    /// A mail that names a ticket in its subject and carries no other sign of it.
    pub fn tagged(from: Person, number: u32, text: &str) -> Self {
        Self::new(from, &format!("Re: Printer [ACME-{number}]"), text)
    }

    /// Nothing shows where it comes from.
    #[must_use]
    pub fn unproven(mut self) -> Self {
        self.is_proven = false;
        self
    }

    /// A client that loses the header: no subaddress, no ids. The quoted text stays.
    #[must_use]
    pub fn without_header(mut self) -> Self {
        SUPPORT.clone_into(&mut self.to);
        self.answers.clear();
        self
    }

    /// A client that quotes nothing.
    #[must_use]
    pub fn unquoted(mut self) -> Self {
        self.quoted.clear();
        self
    }

    /// Only the ids are left of what points to a ticket: our Message-ID, which proves nothing about the sender.
    #[must_use]
    pub fn with_ids_only(mut self) -> Self {
        SUPPORT.clone_into(&mut self.to);
        self.unquoted()
    }

    #[must_use]
    pub fn cc(mut self, cc: &str) -> Self {
        cc.clone_into(&mut self.cc);
        self
    }

    #[must_use]
    pub fn subject(mut self, subject: &str) -> Self {
        subject.clone_into(&mut self.subject);
        self
    }

    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        text.clone_into(&mut self.text);
        self
    }

    #[must_use]
    pub fn header(mut self, line: &str) -> Self {
        self.headers.push(line.to_owned());
        self
    }

    #[must_use]
    pub fn message_id(mut self, id: &str) -> Self {
        id.clone_into(&mut self.message_id);
        self
    }

    #[must_use]
    pub fn answers(mut self, id: &str) -> Self {
        self.answers = vec![id.to_owned()];
        self
    }

    #[must_use]
    pub fn file(mut self, name: &str, content: &str) -> Self {
        self.files.push((name.to_owned(), content.to_owned()));
        self
    }

    /// The bytes, as they lie in the desk's mailbox. `id` is the Message-ID where none was set.
    pub fn bytes(&self, id: &str, date: &str) -> Vec<u8> {
        let domain = self.from.domain();
        let verdict = if self.is_proven { "pass" } else { "fail" };
        let mut lines = vec![
            format!(
                "Authentication-Results: {MX}; dmarc={verdict} header.from={domain}; dkim={verdict} header.d={domain}"
            ),
            format!("From: {} <{}>", self.from.name, self.from.address),
            format!("To: {}", self.to),
            format!("Subject: {}", self.subject),
            format!("Date: {date}"),
        ];
        let id = Some(self.message_id.as_str())
            .filter(|id| !id.is_empty())
            .unwrap_or(id);
        lines.push(format!("Message-ID: <{id}>"));
        if !self.cc.is_empty() {
            lines.push(format!("Cc: {}", self.cc));
        }
        if let Some(last) = self.answers.last() {
            lines.push(format!("In-Reply-To: <{last}>"));
            let all: Vec<String> = self.answers.iter().map(|id| format!("<{id}>")).collect();
            lines.push(format!("References: {}", all.join("\n ")));
        }
        lines.extend(self.headers.iter().cloned());
        lines.push("MIME-Version: 1.0".to_owned());
        let text = format!("{}\n{}", self.text, self.quoted);
        let plain = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit";
        if self.files.is_empty() {
            lines.push(format!("{plain}\n\n{text}"));
        } else {
            lines.push("Content-Type: multipart/mixed; boundary=cut".to_owned());
            lines.push(format!("\n--cut\n{plain}\n\n{text}"));
            for (name, content) in &self.files {
                let kind = match name.rsplit_once('.') {
                    Some((_, "eml")) => "message/rfc822",
                    Some((_, "txt")) => "text/plain",
                    _ => "application/octet-stream",
                };
                lines.push(format!(
                    "--cut\nContent-Type: {kind}; name=\"{name}\"\nContent-Disposition: attachment; filename=\"{name}\"\n\n{content}"
                ));
            }
            lines.push("--cut--\n".to_owned());
        }
        lines.join("\n").replace('\n', "\r\n").into_bytes()
    }
}

fn replied(subject: &str) -> String {
    if subject.starts_with("Re: ") {
        subject.to_owned()
    } else {
        format!("Re: {subject}")
    }
}
