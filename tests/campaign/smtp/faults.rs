//! What an SMTP server can do wrong, drawn by chance.

use crate::draws::Draws;

/// Where in the dialogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Greet,
    Ehlo,
    Mail,
    Rcpt,
    Data,
    Dot,
    Rest,
}
const STEPS: [Step; 7] = [
    Step::Greet,
    Step::Ehlo,
    Step::Mail,
    Step::Rcpt,
    Step::Data,
    Step::Dot,
    Step::Rest,
];

/// What is done wrong in one transaction; the greeting belongs to the first of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    Nothing,
    /// Cut when so many octets were said, wherever that is.
    CutOut(usize),
    /// Cut when so many octets were heard.
    CutIn(usize),
    /// Cut after the dot; the mail is not taken.
    CutUntaken,
    /// Cut after the dot and so many octets of its answer; the mail is taken.
    CutTaken(usize),
    /// Says nothing more. After the dot the mail is taken.
    Silent(Step),
    /// Says this instead.
    Says(Step, &'static str),
    /// A reply without end.
    Floods(Step),
    /// Takes nobody's first mail.
    Greylists,
}

const REFUSALS: [&str; 16] = [
    "421 4.3.2 closing\r\n",
    "450 4.2.0 come back\r\n",
    "451 4.3.0 local error\r\n",
    "452 4.3.1 out of space\r\n",
    "454 4.7.0 not now\r\n",
    "455 no\r\n",
    "500 5.5.2 what?\r\n",
    "502 5.5.1 not implemented\r\n",
    "503 5.5.1 out of order\r\n",
    "530 5.7.0 log in first\r\n",
    "550-5.7.1 policy\r\n550 5.7.1 policy\r\n",
    "552 5.3.4 too large\r\n",
    "553 5.1.3 bad address\r\n",
    "554 5.7.1 no\r\n",
    "550 4.2.2 contradicts itself\r\n",
    "450 5.1.1 contradicts itself\r\n",
];
const ODDITIES: [&str; 7] = [
    "thanks!\r\n",
    "\r\n",
    "250\r\n250 twice\r\n",
    "250-never\r\n550 ends so\r\n",
    "250 ok\r\n354 go on\r\n250 taken\r\n",
    "2\u{0}50 ok\r\n",
    "999 ok\r\n",
];

/// What goes wrong in one transaction.
pub fn fault(draws: &mut Draws) -> Fault {
    let step = |draws: &mut Draws| *draws.one(&STEPS);
    match draws.below(20) {
        0..=4 => Fault::CutTaken(draws.below(17) as usize),
        5..=6 => Fault::CutUntaken,
        7..=9 => Fault::CutIn(1 + draws.below(2500) as usize),
        10..=12 => Fault::CutOut(draws.below(180) as usize),
        13 if draws.once_in(3) => Fault::Silent(step(draws)),
        13..=15 => Fault::Says(step(draws), draws.one::<&str>(&REFUSALS)),
        16 => Fault::Says(step(draws), draws.one::<&str>(&ODDITIES)),
        17 if draws.once_in(2) => Fault::Floods(step(draws)),
        17 => Fault::Greylists,
        _ => Fault::Nothing,
    }
}
