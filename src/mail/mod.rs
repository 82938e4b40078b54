//! Floor 2. Bytes to values and back: mail as the world sends it, total and pure.
//!
//! Nothing here fails: a mail that cannot be read whole is read in part, with [`inbound::Defect`]s that say what was
//! lost. Nothing here knows tickets, tokens or people of the desk.

pub mod parse;

pub mod compose;
pub mod inbound;

mod address_list;
mod attachment;
mod body;
pub mod bounce;
mod charset;
mod content_key;
mod encoded_word;
mod flowed;
pub mod forward;
pub mod gate;
pub mod glance;
pub mod header;
mod html;
pub mod language;
pub mod origin;
pub mod own_text;
mod references;
mod structure;
pub mod subject;
mod transfer;
