//! Closings that somebody has to agree to first.

use ticketd::domain::{AgentName, Approval, Gate, Named, Role, Status};
use ticketd::reports::sop::Period;

use crate::cast::{self, ANN, BOB, CAROL, DAVE, ERIN};
use crate::world::{Posted, World, Written, days, hours, minutes};

fn gate(name: &str, by: &[Named]) -> Gate {
    Gate {
        name: name.to_owned(),
        by: by.to_vec(),
        categories: Vec::new(),
    }
}

fn leader() -> Gate {
    gate("service manager", &[Named::Role(Role::Leader)])
}

fn carols() -> Gate {
    let carol = AgentName("carol".to_owned());
    gate("completion", &[Named::Agent(carol)])
}

/// Ann's ticket on a desk with these gates, and Bob's notice of it.
fn begun(gates: Vec<Gate>) -> (World, Posted) {
    let mut policy = cast::policy();
    policy.gates = gates;
    let mut world = World::with(policy);
    world.mail(ANN, "Printer", "It only blinks red.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#take");
    world.all_mails();
    (world, opened)
}

/// The same, solved by Bob and confirmed by Ann; and the question to Erin.
fn confirmed(gates: Vec<Gate>) -> (World, Posted, Posted) {
    let (mut world, opened) = begun(gates);
    world.reply(BOB, &opened, "#resolve The fuser was replaced.");
    let asked = world.notice_to(ANN, "resolved");
    world.all_mails();
    world.reply(ANN, &asked, "Yes, it works. Thanks!");
    let question = world.notice_to(ERIN, "approval-asked");
    (world, asked, question)
}

fn shown(world: &mut World) -> Vec<String> {
    let approval = world.ticket(1000).work.approval;
    let missing = approval.iter().flat_map(Approval::missing);
    missing.map(str::to_owned).collect()
}

#[test]
fn what_its_requester_confirms_is_closed_once_the_leader_agrees() {
    let (mut world, _, question) = confirmed(vec![leader()]);
    assert_eq!(world.status(1000), Status::Resolved);
    assert_eq!(shown(&mut world), ["service manager"]);
    assert!(question.says("The requester has confirmed that it is solved."));
    assert!(question.says("Waits for: service manager (erin)"));
    assert!(
        question.says("The fuser was replaced."),
        "{}",
        question.text()
    );
    assert!(world.mails_to(ANN).is_empty(), "nothing has ended yet");
    let told = world.notice_to(BOB, "ticket-replied");
    assert!(
        told.says("it is closed once that is approved"),
        "{}",
        told.text()
    );
    world.all_mails();
    world.crash();
    world.wait(hours(1));
    world.reply(ERIN, &question, "#approve Well done.");
    let ticket = world.ticket(1000);
    assert_eq!(ticket.status, Status::Closed);
    assert_eq!(ticket.closed_at, Some(world.now));
    let closed = world.notice_to(ANN, "closed");
    assert!(
        closed.says("You told us that all is well."),
        "{}",
        closed.text()
    );
    let told = world.notice_to(BOB, "note-added");
    assert!(told.says("Approved (service manager). The ticket is closed."));
    assert!(told.says("Well done."), "{}", told.text());
    assert!(world.mails_to(BOB).is_empty(), "one mail for one outcome");
    let transcript = world.notice_to(ERIN, "transcript");
    assert!(transcript.says("approved: service manager; it is closed"));
    let history = world.history(1000);
    let [.., approved, closed] = history.as_slice() else {
        panic!("{history:?}")
    };
    assert!(approved.starts_with("agent:erin approved"), "{approved}");
    assert!(closed.starts_with("requester closed"), "{closed}");
}

#[test]
fn all_gates_have_to_be_opened_and_each_by_whoever_is_in_charge_of_it() {
    let (mut world, _, to_erin) = confirmed(vec![leader(), carols()]);
    let to_carol = world.notice_to(CAROL, "approval-asked");
    world.all_mails();
    world.reply(ERIN, &to_erin, "#approve");
    assert_eq!(world.status(1000), Status::Resolved);
    assert_eq!(shown(&mut world), ["completion"]);
    let transcript = world.notice_to(ERIN, "transcript");
    assert!(
        transcript.says("it waits for completion (carol)"),
        "{}",
        transcript.text()
    );
    world.reply(ERIN, &to_erin, "#approve");
    let transcript = world.notice_to(ERIN, "transcript");
    assert!(
        transcript.says("approved on your part already"),
        "{}",
        transcript.text()
    );
    world.reply(CAROL, &to_carol, "#approve");
    assert_eq!(world.status(1000), Status::Closed);
}

