//! What the author wrote now, cut free of what others wrote.
//!
//! Every line gets one label, none is thrown away: [`OwnText`] holds the lines by label. Quotes are found by `>`, by
//! the line that introduces them (`On … wrote:`, in the languages of [`attribution`]), by the header block that
//! Outlook and others put before them ([`headings`]) and by [`QUOTE_MARK`]. Answers between quoted lines stay.
//! Where no rule is sure, the text stays with the author: a line too many is read, a line too few is lost. It takes
//! no decision on commands.

pub mod attribution;
pub mod headings;
pub mod signature;

use super::html::QUOTE_MARK;
use super::inbound::OwnText;

/// Most lines looked at; what follows counts as quoted. Reports of programs may be longer, words of people are not.
pub const LINES_MAX: usize = 20_000;

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Own,
    Quoted,
    Signature,
    Forwarded,
}

/// A line with what the rules need to know of it.
#[derive(Debug, Clone)]
struct Line<'a> {
    /// As written, without its line end.
    raw: &'a str,
    /// Without blanks at the ends, no-break spaces and bold marks at the ends taken for blanks.
    text: &'a str,
    label: Label,
}

/// Takes a body text apart.
pub fn own_text(text: &str) -> OwnText {
    let mut lines = read(text);
    let rest = text.lines().skip(LINES_MAX).collect::<Vec<_>>().join("\n");
    let mut is_sure = rest.is_empty();
    label_marked(&mut lines);
    is_sure &= label_introduced(&mut lines);
    label_wrapped(&mut lines);
    label_signatures(&mut lines);
    let mut own = OwnText {
        text: gather(&lines, Label::Own),
        quoted: gather(&lines, Label::Quoted),
        signature: gather(&lines, Label::Signature),
        forwarded: gather(&lines, Label::Forwarded),
        is_sure: is_sure && !lines.iter().any(is_doubtful),
    };
    if !rest.is_empty() {
        own.quoted.push('\n');
        own.quoted.push_str(&rest);
    }
    own
}

fn read(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    for raw in text.lines().take(LINES_MAX) {
        let line = line(raw);
        match attribution::shared_line(line.text).and_then(|at| line.text.split_at_checked(at)) {
            Some((words, introduction)) if !line.text.starts_with('>') => {
                lines.push(self::line(words.trim_end_matches(['-', ' '])));
                lines.push(self::line(introduction));
            }
            _ => lines.push(line),
        }
    }
    lines
}

fn line(raw: &str) -> Line<'_> {
    let blank = |c: char| c.is_whitespace() || c == '\u{a0}' || c == '\u{200b}' || c == '\u{feff}';
    Line {
        raw: raw.trim_end_matches(blank),
        text: raw.trim_matches(blank),
        label: Label::Own,
    }
}

