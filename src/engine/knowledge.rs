//! What was written down before, and finding it again: articles that fit a report, and what an agent searches for.
//!
//! The index of the store is the index of words, too: a row for each word of a document, made and made anew from the journal
//! like every other row. `tantivy` does more than is needed here and asks for more than fits: it brings some eighty crates and
//! threads of its own, commits to a folder that would be a second truth beside the journal, and its ranking depends on how its
//! segments were merged, so that the same input and state would not give the same decision. A desk has some thousand articles
//! and some hundred thousand tickets; of these the newest of each word are looked at, and ranked here, by pure functions.
//!
//! An article is offered to a requester when it fits well, and else none is: its title has to be about what they write. What is
//! searched for is a matter of the agent, who gets the best there is.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{Event, EventBody, Ticket, TicketId};
use crate::mail::inbound::{Inbound, Origin};

use super::incident::lexicon;
use super::policy::Policy;

/// Most words of a text that are looked at.
const WORDS_MAX: usize = 200;
/// In how many words of a report an article has to be found: a long story has any article's words somewhere.
const FITTING_WORDS_MAX: usize = 60;
/// Most terms of a document, and of a question.
const TERMS_MAX: usize = 40;
/// Longest term, in characters; what is longer is no word.
const TERM_CHARS_MAX: usize = 40;
/// Most articles that a requester is offered.
pub const OFFERED_MAX: usize = 2;
/// Most documents that a search gives.
pub const FOUND_MAX: usize = 10;
/// How much of an article's title a report has to say, at least: parts of the title's terms.
const TITLE_PART: (usize, usize) = (2, 3);
/// How many terms of the title, and of title and text together, a report has to say at least. One word in common is chance.
const TITLE_TERMS_MIN: usize = 2;
const SHARED_TERMS_MIN: usize = 3;

/// A document that can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Document {
    /// The article of a ticket.
    Article(TicketId),
    /// A ticket: its subject, the words that opened it, and how it was solved.
    Ticket(TicketId),
}

impl Document {
    /// The ticket that it is of.
    pub fn ticket(self) -> TicketId {
        match self {
            Self::Article(id) | Self::Ticket(id) => id,
        }
    }
}

/// What is to be searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// The terms of the question.
    pub terms: BTreeSet<String>,
    /// Whether tickets are searched, too.
    pub with_tickets: bool,
}

impl Search {
    /// Articles for a report.
    pub fn articles(subject: &str, text: &str) -> Self {
        Self {
            terms: terms(&format!("{subject}\n{text}")),
            with_tickets: false,
        }
    }

    /// Everything that has words in common with these.
    pub fn all(words: &str) -> Self {
        Self {
            terms: terms(words),
            with_tickets: true,
        }
    }
}

/// What is searched for to be offered to the sender of a mail that opens a ticket.
pub(super) fn to_offer(mail: &Inbound, policy: &Policy) -> Option<Search> {
    let may_offer = policy.offers_articles && mail.origin == Origin::Person && mail.auto_respond;
    may_offer.then(|| Search::articles(&mail.subject, &mail.own.text))
}

/// The terms by which a text is found: its words without inflection and without those that stand in any text.
pub fn terms(text: &str) -> BTreeSet<String> {
    terms_within(text, WORDS_MAX)
}

/// The terms of the first words of a text, so many.
fn terms_within(text: &str, most: usize) -> BTreeSet<String> {
    let text = text.to_lowercase().replace(['\'', '’'], "");
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty()).take(most);
    let telling = words.filter(|word| {
        let chars = word.chars().count();
        (2..=TERM_CHARS_MAX).contains(&chars) && !lexicon::is_empty_word(word)
    });
    telling.map(lexicon::stem).take(TERMS_MAX).collect()
}

