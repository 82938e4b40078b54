//! Where the words of a mail end and the name under them begins, and what is only a greeting.

/// Lines that end what somebody has to say, lower case, without marks at the end.
const CLOSINGS: &[&str] = &[
    "regards",
    "best regards",
    "kind regards",
    "warm regards",
    "with regards",
    "with kind regards",
    "with best regards",
    "many regards",
    "thanks and regards",
    "thanks & regards",
    "best",
    "best wishes",
    "all the best",
    "rgds",
    "br",
    "thanks",
    "many thanks",
    "thank you",
    "thank you very much",
    "thanks a lot",
    "thanks in advance",
    "many thanks in advance",
    "thank you in advance",
    "thx",
    "cheers",
    "sincerely",
    "yours sincerely",
    "yours faithfully",
    "yours",
    "mit freundlichen grüßen",
    "freundliche grüße",
    "viele grüße",
    "beste grüße",
    "liebe grüße",
    "schöne grüße",
    "mit freundlichem gruß",
    "gruß",
    "grüße",
    "mfg",
    "vg",
    "lg",
    "danke",
    "vielen dank",
    "danke im voraus",
    "cordialement",
    "bien cordialement",
    "merci",
    "merci d'avance",
    "saludos",
    "un saludo",
    "gracias",
    "namaste",
];
/// First words of a line that greets, lower case.
const GREETINGS: &[&str] = &[
    "hi",
    "hello",
    "hey",
    "dear",
    "good",
    "hallo",
    "guten",
    "liebe",
    "sehr",
    "moin",
    "bonjour",
    "hola",
    "namaste",
    "greetings",
    "servus",
    "salut",
];
/// Longest signature under a closing, in written lines.
const LINES_MAX: usize = 12;

/// Whether a line only ends what was said.
pub(super) fn is_closing(line: &str) -> bool {
    let lower = line.trim().to_lowercase();
    let bare = lower.trim_end_matches(|c: char| !c.is_alphanumeric());
    if CLOSINGS.contains(&bare) {
        return true;
    }
    // `Thanks, Ann`: the name stands in the same line.
    let Some((words, name)) = line.trim().split_once([',', '!', '.']) else {
        return false;
    };
    let is_name = |word: &str| word.starts_with(char::is_uppercase) && word.len() > 1;
    let name: Vec<&str> = name.split_whitespace().collect();
    CLOSINGS.contains(&words.trim().to_lowercase().as_str())
        && !name.is_empty()
        && name.len() <= 3
        && name.iter().all(|word| is_name(word))
}

/// Whether a line only greets.
pub(super) fn is_greeting(line: &str) -> bool {
    let lower = line.trim().to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    let first = words.next().unwrap_or_default();
    lower.split_whitespace().count() <= 5
        && GREETINGS.contains(&first)
        && !lower.chars().any(|c| c.is_ascii_digit())
}

/// What somebody has to say, and what stands under it.
pub(super) fn split(text: &str) -> (String, String) {
    let lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().rposition(|line| is_closing(line));
    let at = at.filter(|at| {
        let under = lines.iter().skip(at.saturating_add(1));
        under.filter(|line| !line.trim().is_empty()).count() <= LINES_MAX
    });
    let Some(at) = at else {
        return (text.to_owned(), String::new());
    };
    let (body, tail) = lines.split_at_checked(at).unwrap_or((&lines, &[]));
    (body.join("\n"), tail.join("\n"))
}

/// What somebody has to say, without greeting and closing.
pub(super) fn body(text: &str) -> String {
    let (body, _) = split(text);
    let mut lines: Vec<&str> = body.lines().collect();
    let first = lines.iter().position(|line| !line.trim().is_empty());
    if let Some(first) = first.filter(|at| lines.get(*at).is_some_and(|line| is_greeting(line))) {
        lines.drain(..=first);
    }
    lines.join("\n").trim().to_owned()
}
