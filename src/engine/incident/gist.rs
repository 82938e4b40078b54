//! What a report is about, as a set of terms: its words without inflection and without those that say nothing, and words of
//! the trade that mean one thing under one name.
//!
//! A gist says nothing by itself about how telling a term is; that depends on how many other reports of the day have it
//! ([`super::likeness`]).

use std::collections::BTreeSet;

use super::lexicon::{Lexicon, is_trouble, signs, stem, words};

/// How much of a text is looked at, in characters and in words: what somebody reports stands at its beginning. An
/// advertisement of five hundred words has all of them, be it an outage's.
const TEXT_CHARS_MAX: usize = 1500;
const WORDS_MAX: usize = 60;
/// In how many words signs of an outage are looked for: a long story has all sorts of words.
const SIGNS_WORDS_MAX: usize = 40;

/// What a report is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Gist {
    /// Its terms.
    pub terms: BTreeSet<String>,
    /// Whether it says that something does not work that others may need, too.
    pub is_trouble: bool,
    /// How much of an outage it says: 0 where nothing says that others have it, 4 and more where it is said plainly.
    pub signs: u8,
}

impl Gist {
    /// The gist of a subject and a text.
    pub fn of(subject: &str, text: &str, lexicon: &Lexicon) -> Self {
        let text: String = text.chars().take(TEXT_CHARS_MAX).collect();
        let whole = format!("{subject}\n{text}").to_lowercase();
        let whole = whole.replace(['\'', '’'], "");
        let mut words = words(&whole);
        words.truncate(WORDS_MAX);
        let terms = words.iter().filter_map(|word| lexicon.term(word));
        Self {
            terms: terms.collect(),
            is_trouble: is_trouble(&words),
            signs: signs(words.get(..SIGNS_WORDS_MAX).unwrap_or(&words)),
        }
    }

    /// The same with what the rules say that it is about, and where it comes from; without what its sender is called, which
    /// stands in the signature of each mail.
    #[must_use]
    pub fn from_site(mut self, category: &str, domain: &str, sender: &str) -> Self {
        let own = format!("{domain} {sender}").to_lowercase();
        for word in own.split(|c: char| !c.is_alphanumeric()) {
            self.terms.remove(&stem(word));
        }
        self.terms.insert(format!("#{category}"));
        self.terms.insert(format!("@{domain}"));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn gist(text: &str) -> Gist {
        Gist::of("", text, &Lexicon::new(&[]))
    }

    #[test]
    fn two_words_for_one_thing_are_one_term() {
        let terms = |text| gist(text).terms;
        assert_eq!(terms("The e-mails are stuck"), terms("Outlook is stuck"));
        assert_eq!(terms("remote access is down"), terms("VPN down"));
        assert_eq!(terms("Wi-Fi"), terms("WLAN"));
        assert_eq!(terms("telephones"), terms("my phone"));
    }

    #[test]
    fn a_house_has_names_of_its_own_for_things() {
        let names = [["salesforce", "CRM", "sfdc"].map(str::to_owned).to_vec()];
        let lexicon = Lexicon::new(&names);
        let terms = |text| Gist::of("", text, &lexicon).terms;
        assert_eq!(terms("The CRM is down"), terms("Salesforce down"));
        assert_eq!(terms("SFDC"), terms("crm"));
        assert_ne!(gist("The CRM is down").terms, terms("The CRM is down"));
    }

    #[test]
    fn a_wish_and_a_thing_of_ones_own_are_no_trouble() {
        for text in [
            "Please give VPN access to our contractor, it does not work for him",
            "The toner is empty, it does not print",
            "I cannot remember my password",
            "I have lost my badge",
            "My codes are gone, please reset them",
        ] {
            assert!(!gist(text).is_trouble, "{text}");
        }
        for text in [
            "VPN drops",
            "It doesn’t print",
            "lost the connection to SAP",
            "Not working, please help",
        ] {
            assert!(gist(text).is_trouble, "{text}");
        }
    }

    #[test]
    fn an_outage_is_told_from_a_trouble_of_ones_own() {
        let outage = gist("Nobody on our floor can reach the server since this morning");
        let own = gist("My mouse does not click");
        assert!(outage.signs >= 6, "{outage:?}");
        assert_eq!(own.signs, 0, "{own:?}");
    }

    #[test]
    fn what_a_sender_is_called_is_no_term() {
        let gist = gist("VPN is down\nJane Miller\nAcme").from_site(
            "network",
            "acme.example",
            "Jane Miller",
        );
        let terms: Vec<&str> = gist.terms.iter().map(String::as_str).collect();
        assert_eq!(terms, ["#network", "@acme.example", "vpn"]);
    }

    #[test]
    fn a_long_mail_is_cut_and_a_strange_one_does_no_harm() {
        let words: Vec<String> = (0..500).map(|n| format!("word{n}x")).collect();
        assert_eq!(gist(&words.join(" ")).terms.len(), WORDS_MAX);
        for text in ["", "\u{0}", "𝕍ℙℕ ß ﷺ", "eeee ess ing ed"] {
            gist(text);
        }
    }
}