/// `>` at the beginning of a line.
fn label_marked(lines: &mut [Line<'_>]) {
    for line in lines {
        if line.text.starts_with('>') && !line.text.contains("<<<") {
            line.label = Label::Quoted;
        }
    }
}

/// Lines that say that a quote or forward follows, and what follows them. The answer says whether each was plain.
fn label_introduced(lines: &mut [Line<'_>]) -> bool {
    let mut is_sure = true;
    let mut at = 0usize;
    while at < lines.len() {
        let Some(found) = introduction(lines, at) else {
            at = at.saturating_add(1);
            continue;
        };
        let end = at.saturating_add(found.length).min(lines.len());
        let quote = next_written(lines, end);
        let is_marked = quote.is_some_and(|line| line.label == Label::Quoted);
        if found.needs_marked && !is_marked {
            at = at.saturating_add(1);
            continue;
        }
        let stop = if is_marked {
            end_of_quote(lines, end)
        } else {
            is_sure &= found.is_sure;
            lines.len()
        };
        let is_forward = found.is_forward || heads_forward(lines, at);
        let label = if is_forward {
            Label::Forwarded
        } else {
            Label::Quoted
        };
        for line in lines.iter_mut().take(stop).skip(at) {
            line.label = label;
        }
        at = stop.max(at.saturating_add(1));
    }
    is_sure
}

/// What stands before a quote.
#[derive(Debug, Clone, Copy)]
struct Introduction {
    /// Lines it takes.
    length: usize,
    is_forward: bool,
    /// It counts only when `>` lines follow.
    needs_marked: bool,
    is_sure: bool,
}

fn introduction(lines: &[Line<'_>], at: usize) -> Option<Introduction> {
    let line = lines.get(at)?;
    if line.label != Label::Own || line.text.is_empty() {
        return None;
    }
    let sure = |length, is_forward| Introduction {
        length,
        is_forward,
        needs_marked: false,
        is_sure: true,
    };
    if line.text.starts_with(QUOTE_MARK) {
        return Some(sure(1, false));
    }
    let texts: Vec<&str> = lines
        .iter()
        .skip(at)
        .take(headings::BLOCK_LINES_MAX)
        .take_while(|line| line.label == Label::Own)
        .map(|line| line.text)
        .collect();
    if let Some(is_forward) = headings::separator(&texts) {
        return Some(sure(1, is_forward));
    }
    if headings::block(&texts) {
        return Some(sure(1, false));
    }
    let found = attribution::read(&texts)?;
    Some(Introduction {
        length: found.lines,
        is_forward: false,
        needs_marked: found.is_weak,
        is_sure: !found.is_weak,
    })
}

/// A mark of an HTML body says only that something was taken over; the lines behind it may say that it is a forward.
fn heads_forward(lines: &[Line<'_>], at: usize) -> bool {
    let texts: Vec<&str> = lines
        .iter()
        .skip(at.saturating_add(1))
        .map(|line| line.text)
        .filter(|text| !text.is_empty() && !text.starts_with(QUOTE_MARK))
        .take(1)
        .collect();
    lines
        .get(at)
        .is_some_and(|line| line.text.starts_with(QUOTE_MARK))
        && headings::separator(&texts) == Some(true)
}

/// The first line from `at` on that is not empty.
fn next_written<'a, 'b>(lines: &'a [Line<'b>], at: usize) -> Option<&'a Line<'b>> {
    lines
        .iter()
        .skip(at)
        .find(|line| !line.text.is_empty() && !line.text.starts_with(QUOTE_MARK))
}

/// Where the run of `>` lines (and empty ones) from `at` on ends.
fn end_of_quote(lines: &[Line<'_>], at: usize) -> usize {
    let run = lines
        .iter()
        .skip(at)
        .take_while(|line| {
            line.label == Label::Quoted || line.text.is_empty() || line.text.starts_with(QUOTE_MARK)
        })
        .count();
    at.saturating_add(run)
}

/// A quoted line that a mail program wrapped leaves its tail without a `>`: a short line right between two quoted
/// ones, of which the first is long.
fn label_wrapped(lines: &mut [Line<'_>]) {
    const FULL: usize = 60;
    for at in 1..lines.len().saturating_sub(1) {
        let (Some(before), Some(line), Some(after)) = (
            lines.get(at.saturating_sub(1)),
            lines.get(at),
            lines.get(at.saturating_add(1)),
        ) else {
            continue;
        };
        let is_between = before.label == Label::Quoted
            && after.label == Label::Quoted
            && before.text.starts_with('>')
            && after.text.starts_with('>');
        let is_full = before.text.chars().count() >= FULL && line.text.chars().count() < 40;
        let is_tail = !line.text.is_empty() && (is_full || has_open_bracket(before.text));
        if is_between
            && is_tail
            && !line.text.ends_with(['.', '!', '?'])
            && line.label == Label::Own
            && let Some(line) = lines.get_mut(at)
        {
            line.label = Label::Quoted;
        }
    }
}

/// A link in brackets that goes on in the next line.
fn has_open_bracket(text: &str) -> bool {
    text.contains("http")
        && [('(', ')'), ('<', '>'), ('[', ']')]
            .iter()
            .any(
                |(open, close)| match (text.rfind(*open), text.rfind(*close)) {
                    (Some(open), Some(close)) => open > close,
                    (Some(_), None) => true,
                    _ => false,
                },
            )
}

/// In each run of own lines, what stands behind a signature mark.
fn label_signatures(lines: &mut [Line<'_>]) {
    let mut at = 0usize;
    while at < lines.len() {
        let run = lines
            .iter()
            .skip(at)
            .take_while(|line| line.label == Label::Own)
            .count();
        let end = at.saturating_add(run);
        let texts: Vec<&str> = lines
            .iter()
            .take(end)
            .skip(at)
            .map(|line| line.text)
            .collect();
        if let Some(start) = signature::start(&texts) {
            for line in lines.iter_mut().take(end).skip(at.saturating_add(start)) {
                line.label = Label::Signature;
            }
        }
        at = end.saturating_add(1);
    }
}

/// A line that looks as if somebody else's words began there, though no rule was sure of it.
fn is_doubtful(line: &Line<'_>) -> bool {
    line.label == Label::Own
        && (headings::is_author_line(line.text) || attribution::is_tail(line.text))
}

/// The lines of one label; an empty line where others stood between, and none at the ends.
fn gather(lines: &[Line<'_>], label: Label) -> String {
    let mut text = String::new();
    let mut has_gap = false;
    let mut empty = 0usize;
    for line in lines {
        if line.label != label {
            has_gap |= !line.text.is_empty();
            continue;
        }
        if line.text.is_empty() {
            empty = empty.saturating_add(1);
            continue;
        }
        if line.text.starts_with(QUOTE_MARK) {
            continue;
        }
        if !text.is_empty() {
            let breaks = if has_gap { 2 } else { empty.saturating_add(1) };
            text.extend(std::iter::repeat_n('\n', breaks.min(3)));
        }
        (has_gap, empty) = (false, 0);
        text.push_str(line.raw);
    }
    text
}

#[cfg(test)]
mod tests;