#[test]
fn who_is_in_charge_of_no_gate_is_refused() {
    let (mut world, _, _) = confirmed(vec![leader()]);
    let told = world.notice_to(BOB, "ticket-replied");
    world.all_mails();
    for order in ["#approve", "#reject I do not like it."] {
        world.reply(BOB, &told, order);
        let transcript = world.notice_to(BOB, "transcript");
        assert!(
            transcript.says("this is not yours to decide"),
            "{}",
            transcript.text()
        );
        assert!(transcript.says("It waits for service manager (erin)."));
        assert_eq!(world.status(1000), Status::Resolved);
    }
}

#[test]
fn where_nothing_waits_there_is_nothing_to_approve() {
    let (mut world, opened) = begun(vec![leader()]);
    world.reply(BOB, &opened, "#approve");
    let transcript = world.notice_to(BOB, "transcript");
    assert!(
        transcript.says("waits for nobody's approval"),
        "{}",
        transcript.text()
    );
}

#[test]
fn a_rejection_takes_the_ticket_up_again_and_its_reason_stays_inside() {
    let (mut world, _, question) = confirmed(vec![leader()]);
    world.all_mails();
    world.reply(ERIN, &question, "#reject");
    let transcript = world.notice_to(ERIN, "transcript");
    assert!(
        transcript.says("the reason is missing"),
        "{}",
        transcript.text()
    );
    world.reply(
        ERIN,
        &question,
        "#reject The test print is not on the ticket.",
    );
    assert_eq!(world.status(1000), Status::Open);
    assert_eq!(shown(&mut world), [""; 0]);
    let told = world.notice_to(BOB, "note-added");
    assert!(told.says("Not approved (service manager): the ticket is open again."));
    assert!(told.says("The test print is not on the ticket."));
    assert!(world.mails_to(BOB).is_empty(), "one mail for one outcome");
    let reopened = world.notice_to(ANN, "reopened");
    assert!(!reopened.says("test print"), "{}", reopened.text());
    assert!(
        reopened.says("we look at it once more"),
        "{}",
        reopened.text()
    );
    assert!(!reopened.says("sorry"), "{}", reopened.text());
    assert!(!reopened.says("erin"), "{}", reopened.text());
    world.wait(days(10));
    assert!(
        !world
            .notices_to(ERIN)
            .contains(&"approval-asked".to_owned())
    );
}

#[test]
fn silence_closes_nothing_before_it_is_approved() {
    let (mut world, opened) = begun(vec![leader()]);
    world.reply(BOB, &opened, "#resolve The fuser was replaced.");
    world.all_mails();
    world.wait(days(4));
    assert_eq!(world.status(1000), Status::Resolved);
    let question = world.notice_to(ERIN, "approval-asked");
    assert!(question.says("has not objected"), "{}", question.text());
    world.reply(ERIN, &question, "#approve");
    let closed = world.notice_to(ANN, "closed");
    assert!(closed.says("heard no objection"), "{}", closed.text());
}

#[test]
fn an_agent_goes_into_the_gate_and_never_around_it() {
    for (order, outcome) in [
        (
            "#close The fuser was replaced.",
            "bob has ordered it to be closed.",
        ),
        (
            "#close code=invalid",
            "bob has ordered it to be closed as invalid.",
        ),
        ("#close Done. quiet", "bob has ordered it to be closed."),
    ] {
        let (mut world, opened) = begun(vec![leader()]);
        world.reply(BOB, &opened, order);
        let transcript = world.notice_to(BOB, "transcript");
        assert!(
            transcript.says("open -> resolved; it is closed"),
            "{}",
            transcript.text()
        );
        assert!(transcript.says("once approved: service manager (erin)"));
        assert_eq!(world.status(1000), Status::Resolved, "{order}");
        let told = world.notices_to(ANN);
        assert!(
            !told.contains(&"closed".to_owned()),
            "{order}: nothing has ended"
        );
        let is_told = told.contains(&"resolved".to_owned());
        assert_eq!(is_told, order.starts_with("#close The"), "{order}");
        let question = world.notice_to(ERIN, "approval-asked");
        assert!(question.says(outcome), "{}", question.text());
        world.reply(BOB, &opened, "#close Really done.");
        let transcript = world.notice_to(BOB, "transcript");
        assert!(
            transcript.says("it waits for service manager (erin)"),
            "{}",
            transcript.text()
        );
        world.reply(ERIN, &question, "#approve");
        assert_eq!(world.status(1000), Status::Closed, "{order}");
        let is_told = world.notices_to(ANN).contains(&"closed".to_owned());
        assert_eq!(is_told, !order.ends_with("quiet"), "{order}");
    }
}

