//! The service report as CSV for a spreadsheet (RFC 4180): a figure a line, with what it is of.

use serde_json::Value;

/// What flows: the figures of a day, a category, a priority or an agent.
const FLOWS: [&str; 4] = ["opened", "resolved", "reopened", "closed"];
/// The lists of flows: the key of the list, and of what each line is.
pub const LISTS: [(&str, &str); 4] = [
    ("days", "day"),
    ("categories", "category"),
    ("priorities", "priority"),
    ("agents", "agent"),
];
/// The figures of a priority's times, and where they stand in its line.
const TIMES: [(&str, &str); 8] = [
    ("answers", "/answers/count"),
    ("answer_median_secs", "/answers/median_secs"),
    ("answer_ninth_of_ten_secs", "/answers/ninth_of_ten_secs"),
    ("answered_in_time", "/answered_in_time"),
    ("answered_late", "/answered_late"),
    ("solutions", "/solutions/count"),
    ("solution_median_secs", "/solutions/median_secs"),
    ("solution_ninth_of_ten_secs", "/solutions/ninth_of_ten_secs"),
];

/// The lines of a report as [`super::Service::finish`] gives it.
pub fn lines(report: &Value) -> Vec<String> {
    let mut lines = vec!["group,of,figure,value".to_owned()];
    let mut row = |group: &str, of: &str, figure: &str, value: &str| {
        lines.push([group, of, figure, value].map(cell).join(","));
    };
    for figure in ["open_before", "open_after"] {
        row("all", "", figure, &word(report, &format!("/{figure}")));
    }
    for figure in FLOWS {
        row("all", "", figure, &word(report, &format!("/flow/{figure}")));
    }
    for (list, of) in LISTS {
        for line in list_of(report, list) {
            for figure in FLOWS {
                let value = word(line, &format!("/{figure}"));
                row(of, &word(line, &format!("/{of}")), figure, &value);
            }
        }
    }
    for line in list_of(report, "times") {
        let priority = word(line, "/priority");
        for (figure, path) in TIMES {
            row("times", &priority, figure, &word(line, path));
        }
    }
    for figure in ["kept", "missed"] {
        let value = word(report, &format!("/promises/{figure}"));
        row("promises", "", figure, &value);
    }
    let scores = report.pointer("/satisfaction/scores");
    for line in scores.and_then(Value::as_array).into_iter().flatten() {
        let count = word(line, "/count");
        row("satisfaction", &word(line, "/score"), "count", &count);
    }
    lines
}

fn list_of<'a>(report: &'a Value, list: &str) -> &'a [Value] {
    report
        .get(list)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn word(value: &Value, path: &str) -> String {
    match value.pointer(path) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// A cell. What a spreadsheet would take for a formula is shown as the text that it is.
fn cell(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|letter: char| letter.is_whitespace() || letter.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    let text = words.join(" ");
    let is_formula = text.starts_with(['=', '+', '-', '@']) && text.parse::<f64>().is_err();
    let text = if is_formula { format!("'{text}") } else { text };
    if text.contains([',', '"']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_no_formula_and_keeps_its_commas() {
        assert_eq!(cell("hardware"), "hardware");
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("-5"), "-5");
        assert_eq!(cell("a,b \"c\""), "\"a,b \"\"c\"\"\"");
        assert_eq!(cell("two\r\n lines\u{1b}"), "two lines");
    }
}
