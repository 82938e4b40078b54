//! Reads requester mails for tone when templates are built (S0.11, S2.11).
//!
//! Each must greet, say what it is about, hold the facts the reader needs, offer further help and give thanks, and use
//! no word that belongs to the desk's own shop talk. Only our own words count: a value that happens to say "thank you"
//! saves no template. The check runs on rendered samples, so it sees every branch and every included part.
//!
//! Phrases are known for the languages of [`courtesy`]. For any other only the form is checked: a short line of greeting,
//! something said, and a closing. It is a check against forgetting, not against bad style.

mod courtesy;

use serde_json::Value;

use super::layout::{Block, Page};
use super::spec::{Audience, Spec};
use super::value::{own_words, unmarked};
use crate::domain::Tongue;
use courtesy::{COURTESIES, Courtesy};

/// Mails whose wording is a person's own. In an answer the agent greets and thanks; a frame of ours around it would
/// greet twice.
const FREE: [&str; 1] = ["answer"];
/// Longest greeting, in characters of our own, where the language is not known.
const GREETING_CHARS_MAX: usize = 60;
/// Fewest letters of our own that can say what a mail is about.
const PURPOSE_LETTERS_MIN: usize = 20;

/// Checks a rendered sample; the error says what is missing, for the person who wrote the template.
pub fn check(spec: &Spec, language: &str, subject: &str, page: &Page) -> Result<(), String> {
    if subject.is_empty() {
        return Err("the subject is empty when this mail is written".into());
    }
    if page.body.is_empty() {
        return Err("the body is empty when this mail is written".into());
    }
    if spec.audience != Audience::Requester || FREE.contains(&spec.name) {
        return Ok(());
    }
    let said: Vec<String> = page
        .body
        .iter()
        .map(|block| own(block).to_lowercase())
        .collect();
    let (greeting, rest) = said.split_first().ok_or("the body is empty")?;
    let has_purpose = rest.iter().any(|block| {
        block
            .chars()
            .filter(|letter| letter.is_alphabetic())
            .count()
            >= PURPOSE_LETTERS_MIN
    });
    if !has_purpose {
        return Err("it does not say what it is about; write a sentence after the greeting".into());
    }
    let short = language.split('-').next().unwrap_or(language);
    match COURTESIES.iter().find(|known| known.language == short) {
        Some(courtesy) => check_phrases(courtesy, greeting, rest, page),
        None => check_form(greeting, rest),
    }
}

fn check_phrases(
    courtesy: &Courtesy,
    greeting: &str,
    rest: &[String],
    page: &Page,
) -> Result<(), String> {
    let rest = rest.join("\n");
    let example = |phrases: &[&str]| phrases.first().copied().unwrap_or_default().to_owned();
    if !courtesy
        .greetings
        .iter()
        .any(|phrase| greeting.starts_with(phrase))
    {
        return Err(format!(
            "it has no greeting; begin with one such as \"{}\"",
            example(courtesy.greetings)
        ));
    }
    if !courtesy.offers.iter().any(|phrase| rest.contains(phrase)) {
        return Err(format!(
            "it offers no further help; say so, with a word such as \"{}\"",
            example(courtesy.offers)
        ));
    }
    if !courtesy.thanks.iter().any(|phrase| rest.contains(phrase)) {
        return Err(format!(
            "it gives no thanks; add a word such as \"{}\"",
            example(courtesy.thanks)
        ));
    }
    let footer: String = page
        .footer
        .iter()
        .map(|block| own(block).to_lowercase() + "\n")
        .collect();
    let all = format!("{greeting}\n{rest}\n{footer}");
    match courtesy.jargon.iter().find(|phrase| has_word(&all, phrase)) {
        Some(phrase) => Err(format!("\"{phrase}\" is shop talk; say it in plain words")),
        None => Ok(()),
    }
}

/// For a language whose phrases are not known.
fn check_form(greeting: &str, rest: &[String]) -> Result<(), String> {
    if greeting.chars().count() > GREETING_CHARS_MAX {
        return Err("it has no greeting; begin with a short line of its own".into());
    }
    if rest.len() < 2 {
        return Err(
            "it needs a greeting, a body and a closing, each parted by an empty line".into(),
        );
    }
    Ok(())
}

