//! Answers on the lines that we asked to be filled in, in whatever way a mail program quotes them.
//!
//! ```text
//! Phone: 0123        the line's name typed anew            > - Phone: 0123    typed into the quoted line
//! > - Phone:         beneath it                            0123               above it
//! 0123                                                     > - Phone:
//! - Phone: 0123      into a copy without marks, as Outlook and HTML bodies have it; or beneath it there
//! ```
//! What bounds an answer is the next line to be filled in; the last of them asks for anything else. Whether answers stand
//! above or beneath their lines is settled for all lines at once, by which reading fits; where both do, none is taken.

use super::label::{self, Head};
use super::{Form, closing, value};
use crate::domain::field::FieldKind;

/// Deepest quote in which a line counts as ours; deeper ones were answered before.
const DEPTH_MAX: usize = 1;
/// Most lines looked at for lines to fill in.
const LINES_MAX: usize = 2000;

/// Values on lines with a field's name that somebody typed.
pub(super) fn named(forms: &[Form], own: &str) -> Vec<(String, String)> {
    let lines: Vec<&str> = own.lines().take(LINES_MAX).collect();
    let mut found: Vec<(String, String, bool)> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(labelled) = label::read(forms, line) else {
            continue;
        };
        let (place, is_ours) = match labelled.head {
            Head::Field(place) | Head::Part(place) => (place, false),
            Head::Question(place) => (place, true),
            Head::Else => continue,
        };
        let Some(form) = forms.get(place) else {
            continue;
        };
        let text = with_more(
            forms,
            form,
            labelled.rest,
            lines.get(at.saturating_add(1)..),
        );
        let Some(value) = value::accept(form.field.kind, &text) else {
            continue;
        };
        if form.field.kind == FieldKind::Line && !is_ours && value::is_sentence(&value) {
            continue;
        }
        let is_part = matches!(labelled.head, Head::Part(_));
        put(&mut found, form, labelled.name, value, is_part);
    }
    found
        .into_iter()
        .map(|(name, value, _)| (name, value))
        .collect()
}

/// Of each field the first value; parts of it are put together.
fn put(
    found: &mut Vec<(String, String, bool)>,
    form: &Form,
    word: &str,
    value: String,
    is_part: bool,
) {
    let name = &form.field.name;
    let value = if is_part && !value.to_lowercase().contains(&label::plain(word)) {
        format!(
            "{} {value}",
            label::bare(word).trim_matches(['*', '_', ' '])
        )
    } else {
        value
    };
    match found.iter_mut().find(|(known, _, _)| known == name) {
        None => found.push((name.clone(), value, is_part)),
        Some((_, known, true)) if is_part && !known.contains(&value) => {
            known.push_str(", ");
            known.push_str(&value);
        }
        Some(_) => {}
    }
}

/// A value that goes on in the next lines, for fields of several lines.
fn with_more(forms: &[Form], form: &Form, rest: &str, next: Option<&[&str]>) -> String {
    let mut text = rest.to_owned();
    if form.field.kind == FieldKind::Text && !rest.is_empty() {
        let next = next.unwrap_or_default().iter();
        for line in next.take_while(|line| {
            !line.trim().is_empty()
                && label::read(forms, line).is_none()
                && !closing::is_closing(line)
        }) {
            text.push('\n');
            text.push_str(line.trim_end());
        }
    }
    text
}

/// A line of the whole mail.
struct Line<'a> {
    depth: usize,
    text: &'a str,
}

/// A line to be filled in, with what stands around it.
struct Slot<'f> {
    form: Option<&'f Form>,
    /// What was typed behind its colon.
    inside: String,
    /// What stands between the line before and this one.
    above: String,
    /// What stands between this one and the next.
    below: String,
}

