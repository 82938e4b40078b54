//! Writes a page as HTML: the same words as the text, in one column that suits a telephone.
//!
//! Inline styles only, since mail programs drop the rest; no images but those that come with the mail, nothing remote,
//! no links (programs make their own of an address, and what a sender wrote should gain nothing here). No colour of text
//! or ground is set, only less of it for what matters less, so that a dark mail program stays dark. Everything is
//! escaped, and one pass writes it all.

use super::direction::runs;
use super::layout::{Block, Page};
use super::table;
use super::text::REF;
use super::value::unmarked;
use crate::domain::language::is_rtl;

const BODY: &str = "margin:0;padding:0;color-scheme:light dark";
const COLUMN: &str = "max-width:600px;padding:16px;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,\
                      sans-serif;font-size:16px;line-height:1.5;overflow-wrap:break-word;word-wrap:break-word";
const PARAGRAPH: &str = "margin:0 0 16px 0";
const HEADING: &str = "margin:24px 0 8px 0;font-size:16px;line-height:1.5;font-weight:bold";
const LIST: &str = "margin:0 0 16px 0;padding:0 0 0 22px";
const ITEM: &str = "margin:0 0 6px 0";
const TABLE: &str = "margin:0 0 16px 0;border-collapse:collapse;font-size:16px;line-height:1.5";
const LABEL: &str = "padding:3px 16px 3px 0;vertical-align:top;text-align:left;font-weight:normal;white-space:nowrap;opacity:0.65";
const VALUE: &str = "padding:3px 0;vertical-align:top;overflow-wrap:anywhere";
const QUOTE: &str =
    "margin:0 0 16px 0;padding:2px 0 2px 14px;border-left:3px solid #9aa5b1;white-space:pre-wrap";
const PROSE: &str = "margin:0 0 16px 0;white-space:pre-wrap";
const CODE: &str = "margin:0 0 16px 0;font-family:Menlo,\
                    Consolas,monospace;font-size:13px;line-height:1.5;white-space:pre-wrap;overflow-wrap:anywhere";
const FOOTER: &str = "margin:24px 0 0 0;padding:12px 0 0 0;border-top:1px solid #9aa5b1;font-size:13px;\
                      line-height:1.5;opacity:0.65";
const PICTURE: &str = "display:block;max-width:100%;height:auto;margin:0 0 16px 0";
/// What a picture is shown at where there is room.
const PICTURE_WIDE: &str = "560";
const PICTURE_HIGH: &str = "140";
const WHOLE: &str = "white-space:nowrap";
const SMALL: &str = "margin:0 0 8px 0";
const REFERENCE: &str = "margin:0;font-size:12px;overflow-wrap:anywhere;word-break:break-all";

/// The page as a whole HTML document.
pub fn html(page: &Page, language: &str) -> String {
    let mut out = String::from("<!DOCTYPE html>\n<html lang=\"");
    escape(&mut out, language);
    if is_rtl(language) {
        out.push_str("\" dir=\"rtl");
    }
    out.push_str("\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.push_str("<meta name=\"color-scheme\" content=\"light dark\">\n</head>\n<body");
    style(&mut out, BODY);
    out.push_str("\n<div");
    style(&mut out, COLUMN);
    out.push('\n');
    for block in &page.body {
        write(&mut out, block, PARAGRAPH, language);
    }
    if !page.footer.is_empty() || page.reference.is_some() {
        out.push_str("<div");
        style(&mut out, FOOTER);
        out.push('\n');
        for block in &page.footer {
            write(&mut out, block, SMALL, language);
        }
        if let Some(reference) = &page.reference {
            element(&mut out, "p", REFERENCE, &format!("{REF}{reference}"));
        }
        out.push_str("</div>\n");
    }
    out.push_str("</div>\n</body>\n</html>\n");
    out
}

fn write(out: &mut String, block: &Block, paragraph: &str, language: &str) {
    match block {
        Block::Paragraph(lines) => {
            open(out, "p", paragraph);
            broken(out, lines, language);
            out.push_str("</p>\n");
        }
        Block::Heading(text) => {
            open(out, "h2", HEADING);
            inline(out, text, language);
            out.push_str("</h2>\n");
        }
        Block::List(items) => {
            open(out, "ul", LIST);
            out.push('\n');
            for item in items {
                open(out, "li", ITEM);
                broken(out, item, language);
                out.push_str("</li>\n");
            }
            out.push_str("</ul>\n");
        }
        Block::Facts(rows) => facts(out, rows, language),
        Block::Quote(lines) => quoted(out, lines),
        Block::Prose(lines) => prose(out, lines),
        Block::Code(lines) => element(out, "div", CODE, &lines.join("\n")),
        Block::Table(rows) => table::html(out, rows, language),
        Block::Picture(name, words) => {
            table::image(out, name, &unmarked(words), PICTURE_WIDE, PICTURE_HIGH);
            style(out, PICTURE);
            out.push('\n');
        }
    }
}

