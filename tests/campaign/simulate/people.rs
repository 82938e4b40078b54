//! The people and programs of a world, and what they write.
//!
//! Every writing has a word of its own that stands nowhere else, so that it can be looked for in letters to those who
//! must not see it.

use std::sync::Arc;

use ticketd::mail::inbound::Inbound;
use ticketd::mail::parse::parse;

use super::plan::What;
use super::relay::Arrived;
use super::written::Written;
use crate::cast::{ANN, BOB, CAROL, DAVE, ERIN, MALLORY, Person, SUPPORT};
use crate::draws::Draws;

/// A requester whose provider proves nothing.
const GIL: Person = Person {
    name: "Gil Example",
    address: "gil@home.example",
};
const AGENTS: [Person; 3] = [BOB, CAROL, ERIN];
const REQUESTERS: [Person; 3] = [ANN, DAVE, GIL];

/// A letter of ours in somebody's hands; what `Written::reply` answers.
pub struct Posted {
    pub mail: Inbound,
}

/// What was written, and by whom, as the laws ask for it.
#[derive(Debug, Clone)]
pub struct Writing {
    pub what: What,
    /// The From it bears.
    pub from: &'static str,
    pub bytes: Arc<Vec<u8>>,
    /// The word that stands in it and nowhere else.
    pub word: String,
    /// Whether it must stay among agents.
    pub is_note: bool,
    /// Whether a program wrote it, or it asks for no answer.
    pub is_machines: bool,
    /// How often reading it ends the process.
    pub kills: u32,
}

/// Writes. Gives nothing where there is nothing yet to answer or to copy.
pub fn write(
    what: What,
    draw: u64,
    number: usize,
    date: &str,
    before: &[Writing],
    letters: &[Arrived],
) -> Vec<Writing> {
    let mut draws = Draws::of(draw, "writing", number);
    let word = word(&mut draws);
    let mut pen = Pen {
        draws,
        word,
        letters,
    };
    match what {
        What::Copy if before.is_empty() => Vec::new(),
        What::Copy => vec![pen.draws.one(before).clone()],
        What::Flood => {
            let from = *pen.draws.one(&[ANN, MALLORY]);
            let count = 4 + pen.draws.below(9) as usize;
            let one = |more: usize| {
                let text = format!("It is broken, number {more}. {}", pen.word);
                let mail = Written::new(from, &format!("Trouble {more}"), &text);
                let mail = if from == MALLORY {
                    mail.unproven()
                } else {
                    mail
                };
                pen.done(what, &mail, number + more, date)
            };
            (0..count).map(one).collect()
        }
        _ => pen.one(what, number, date).into_iter().collect(),
    }
}

struct Pen<'a> {
    draws: Draws,
    word: String,
    letters: &'a [Arrived],
}

/// What an agent may write.
const ORDERS: &[&str] = &[
    "#take",
    "#resolve Replaced the fuser. WORD",
    "#note NOTE",
    "#wait Which floor? WORD",
    "#wait until=2d Which floor? WORD",
    "We look into it. WORD",
    "#take\n#priority high\n\nWe are on it. WORD",
    "#priority critical",
    "#status hold",
    "#close",
    "#assign carol",
    "#assign bob\n#note NOTE",
    "#escalate Nobody here can mend it. WORD",
    "#eta 2d",
    "#workaround Use the other one. WORD",
    "#update Still looking. WORD",
    "#cc +dave@customer.example",
    "#category hardware\n#tag +printer",
    "#nonsense\n\nHello. WORD",
    "#reopen",
    "#show",
    "#list open",
    "#help",
    "#solution It was the cable. WORD",
];
/// What a requester may order.
const WISHES: &[&str] = &[
    "#status",
    "#close",
    "#reopen",
    "#cc +dave@customer.example",
    "#help",
    "#status\n\nHow is it? WORD",
];
/// What a requester may answer.
const WORDS: &[&str] = &[
    "Yes, it works. Thanks!",
    "No, it is still broken. WORD",
    "Thanks!",
    "It is on floor 3. WORD",
    "status?",
    "",
];

