//! As much of Rust's grammar as the rules need: what is code, and which paths it names.

/// The code alone, line for line: comments, texts and characters become blanks.
pub(super) fn code(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if let Some(length) = literal(rest, out.chars().next_back()) {
            length
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        };
        let (blanked, left) = rest.split_at(length);
        out.extend(blanked.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        rest = left;
    }
    out
}

fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < rest.len() {
        let here = &rest[at..];
        if here.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += here.chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// The length of the text or character that begins here, if one does.
fn literal(rest: &str, before: Option<char>) -> Option<usize> {
    let in_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let prefix = rest.find(|c: char| !"brc".contains(c)).unwrap_or(0);
    let after = &rest[prefix..];
    if prefix > 0 && (in_word || prefix > 2) {
        return None;
    }
    if prefix > 0 && rest[..prefix].contains('r') {
        let hashes = after.len() - after.trim_start_matches('#').len();
        let body = after[hashes..].strip_prefix('"')?;
        let end = format!("\"{}", "#".repeat(hashes));
        let length = body.find(&end).map_or(body.len(), |at| at + end.len());
        return Some(prefix + hashes + 1 + length);
    }
    match after.chars().next()? {
        '"' => Some(prefix + 1 + until(&after[1..], '"')),
        // A lifetime has no closing quote behind its first letter.
        '\'' if after[1..].starts_with('\\') || after[1..].chars().nth(1) == Some('\'') => {
            Some(prefix + 1 + until(&after[1..], '\''))
        }
        _ => None,
    }
}

/// The length up to and with the closing mark, past escaped ones.
fn until(body: &str, mark: char) -> usize {
    let mut is_escaped = false;
    for (at, c) in body.char_indices() {
        if is_escaped {
            is_escaped = false;
        } else if c == '\\' {
            is_escaped = true;
        } else if c == mark {
            return at + mark.len_utf8();
        }
    }
    body.len()
}

/// The code without its inline tests, which by custom stand last.
pub(super) fn without_tests(code: &str) -> &str {
    code.find("#[cfg(test)]\nmod tests {")
        .map_or(code, |at| &code[..at])
}

/// Every path that code names, groups taken apart, as its words: `crate::{a, b::C}` gives `crate a` and `crate b C`.
pub(super) fn paths(code: &str) -> Vec<Vec<&str>> {
    let mut found = Vec::new();
    let mut words: Vec<&str> = Vec::new();
    // The path before each open brace of a group.
    let mut groups: Vec<Option<Vec<&str>>> = Vec::new();
    let mut is_joined = false;
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        if first.is_alphanumeric() || first == '_' {
            let end = rest
                .find(|c: char| !(c.is_alphanumeric() || c == '_'))
                .unwrap_or(rest.len());
            if !is_joined {
                found.push(std::mem::take(&mut words));
                words = groups.last().cloned().flatten().unwrap_or_default();
            }
            words.push(&rest[..end]);
            (is_joined, rest) = (false, &rest[end..]);
            continue;
        }
        if let Some(after) = rest.strip_prefix("::") {
            (is_joined, rest) = (true, after);
            continue;
        }
        match first {
            '{' if is_joined => groups.push(Some(std::mem::take(&mut words))),
            '{' => groups.push(None),
            '}' => {
                found.push(std::mem::take(&mut words));
                groups.pop();
            }
            _ => {}
        }
        is_joined &= first.is_whitespace();
        rest = &rest[first.len_utf8()..];
    }
    found.push(words);
    found.retain(|path| !path.is_empty());
    found
}

#[test]
fn comments_texts_and_characters_are_no_code() {
    for (text, expected) in [
        ("a // crate::b\nc", "a            \nc"),
        ("a /* b /* c */ d */ e", "a                   e"),
        (r#"f("crate::\" x") g"#, "f(             ) g"),
        (r##"f(r#"a "b" c"#) g"##, "f(            ) g"),
        ("b'\\'' 'x' '\"' y", "              y"),
        ("fn f<'a>(x: &'a str)", "fn f<'a>(x: &'a str)"),
        ("for_r(b\"x\")", "for_r(    )"),
    ] {
        assert_eq!(code(text), expected, "{text}");
    }
}

#[test]
fn paths_are_found_one_by_one_also_in_groups() {
    let text = "use crate::{a, b::{C, d::E}}; fn f() { x.y(std::fs::read) } use z::Q;";
    let joined: Vec<String> = paths(text).iter().map(|path| path.join(" ")).collect();
    assert_eq!(
        joined,
        [
            "use",
            "crate a",
            "crate b C",
            "crate b d E",
            "fn",
            "f",
            "x",
            "y",
            "std fs read",
            "use",
            "z Q"
        ]
    );
}

#[test]
fn what_stands_below_the_tests_line_is_tests() {
    assert_eq!(without_tests("a\n#[cfg(test)]\nmod tests {\nb"), "a\n");
    assert_eq!(without_tests("a"), "a");
}