fn facts(out: &mut String, rows: &[(String, String)], language: &str) {
    open(out, "table", TABLE);
    out.push('\n');
    for (label, value) in rows {
        out.push_str("<tr>");
        element(out, "th", LABEL, label);
        open(out, "td", VALUE);
        inline(out, value, language);
        out.push_str("</td>\n</tr>\n");
    }
    out.push_str("</table>\n");
}

/// A person's words: what they quote in them is shown as a quotation.
fn prose(out: &mut String, lines: &[String]) {
    let lines: Vec<String> = lines.iter().map(|line| unmarked(line)).collect();
    for run in lines.chunk_by(|a, b| a.starts_with('>') == b.starts_with('>')) {
        if run.first().is_some_and(|line| line.starts_with('>')) {
            let inner: Vec<String> = run
                .iter()
                .map(|line| line.trim_start_matches('>').trim().to_owned())
                .collect();
            quoted(out, &inner);
        } else if run.iter().any(|line| !line.is_empty()) {
            out.push_str("<div dir=\"auto\"");
            style(out, PROSE);
            escape(out, run.join("\n").trim_matches('\n'));
            out.push_str("</div>\n");
        }
    }
}

fn quoted(out: &mut String, lines: &[String]) {
    out.push_str("<blockquote dir=\"auto\"");
    style(out, QUOTE);
    escape(out, &unmarked(&lines.join("\n")));
    out.push_str("</blockquote>\n");
}

/// Running text with its kept breaks.
fn broken(out: &mut String, lines: &[String], language: &str) {
    for (no, line) in lines.iter().enumerate() {
        if no > 0 {
            out.push_str("<br>\n");
        }
        inline(out, line, language);
    }
}

/// A line. A ticket's reference is not torn apart at its hyphen, and a value of the other direction stands for itself.
pub fn inline(out: &mut String, line: &str, language: &str) {
    for run in runs(line, language) {
        if run.is_isolated {
            out.push_str("<span dir=\"auto\">");
        }
        for (no, word) in run.text.split(' ').enumerate() {
            if no > 0 {
                out.push(' ');
            }
            if is_reference(word) {
                open(out, "span", WHOLE);
                escape(out, word);
                out.push_str("</span>");
            } else {
                escape(out, word);
            }
        }
        if run.is_isolated {
            out.push_str("</span>");
        }
    }
}

/// Whether a word looks like `ACME-1000`, with or without a sign before or after it.
fn is_reference(word: &str) -> bool {
    let word = word.trim_matches(|letter: char| letter.is_ascii_punctuation());
    word.split_once('-').is_some_and(|(tag, number)| {
        !tag.is_empty()
            && tag
                .chars()
                .all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit())
            && !number.is_empty()
            && number.chars().all(|letter| letter.is_ascii_digit())
    })
}

fn element(out: &mut String, name: &str, css: &str, text: &str) {
    open(out, name, css);
    escape(out, &unmarked(text));
    out.push_str("</");
    out.push_str(name);
    out.push_str(">\n");
}

pub fn open(out: &mut String, name: &str, css: &str) {
    out.push('<');
    out.push_str(name);
    style(out, css);
}

/// The style attribute and the end of the tag.
pub fn style(out: &mut String, css: &str) {
    out.push_str(" style=\"");
    out.push_str(css);
    out.push_str("\">");
}

pub fn escape(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            letter => out.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notices::layout::lay_out;
    use crate::notices::value::{line, prose, quote};

    #[test]
    fn a_value_stays_text_wherever_it_stands() {
        let evil = "<script>x</script>\" onload='y' &lt;";
        let source = format!(
            "{0}\n## {0}\n- {0}\n  A: {0}\n\n{1}\n{2}\n---\n{0}",
            line(evil),
            quote(evil),
            prose(evil)
        );
        let out = html(&lay_out(&source, Some(evil.into())), "en\"><b>");
        assert!(!out.contains("<script") && !out.contains("<b>"), "{out}");
        assert!(
            !out.contains("\" onload") && !out.contains("' &lt;"),
            "{out}"
        );
        assert_eq!(out.matches("&lt;script&gt;").count(), 8, "{out}");
    }

    #[test]
    fn what_a_person_quotes_is_set_as_a_quotation() {
        let out = html(
            &lay_out(&prose("Yes.\n> is it?\n> really?\nThanks"), None),
            "en",
        );
        assert!(out.contains("is it?\nreally?</blockquote>"), "{out}");
    }

    #[test]
    fn a_name_of_the_other_direction_stands_for_itself() {
        let source = format!("Hello {}, 5 of 5", line("דוד"));
        let out = html(&lay_out(&source, None), "en");
        let shown = "Hello <span dir=\"auto\">דוד</span>, 5 of 5";
        assert!(out.contains(shown) && !out.contains("dir=\"rtl\""), "{out}");
        let out = html(&lay_out(&source, None), "ar");
        assert!(out.contains("<html lang=\"ar\" dir=\"rtl\">"), "{out}");
    }
}
