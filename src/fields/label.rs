//! A line that begins with the name of a field: `Phone: 0123`, `* *Where you are:*`, `> - Room = 7`.

use super::Form;
use crate::domain::field::ANYTHING_ELSE;
use crate::domain::tongue::translations;

/// What a line begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Head {
    /// The field at this place, by its question, label or name.
    Field(usize),
    /// The field at this place, by the question that only we write.
    Question(usize),
    /// A part of the field at this place: the room of a location.
    Part(usize),
    /// The line that ends what was asked for.
    Else,
}

/// A line of a mail, as far as it is a line to be filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Labelled<'a> {
    /// What it begins with.
    pub head: Head,
    /// Those words, as they stand there.
    pub name: &'a str,
    /// What stands behind the colon.
    pub rest: &'a str,
}

/// A name as it is compared: lower case, without marks, single blanks.
pub(super) fn plain(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| c.is_whitespace() || "*_:?：\u{a0}".contains(c));
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A line of ours, as it is compared, in every language that our mails are written in.
pub(super) fn in_all_languages(line: &str) -> Vec<String> {
    let english = format!("{line}:");
    let others = translations(&english).map(plain);
    std::iter::once(plain(line)).chain(others).collect()
}

/// Takes a line's bullet off.
pub(super) fn bare(line: &str) -> &str {
    let is_bullet = |c: char| c.is_whitespace() || "-*•·–—▪◦□☐\u{a0}".contains(c);
    let line = line.trim().trim_start_matches(is_bullet);
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let has_number = digits.len() < line.len() && line.len() - digits.len() <= 2;
    match digits.strip_prefix([')', '.']) {
        Some(rest) if has_number && rest.starts_with(' ') => rest.trim_start(),
        _ => line,
    }
}

/// The name that a line begins with, where it does.
pub(super) fn read<'a>(forms: &[Form], line: &'a str) -> Option<Labelled<'a>> {
    let line = bare(line);
    for separator in [":", "：", " = ", "=", "->", "→", "?", " - ", " – "] {
        let Some((name, rest)) = line.split_once(separator) else {
            continue;
        };
        // A dash or a mark of question stands in sentences, too: only what we wrote ourselves is taken before them.
        let is_plain = matches!(separator, ":" | "：" | "=" | " = ");
        let is_sure = |head: &Head| is_plain || matches!(head, Head::Question(_) | Head::Else);
        if let Some(head) = find(forms, name).filter(is_sure) {
            let rest = rest.trim_matches(|c: char| c.is_whitespace() || c == '\u{a0}');
            let rest = rest.trim_start_matches(['*', '_', ':', '?', '>']).trim();
            return Some(Labelled { head, name, rest });
        }
    }
    let head = find(forms, line)?;
    let is_ours = matches!(head, Head::Question(_) | Head::Else);
    is_ours.then_some(Labelled {
        head,
        name: line,
        rest: "",
    })
}

fn find(forms: &[Form], name: &str) -> Option<Head> {
    if name.len() > 120 {
        return None;
    }
    let name = plain(name);
    if name.is_empty() {
        return None;
    }
    if in_all_languages(ANYTHING_ELSE).contains(&name) {
        return Some(Head::Else);
    }
    let place = |is_it: &dyn Fn(&Form) -> bool| forms.iter().position(is_it);
    let question = place(&|form| form.questions.contains(&name)).map(Head::Question);
    let own = || place(&|form| form.heads.contains(&name) || form.also.contains(&name));
    let part = || place(&|form| form.parts.contains(&name)).map(Head::Part);
    question.or_else(|| own().map(Head::Field)).or_else(part)
}
