//! Proves that the auditor can find fault: a desk without faults is tampered with in every way that matters, and each
//! has to be reported as what it is.

use super::{Evidence, Verdict};
use crate::desk::{Desk, FOLDER};
use crate::mails::requests;
use crate::options::Options;
use crate::table::Row;

type Tamper = fn(&mut Evidence);
type Count = fn(&Verdict) -> usize;

/// What is done to the evidence, and which count has to rise.
const TAMPERINGS: &[(&str, Tamper, Count)] = &[
    (
        "a mail vanishes from Processed",
        |evidence| drop(evidence.settled.pop()),
        |verdict| verdict.lost,
    ),
    (
        "an octet of a mail in Processed changes",
        |evidence| evidence.settled[0].1[9] ^= 1,
        |verdict| verdict.lost,
    ),
    (
        "a mail lies in Processed twice",
        |evidence| evidence.settled.push(evidence.settled[0].clone()),
        |verdict| verdict.other,
    ),
    (
        "a line of the journal is removed",
        |evidence| {
            let is_decision = |line: &serde_json::Value| !line["body"]["ledger"].is_null();
            let at = evidence.journal.iter().position(is_decision).unwrap();
            evidence.journal.remove(at);
        },
        |verdict| verdict.lost,
    ),
    (
        "a row of the ledger is missing",
        |evidence| drop(evidence.ledger.pop()),
        |verdict| verdict.lost,
    ),
    (
        "a mail opens a second ticket",
        |evidence| {
            let row = evidence
                .ledger
                .iter()
                .find(|row| row["disposition"] == "ticket");
            let mut row = row.unwrap().clone();
            row["locator"] = "support:another".into();
            row["ticket"] = 9999.into();
            evidence.ledger.push(row);
        },
        |verdict| verdict.doubled_tickets,
    ),
    (
        "two tickets for one mail",
        |evidence| {
            let mut ticket = evidence.tickets[0].clone();
            ticket["id"] = 9999.into();
            evidence.tickets.push(ticket);
        },
        |verdict| verdict.doubled_tickets,
    ),
    (
        "a ticket is gone",
        |evidence| drop(evidence.tickets.pop()),
        |verdict| verdict.lost,
    ),
    (
        "a sent letter never came",
        |evidence| drop(evidence.received.pop()),
        |verdict| verdict.lost,
    ),
    (
        "a letter came twice without a doubt",
        |evidence| evidence.received.push(evidence.received[0].clone()),
        |verdict| verdict.unpromised,
    ),
    (
        "an octet of a letter changes on the way",
        |evidence| *evidence.received[0].octets.last_mut().unwrap() ^= 1,
        |verdict| verdict.unpromised,
    ),
    (
        "a letter came that nobody decided",
        |evidence| {
            let mut letter = evidence.received[0].clone();
            "nobody@customer.example".clone_into(&mut letter.to);
            evidence.received.push(letter);
        },
        |verdict| verdict.unpromised,
    ),
    (
        "a letter waits and is not in the outbox",
        |evidence| {
            let is_outcome = |line: &serde_json::Value| !line["body"]["rows"].is_null();
            let at = evidence.journal.iter().rposition(is_outcome).unwrap();
            evidence.journal.remove(at);
        },
        |verdict| verdict.lost,
    ),
    (
        "a letter that ended is in the outbox",
        |evidence| {
            let row = serde_json::json!({"no": 1, "delivery": "queued"});
            evidence.outbox.push(row);
        },
        |verdict| verdict.other,
    ),
    (
        "a file of the spool is gone",
        |evidence| evidence.spool.clear(),
        |verdict| verdict.lost,
    ),
    (
        "a file of the spool changed",
        |evidence| evidence.spool[0].1[0] ^= 1,
        |verdict| verdict.other,
    ),
    (
        "check finds fault",
        |evidence| evidence.unclean.push("a row differs".to_owned()),
        |verdict| verdict.unclean,
    ),
];

/// Runs one desk without any fault, and then shows the auditor each tampering with what it left.
pub fn run(options: &Options) -> Vec<Row> {
    let mut row = Row::new(
        "auditor",
        "evidence tampered with on purpose; all was found",
    );
    let again = options.again("auditor");
    let mut desk = Desk::over_maildir(options.folder_for("auditor", 0), FOLDER);
    let sources = requests(&mut options.draws("auditor", 0), 0, 12);
    for source in &sources {
        desk.mail.deliver(source);
    }
    desk.launch(&[]);
    let evidence = Evidence::after_all_is_done(&mut desk, sources);
    row.judge(&evidence.judge(), &again, desk.folder());
    for (what, tamper, count) in TAMPERINGS {
        let mut tampered = evidence.clone();
        tamper(&mut tampered);
        row.count += 1;
        if count(&tampered.judge()) == 0 {
            let said = format!("the auditor did not see it: {what}");
            row.fail(&said, &again, desk.folder());
        }
    }
    vec![row]
}
