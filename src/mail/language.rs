//! The language a mail is written in, where that can be told.
//!
//! The author's own words speak first, and only when they are enough to be sure: the letters of a long text, or, in
//! the few words of most reports, words that only one of the languages has. Without that the header is asked, which
//! says how a mail program is set up and not what somebody reads: `Content-Language` (RFC 3282), then the first
//! language of `Accept-Language`, as Exchange sends it. A wrong guess answers somebody in a language they may not
//! read; no guess answers them in the desk's own. So this says nothing rather than too much.
//!
//! This is the only door to the detector.

mod words;

use whatlang::{Lang, detect};

use super::inbound::Inbound;
use crate::domain::Language;

/// Fewest letters that tell anything.
const LETTERS_MIN: usize = 10;
/// Most of a text that is looked at, in characters.
const CHARS_MAX: usize = 4000;
/// From here on the detector is believed by itself. In short reports it was wrong up to 0.35, and right from 0.45 on.
const SURE: f64 = 0.5;
/// From here on it contradicts what single words say.
const CONTRADICTS: f64 = 0.4;

/// The languages that are told apart, with their tags.
const TAGS: [(Lang, &str); 34] = [
    (Lang::Eng, "en"),
    (Lang::Deu, "de"),
    (Lang::Fra, "fr"),
    (Lang::Spa, "es"),
    (Lang::Hin, "hi"),
    (Lang::Mar, "mr"),
    (Lang::Nep, "ne"),
    (Lang::Ben, "bn"),
    (Lang::Guj, "gu"),
    (Lang::Pan, "pa"),
    (Lang::Tam, "ta"),
    (Lang::Tel, "te"),
    (Lang::Kan, "kn"),
    (Lang::Mal, "ml"),
    (Lang::Urd, "ur"),
    (Lang::Ara, "ar"),
    (Lang::Heb, "he"),
    (Lang::Pes, "fa"),
    (Lang::Tur, "tr"),
    (Lang::Rus, "ru"),
    (Lang::Ukr, "uk"),
    (Lang::Pol, "pl"),
    (Lang::Ces, "cs"),
    (Lang::Ell, "el"),
    (Lang::Ita, "it"),
    (Lang::Por, "pt"),
    (Lang::Cat, "ca"),
    (Lang::Nld, "nl"),
    (Lang::Swe, "sv"),
    (Lang::Dan, "da"),
    (Lang::Fin, "fi"),
    (Lang::Cmn, "zh"),
    (Lang::Jpn, "ja"),
    (Lang::Kor, "ko"),
];

/// The language a mail is written in.
pub fn language(mail: &Inbound) -> Option<Language> {
    let told = of_text(&mail.own.text).map(str::to_owned);
    told.or_else(|| of_header(&mail.headers))?.parse().ok()
}

/// What the words say.
fn of_text(text: &str) -> Option<&'static str> {
    let prose = prose(text);
    if prose.chars().filter(|c| c.is_alphabetic()).count() < LETTERS_MIN {
        return None;
    }
    let guess = detect(&prose);
    let (tag, confidence) = guess.map_or((None, 0.0), |guess| {
        let tag = TAGS.iter().find(|(lang, _)| *lang == guess.lang());
        (tag.map(|(_, tag)| *tag), guess.confidence())
    });
    match words::language(&prose) {
        Some(told) if tag == Some(told) || confidence < CONTRADICTS => Some(told),
        Some(_) => None,
        None => tag.filter(|tag| confidence >= SURE && words::may_be(tag, &prose)),
    }
}

/// The lines that somebody wrote for a reader: no addresses, paths, or what a machine printed.
fn prose(text: &str) -> String {
    let is_plain = |word: &&str| {
        let letters = word
            .chars()
            .filter(|c| c.is_alphabetic() || is_sign(*c))
            .count();
        let inner = word.trim_matches(|c: char| !c.is_alphanumeric());
        letters * 3 >= word.chars().count() * 2 && !inner.contains(['@', '/', '\\', '_', ':', '='])
    };
    let mut out = String::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let plain: Vec<&str> = words.iter().copied().filter(is_plain).collect();
        // A line that is mostly something else was pasted.
        if plain.len() * 2 > words.len() {
            out.push_str(&plain.join(" "));
            out.push('\n');
        }
    }
    match out.char_indices().nth(CHARS_MAX) {
        Some((end, _)) => out.get(..end).unwrap_or_default().to_owned(),
        None => out,
    }
}

/// Vowel signs of the scripts of India are no letters to Unicode, but part of a word.
fn is_sign(c: char) -> bool {
    ('\u{900}'..='\u{D7F}').contains(&c)
}

/// What the header says.
fn of_header(headers: &[(String, String)]) -> Option<String> {
    ["content-language", "accept-language"]
        .into_iter()
        .find_map(|name| {
            let mut fields = headers.iter();
            let (_, value) = fields.find(|(field, _)| field.eq_ignore_ascii_case(name))?;
            let first = value.split([',', ';']).next()?.trim();
            first.parse::<Language>().ok().map(|first| first.primary())
        })
}

#[cfg(test)]
mod tests;
