//! An HTML body as the text that a reader of it would have seen.
//!
//! The document first goes through a linear filter (`Filter`) that keeps a dozen harmless elements, drops what is
//! hidden from the reader, flattens tables and caps the depth; only then does html2text see it, which is quadratic in
//! nesting. Where a mail program marked the beginning of a quote, the text holds a line of [`QUOTE_MARK`].

mod tag;

use tag::Tag;

/// Longest document read, in bytes; what follows is left out.
pub const HTML_BYTES_MAX: usize = 1024 * 1024;
/// Longest filtered document given to html2text, in bytes: twice the text that is kept of a mail.
const CLEAN_BYTES_MAX: usize = 512 * 1024;
/// Deepest nesting kept; deeper text stays, its elements go.
pub const DEPTH_MAX: usize = 60;
/// A private-use character, alone on its line: here a mail program began to quote. [`super::own_text`] reads it; it
/// never reaches a user.
pub const QUOTE_MARK: char = '\u{e000}';
/// Width at which lines are wrapped: none, in effect, since a wrapped token or command would not be found again.
const WIDTH: usize = 4_000;

/// The text of a document, and whether a limit was reached.
pub fn text_of(document: &str) -> (String, bool) {
    let mut is_cut = document.len() > HTML_BYTES_MAX;
    let end = document.floor_char_boundary(HTML_BYTES_MAX);
    let document = document.get(..end).unwrap_or(document);
    let mut filter = Filter::default();
    filter.run(document);
    is_cut |= filter.is_cut;
    let clean = filter.out;
    // A panic of the renderer must not cost the mail; the tags are then taken out by hand.
    let rendered = std::panic::catch_unwind(|| render(&clean)).ok().flatten();
    let text = rendered.unwrap_or_else(|| {
        is_cut = true;
        tag::without_tags(&clean)
    });
    (tidy(&text), is_cut)
}

fn render(clean: &str) -> Option<String> {
    html2text::config::plain_no_decorate()
        .allow_width_overflow()
        .no_link_wrapping()
        .string_from_read(clean.as_bytes(), WIDTH)
        .ok()
}

/// No-break spaces become blanks, ends of lines lose theirs, runs of empty lines become one.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0usize;
    for line in text.lines() {
        let line = line.replace('\u{a0}', " ");
        let line = line.trim_end();
        if line.is_empty() {
            empty = empty.saturating_add(1);
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty > 0 { "\n\n" } else { "\n" });
        }
        empty = 0;
        out.push_str(line);
    }
    out
}

/// Elements whose content no reader sees as text.
const UNSEEN: &[&str] = &[
    "script", "style", "title", "noscript", "template", "iframe", "object", "svg", "math",
    "select", "textarea", "xml",
];
/// Elements kept as they are: html2text knows what to do with them.
const KEPT: &[&str] = &[
    "p",
    "div",
    "blockquote",
    "ul",
    "ol",
    "li",
    "pre",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
];
/// Elements that end a line; the table is flattened, since nearly all tables in mail are layout.
const AS_DIV: &[&str] = &[
    "tr", "table", "tbody", "thead", "tfoot", "section", "article", "header", "footer", "center",
    "dl", "dt", "dd", "address", "body", "form", "fieldset", "figure", "main", "nav", "aside",
    "caption",
];
/// Elements that end when their like begins.
const SELF_CLOSING: &[&str] = &["p", "li", "tr", "td", "th", "dt", "dd"];

/// One element that is open.
struct Open<'a> {
    name: String,
    kept: Option<&'static str>,
    is_hidden: bool,
    href: Option<&'a str>,
    text_at: usize,
}

/// Copies a document, leaving out what is not wanted, in one pass.
#[derive(Default)]
struct Filter<'a> {
    out: String,
    open: Vec<Open<'a>>,
    hidden: usize,
    endless: Vec<&'static str>,
    is_cut: bool,
}

