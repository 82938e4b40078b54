//! Rules learned from mails that people have put in their place, in the form of ordinary rules: phrases that an admin
//! can read, believe or strike out. Nothing here is applied by itself.
//!
//! It is a decision list, made greedily: of all phrases the one that says most surely where a mail belongs comes first,
//! the mails that have it are set aside, and so on with the rest. How sure it is, is the lower end of Wilson's interval
//! for its share of right mails, so that three of three are worth less than ninety of a hundred. The mails that no phrase
//! is sure about get no rule: a wrong category costs more than none.
//!
//! A model with weights may be right more often; but nobody could read why, nor mend one word of it.

mod phrases;

use std::collections::BTreeSet;

use phrases::Phrases;

/// A phrase that fewer mails have says nothing.
const MAILS_MIN: usize = 3;
/// A phrase that is not at least so sure makes no rule.
const SURE_MIN: f64 = 0.5;
/// Nor one that is not so sure among all mails: towards the end only one label may be left, and then any word would do.
const SURE_OF_ALL_MIN: f64 = 0.33;
/// Most phrases that are taken.
const PHRASES_MAX: usize = 2000;
/// How many standard errors below its share a phrase is taken for.
const DOUBT: f64 = 1.0;

/// A mail with what people made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Its texts: the subject, and what the author wrote.
    pub texts: Vec<String>,
    /// Where it belongs.
    pub label: String,
}

/// A rule: whoever writes one of the phrases means this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Where a mail belongs that has one of them.
    pub label: String,
    /// Words in lower case with one space between them; the surest first.
    pub phrases: Vec<String>,
    /// How many of the mails that came as far as this rule belong there.
    pub right: usize,
    /// How many do not.
    pub wrong: usize,
}

impl Suggestion {
    /// The phrases as a pattern of a rule: at word boundaries, with anything but words between two of them.
    pub fn pattern(&self) -> String {
        let phrases: Vec<String> = self
            .phrases
            .iter()
            .map(|phrase| phrase.replace(' ', r"\W+"))
            .collect();
        format!(r"\b(?:{})\b", phrases.join("|"))
    }
}

/// A phrase that was taken, with the mails that came as far as it.
struct Taken {
    phrase: usize,
    label: usize,
    right: usize,
    wrong: usize,
}

/// The rules, in the order in which they are asked.
pub fn suggest(examples: &[Example]) -> Vec<Suggestion> {
    let labels: BTreeSet<&str> = examples.iter().map(|one| one.label.as_str()).collect();
    let labels: Vec<&str> = labels.into_iter().collect();
    let label_of: Vec<usize> = examples
        .iter()
        .map(|one| {
            labels
                .binary_search(&one.label.as_str())
                .unwrap_or_default()
        })
        .collect();
    let phrases = Phrases::of(examples, MAILS_MIN);
    let taken = take(&phrases, &label_of, labels.len());
    group(&phrases, &labels, &taken)
}

/// Takes the surest phrase, sets its mails aside, and so on.
fn take(phrases: &Phrases, label_of: &[usize], labels: usize) -> Vec<Taken> {
    // For each phrase: how many of the mails that are left have it, by label.
    let mut counts: Vec<Vec<u32>> = phrases
        .mails
        .iter()
        .map(|mails| {
            let mut count = vec![0; labels];
            for label in mails.iter().filter_map(|mail| label_of.get(*mail)) {
                if let Some(count) = count.get_mut(*label) {
                    *count += 1;
                }
            }
            count
        })
        .collect();
    let of_all = counts.clone();
    let mut is_left = vec![true; label_of.len()];
    let mut taken: Vec<Taken> = Vec::new();
    while taken.len() < PHRASES_MAX {
        let surest = counts
            .iter()
            .enumerate()
            .filter_map(|(phrase, count)| judged(phrase, count))
            .filter(|(one, _)| {
                let all = of_all.get(one.phrase);
                all.is_some_and(|all| surety(all, one.label) >= SURE_OF_ALL_MIN)
            })
            .max_by(|(a, a_sure), (b, b_sure)| {
                let by_mails = |one: &Taken| (one.right, std::cmp::Reverse(one.phrase));
                a_sure
                    .total_cmp(b_sure)
                    .then_with(|| by_mails(a).cmp(&by_mails(b)))
            });
        let Some((surest, _)) = surest.filter(|(_, sure)| *sure >= SURE_MIN) else {
            break;
        };
        for mail in phrases.mails.get(surest.phrase).into_iter().flatten() {
            let Some(left) = is_left.get_mut(*mail).filter(|left| **left) else {
                continue;
            };
            *left = false;
            let label = label_of.get(*mail).copied().unwrap_or_default();
            for phrase in phrases.of_mail.get(*mail).into_iter().flatten() {
                if let Some(count) = counts.get_mut(*phrase).and_then(|all| all.get_mut(label)) {
                    *count = count.saturating_sub(1);
                }
            }
        }
        taken.push(surest);
    }
    taken
}