#[test]
fn whoever_asked_for_help_hears_at_once_how_it_was_solved_and_not_only_once_it_is_approved() {
    let (mut world, opened) = begun(vec![leader()]);
    world.reply(BOB, &opened, "#close The fuser was replaced.");
    let resolved = world.notice_to(ANN, "resolved");
    assert!(
        resolved.says("The fuser was replaced."),
        "{}",
        resolved.text()
    );
    assert!(
        resolved.says("once it has been approved"),
        "{}",
        resolved.text()
    );
    assert!(!resolved.says("closes by itself"), "{}", resolved.text());
    let question = world.notice_to(ERIN, "approval-asked");
    world.all_mails();
    world.reply(ANN, &resolved, "Yes, it works. Thanks!");
    assert_eq!(world.status(1000), Status::Resolved);
    assert_eq!(
        shown(&mut world),
        ["service manager"],
        "her yes opens no gate"
    );
    world.all_mails();
    world.reply(ERIN, &question, "#approve");
    assert_eq!(world.status(1000), Status::Closed);
    world.notice_to(ANN, "closed");
}

#[test]
fn an_objection_to_what_an_agent_wanted_to_close_takes_it_up_again() {
    let (mut world, opened) = begun(vec![leader()]);
    world.reply(BOB, &opened, "#close The fuser was replaced.");
    let resolved = world.notice_to(ANN, "resolved");
    world.reply(ANN, &resolved, "No, it still only blinks red.");
    assert_eq!(world.status(1000), Status::Open);
    assert_eq!(shown(&mut world), [""; 0]);
}

#[test]
fn nobody_is_told_twice_how_it_was_solved() {
    let (mut world, opened) = begun(vec![leader()]);
    world.reply(BOB, &opened, "#resolve The fuser was replaced.");
    world.notice_to(ANN, "resolved");
    world.all_mails();
    world.reply(BOB, &opened, "#close");
    assert_eq!(shown(&mut world), ["service manager"]);
    assert!(world.mails_to(ANN).is_empty());
}

#[test]
fn where_it_stands_does_not_wait_for_the_word_of_who_asked_for_help_while_it_is_approved() {
    let (mut world, _, _) = confirmed(vec![leader()]);
    world.all_mails();
    world.take(&Written::tagged(ANN, 1000, "#status"));
    let standing = world.notice_to(ANN, "standing");
    assert!(
        standing.says("It is solved; its closing is being approved."),
        "{}",
        standing.text()
    );
    assert!(!standing.says("wait for your word"), "{}", standing.text());
}

#[test]
fn what_an_agent_wanted_to_close_is_quietly_open_again_when_it_is_rejected() {
    let (mut world, opened) = begun(vec![leader()]);
    world.reply(BOB, &opened, "#close The fuser was replaced. quiet");
    let question = world.notice_to(ERIN, "approval-asked");
    world.all_mails();
    world.reply(ERIN, &question, "#reject Print a test page first.");
    assert_eq!(world.status(1000), Status::Open);
    assert!(world.mails_to(ANN).is_empty(), "she had heard of no end");
    world.notice_to(BOB, "note-added");
}

#[test]
fn an_approver_who_closes_has_approved() {
    let (mut world, opened) = begun(vec![leader()]);
    world.reply(BOB, &opened, "#assign erin");
    let assigned = world.notice_to(ERIN, "assigned");
    world.all_mails();
    world.reply(ERIN, &assigned, "#close The fuser was replaced.");
    assert_eq!(world.status(1000), Status::Closed);
    world.notice_to(ANN, "closed");
    let mails = world.notices_to(ERIN);
    assert!(!mails.contains(&"approval-asked".to_owned()), "{mails:?}");
    let history = world.history(1000).join("\n");
    assert!(history.contains("agent:erin approved"), "{history}");
}

#[test]
fn a_contradiction_ends_the_wait_and_a_second_yes_changes_nothing() {
    let (mut world, asked, question) = confirmed(vec![leader()]);
    world.all_mails();
    world.reply(ANN, &asked, "Yes, thanks");
    assert!(world.mails_to(ERIN).is_empty(), "asked once");
    world.reply(ANN, &asked, "No, now it fails again.");
    assert_eq!(world.status(1000), Status::Open);
    world.all_mails();
    world.reply(ERIN, &question, "#approve");
    let transcript = world.notice_to(ERIN, "transcript");
    assert!(
        transcript.says("waits for nobody's approval"),
        "{}",
        transcript.text()
    );
    assert_eq!(world.status(1000), Status::Open);
}

