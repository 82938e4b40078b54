//! Floor 2. Bytes to values and back: mail as the world sends it, total and pure.
//!
//! Nothing here fails: a mail that cannot be read whole is read in part, with [`inbound::Defect`]s that say what was
//! lost. Nothing here knows tickets, tokens or people of the desk.

pub mod inbound;
