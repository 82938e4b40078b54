//! Paragraphs put together again from `format=flowed` (RFC 3676).
//!
//! A line that ends in a blank goes on in the next, when both have the same quote depth. The signature mark never
//! flows. Quote marks are written as `> `, one blank behind each run.

/// Joins the flowed lines of `text`; with `delsp` the blank that marks a flowed line is not part of it.
pub fn unflow(text: &str, delsp: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open_depth: Option<usize> = None;
    for line in text.lines() {
        let rest = line.trim_start_matches('>');
        let depth = line.len().saturating_sub(rest.len());
        let rest = rest.strip_prefix(' ').unwrap_or(rest); // space-stuffing (§4.4)
        let is_mark = rest == "-- ";
        if open_depth != Some(depth) || is_mark {
            if !out.is_empty() {
                out.push('\n');
            }
            if depth > 0 {
                out.push_str(&">".repeat(depth));
                out.push(' ');
            }
        }
        let flows = rest.ends_with(' ') && !is_mark && !rest.trim().is_empty();
        out.push_str(if flows && delsp {
            rest.strip_suffix(' ').unwrap_or(rest)
        } else {
            rest
        });
        open_depth = flows.then_some(depth);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_is_one_line_again() {
        assert_eq!(
            unflow("This is \none line.\n\nNext", false),
            "This is one line.\n\nNext"
        );
        assert_eq!(unflow("wo \nrd", true), "word");
    }

    #[test]
    fn quotes_of_different_depth_do_not_flow_together() {
        assert_eq!(
            unflow("> a \n> b \n>> c\nmine", false),
            "> a b \n>> c\nmine"
        );
    }

    #[test]
    fn the_signature_mark_stays_alone() {
        assert_eq!(unflow("text \n-- \nAnn", false), "text \n-- \nAnn");
    }
}
