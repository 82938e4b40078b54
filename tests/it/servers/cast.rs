//! Who has a mailbox: the people of the stories.
//!
//! Every address may bear a subaddress (`support+token@desk.example`). Addresses of our domains that are not listed
//! bounce after acceptance; [`REFUSED`] and [`LATER`] are turned away while the sender waits.

/// A mailbox with its login name (the address) and password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    /// The address, which is also the login name for IMAP and submission.
    pub address: &'static str,
    /// The password.
    pub password: &'static str,
}

/// The name of our MX: in its `Received` lines and as authserv-id of its `Authentication-Results`.
pub const MX: &str = "mx.desk.example";
/// The domains whose mail is delivered here.
pub const DOMAINS: [&str; 3] = ["desk.example", "customer.example", "elsewhere.example"];

/// The desk's own mailbox.
pub const SUPPORT: Account = account("support@desk.example", "support-secret");
/// An agent.
pub const BOB: Account = account("bob@desk.example", "bob-secret");
/// Another agent.
pub const CAROL: Account = account("carol@desk.example", "carol-secret");
/// Who leads the agents.
pub const ERIN: Account = account("erin@desk.example", "erin-secret");
/// A requester.
pub const ANN: Account = account("ann@customer.example", "ann-secret");
/// Another requester of the same company.
pub const DAVE: Account = account("dave@customer.example", "dave-secret");
/// Nobody's friend.
pub const MALLORY: Account = account("mallory@elsewhere.example", "mallory-secret");
/// All of them.
pub const ACCOUNTS: [Account; 7] = [SUPPORT, BOB, CAROL, ERIN, ANN, DAVE, MALLORY];

/// Accepted, then bounced with 5.1.1 to the envelope sender: a user that does not exist.
pub const GONE: &str = "gone@customer.example";
/// Refused for good at RCPT TO (550 5.1.1).
pub const REFUSED: &str = "refused@customer.example";
/// Refused for now at RCPT TO (450 4.2.0), each time.
pub const LATER: &str = "later@customer.example";

const fn account(address: &'static str, password: &'static str) -> Account {
    Account { address, password }
}
