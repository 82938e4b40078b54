//! The pictures of a notice, as parts of its letters.

use super::Mailing;
use crate::domain::MessageId;
use crate::mail::compose::{FilePart, Picture};

/// The id of a picture: unlike that of any other mail's, since some programs show several mails as one page.
fn picture_id(name: &str, message_id: &MessageId) -> Option<MessageId> {
    MessageId::new(&format!("{name}.{}", message_id.as_str()))
}

/// The pictures with their ids.
pub(super) fn pictures(mailing: &Mailing, message_id: &MessageId) -> Vec<Picture> {
    let picture = |file: &FilePart| {
        Some(Picture {
            id: picture_id(&file.name, message_id)?,
            file: FilePart {
                name: format!("{}.png", file.name),
                ..file.clone()
            },
        })
    };
    mailing.pictures.iter().filter_map(picture).collect()
}

/// The page, with the ids of its pictures in the place of their names. No value can hold a quotation mark here.
pub(super) fn with_ids(html: String, mailing: &Mailing, message_id: &MessageId) -> String {
    mailing.pictures.iter().fold(html, |html, file| {
        match picture_id(&file.name, message_id) {
            Some(id) => html.replace(
                &format!("src=\"cid:{}\"", file.name),
                &format!("src=\"cid:{}\"", id.as_str()),
            ),
            None => html,
        }
    })
}