/// Values on the lines that only we write, wherever they stand in the mail.
pub(super) fn filled_in(forms: &[Form], whole: &str) -> Vec<(String, String)> {
    let lines: Vec<Line<'_>> = whole.lines().take(LINES_MAX).map(line).collect();
    let heads: Vec<(usize, Option<&Form>, &str)> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.depth <= DEPTH_MAX)
        .filter_map(|(at, line)| {
            let labelled = label::read(forms, line.text)?;
            match labelled.head {
                Head::Question(place) => Some((at, Some(forms.get(place)?), labelled.rest)),
                Head::Else => Some((at, None, labelled.rest)),
                Head::Field(_) | Head::Part(_) => None,
            }
        })
        .collect();
    let slots: Vec<Slot<'_>> = heads
        .iter()
        .enumerate()
        .map(|(index, (at, form, rest))| {
            let before = index.checked_sub(1).and_then(|before| heads.get(before));
            let after = heads.get(index.saturating_add(1)).map(|head| head.0);
            let depth = lines.get(*at).map_or(0, |line| line.depth);
            Slot {
                form: *form,
                inside: inside(&lines, *at, after, form.is_some(), rest),
                above: above(&lines, *at, before.map(|head| head.0), depth),
                below: below(&lines, *at, after, depth, form.is_some_and(is_long)),
            }
        })
        .collect();
    let mut values: Vec<(String, String)> = Vec::new();
    let mut take = |form: &Form, text: &str| {
        let is_new = values.iter().all(|(name, _)| *name != form.field.name);
        if let Some(value) = value::accept(form.field.kind, text).filter(|_| is_new) {
            values.push((form.field.name.clone(), value));
        }
    };
    let reading = reading(&slots);
    for slot in &slots {
        let Some(form) = slot.form else { continue };
        match reading {
            _ if !slot.inside.is_empty() => take(form, &slot.inside),
            Some(Reading::Above) => take(form, &slot.above),
            Some(Reading::Below) => take(form, &slot.below),
            None => {}
        }
    }
    values
}

/// Where answers stand that stand on lines of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    Above,
    Below,
}