/// How surely a phrase with these counts says this.
fn surety(count: &[u32], label: usize) -> f64 {
    let right = count.get(label).copied().unwrap_or_default();
    wilson(f64::from(right), f64::from(count.iter().sum::<u32>()))
}

/// What a phrase says, and how surely.
fn judged(phrase: usize, count: &[u32]) -> Option<(Taken, f64)> {
    let all: u32 = count.iter().sum();
    if (all as usize) < MAILS_MIN {
        return None;
    }
    let (label, right) = count
        .iter()
        .enumerate()
        .max_by_key(|(label, right)| (**right, std::cmp::Reverse(*label)))?;
    let taken = Taken {
        phrase,
        label,
        right: *right as usize,
        wrong: (all - right) as usize,
    };
    Some((taken, surety(count, label)))
}

/// The lower end of Wilson's score interval (E. B. Wilson, 1927) for `right` of `all`.
fn wilson(right: f64, all: f64) -> f64 {
    let (share, z2) = (right / all, DOUBT * DOUBT);
    let spread = DOUBT * (share * (1.0 - share) / all + z2 / (4.0 * all * all)).sqrt();
    (share + z2 / (2.0 * all) - spread) / (1.0 + z2 / all)
}

/// A rule that is being made, with all mails that have one of its phrases.
struct Group {
    label: usize,
    phrases: Vec<usize>,
    mails: BTreeSet<usize>,
    right: usize,
    wrong: usize,
}

/// Puts phrases of one label into one rule, as far as no rule between them would be asked too late: they must share no
/// mail with it.
fn group(phrases: &Phrases, labels: &[&str], taken: &[Taken]) -> Vec<Suggestion> {
    let mut groups: Vec<Group> = Vec::new();
    for one in taken {
        let mails: BTreeSet<usize> = phrases
            .mails
            .get(one.phrase)
            .map(|mails| mails.iter().copied().collect())
            .unwrap_or_default();
        let blocked = groups
            .iter()
            .rposition(|group| group.label != one.label && !group.mails.is_disjoint(&mails));
        let from = blocked.map_or(0, |at| at + 1);
        let home = groups
            .iter_mut()
            .skip(from)
            .find(|group| group.label == one.label);
        match home {
            Some(group) => {
                group.phrases.push(one.phrase);
                group.mails.extend(mails);
                group.right += one.right;
                group.wrong += one.wrong;
            }
            None => groups.push(Group {
                label: one.label,
                phrases: vec![one.phrase],
                mails,
                right: one.right,
                wrong: one.wrong,
            }),
        }
    }
    groups
        .into_iter()
        .map(|group| Suggestion {
            label: labels
                .get(group.label)
                .copied()
                .unwrap_or_default()
                .to_owned(),
            phrases: group
                .phrases
                .iter()
                .filter_map(|phrase| phrases.words.get(*phrase).cloned())
                .collect(),
            right: group.right,
            wrong: group.wrong,
        })
        .collect()
}

#[cfg(test)]
mod tests;
