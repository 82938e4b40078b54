//! Which file speaks: the shipped templates, those that replace them, and the language they are looked up in.
//!
//! A file is looked up as `<language>/<name>.txt`, then in the shorter language (`de-AT`, `de`), then in English. A
//! file of the admin's goes before the shipped one of the same language. A mail that speaks English for want of a
//! translation includes English parts: no mail mixes languages. Pure: the folder is read above.

use std::collections::{BTreeMap, BTreeSet};

use super::shipped::{LANGUAGES, SHIPPED};
use super::{NOTICES, TemplateError};
use crate::domain::Language;

/// The language that every template is shipped in, and the last that is looked in.
pub const ENGLISH: &str = "en";

/// Pieces that several templates include. They have no subject.
pub const PARTS: &[(&str, &str)] = &[
    ("subject", include_str!("../../templates/en/subject.txt")),
    ("greeting", include_str!("../../templates/en/greeting.txt")),
    ("promise", include_str!("../../templates/en/promise.txt")),
    ("received", include_str!("../../templates/en/received.txt")),
    ("footer", include_str!("../../templates/en/footer.txt")),
    (
        "footer-agent",
        include_str!("../../templates/en/footer-agent.txt"),
    ),
    (
        "ticket-facts",
        include_str!("../../templates/en/ticket-facts.txt"),
    ),
    ("warnings", include_str!("../../templates/en/warnings.txt")),
    (
        "attachments",
        include_str!("../../templates/en/attachments.txt"),
    ),
    ("history", include_str!("../../templates/en/history.txt")),
];

/// All files at hand, by language and name (without `.txt`).
pub struct Files(BTreeMap<(String, String), String>);

impl Files {
    /// The shipped files of English and of `languages` with `overrides` laid over them. A bare file name belongs to the
    /// first language, the desk's own. A language that is offered has words, or it is no offer.
    pub fn gather(
        overrides: &[(String, String)],
        languages: &[Language],
    ) -> Result<Self, TemplateError> {
        let own = languages.first().map_or(ENGLISH, Language::tag);
        let notices = NOTICES.iter().map(|spec| (spec.name, spec.template));
        let english = notices.chain(PARTS.iter().copied());
        let english = english.map(|(name, text)| (ENGLISH, name, text));
        let wanted: BTreeSet<String> = languages.iter().map(Language::primary).collect();
        let others = SHIPPED
            .iter()
            .filter(|(language, _)| wanted.contains(*language))
            .flat_map(|(language, files)| {
                files
                    .iter()
                    .map(move |(name, text)| (*language, *name, *text))
            });
        let mut files: BTreeMap<_, _> = english
            .chain(others)
            .map(|(language, name, text)| ((language.to_owned(), name.to_owned()), text.to_owned()))
            .collect();
        for (path, text) in overrides {
            let (folder, file) = path.rsplit_once('/').unwrap_or((own, path));
            let name = file.strip_suffix(".txt").filter(|name| is_known(name));
            let (Some(name), true) = (name, is_language(folder)) else {
                return Err(TemplateError::in_file(path, None, unknown(folder, file)));
            };
            files.insert((folder.to_owned(), name.to_owned()), text.clone());
        }
        let files = Self(files);
        let has_words = |offered: &Language| {
            let primary = offered.primary();
            files
                .languages()
                .iter()
                .any(|there| *there == offered.tag() || *there == primary)
        };
        if let Some(mute) = languages.iter().skip(1).find(|offered| !has_words(offered)) {
            let what = format!(
                "there is none, and [desk] languages offers {mute}; ticketd brings {}, and [desk] templates can hold more",
                LANGUAGES.join(", ")
            );
            return Err(TemplateError::in_file(&format!("{mute}/*.txt"), None, what));
        }
        Ok(files)
    }

    /// The languages that have at least one file.
    pub fn languages(&self) -> BTreeSet<&str> {
        self.0
            .keys()
            .map(|(language, _)| language.as_str())
            .collect()
    }

    /// The text of a file of exactly this language.
    pub fn text(&self, language: &str, name: &str) -> Option<&str> {
        self.0
            .get(&(language.to_owned(), name.to_owned()))
            .map(String::as_str)
    }

    /// The language that speaks for `name` where `language` is wanted.
    pub fn speaking<'a>(&self, language: &'a str, name: &str) -> &'a str {
        let shorter = language.split('-').next().unwrap_or(language);
        [language, shorter]
            .into_iter()
            .find(|language| self.text(language, name).is_some())
            .unwrap_or(ENGLISH)
    }
}

fn is_language(text: &str) -> bool {
    text.parse::<Language>().is_ok()
}

fn names() -> impl Iterator<Item = &'static str> {
    NOTICES
        .iter()
        .map(|spec| spec.name)
        .chain(PARTS.iter().map(|(name, _)| *name))
}

fn is_known(name: &str) -> bool {
    names().any(|known| known == name)
}

fn unknown(folder: &str, file: &str) -> String {
    if !is_language(folder) {
        return format!("{folder:?} is no language; use a folder such as en or de-AT");
    }
    let near = names().max_by(|a, b| {
        let near = |name: &str| strsim::jaro_winkler(name, file.trim_end_matches(".txt"));
        near(a).total_cmp(&near(b))
    });
    format!(
        "no mail has this name; did you mean {}.txt?",
        near.unwrap_or_default()
    )
}
