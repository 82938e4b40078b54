//! What the rest of the program may know of a mail that came in.
//!
//! [`Inbound`] is made once, by [`super::parse::parse`], from the raw bytes; nothing above this floor looks at MIME.
//! It holds no verdict about who the author is (that is `identity`) nor about which ticket it belongs to
//! (`engine::thread`).

use jiff::Timestamp;

use crate::domain::{Address, ContentKey, MessageId};

/// A name and an address as a header field gave them: the name decoded and cleaned, the address perhaps unusable.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contact {
    /// Display name, decoded, control characters and line breaks removed, at most [`NAME_CHARS_MAX`] characters.
    pub name: String,
    /// The address, when there was one that mail can be sent to.
    pub address: Option<Address>,
}

/// Longest display name kept, in characters.
pub const NAME_CHARS_MAX: usize = 120;
/// Longest subject kept, in characters.
pub const SUBJECT_CHARS_MAX: usize = 500;
/// Longest body text kept, in bytes; the raw mail keeps the rest.
pub const TEXT_BYTES_MAX: usize = 256 * 1024;

/// A mail, taken apart.
#[derive(Debug, Clone)]
pub struct Inbound {
    /// How much of the usual parse succeeded.
    pub parse: ParseLevel,
    /// What was wrong with the mail, in the order found.
    pub defects: Vec<Defect>,
    /// Whether the header may be trusted to mean one thing to every reader.
    pub gate: Gate,
    /// All header fields in the order of the mail (topmost first): name as written, value unfolded and decoded.
    pub headers: Vec<(String, String)>,
    /// Author: the first From mailbox that has an address, else the bare name.
    pub from: Contact,
    /// `Reply-To` mailboxes. They prove nothing and automatic mail never goes to them.
    pub reply_to: Vec<Contact>,
    /// `To` mailboxes.
    pub to: Vec<Contact>,
    /// `Cc` mailboxes.
    pub cc: Vec<Contact>,
    /// Where the mail was delivered: `Delivered-To`, `X-Original-To`, `Envelope-To`, topmost first.
    pub delivered_to: Vec<Address>,
    /// Subject, decoded, on one line, at most [`SUBJECT_CHARS_MAX`] characters.
    pub subject: String,
    /// The mail's own id.
    pub message_id: Option<MessageId>,
    /// Ids of `In-Reply-To`, in order.
    pub in_reply_to: Vec<MessageId>,
    /// Ids of `References`, oldest first.
    pub references: Vec<MessageId>,
    /// The author's `Date`, which proves nothing.
    pub date: Option<Timestamp>,
    /// The whole body as text, at most [`TEXT_BYTES_MAX`].
    pub text: String,
    /// What the author wrote now, and what was cut.
    pub own: OwnText,
    /// Parts that are not the body.
    pub attachments: Vec<Attachment>,
    /// Who or what wrote it.
    pub origin: Origin,
    /// Whether a machine may answer it (RFC 3834 §2).
    pub auto_respond: bool,
    /// Per-recipient failures, when it is a bounce or a delay report.
    pub bounce: Vec<BouncedRecipient>,
    /// Ids of the mail that a report is about, from its returned header.
    pub returned_ids: Vec<MessageId>,
    /// Copies of this mail share this key.
    pub content_key: ContentKey,
    /// Size of the raw mail in bytes.
    pub size: usize,
}

/// How far the parse got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParseLevel {
    /// As it came.
    Full,
    /// After a repair that [`Inbound::defects`] names.
    Repaired,
    /// The header could be read, the body could not.
    HeadersOnly,
    /// Neither; the whole mail is one attachment.
    Raw,
}

/// A fault of a mail that cost something; never a reason to lose it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Defect {
    /// Blank lines or a byte order mark stood before the header.
    LeadingBlank,
    /// A `From` with no address that can be used.
    NoSenderAddress,
    /// More than one `From` field or mailbox.
    SeveralFrom,
    /// No header block at all.
    NoHeader,
    /// The text is in a charset other than it says, or in none it names.
    Charset,
    /// A multipart could not be taken apart as written.
    Multipart,
    /// Bare carriage returns ended lines.
    BareCr,
    /// The body, its nesting or the number of its parts went past a limit and was cut.
    Limit,
    /// The HTML was too deep or too large to be made into text in full.
    Html,
}

impl Defect {
    /// The word of the JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::LeadingBlank => "leading-blank",
            Self::NoSenderAddress => "no-sender-address",
            Self::SeveralFrom => "several-from",
            Self::NoHeader => "no-header",
            Self::Charset => "charset",
            Self::Multipart => "multipart",
            Self::BareCr => "bare-cr",
            Self::Limit => "limit",
            Self::Html => "html",
        }
    }
}

/// The header gate (RFC 5322 §3.6): may trust be built on this header at all?
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gate {
    /// One From with one plain address, no singleton twice, clean bytes.
    Passed,
    /// Parsers could disagree; the clause says why. Counts as no proof of anything.
    Doubt(&'static str),
}

/// The author's own words, cut free of what others wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnText {
    /// What the author wrote now.
    pub text: String,
    /// Quoted text, in the order found.
    pub quoted: String,
    /// The signature.
    pub signature: String,
    /// A forwarded mail, header lines included.
    pub forwarded: String,
    /// Whether the end of the own text was plainly marked (quote, signature, end of mail). Where it was not,
    /// only the first block of lines may hold commands.
    pub is_sure: bool,
}

/// Who or what wrote a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// A person, as far as can be told.
    Person,
    /// A program that answers mail.
    AutoReply,
    /// An absence notice.
    Vacation,
    /// A delivery that failed for good (RFC 3464 `failed`).
    Bounce,
    /// A delivery that is late (RFC 3464 `delayed`).
    Delay,
    /// A complaint (RFC 5965).
    Feedback,
    /// A read or delivery receipt (RFC 8098; RFC 3464 `delivered`).
    Receipt,
    /// A mailing list or bulk mail.
    List,
    /// We wrote it ourselves. Set by `engine`, which knows our addresses and tokens.
    Ourselves,
}

impl Origin {
    /// The word used in JSON, in logs and in reasons.
    pub fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::AutoReply => "auto-reply",
            Self::Vacation => "vacation",
            Self::Bounce => "bounce",
            Self::Delay => "delay",
            Self::Feedback => "feedback",
            Self::Receipt => "receipt",
            Self::List => "list",
            Self::Ourselves => "ourselves",
        }
    }
}

/// A part that is not the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// A name that is safe to show and to write: no separators, no control or invisible characters.
    pub name: String,
    /// Media type, lower case.
    pub media_type: String,
    /// Whether it is a picture that is shown within the text (RFC 2387), not a file that somebody sent along.
    pub is_inline: bool,
    /// Decoded size in bytes.
    pub size: usize,
    /// SHA-256 of the decoded bytes, in hex.
    pub sha256: String,
    /// The decoded bytes.
    pub bytes: Vec<u8>,
}

/// One recipient of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BouncedRecipient {
    /// Whom it was for, as the report says.
    pub recipient: String,
    /// Enhanced status code (RFC 3463), `5.1.1`; `5.0.0` or `4.0.0` where only the class is known.
    pub status: String,
    /// Permanent (5.x.x), as opposed to a failure that may pass.
    pub is_hard: bool,
    /// What the server said, when it said it.
    pub diagnostic: String,
}

impl Inbound {
    /// The first header field of this name, without regard to case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, v)| v.as_str())
    }
}
