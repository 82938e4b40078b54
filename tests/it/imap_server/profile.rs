//! What kinds of server there are: what each says of itself, and where it differs from the textbook.
//!
//! Each has the habits of a real one as seen in its transcripts; none pretends to be more than that.

/// A kind of server.
#[derive(Debug, Clone, Copy)]
pub struct Profile {
    /// Its name in tables.
    pub name: &'static str,
    /// The first line.
    pub greeting: &'static str,
    /// CAPABILITY before and after the login.
    pub before_login: &'static str,
    pub after_login: &'static str,
    /// What it says behind OK.
    pub done: &'static str,
    /// What stands between the levels of a folder's name; none where there is but one level.
    pub separator: Option<char>,
    /// Whether all folders but INBOX must be named below it.
    pub is_below_inbox: bool,
    /// What it says when a folder is missing.
    pub no_folder: &'static str,
    /// Whether SELECT states UIDNEXT.
    pub has_uid_next: bool,
    /// At most so many UIDs in answer to one search.
    pub search_max: usize,
    /// How many octets more it states than a mail has.
    pub size_error: u64,
    /// Whether the UID comes behind the content of a mail.
    pub uid_comes_last: bool,
    /// What it tells unasked with each mail.
    pub also: &'static str,
}

const PLAIN: Profile = Profile {
    name: "minimal",
    greeting: "* OK IMAP4rev1 server",
    before_login: "IMAP4rev1",
    after_login: "IMAP4rev1",
    done: "completed",
    separator: None,
    is_below_inbox: false,
    no_folder: "no such folder",
    has_uid_next: false,
    search_max: usize::MAX,
    size_error: 0,
    uid_comes_last: false,
    also: "",
};

/// All of them.
pub const PROFILES: [Profile; 6] = [
    Profile {
        name: "dovecot",
        greeting: "* OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ AUTH=PLAIN] Dovecot ready.",
        before_login: "IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ AUTH=PLAIN",
        after_login: "IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE SORT THREAD=REFERENCES MULTIAPPEND UNSELECT CHILDREN NAMESPACE UIDPLUS LIST-EXTENDED I18NLEVEL=1 CONDSTORE QRESYNC ESEARCH ESORT SEARCHRES WITHIN CONTEXT=SEARCH LIST-STATUS BINARY MOVE SPECIAL-USE LITERAL+",
        done: "Completed (0.001 + 0.000 secs).",
        separator: Some('/'),
        no_folder: "[TRYCREATE] Mailbox doesn't exist",
        has_uid_next: true,
        ..PLAIN
    },
    Profile {
        name: "gmail",
        greeting: "* OK Gimap ready for requests from 192.0.2.7 q7mb0123456789abc",
        before_login: "IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 XYZZY SASL-IR AUTH=XOAUTH2 AUTH=PLAIN AUTH=PLAIN-CLIENTTOKEN",
        after_login: "IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 UIDPLUS COMPRESS=DEFLATE ENABLE MOVE CONDSTORE ESEARCH UTF8=ACCEPT LIST-EXTENDED LIST-STATUS LITERAL- SPECIAL-USE APPENDLIMIT=35651584",
        done: "Success",
        separator: Some('/'),
        no_folder: "[TRYCREATE] No folder of that name (Failure)",
        has_uid_next: true,
        also: "X-GM-LABELS (\"\\\\Inbox\") ",
        ..PLAIN
    },
    Profile {
        name: "exchange",
        greeting: "* OK The Microsoft Exchange IMAP4 service is ready. [UABSADAAMgAuAEUAWABBAE0AUABMAEUA]",
        before_login: "IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+",
        after_login: "IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID UNSELECT CLIENTACCESSRULES CLIENTNETWORKPRESENCELOCATION BACKENDAUTHENTICATE CHILDREN IDLE NAMESPACE LITERAL+",
        done: "completed.",
        separator: Some('/'),
        no_folder: "The folder doesn't exist.",
        has_uid_next: true,
        size_error: 37,
        uid_comes_last: true,
        ..PLAIN
    },
    Profile {
        name: "old exchange",
        greeting: "* OK The Microsoft Exchange IMAP4 service is ready.",
        before_login: "IMAP4 IMAP4rev1 LOGINDISABLED AUTH=PLAIN UIDPLUS CHILDREN IDLE NAMESPACE LITERAL+",
        after_login: "IMAP4 IMAP4rev1 AUTH=PLAIN UIDPLUS CHILDREN IDLE NAMESPACE LITERAL+",
        done: "completed.",
        separator: Some('.'),
        is_below_inbox: true,
        no_folder: "The folder doesn't exist.",
        has_uid_next: false,
        size_error: 37,
        uid_comes_last: true,
        ..PLAIN
    },
    Profile {
        name: "yahoo",
        greeting: "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2 ID MOVE NAMESPACE UIDPLUS LITERAL+ CHILDREN] IMAP4rev1 Hello",
        before_login: "IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2 AUTH=OAUTHBEARER ID MOVE NAMESPACE XYMHIGHESTMODSEQ UIDPLUS LITERAL+ CHILDREN X-MSG-EXT UNSELECT OBJECTID",
        after_login: "IMAP4rev1 ID MOVE NAMESPACE XYMHIGHESTMODSEQ UIDPLUS LITERAL+ CHILDREN X-MSG-EXT UNSELECT OBJECTID",
        done: "completed",
        separator: Some('/'),
        no_folder: "[TRYCREATE] no such mailbox",
        has_uid_next: true,
        search_max: 3,
        ..PLAIN
    },
    PLAIN,
];

impl Profile {
    /// Whether the server can do this once one has logged in.
    pub fn offers(&self, capability: &str) -> bool {
        self.after_login.split(' ').any(|one| one == capability)
    }

    /// Whether mail is moved out of the inbox at all.
    pub fn empties_the_inbox(&self) -> bool {
        self.offers("MOVE") || self.offers("UIDPLUS")
    }
}
