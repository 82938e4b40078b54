//! Reads a template file: a `Subject:` line, a blank line, the body.
//!
//! Subject and body are two templates, so that no value can end the subject and begin something else. Both keep the
//! line numbers of the file. One rule is ours, so that a template reads as it will look: a line that holds nothing but
//! one `{% … %}` leaves no trace, and everywhere else a line break is a line break.

/// A template file, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// What stands after `Subject:`.
    pub subject: String,
    /// The body, preceded by as many empty lines as the file has before it.
    pub body: String,
}

/// Takes a file apart; the error says what is missing.
pub fn read(file: &str) -> Result<Source, String> {
    let file = file
        .strip_prefix('\u{FEFF}')
        .unwrap_or(file)
        .replace("\r\n", "\n");
    let Some(rest) = file.strip_prefix("Subject:") else {
        return Err("the first line must be the subject, \"Subject: …\"".into());
    };
    let (subject, rest) = rest.split_once('\n').unwrap_or((rest, ""));
    if subject.trim().is_empty() {
        return Err("the subject is empty".into());
    }
    let (gap, body) = rest.split_once('\n').unwrap_or((rest, ""));
    if !gap.trim().is_empty() {
        return Err("the second line must be empty: it parts the subject from the body".into());
    }
    if body.trim().is_empty() {
        return Err("there is no body after the subject".into());
    }
    Ok(Source {
        subject: subject.trim().into(),
        body: format!("\n\n{}", keep_breaks(body)),
    })
}

/// Reads a part, which has a body only.
pub fn read_part(file: &str) -> String {
    let file = file
        .strip_prefix('\u{FEFF}')
        .unwrap_or(file)
        .replace("\r\n", "\n");
    keep_breaks(file.trim_end_matches('\n'))
}

/// Marks each tag at the edge of a line that has more on it, so that the engine leaves the line's spaces and its end.
fn keep_breaks(body: &str) -> String {
    let lines: Vec<String> = body.split('\n').map(keep_break).collect();
    lines.join("\n")
}

fn keep_break(line: &str) -> String {
    let text = line.trim();
    let is_lone = text.starts_with("{%") && text.ends_with("%}") && text.matches("{%").count() == 1;
    let is_include = text
        .trim_start_matches(['{', '%', '-', '+', ' '])
        .starts_with("include");
    if is_lone && !is_include {
        return line.into();
    }
    let mut line = line.trim_end().to_owned();
    if line.ends_with("%}") && !line.ends_with("-%}") && !line.ends_with("+%}") {
        line.truncate(line.len() - 2);
        line.push_str("+%}");
    }
    if text.starts_with("{%") && !text.starts_with("{%-") && !text.starts_with("{%+") {
        line = line.replacen("{%", "{%+", 1);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_subject_or_body_is_refused() {
        assert!(read("Hello\n\nbody").is_err());
        assert!(read("Subject: x\nbody").is_err());
        assert!(read("Subject: x\n\n").is_err());
        assert!(read("Subject:\n\nbody").is_err());
        assert_eq!(
            read("Subject: x\r\n\r\nbody\r\n").unwrap(),
            Source {
                subject: "x".into(),
                body: "\n\nbody\n".into()
            }
        );
    }

    #[test]
    fn only_a_lone_tag_leaves_no_trace() {
        assert_eq!(keep_break("{% if x %}"), "{% if x %}");
        assert_eq!(
            keep_break("  {% if x %}A: b{% endif %}"),
            "  {%+ if x %}A: b{% endif +%}"
        );
        assert_eq!(keep_break("{% include \"x\" %}"), "{%+ include \"x\" +%}");
    }
}
