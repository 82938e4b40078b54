//! One tag of an HTML document, read just far enough to know what a reader would see.
//!
//! It is not an HTML parser: entities stay, and nesting is the filter's work.

/// Longest tag read, in bytes; a `<` without an end within this is text.
const TAG_BYTES_MAX: usize = 32 * 1024;
/// Longest link shown behind its text, in bytes. Tracking links beyond it help no reader.
const LINK_BYTES_MAX: usize = 300;

/// A tag. Comments and declarations have no name.
pub struct Tag<'a> {
    /// Lower case; empty for a comment, a declaration or a processing instruction.
    pub name: String,
    /// `</name>`.
    pub is_end: bool,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// Reads the tag at the start of `text`, which begins with `<`; also gives what stands behind it.
    pub fn read(text: &'a str) -> Option<(Self, &'a str)> {
        let inner = text.strip_prefix('<')?;
        let nameless = |after| {
            let tag = Self {
                name: String::new(),
                is_end: false,
                attributes: "",
            };
            Some((tag, after))
        };
        if let Some(comment) = inner.strip_prefix("!--") {
            return nameless(comment.split_once("-->").map_or("", |(_, after)| after));
        }
        if inner.starts_with(['!', '?']) {
            return nameless(inner.split_once('>').map_or("", |(_, after)| after));
        }
        let is_end = inner.starts_with('/');
        let inner = inner.strip_prefix('/').unwrap_or(inner);
        if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let end = end_of_tag(inner)?;
        let (whole, after) = inner.split_at_checked(end)?;
        let cut = whole
            .find(|c: char| c.is_whitespace() || c == '/')
            .unwrap_or(whole.len());
        let (name, attributes) = whole.split_at_checked(cut)?;
        let tag = Self {
            name: name.to_ascii_lowercase(),
            is_end,
            attributes,
        };
        Some((tag, after.get(1..)?))
    }

    /// Whether this begins the element `name`. `<style/>` begins it too: HTML has no such short form.
    pub fn is_open(&self, name: &str) -> bool {
        !self.is_end && self.name == name
    }

    /// The value of an attribute, quotes taken off.
    pub fn attribute(&self, wanted: &str) -> Option<&'a str> {
        let mut rest = self.attributes;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            if rest.is_empty() {
                return None;
            }
            let cut = rest
                .find(|c: char| c == '=' || c.is_whitespace())
                .unwrap_or(rest.len());
            let (name, after) = rest.split_at_checked(cut)?;
            let value = match after.trim_start().strip_prefix('=') {
                None => {
                    rest = after
                        .get(usize::from(name.is_empty())..)
                        .unwrap_or_default();
                    ""
                }
                Some(value) => {
                    let (value, after) = unquote(value.trim_start());
                    rest = after;
                    value
                }
            };
            if name.eq_ignore_ascii_case(wanted) {
                return Some(value);
            }
        }
    }

    /// Whether a reader does not see this element.
    pub fn is_hidden(&self) -> bool {
        if self.attributes.trim().is_empty() {
            return false;
        }
        if self.attribute("hidden").is_some() {
            return true;
        }
        let style = self
            .attribute("style")
            .unwrap_or_default()
            .to_ascii_lowercase();
        style.split(';').any(|rule| {
            let (name, value) = rule.split_once(':').unwrap_or_default();
            let value = value.trim().trim_end_matches("!important").trim();
            let is_zero =
                value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%') == "0";
            match name.trim() {
                "display" => value == "none",
                "visibility" => value == "hidden",
                "mso-hide" => value == "all",
                "font-size" | "max-height" | "opacity" | "max-width" => is_zero,
                _ => false,
            }
        })
    }

    /// Whether a mail program marks by this element that a quote or forward begins here.
    pub fn begins_quote(&self) -> bool {
        const IDS: &[&str] = &[
            "divrplyfwdmsg",
            "appendonsend",
            "isreplycontent",
            "isforwardcontent",
            "olk_src_body_section",
            "replysplit",
            "zwchr",
            "mail-editor-reference-message-container",
        ];
        const CLASSES: &[&str] = &[
            "gmail_attr",
            "gmail_quote_container",
            "moz-cite-prefix",
            "yahoo_quoted",
            "protonmail_quote",
            "moz-email-headers-table",
            "moz-forward-container",
            "tutanota_quote",
            "ms-outlook-mobile-reference-message",
        ];
        let id = self
            .attribute("id")
            .unwrap_or_default()
            .to_ascii_lowercase();
        let id = id.trim_start_matches("x_");
        let class = self
            .attribute("class")
            .unwrap_or_default()
            .to_ascii_lowercase();
        IDS.contains(&id)
            || class
                .split_whitespace()
                .any(|class| CLASSES.contains(&class.trim_start_matches("x_")))
    }

    /// The address of a link that is worth showing.
    pub fn link(&self) -> Option<&'a str> {
        let link = self.attribute("href")?.trim();
        let scheme = link
            .split(':')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let is_shown =
            matches!(scheme.as_str(), "http" | "https" | "mailto") && link.len() <= LINK_BYTES_MAX;
        is_shown.then_some(link)
    }
}

/// Where the `>` of a tag stands; one inside quotes does not end it.
fn end_of_tag(inner: &str) -> Option<usize> {
    let mut quote: Option<u8> = None;
    let mut before = b' ';
    for (at, byte) in inner.bytes().enumerate().take(TAG_BYTES_MAX) {
        match quote {
            Some(open) => quote = Some(open).filter(|open| byte != *open),
            None if byte == b'>' => return Some(at),
            None if byte == b'<' => return None, // the next tag begins: this was text, and the search stays short
            None if (byte == b'"' || byte == b'\'') && before == b'=' => quote = Some(byte),
            None => {}
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
    }
    inner
        .bytes()
        .take(TAG_BYTES_MAX)
        .position(|byte| byte == b'>')
}

fn unquote(value: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote) {
            return inner.split_once(quote).unwrap_or((inner, ""));
        }
    }
    let cut = value.find(char::is_whitespace).unwrap_or(value.len());
    value.split_at_checked(cut).unwrap_or((value, ""))
}

/// What stands behind the end tag of an element whose content is skipped, if it has one.
pub fn after_end<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = text;
    while let Some((_, tail)) = rest.split_once("</") {
        let head = tail.get(..name.len());
        if head.is_some_and(|head| head.eq_ignore_ascii_case(name)) {
            return Some(tail.split_once('>').map_or("", |(_, after)| after));
        }
        rest = tail;
    }
    None
}

/// Everything that is not a tag, for documents that cannot be rendered.
pub fn without_tags(document: &str) -> String {
    document
        .split('<')
        .map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text))
        .collect::<Vec<_>>()
        .join(" ")
}
