//! A hundred replies to a request for information, in six styles of quoting: how many of the fields that people filled in
//! are read, and that none is read wrongly.
//!
//! Each reply is drawn anew from seeded parts: which fields are asked, what is answered, in which of many words, what is
//! left out, how the mail program quotes the desk's own mail, and what stands around it.

mod written;

use std::collections::BTreeMap;

use crate::cast::Person;
use crate::world::{World, Written, minutes};
use written::{Answer, Draws, FIELDS, Questions, STYLES, Style, answer, reply};

/// How many replies.
const REPLIES: usize = 100;
/// How many of a hundred fields that were filled in have to be read.
const RIGHT_MIN: usize = 95;

/// How the replies of a style were read.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    replies: usize,
    filled: usize,
    right: usize,
    wrong: usize,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.replies += other.replies;
        self.filled += other.filled;
        self.right += other.right;
        self.wrong += other.wrong;
    }

    fn print(self, name: &str) {
        println!(
            "{name:<10} {:>7} {:>10} {:>6} {:>6}",
            self.replies, self.filled, self.right, self.wrong
        );
    }
}

/// The one exchange with requester number `number`: what they were asked, what they wrote, and what was read of it.
fn exchange(
    world: &mut World,
    draws: &mut Draws,
    questions: &Questions,
    number: usize,
    style: Style,
) -> (Count, Vec<String>) {
    let address = format!("ann{number}@customer.example");
    let ann = Person {
        name: "Ann Example",
        address: Box::leak(address.into_boxed_str()),
    };
    let mut wanted: Vec<&'static str> = FIELDS.to_vec();
    while wanted.len() > 2 && draws.chance(40) {
        let left_out = draws.below(wanted.len());
        wanted.remove(left_out);
    }
    let names: Vec<String> = wanted.iter().map(|name| (*name).to_owned()).collect();
    world.policy.asking.required = [("other".to_owned(), names)].into();
    world.mail(ann, "Help", "It does not do what it did.");
    let asked = world.notice_to(ann, "acknowledgement");
    let answers: Vec<Answer> = wanted.iter().map(|field| answer(draws, field)).collect();
    let (text, is_html) = reply(draws, style, &asked, &answers, questions);
    let written = Written::reply(ann, &asked, &text).unquoted();
    let id = format!("reply{number}@customer.example");
    let bytes = written.bytes(&id, "Mon, 2 Mar 2026 12:00:00 +0000");
    let mut bytes = String::from_utf8(bytes).unwrap();
    if is_html {
        bytes = bytes.replace("text/plain", "text/html");
    }
    let ticket = world.take_bytes(bytes.as_bytes()).ticket();
    let known = world.ticket(ticket).fields;
    let mut count = Count {
        replies: 1,
        ..Count::default()
    };
    let mut faults = Vec::new();
    for answer in &answers {
        let read = known.get(answer.field).map(|value| (**value).clone());
        count.filled += usize::from(answer.expected.is_some());
        if read == answer.expected {
            count.right += usize::from(read.is_some());
            continue;
        }
        count.wrong += usize::from(read.is_some());
        let (field, expected) = (answer.field, &answer.expected);
        faults.push(format!(
            "{style:?} {number} {field}: {read:?}, not {expected:?}\n{text}\n"
        ));
    }
    for name in known.keys().filter(|name| !wanted.contains(&name.as_str())) {
        count.wrong += 1;
        let read = &known[name];
        faults.push(format!(
            "{style:?} {number}: nobody told {name}: {read:?}\n{text}\n"
        ));
    }
    (count, faults)
}

#[test]
fn of_a_hundred_replies_in_six_styles_nearly_every_field_is_read_and_none_wrongly() {
    let mut world = World::new();
    world.policy.asking.reminders = 0;
    world.policy.limits.total_hour = 1000;
    let mut draws = Draws(0x5eed_0f10_0a25);
    let questions: Questions = FIELDS
        .iter()
        .map(|name| (*name, world.policy.asking.question(name).to_owned()))
        .collect();
    let mut counts: BTreeMap<Style, Count> = BTreeMap::new();
    let mut faults = Vec::new();
    for number in 0..REPLIES {
        let style = STYLES[number % STYLES.len()];
        let (count, found) = exchange(&mut world, &mut draws, &questions, number, style);
        counts.entry(style).or_default().add(count);
        faults.extend(found);
        world.wait(minutes(1));
        world.all_mails();
    }
    println!("style      replies  filled in  right  wrong");
    let mut all = Count::default();
    for (style, count) in &counts {
        count.print(&format!("{style:?}"));
        all.add(*count);
    }
    all.print("all");
    for fault in &faults {
        println!("{fault}");
    }
    assert_eq!(all.replies, REPLIES);
    assert!(
        all.filled > 2 * REPLIES,
        "too little is filled in for the figure to mean something"
    );
    assert_eq!(all.wrong, 0, "a wrong value is worse than none");
    assert!(all.right * 100 >= all.filled * RIGHT_MIN, "{all:?}");
}
