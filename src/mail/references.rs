//! Message identifiers out of In-Reply-To and References (RFC 5322 §3.6.4), however they were mangled.
//!
//! Identifiers folded in the middle, without brackets, or with words between them are all read. What is read is a
//! claim: a known identifier does not prove that its writer ever saw it.

use crate::domain::MessageId;

/// Most identifiers kept of one field. Threads go past a hundred seldom; the newest and the first are what counts.
pub const IDS_MAX: usize = 200;

/// The identifiers of an unfolded field value, in order, each once.
pub fn ids(value: &str) -> Vec<MessageId> {
    let mut found = Vec::new();
    let bracketed = value.contains('<');
    let pieces: Vec<String> = if bracketed {
        value
            .split('<')
            .skip(1)
            .filter_map(|piece| piece.split('>').next())
            .map(|piece| piece.split_whitespace().collect())
            .collect()
    } else {
        value
            .split(|c: char| c.is_whitespace() || c == ',' || c == ';')
            .filter(|piece| piece.contains('@'))
            .map(|piece| piece.trim_matches(['"', '\'', '>', '(', ')']).to_owned())
            .collect()
    };
    for piece in pieces {
        if let Some(id) = MessageId::new(&piece)
            && !found.contains(&id)
            && found.len() < IDS_MAX
        {
            found.push(id);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, expected: &[&str]) {
        let found = ids(value);
        let found: Vec<&str> = found.iter().map(MessageId::as_str).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn ids_are_read_in_order_and_once() {
        check("<a@x> <b@y>\t<a@x>", &["a@x", "b@y"]);
        check("<a@x><b@y>", &["a@x", "b@y"]);
    }

    #[test]
    fn an_id_folded_in_the_middle_is_whole_again() {
        check("<long-left- side@x.example>", &["long-left-side@x.example"]);
    }

    #[test]
    fn words_around_ids_are_left_out() {
        check("Your message of Friday <a@x> (by Ann)", &["a@x"]);
        check("a@x, b@y", &["a@x", "b@y"]);
        check("no id here", &[]);
    }
}
