//! People who are many: each writes once.

use crate::cast::Person;

/// Somebody whom no other mail of a story is from.
pub fn somebody(number: usize) -> Person {
    let leaked = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    Person {
        name: leaked(format!("Requester {number}")),
        address: leaked(format!("requester{number}@customer.example")),
    }
}
