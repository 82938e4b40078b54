use super::*;

#[test]
fn try_it() {
    let templates = Templates::shipped().unwrap_or_else(|error| panic!("{error}"));
    for common in Common::samples() {
        for r in [
            templates
                .render(&Acknowledgement::sample(), &common)
                .unwrap(),
            templates.render(&TicketOpened::sample(), &common).unwrap(),
            templates.render(&Answer::sample(), &common).unwrap(),
        ] {
            println!("=====\nSubject: {}\n\n{}", r.subject, r.text);
        }
    }
}
