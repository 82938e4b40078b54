//! The name of a language, as mails and settings write it: `en`, `de-AT` (RFC 5646, language and region only).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A language tag. What it is called is kept as it was written; only the shape is checked, since an admin may bring
/// templates in any language.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Language(String);

/// A text that is no language tag.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no language; write it as \"en\" or \"pt-BR\"")]
pub struct LanguageError(String);

impl Language {
    /// English: what everything is written in first, and what is said where a language has no words.
    pub fn english() -> Self {
        Self("en".to_owned())
    }

    /// The tag as it was written.
    pub fn tag(&self) -> &str {
        &self.0
    }

    /// The language without its region, in lower case: `de` of `de-AT`.
    pub fn primary(&self) -> String {
        primary(&self.0).to_ascii_lowercase()
    }
}

/// Whether a language is written from right to left.
pub fn is_rtl(tag: &str) -> bool {
    let primary = primary(tag).to_ascii_lowercase();
    let known = [
        "ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "ug", "ur", "yi",
    ];
    known.contains(&primary.as_str())
}

/// The first subtag of a tag.
pub fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

impl FromStr for Language {
    type Err = LanguageError;

    fn from_str(text: &str) -> Result<Self, LanguageError> {
        let is_word = |part: &str, from: usize, to: usize| {
            (from..=to).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric())
        };
        let mut parts = text.split('-');
        let fits = parts
            .next()
            .is_some_and(|part| is_word(part, 2, 3) && !part.contains(|c: char| c.is_numeric()))
            && parts.all(|part| is_word(part, 1, 8))
            && text.len() <= 35;
        fits.then(|| Self(text.to_owned()))
            .ok_or_else(|| LanguageError(text.to_owned()))
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_a_language_and_perhaps_a_region() {
        for good in ["en", "de-AT", "pt-BR", "zh-Hant-TW", "hin"] {
            assert!(good.parse::<Language>().is_ok(), "{good}");
        }
        for bad in ["", "e", "english", "12", "de_AT", "../de", "de-", "d e"] {
            assert!(bad.parse::<Language>().is_err(), "{bad}");
        }
        let austrian: Language = "de-AT".parse().unwrap();
        assert_eq!((austrian.tag(), austrian.primary()), ("de-AT", "de".into()));
    }
}