/// The terms that an event adds to a ticket.
pub fn terms_of(event: &Event) -> BTreeSet<String> {
    match &event.body {
        EventBody::Opened { message, .. } => {
            terms(&format!("{}\n{}", *message.subject, *message.text))
        }
        EventBody::TitleChanged { to, .. } => terms(to),
        EventBody::SolutionRecorded { text } => terms(text),
        EventBody::Resolved { solution, .. } => terms(solution),
        _ => BTreeSet::new(),
    }
}

/// The terms of a ticket's article.
pub fn terms_of_article(ticket: &Ticket) -> BTreeSet<String> {
    let article = ticket.work.article.as_ref();
    article.map_or_else(BTreeSet::new, |article| {
        terms(&format!("{}\n{}", *article.title, *article.text))
    })
}

/// The documents that have these terms, the best first: a term counts for the more the fewer documents have it. Of two that
/// are as good, the article comes first, then the newer one.
pub fn rank(postings: &BTreeMap<String, Vec<Document>>, most: usize) -> Vec<Document> {
    let all: BTreeSet<Document> = postings.values().flatten().copied().collect();
    let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    let mut weights: BTreeMap<Document, f64> = BTreeMap::new();
    for documents in postings.values() {
        let weight = (1.0 + count(all.len()) / count(documents.len().max(1))).ln();
        for document in documents {
            *weights.entry(*document).or_default() += weight;
        }
    }
    let mut ranked: Vec<(Document, f64)> = weights.into_iter().collect();
    ranked.sort_by(|a, b| {
        let is_article = |document: &Document| matches!(document, Document::Article(_));
        let better = b.1.total_cmp(&a.1);
        let kind = is_article(&b.0).cmp(&is_article(&a.0));
        better.then(kind).then(b.0.ticket().cmp(&a.0.ticket()))
    });
    ranked
        .into_iter()
        .map(|(document, _)| document)
        .take(most)
        .collect()
}

/// The tickets whose articles fit a report well, the best first; most often none.
pub fn fitting<'a>(
    subject: &str,
    text: &str,
    found: impl Iterator<Item = &'a Ticket>,
) -> Vec<&'a Ticket> {
    let said = terms_within(&format!("{subject}\n{text}"), FITTING_WORDS_MAX);
    let fits = |ticket: &&Ticket| {
        let Some(article) = ticket.offered() else {
            return false;
        };
        let title = terms(&article.title);
        let of_title = title.intersection(&said).count();
        let shared = terms_of_article(ticket).intersection(&said).count();
        of_title >= TITLE_TERMS_MIN
            && of_title * TITLE_PART.1 >= title.len() * TITLE_PART.0
            && shared >= SHARED_TERMS_MIN
    };
    found.filter(fits).take(OFFERED_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_by_what_it_says_in_any_form() {
        assert_eq!(terms("The printers were printing"), terms("printer, print"));
        assert_eq!(terms("What do you want to do with it"), terms(""));
        assert!(terms("Error 0x80070035").contains("0x80070035"));
    }

    #[test]
    fn a_term_that_few_documents_have_counts_for_more() {
        let documents = |ids: &[u32]| {
            ids.iter()
                .map(|id| Document::Ticket(TicketId(*id)))
                .collect()
        };
        let postings = BTreeMap::from([
            ("printer".to_owned(), documents(&[1, 2, 3, 4])),
            ("toner".to_owned(), documents(&[2])),
            ("floor".to_owned(), documents(&[1, 3, 4])),
        ]);
        let best = |most| {
            let ranked = rank(&postings, most);
            ranked
                .iter()
                .map(|document| document.ticket().0)
                .collect::<Vec<_>>()
        };
        assert_eq!(best(10), [2, 4, 3, 1]);
        assert_eq!(best(1), [2]);
        assert!(rank(&BTreeMap::new(), 10).is_empty());
    }

    #[test]
    fn an_article_comes_before_a_ticket_that_is_as_good() {
        let id = TicketId(7);
        let both = vec![Document::Ticket(id), Document::Article(id)];
        let postings = BTreeMap::from([("vpn".to_owned(), both)]);
        assert_eq!(rank(&postings, 1), [Document::Article(id)]);
    }
}