/// The reading that fits all lines; `None` where both fit.
///
/// Above, the first line has words before it and the last none behind; beneath, it is the other way round. Where the
/// first or the last was left out, or something else stands there, the values themselves decide.
fn reading(slots: &[Slot<'_>]) -> Option<Reading> {
    let asking: Vec<&Slot<'_>> = slots
        .iter()
        .filter(|slot| slot.form.is_some() && slot.inside.is_empty())
        .collect();
    let has_first = asking.first().is_some_and(|slot| !slot.above.is_empty());
    let has_last = asking.last().is_some_and(|slot| !slot.below.is_empty());
    match (has_first, has_last) {
        (false, true) => return Some(Reading::Below),
        (true, false) => return Some(Reading::Above),
        _ => {}
    }
    let above = Fit::of(&asking, |slot| &slot.above);
    let below = Fit::of(&asking, |slot| &slot.below);
    if above.wrong != below.wrong {
        let is_above = above.wrong < below.wrong;
        return Some(if is_above {
            Reading::Above
        } else {
            Reading::Below
        });
    }
    if above.known.abs_diff(below.known) >= KNOWN_MORE_MIN {
        let is_above = above.known > below.known;
        return Some(if is_above {
            Reading::Above
        } else {
            Reading::Below
        });
    }
    None
}

/// By how many values of a known look one reading has to be ahead of the other.
const KNOWN_MORE_MIN: usize = 2;

/// How well a reading fits.
#[derive(Default)]
struct Fit {
    /// Values that are none of their field's.
    wrong: usize,
    /// Values that look like one of their field's.
    known: usize,
}

impl Fit {
    fn of(asking: &[&Slot<'_>], text: for<'a> fn(&'a Slot<'_>) -> &'a str) -> Self {
        let mut fit = Self::default();
        for slot in asking {
            let (Some(form), text) = (slot.form, text(slot)) else {
                continue;
            };
            if text.is_empty() {
                continue;
            }
            let patterns = form.patterns.iter().chain(&form.mentions);
            let is_known = patterns.into_iter().any(|pattern| pattern.is_match(text));
            let is_right = value::accept(form.field.kind, text).is_some();
            fit.wrong = fit.wrong.saturating_add(usize::from(!is_right));
            fit.known = fit.known.saturating_add(usize::from(is_known));
        }
        fit
    }
}

fn is_long(form: &Form) -> bool {
    form.field.kind == FieldKind::Text
}

fn line(raw: &str) -> Line<'_> {
    let mut text = raw.trim();
    let mut depth = 0usize;
    while let Some(rest) = text.strip_prefix('>') {
        depth = depth.saturating_add(1);
        text = rest.trim_start();
    }
    Line {
        depth,
        text: text.trim_matches('\u{a0}'),
    }
}

/// What was typed behind the colon, with the lines that it goes on in.
fn inside(
    lines: &[Line<'_>],
    at: usize,
    after: Option<usize>,
    is_field: bool,
    rest: &str,
) -> String {
    let mut text = rest.to_owned();
    let Some(after) = after.filter(|_| is_field && !rest.is_empty()) else {
        return text;
    };
    let between = lines.get(at.saturating_add(1)..after).unwrap_or_default();
    for line in between.iter().take_while(|line| !line.text.is_empty()) {
        text.push('\n');
        text.push_str(line.text);
    }
    text
}

/// What was typed between the line before and this one, less deep than it.
fn above(lines: &[Line<'_>], at: usize, before: Option<usize>, depth: usize) -> String {
    let from = before.map_or(0, |before| before.saturating_add(1));
    let between = lines.get(from..at).unwrap_or_default();
    let typed = between
        .iter()
        .rev()
        .skip_while(|line| line.text.is_empty())
        .take_while(|line| line.depth < depth && !line.text.is_empty());
    let mut typed: Vec<&str> = typed.map(|line| line.text).collect();
    typed.reverse();
    let is_other = |text: &&str| text.ends_with(':') || closing::is_greeting(text);
    if let Some(at) = typed
        .iter()
        .rposition(is_other)
        .filter(|_| before.is_none())
    {
        typed.drain(..=at);
    }
    typed.join("\n")
}

/// What stands between this line and the next one to be filled in.
fn below(
    lines: &[Line<'_>],
    at: usize,
    after: Option<usize>,
    depth: usize,
    is_long: bool,
) -> String {
    let end = after.unwrap_or(lines.len());
    let between = lines.get(at.saturating_add(1)..end).unwrap_or_default();
    let mut typed: Vec<&str> = Vec::new();
    let mut gaps = 0usize;
    for line in between {
        if line.text.is_empty() {
            gaps = gaps.saturating_add(1);
            let goes_on = is_long && after.is_some();
            let is_over = !typed.is_empty() && !goes_on;
            // Without a line behind it nothing says that what follows a gap was typed.
            if is_over || (after.is_none() && depth == 0) {
                break;
            }
            continue;
        }
        let is_typed =
            line.depth < depth || (line.depth == depth && (after.is_some() || gaps == 0));
        if !is_typed || closing::is_closing(line.text) {
            break;
        }
        if after.is_none() && line.depth == depth && !typed.is_empty() {
            break;
        }
        typed.push(line.text);
    }
    typed.join("\n")
}

/// Answers without a name: one line for each field that was asked, in their order, or the one answer to the one
/// question. Taken only where the kind of value shows what it answers.
pub(super) fn bare(asked: &[&Form], body: &str) -> Vec<super::Found> {
    let lines: Vec<&str> = body
        .lines()
        .map(label::bare)
        .filter(|line| !line.is_empty())
        .collect();
    if lines.is_empty() || lines.len() != asked.len() {
        return Vec::new();
    }
    let is_typed = |form: &&&Form| matches!(form.field.kind, FieldKind::Phone | FieldKind::YesNo);
    let is_shown = asked.iter().zip(&lines).any(|(form, line)| {
        is_typed(&form)
            || (asked.len() == 1 && is_thing(line))
            || form.patterns.iter().any(|p| p.is_match(line))
    });
    let values: Vec<super::Found> = asked
        .iter()
        .zip(&lines)
        .filter_map(|(form, line)| {
            let value = value::accept(form.field.kind, line)?;
            let is_fine =
                is_typed(&form) || (!value::is_sentence(&value) && !value::has_number(&value));
            is_fine.then(|| super::Found {
                field: form.field.name.clone(),
                value,
                how: super::How::Asked,
            })
        })
        .collect();
    if is_shown && values.len() == asked.len() {
        values
    } else {
        Vec::new()
    }
}

/// Whether a line names a thing and tells nothing: short, with a number in it.
fn is_thing(line: &str) -> bool {
    line.split_whitespace().count() <= 6
        && line.chars().any(|c| c.is_ascii_digit())
        && !value::is_sentence(line)
}