/// Checks that each fact the reader needs is in the mail, where the sample has it: as it is, or as it is called in the
/// language of the mail.
pub fn check_needs(
    spec: &Spec,
    language: &str,
    facts: &Value,
    subject: &str,
    page: &Page,
) -> Result<(), String> {
    let tongue = Tongue::of(language);
    let all: Vec<String> = page
        .body
        .iter()
        .flat_map(Block::lines)
        .map(|line| unmarked(line))
        .collect();
    let all = squeeze(&format!("{subject} {}", all.join(" ")));
    for path in spec.needs {
        let fact = facts
            .pointer(&format!("/{}", path.replace('.', "/")))
            .and_then(Value::as_str);
        let first = fact.and_then(|fact| fact.lines().next()).map(squeeze);
        let is_told =
            |first: &String| all.contains(first) || all.contains(&squeeze(tongue.word(first)));
        if first.is_some_and(|first| !is_told(&first)) {
            return Err(format!(
                "it leaves out {{{{ {path} }}}}, which the reader needs"
            ));
        }
    }
    Ok(())
}

fn own(block: &Block) -> String {
    block
        .lines()
        .map(|line| own_words(line))
        .collect::<Vec<_>>()
        .join("\n")
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether `phrase` stands in `text` as whole words.
fn has_word(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text
            .get(at + phrase.len()..)
            .and_then(|text| text.chars().next());
        ![before, after]
            .into_iter()
            .flatten()
            .any(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use crate::notices::Templates;

    /// What is said of an acknowledgement with this body.
    fn complaint(language: &str, body: &str) -> String {
        let file = format!("{language}/follow-up-opened.txt");
        let text = format!("Subject: {{{{ ticket.reference }}}}\n\n{body}\n");
        match Templates::build(&[(file, text)], &[language.parse().unwrap()]) {
            Ok(_) => String::new(),
            Err(error) => error.to_string(),
        }
    }

    const GOOD: &str = "Hello,\n\nYour request continues {{ old_reference }}, and we look after it.\n\nReply if you need more. Thank you.";

    #[test]
    fn a_courteous_mail_passes() {
        assert_eq!(complaint("en", GOOD), "");
    }

    #[test]
    fn what_is_missing_is_named_with_its_file() {
        let say = |body: &str| complaint("en", body);
        let file = "template en/follow-up-opened.txt: ";
        assert_eq!(
            say(&GOOD.replace("Hello", "Yo")),
            format!("{file}it has no greeting; begin with one such as \"hello\"")
        );
        assert!(
            say(&GOOD.replace("Reply if you need more. ", "")).contains("offers no further help")
        );
        assert!(say(&GOOD.replace(" Thank you.", "")).contains("gives no thanks"));
        assert!(
            say(&GOOD.replace("{{ old_reference }}", "another"))
                .contains("leaves out {{ old_reference }}")
        );
        assert!(
            say(&GOOD.replace("we look after it", "it was actioned"))
                .contains("\"actioned\" is shop talk")
        );
        assert!(
            say("Hello,\n\n{{ old_reference }}\n\nReply. Thanks.").contains("what it is about")
        );
    }

    #[test]
    fn a_value_that_gives_thanks_saves_no_template() {
        let body = GOOD.replace("Thank you.", "{% set x = \"thank you\" %}{{ x }}");
        assert!(complaint("en", &body).contains("gives no thanks"));
    }

    #[test]
    fn a_language_without_phrases_is_checked_for_its_form_only() {
        let body = "Goedendag,\n\nUw verzoek {{ old_reference }} is ontvangen en wordt bekeken.\n\nMet groet";
        assert_eq!(complaint("nl", body), "");
        assert!(complaint("nl", &body.replace("\n\nMet groet", "")).contains("closing"));
        assert!(
            complaint("de-AT", body).contains("no greeting"),
            "German phrases serve Austria too"
        );
    }
}