impl<'a> Filter<'a> {
    fn run(&mut self, document: &'a str) {
        let mut rest = document;
        while let Some(at) = rest.find('<') {
            if self.out.len() > CLEAN_BYTES_MAX {
                self.is_cut = true;
                rest = "";
                break;
            }
            let (text, from_tag) = rest.split_at_checked(at).unwrap_or((rest, ""));
            self.text(text);
            if let Some((tag, after)) = Tag::read(from_tag) {
                rest = after;
                if let Some(unseen) = UNSEEN.iter().find(|name| tag.is_open(name)) {
                    rest = self.skip(after, unseen);
                } else {
                    self.tag(&tag);
                }
            } else {
                self.text("&lt;");
                rest = from_tag.get(1..).unwrap_or_default();
            }
        }
        self.text(rest);
        while let Some(open) = self.open.pop() {
            self.end(&open);
        }
    }

    /// Passes over an element that no reader sees. One that never ends is passed over alone, and not searched for
    /// again.
    fn skip(&mut self, after: &'a str, unseen: &'static str) -> &'a str {
        if self.endless.contains(&unseen) {
            return after;
        }
        tag::after_end(after, unseen).unwrap_or_else(|| {
            self.endless.push(unseen);
            after
        })
    }

    fn text(&mut self, text: &str) {
        if self.hidden == 0 {
            self.out
                .extend(text.chars().filter(|c| *c != QUOTE_MARK && !is_filler(*c)));
        }
    }

    fn tag(&mut self, tag: &Tag<'a>) {
        match tag.name.as_str() {
            "br" => self.markup("<br>"),
            "hr" => self.markup("<div>________________________________</div>"),
            "" | "img" | "meta" | "link" | "input" | "base" | "col" | "area" | "wbr" | "source"
            | "embed" | "param" => {}
            _ if tag.is_end => self.close(&tag.name),
            _ => self.begin(tag),
        }
    }

    fn begin(&mut self, tag: &Tag<'a>) {
        let name = tag.name.as_str();
        if SELF_CLOSING.contains(&name) && self.open.last().is_some_and(|open| open.name == name) {
            self.close(name);
        }
        if tag.begins_quote() {
            self.markup("<p>\u{e000}</p>");
        }
        let kept = KEPT
            .iter()
            .copied()
            .find(|kept| *kept == name)
            .or_else(|| AS_DIV.contains(&name).then_some("div"));
        if self.open.len() >= DEPTH_MAX {
            self.is_cut = true;
            if kept.is_some() {
                self.markup("<br>");
            }
            return;
        }
        let is_hidden = tag.is_hidden();
        self.hidden = self.hidden.saturating_add(usize::from(is_hidden));
        if name == "td" || name == "th" {
            self.markup(" ");
        }
        if let Some(kept) = kept {
            self.markup(&format!("<{kept}>"));
        }
        let href = (name == "a").then(|| tag.link()).flatten();
        let text_at = self.out.len();
        self.open.push(Open {
            name: name.to_owned(),
            kept,
            is_hidden,
            href,
            text_at,
        });
    }

    /// Ends the innermost open element of this name and what stands open in it. An end without a beginning is
    /// nothing, but a block's still ends the line.
    fn close(&mut self, name: &str) {
        let Some(at) = self.open.iter().rposition(|open| open.name == name) else {
            return;
        };
        while self.open.len() > at {
            let Some(open) = self.open.pop() else { break };
            self.end(&open);
        }
    }

    fn end(&mut self, open: &Open<'_>) {
        if let Some(href) = open.href
            && self.hidden == 0
        {
            let shown = self.out.get(open.text_at..).unwrap_or_default();
            let bare = href.trim_end_matches('/').trim_start_matches("mailto:");
            if !shown.contains(bare) && !shown.trim().is_empty() {
                let href = href.replace('<', "%3C").replace('>', "%3E");
                self.out.push_str(" &lt;");
                self.out.push_str(&href);
                self.out.push_str("&gt;");
            }
        }
        if let Some(kept) = open.kept {
            self.markup(&format!("</{kept}>"));
        }
        self.hidden = self.hidden.saturating_sub(usize::from(open.is_hidden));
    }

    fn markup(&mut self, markup: &str) {
        if self.hidden == 0 {
            self.out.push_str(markup);
        }
    }
}

/// Characters that newsletters use as padding for previews: they show as nothing.
fn is_filler(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{200b}' | '\u{200c}' | '\u{2060}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests;
