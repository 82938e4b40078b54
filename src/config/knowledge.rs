//! `[knowledge]`: articles for requesters, and texts that are kept ready.

use super::Reader;
use super::section::Section;
use super::settings::KnowledgeSettings;

impl Reader {
    pub(super) fn knowledge(&self, root: &Section<'_>) -> KnowledgeSettings {
        let mut knowledge = KnowledgeSettings {
            offers: true,
            canned: None,
        };
        let Some(section) = root.table("knowledge", "[knowledge]") else {
            return knowledge;
        };
        section.check_keys();
        knowledge.offers = section.flag("offer").unwrap_or(knowledge.offers);
        knowledge.canned = section.path("canned", self);
        knowledge
    }
}
