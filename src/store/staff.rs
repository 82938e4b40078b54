//! What is known of the agents: read for every decision, since whom a mail concerns depends on who is there.

use super::index::{Table, after_prefix};
use super::key::{ASSIGNED, AWAY};
use super::project::decode;
use super::{Store, StoreError};
use crate::domain::AgentName;
use crate::domain::presence::Staff;

/// Most agents read; a desk has fewer.
const AGENTS_MAX: usize = 10_000;

impl Store {
    /// Who is away, and when each was last given a ticket.
    pub(super) fn staff(&self) -> Result<Staff, StoreError> {
        let mut staff = Staff::new();
        let name = |key: &[u8], prefix: &[u8]| {
            let name = key.strip_prefix(prefix).unwrap_or_default();
            AgentName(String::from_utf8_lossy(name).into_owned())
        };
        let prefix = AWAY.as_bytes();
        for (key, octets) in self.rows(Table::Meta, prefix, &after_prefix(prefix), AGENTS_MAX)? {
            staff.entry(name(&key, prefix)).or_default().away = Some(decode(&octets)?);
        }
        let prefix = ASSIGNED.as_bytes();
        for (key, octets) in self.rows(Table::Meta, prefix, &after_prefix(prefix), AGENTS_MAX)? {
            staff.entry(name(&key, prefix)).or_default().assigned_at = Some(decode(&octets)?);
        }
        Ok(staff)
    }
}
