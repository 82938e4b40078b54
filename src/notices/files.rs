//! Which file speaks: the shipped templates, those that replace them, and the language they are looked up in.
//!
//! A file is looked up as `<language>/<name>.txt`, then in the shorter language (`de-AT`, `de`), then in English. A
//! file of the admin's goes before the shipped one of the same language. A mail that speaks English for want of a
//! translation includes English parts: no mail mixes languages. Pure: the folder is read above.

use std::collections::{BTreeMap, BTreeSet};

use super::{NOTICES, TemplateError};

/// The language of the shipped templates, and the last that is looked in.
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
    /// The shipped files with `overrides` laid over them. A bare file name belongs to `language`.
    pub fn gather(overrides: &[(String, String)], language: &str) -> Result<Self, TemplateError> {
        let notices = NOTICES.iter().map(|spec| (spec.name, spec.template));
        let mut files: BTreeMap<_, _> = notices
            .chain(PARTS.iter().copied())
            .map(|(name, text)| ((ENGLISH.to_owned(), name.to_owned()), text.to_owned()))
            .collect();
        for (path, text) in overrides {
            let (folder, file) = path.rsplit_once('/').unwrap_or((language, path));
            let name = file.strip_suffix(".txt").filter(|name| is_known(name));
            let (Some(name), true) = (name, is_language(folder)) else {
                return Err(TemplateError::in_file(path, None, unknown(folder, file)));
            };
            files.insert((folder.to_owned(), name.to_owned()), text.clone());
        }
        Ok(Self(files))
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

/// Whether text is a language tag such as `en`, `de-AT` or `pt-BR` (RFC 5646, language and region only).
pub fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let is_word = |part: &str, from: usize, to: usize| {
        (from..=to).contains(&part.len())
            && part.chars().all(|letter| letter.is_ascii_alphanumeric())
    };
    parts.next().is_some_and(|part| is_word(part, 2, 3)) && parts.all(|part| is_word(part, 2, 8))
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