impl Pen<'_> {
    fn one(&mut self, what: What, number: usize, date: &str) -> Option<Writing> {
        let mail = match what {
            What::Request => {
                let from = *self.pick(&[ANN, DAVE]);
                self.request(from)
            }
            What::UnprovenRequest => self.request(GIL).unproven(),
            What::Stranger => self.stranger(),
            What::Empty => Written::new(*self.pick(&REQUESTERS[..2]), "Help", ""),
            What::Reply => self.answer(&REQUESTERS, WORDS)?,
            What::RequesterOrders => self.answer(&REQUESTERS, WISHES)?,
            What::Agent => self.agent()?,
            What::Forged => self.forged()?,
            What::AutoReply => self.auto_reply()?,
            What::Machine => self.machine(),
            What::Oversize => self.request(ANN).file("big.bin", &"x".repeat(30_000)),
            What::Poison => self.request(ANN),
            What::ThirdPerson => self.third_person()?,
            What::Bounce => return self.bounce(number),
            What::Loop => return self.own_letter(number),
            What::NoSender => return Some(self.no_sender(number)),
            What::Copy | What::Flood => return None,
        };
        Some(self.done(what, &mail, number, date))
    }

    fn done(&self, what: What, mail: &Written, number: usize, date: &str) -> Writing {
        // The id may be repeated to anybody: it is no word of theirs.
        let id = format!("{number}.{}@{}", self.word.len(), mail.from.domain());
        let is_note = mail.text.contains("#note");
        let is_machines = matches!(what, What::AutoReply | What::Machine);
        let kills = if what == What::Poison {
            1 + (number as u32 % 5)
        } else {
            0
        };
        Writing {
            what,
            from: mail.from.address,
            bytes: Arc::new(mail.bytes(&id, date)),
            word: self.word.clone(),
            is_note,
            is_machines,
            kills,
        }
    }

    fn raw(&self, what: What, from: &'static str, text: &str, is_machines: bool) -> Writing {
        Writing {
            what,
            from,
            bytes: Arc::new(text.replace('\n', "\r\n").into_bytes()),
            word: self.word.clone(),
            is_note: false,
            is_machines,
            kills: 0,
        }
    }

    fn pick<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        self.draws.one(all)
    }

    fn request(&mut self, from: Person) -> Written {
        let trouble = *self.pick(&[
            "The printer is dead",
            "Outage: nobody can log in",
            "Please add a user",
            "VPN",
        ]);
        let text = format!("Hello,\n\nit is about this: {}.\n\nRegards\n", self.word);
        Written::new(from, trouble, &text)
    }

    fn stranger(&mut self) -> Written {
        let subject = format!("Buy {}", self.word);
        let mail = Written::new(MALLORY, &subject, &format!("See {}.", self.word)).unproven();
        mail.header("Reply-To: ann@customer.example")
    }

    /// A letter to one of these, which no stranger's matter is in.
    fn letter_to(&mut self, people: &[Person]) -> Option<(Person, &Arrived)> {
        let of = |to: &str| people.iter().find(|person| person.address == to).copied();
        let theirs: Vec<(Person, &Arrived)> = self
            .letters
            .iter()
            .rev()
            .take(12)
            .filter_map(|letter| Some((of(&letter.to.key())?, letter)))
            .filter(|(_, letter)| !is_strangers(letter))
            .collect();
        (!theirs.is_empty()).then(|| *self.draws.one(&theirs))
    }

    fn reply(&mut self, people: &[Person], from: Option<Person>, text: &str) -> Option<Written> {
        let (person, letter) = self.letter_to(people)?;
        let posted = Posted {
            mail: parse(&letter.bytes),
        };
        let text = text.replace("WORD", &self.word).replace("NOTE", &self.word);
        let mail = Written::reply(from.unwrap_or(person), &posted, &text);
        Some(if from.unwrap_or(person) == GIL {
            mail.unproven()
        } else {
            mail
        })
    }

    fn answer(&mut self, people: &[Person], words: &[&str]) -> Option<Written> {
        let text = *self.pick(words);
        let mail = self.reply(people, None, text)?;
        Some(match self.draws.below(8) {
            0 => mail.without_header(),
            1 => mail.unquoted(),
            2 => mail.with_ids_only(),
            _ => mail,
        })
    }

    fn agent(&mut self) -> Option<Written> {
        let text = *self.pick(ORDERS);
        self.reply(&AGENTS, None, text)
    }

    fn forged(&mut self) -> Option<Written> {
        let order = *self.pick(&[
            "#close",
            "#resolve It is done. WORD",
            "#priority low",
            "#reply Send money. WORD",
            "#assign carol",
            "#cc +mallory@elsewhere.example",
        ]);
        match self.draws.below(5) {
            // A stolen token, and nothing that proves the domain.
            0 => Some(self.reply(&AGENTS, None, order)?.unproven()),
            // The domain is proven, and the writer has seen no notice: somebody else in the company.
            1 => Some(self.reply(&AGENTS, None, order)?.with_ids_only()),
            // Another agent's token.
            2 => Some(self.reply(&[CAROL, ERIN], Some(BOB), order)?),
            3 => {
                let mail = Written::tagged(
                    BOB,
                    1000 + self.draws.below(4) as u32,
                    &order.replace("WORD", &self.word),
                );
                Some(mail.unproven())
            }
            _ => {
                let order = *self.pick(&[
                    "#close",
                    "Yes, it works.",
                    "No, still broken. WORD",
                    "#cc +mallory@elsewhere.example",
                ]);
                Some(
                    self.reply(&[ANN, DAVE], None, order)?
                        .with_ids_only()
                        .unproven(),
                )
            }
        }
    }

    fn auto_reply(&mut self) -> Option<Written> {
        let people = [ANN, DAVE, GIL, BOB, CAROL, ERIN];
        let mark = *self.pick(&[
            "Auto-Submitted: auto-replied",
            "X-Autoreply: yes",
            "Precedence: auto_reply",
            "X-Autoresponder: yes",
        ]);
        let mail = self.reply(&people, None, "I am away until Monday. WORD")?;
        Some(mail.header(mark))
    }

    fn machine(&mut self) -> Written {
        let from = *self.pick(&[ANN, DAVE]);
        let mark = *self.pick(&[
            "Auto-Submitted: auto-generated",
            "List-Id: <news.customer.example>",
            "Precedence: bulk",
            "X-Auto-Response-Suppress: All",
            "Return-Path: <>",
        ]);
        self.request(from).header(mark)
    }

    fn third_person(&mut self) -> Option<Written> {
        let mail = self.reply(&[ANN, DAVE], Some(MALLORY), "I saw this. WORD\n#close")?;
        Some(mail.unproven())
    }

    fn bounce(&mut self, number: usize) -> Option<Writing> {
        let letter = self.draws.one(
            self.letters
                .get(self.letters.len().saturating_sub(12)..)
                .filter(|all| !all.is_empty())?,
        );
        let posted = parse(&letter.bytes);
        let id = posted.message_id.as_ref()?.as_str();
        let text = format!(
            "From: Mail Delivery System <MAILER-DAEMON@mx.elsewhere.example>\nTo: {}\nMessage-ID: <{number}.{}@mx.elsewhere.example>\nSubject: Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=cut\n\n--cut\nContent-Type: text/plain\n\nNobody of this name.\n\n--cut\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.elsewhere.example\n\nFinal-Recipient: rfc822; {}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n\n--cut\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{id}>\n\n--cut--\n",
            letter.from, self.word, letter.to
        );
        Some(self.raw(
            What::Bounce,
            "mailer-daemon@mx.elsewhere.example",
            &text,
            true,
        ))
    }

    fn own_letter(&mut self, number: usize) -> Option<Writing> {
        let letter = self.letters.get(number % self.letters.len().max(1))?;
        let text = String::from_utf8_lossy(&letter.bytes).replace("\r\n", "\n");
        Some(self.raw(What::Loop, SUPPORT, &text, true))
    }

    fn no_sender(&mut self, number: usize) -> Writing {
        let text = format!(
            "From: nobody at all\nTo: {SUPPORT}\nSubject: Hm {number}\n\nWho am I? {}\n",
            self.word
        );
        self.raw(What::NoSender, "", &text, false)
    }
}

/// Whether a letter is about a stranger's matter: agents of this world leave those alone, so that nothing of what a
/// stranger wrote may ever come back to him.
fn is_strangers(letter: &Arrived) -> bool {
    letter
        .bytes
        .windows(MALLORY.address.len())
        .any(|at| at == MALLORY.address.as_bytes())
}

/// A word of its own.
fn word(draws: &mut Draws) -> String {
    let letters: String = (0..10)
        .map(|_| char::from(b'a' + draws.below(26) as u8))
        .collect();
    format!("zq{letters}")
}