#[test]
fn only_the_categories_of_a_gate_wait_for_it() {
    let network = Gate {
        categories: vec!["network".to_owned()],
        ..leader()
    };
    let (mut world, opened) = begun(vec![network]);
    world.reply(BOB, &opened, "#close The fuser was replaced.");
    assert_eq!(world.status(1000), Status::Closed);
}

#[test]
fn another_category_leads_round_no_gate() {
    let hardware = Gate {
        categories: vec!["hardware".to_owned()],
        ..leader()
    };
    let (mut world, opened) = begun(vec![hardware]);
    world.reply(BOB, &opened, "#category hardware");
    world.reply(BOB, &opened, "#category other\n#close Done.");
    assert_eq!(world.ticket(1000).category, "other");
    assert_eq!(world.status(1000), Status::Resolved);
    assert_eq!(shown(&mut world), ["service manager"]);
    let question = world.notice_to(ERIN, "approval-asked");
    world.reply(ERIN, &question, "#approve");
    assert_eq!(world.status(1000), Status::Closed);
}

#[test]
fn what_ends_without_a_service_waits_for_nobody() {
    let (mut world, opened) = begun(vec![leader()]);
    world.mail(ANN, "Printer again", "The same as before.");
    let second = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &second, "#dup 1000");
    assert_eq!(world.status(1001), Status::Closed);
    world.reply(BOB, &opened, "#wait Which one?");
    let asked = world.notice_to(ANN, "waiting");
    world.reply(ANN, &asked, "#close I found another printer.");
    assert_eq!(world.status(1000), Status::Closed);
}

#[test]
fn who_does_not_answer_is_reminded_and_then_the_leader_hears_of_it() {
    let (mut world, opened) = begun(vec![carols()]);
    world.reply(BOB, &opened, "#close The fuser was replaced.");
    world.notice_to(CAROL, "approval-asked");
    world.all_mails();
    world.wait(days(1) - minutes(1));
    assert!(world.all_mails().is_empty());
    world.wait(minutes(1));
    for day in [1, 2] {
        let again = world.notice_to(CAROL, "approval-asked");
        assert!(again.says("This ticket still waits"), "{}", again.text());
        assert!(world.mails_to(ERIN).is_empty(), "day {day}");
        world.all_mails();
        world.crash();
        world.wait(days(1));
    }
    world.notice_to(CAROL, "approval-asked");
    let told = world.notice_to(ERIN, "approval-asked");
    assert!(told.says("Nobody has answered"), "{}", told.text());
    assert!(told.says("completion (carol)"));
    world.all_mails();
    for week in 1..=4 {
        world.wait(days(7));
        let asked = world.notices_to(CAROL);
        assert_eq!(
            asked,
            ["approval-asked"],
            "week {week}: once, and never for good"
        );
        assert_eq!(world.notices_to(ERIN), ["approval-asked"], "week {week}");
        world.all_mails();
    }
    assert_eq!(world.status(1000), Status::Resolved);
}

#[test]
fn a_gate_that_is_taken_out_of_the_settings_holds_nothing_up_and_counts_as_not_approved() {
    let (mut world, _, _) = confirmed(vec![leader()]);
    world.policy.gates.clear();
    world.wait(days(1));
    assert_eq!(world.status(1000), Status::Closed);
    assert_eq!(of_approvals(&mut world), (1, 0));
}

#[test]
fn the_procedure_shows_that_nothing_was_closed_without_approval() {
    let (mut world, _, question) = confirmed(vec![leader()]);
    assert_eq!(of_approvals(&mut world), (0, 0), "nothing has ended yet");
    world.reply(ERIN, &question, "#approve");
    assert_eq!(of_approvals(&mut world), (1, 1));
}

/// How many closings were owed an approval, and how many had it.
fn of_approvals(world: &mut World) -> (u64, u64) {
    let period = Period {
        from: "2026-03-01T00:00:00Z".parse().unwrap(),
        to: "2026-04-01T00:00:00Z".parse().unwrap(),
    };
    let found = world.sop(period);
    let demand = found.iter().find(|demand| demand["demand"] == "S3.2");
    let demand = demand.unwrap();
    let of = |key: &str| demand[key].as_u64().unwrap();
    (of("owed"), of("kept"))
}

