//! The key that two deliveries of one mail share.
//!
//! It is a hash over what the author's side wrote (Message-ID, From, Date, Subject, body) and over nothing that a
//! relay adds on the way. Line ends are hashed as LF, because a Maildir and an IMAP server show one mail with
//! different ones.

use super::encoded_word::find;
use super::header::Block;
use crate::domain::{ContentKey, MessageId};

/// The key of the mail with this header block and body.
pub fn content_key(block: &Block<'_>, message_id: Option<&MessageId>, body: &[u8]) -> ContentKey {
    let mut hasher = blake3::Hasher::new();
    piece(
        &mut hasher,
        message_id
            .map(MessageId::as_str)
            .unwrap_or_default()
            .as_bytes(),
    );
    for name in ["From", "Date", "Subject"] {
        let values: Vec<_> = block.all(name).collect();
        hasher.update(
            &u64::try_from(values.len())
                .unwrap_or(u64::MAX)
                .to_le_bytes(),
        );
        for field in values {
            piece(&mut hasher, field.value.trim_ascii());
        }
    }
    piece(&mut hasher, body);
    ContentKey(*hasher.finalize().as_bytes())
}

/// Hashes a piece and, behind it, its length, so that no two pieces can be cut differently.
fn piece(hasher: &mut blake3::Hasher, bytes: &[u8]) {
    let mut rest = bytes;
    let mut length = 0usize;
    while let Some(at) = find_crlf(rest) {
        let (head, tail) = rest.split_at_checked(at).unwrap_or((rest, b""));
        hasher.update(head);
        length = length.saturating_add(at);
        rest = tail.get(1..).unwrap_or_default();
    }
    hasher.update(rest);
    length = length.saturating_add(rest.len());
    hasher.update(&u64::try_from(length).unwrap_or(u64::MAX).to_le_bytes());
}

fn find_crlf(bytes: &[u8]) -> Option<usize> {
    find(bytes, b"\r\n")
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;

    const MAIL: &str =
        "Received: by one\nMessage-ID: <a@x.example>\nFrom: ann@x.example\nSubject: Hi\n\nHello\n";

    #[test]
    fn two_deliveries_of_one_mail_share_a_key() {
        let key = parse(MAIL.as_bytes()).content_key;
        let other_way = MAIL.replace("by one", "by two").replace('\n', "\r\n");
        assert_eq!(parse(other_way.as_bytes()).content_key, key);
    }

    #[test]
    fn another_word_anywhere_gives_another_key() {
        let key = parse(MAIL.as_bytes()).content_key;
        for (from, to) in [
            ("Hello", "Hallo"),
            ("Hi", "Ho"),
            ("<a@", "<b@"),
            ("ann@", "bob@"),
        ] {
            assert_ne!(
                parse(MAIL.replace(from, to).as_bytes()).content_key,
                key,
                "{to}"
            );
        }
    }
}