#[test]
fn an_approval_is_taken_back_with_the_closing_that_it_brought_about() {
    let (mut world, _, question) = confirmed(vec![leader()]);
    world.wait(minutes(1));
    world.reply(ERIN, &question, "#approve");
    assert_eq!(world.status(1000), Status::Closed);
    world.all_mails();
    world.wait(minutes(2));
    world.reply(ERIN, &question, "#undo");
    let transcript = world.notice_to(ERIN, "transcript");
    assert!(
        transcript.says("taken back: approved, closed"),
        "{}",
        transcript.text()
    );
    assert_eq!(world.status(1000), Status::Resolved);
    assert_eq!(shown(&mut world), ["service manager"], "it waits again");
    assert_eq!(world.ticket(1000).work.follow_up_at, None);
    world.wait(minutes(1));
    world.reply(ERIN, &question, "#approve");
    assert_eq!(world.status(1000), Status::Closed);
}

#[test]
fn an_approval_is_not_taken_back_once_something_has_happened_after_the_closing() {
    let (mut world, asked, question) = confirmed(vec![leader()]);
    world.wait(minutes(1));
    world.reply(ERIN, &question, "#approve");
    world.wait(minutes(1));
    world.reply(ANN, &asked, "No, now it fails again.");
    world.all_mails();
    world.reply(ERIN, &question, "#undo");
    let transcript = world.notice_to(ERIN, "transcript");
    assert!(
        transcript.says("since your last order this has happened: replied"),
        "{}",
        transcript.text()
    );
    assert_eq!(world.status(1000), Status::Open);
}

#[test]
fn who_ordered_the_closing_does_not_take_back_what_another_approved() {
    let (mut world, opened) = begun(vec![leader()]);
    world.wait(minutes(1));
    world.reply(BOB, &opened, "#close The fuser was replaced.");
    let question = world.notice_to(ERIN, "approval-asked");
    world.wait(minutes(1));
    world.reply(ERIN, &question, "#approve");
    world.all_mails();
    world.wait(minutes(1));
    world.reply(BOB, &opened, "#undo");
    let transcript = world.notice_to(BOB, "transcript");
    assert!(
        transcript.says("it was closed by the approval of your order"),
        "{}",
        transcript.text()
    );
    assert_eq!(world.status(1000), Status::Closed);
}

#[test]
fn an_approval_of_several_and_a_rejection_are_taken_back() {
    let (mut world, _, question) = confirmed(vec![leader(), carols()]);
    world.reply(ERIN, &question, "#approve");
    world.reply(ERIN, &question, "#undo");
    assert_eq!(shown(&mut world), ["service manager", "completion"]);
    world.wait(minutes(1));
    world.reply(ERIN, &question, "#reject Too early.");
    assert_eq!(world.status(1000), Status::Open);
    world.reply(ERIN, &question, "#undo");
    assert_eq!(world.status(1000), Status::Resolved);
    assert_eq!(shown(&mut world), ["service manager", "completion"]);
}

#[test]
fn an_order_to_close_that_waits_is_taken_back_by_its_author() {
    let (mut world, opened) = begun(vec![leader()]);
    world.wait(minutes(1));
    world.reply(BOB, &opened, "#close The fuser was replaced.");
    let question = world.notice_to(ERIN, "approval-asked");
    world.reply(BOB, &opened, "#undo");
    assert_eq!(world.status(1000), Status::Open);
    assert_eq!(shown(&mut world), [""; 0]);
    world.all_mails();
    world.wait(days(5));
    let later = world.notices_to(ERIN);
    assert!(!later.contains(&"approval-asked".to_owned()), "{later:?}");
    world.all_mails();
    world.reply(ERIN, &question, "#approve");
    let transcript = world.notice_to(ERIN, "transcript");
    assert!(
        transcript.says("waits for nobody's approval"),
        "{}",
        transcript.text()
    );
}

#[test]
fn what_hangs_on_a_ticket_waits_with_it() {
    let (mut world, opened) = begun(vec![leader()]);
    world.mail(ANN, "Another printer", "It blinks too.");
    let child = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &child, "#parent 1000");
    world.reply(BOB, &opened, "#close The switch was replaced.");
    assert!(world.status(1001).is_open(), "its parent is not closed yet");
    let question = world.notice_to(ERIN, "approval-asked");
    world.reply(ERIN, &question, "#approve");
    assert_eq!(world.status(1000), Status::Closed);
    assert_eq!(world.status(1001), Status::Resolved);
}

#[test]
fn who_waits_for_the_same_solution_hears_of_it_once_it_is_approved() {
    let (mut world, opened) = begun(vec![leader()]);
    world.mail(DAVE, "Printer", "It only blinks red, too.");
    let second = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &second, "#dup 1000");
    world.reply(BOB, &opened, "#close The fuser was replaced.");
    let question = world.notice_to(ERIN, "approval-asked");
    world.all_mails();
    world.reply(ERIN, &question, "#approve");
    world.notice_to(DAVE, "original-solved");
}
