//! Lines that introduce a quote: `On Monday, Ann wrote:`, in the languages of [`LANGUAGES`].
//!
//! A line counts when it begins like one, names a day or an address, holds the verb and ends with a colon. All of
//! it may be spread over [`LINES_MAX`] lines. Prose that only begins with "On" does not count.

/// Most lines an introduction is wrapped over.
pub const LINES_MAX: usize = 5;
/// Longest introduction, in characters.
const CHARS_MAX: usize = 400;

/// How a language introduces a quote. All lower case.
struct Language {
    /// What the line begins with; empty: anything.
    opens: &'static [&'static str],
    /// One of these stands in it.
    verbs: &'static [&'static str],
}

/// One row a language, as Gmail, Apple Mail, Thunderbird, Outlook, Yahoo, Zimbra and Roundcube write it.
const LANGUAGES: &[Language] = &[
    Language {
        opens: &["on ", "at ", "in reply to ", "quoting "],
        verbs: &["wrote", "writes", "sent", "said"],
    },
    Language {
        opens: &["am ", "den ", "zitat von ", "um "],
        verbs: &["schrieb", "zitat von"],
    },
    Language {
        opens: &["le ", "on "],
        verbs: &["a écrit", "écrit", "a ecrit"],
    },
    Language {
        opens: &["el ", "on ", "en "],
        verbs: &["escribió", "escribio", "escribi=f3"],
    },
    Language {
        opens: &["il ", "in data ", "on "],
        verbs: &["ha scritto", "scrive"],
    },
    Language {
        opens: &["em ", "no dia ", "a ", "on "],
        verbs: &["escreveu"],
    },
    Language {
        opens: &["op ", "on "],
        verbs: &["schreef", "geschreven"],
    },
    Language {
        opens: &["den ", "på ", "on ", "kl. ", "fra: ", "d. "],
        verbs: &["skrev", "skreiv"],
    },
    Language {
        opens: &["w dniu ", "dnia ", "on "],
        verbs: &["napisał", "napisal", "pisze"],
    },
    Language {
        opens: &["dne ", "dňa ", "on "],
        verbs: &["napsal", "napísal"],
    },
    Language {
        opens: &[""],
        verbs: &["kirjoitti", "kirjutas"],
    },
    Language {
        opens: &[""],
        verbs: &["yazdı", "tarihinde şunu yazdı"],
    },
    Language {
        opens: &[""],
        verbs: &["ezt írta", "írta"],
    },
    Language {
        opens: &["în ", "in ", "pe "],
        verbs: &["a scris"],
    },
    Language {
        opens: &["dana ", "dne ", "v ", "on ", "u "],
        verbs: &["je napisao", "je napisal", "je pisao"],
    },
    Language {
        opens: &["на ", "в ", "у ", "от "],
        verbs: &["написа", "пише", "писал", "пишет"],
    },
    Language {
        opens: &["στις ", "on ", "την "],
        verbs: &["έγραψε"],
    },
    Language {
        opens: &["vào ", "on "],
        verbs: &["đã viết"],
    },
    Language {
        opens: &["pada "],
        verbs: &["menulis"],
    },
    Language {
        opens: &[""],
        verbs: &["rašė", "rakstīja"],
    },
    Language {
        opens: &[""],
        verbs: &[
            "写道",
            "寫道",
            "님이 작성",
            "のメール",
            "のメッセージ",
            "書きました",
        ],
    },
    Language {
        opens: &[""],
        verbs: &["כתב", "كتب", "เขียนว่า", "ने लिखा"],
    },
];

/// An introduction that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// How many lines it takes.
    pub lines: usize,
    /// Nothing in it tells a date: it counts only when marked lines follow.
    pub is_weak: bool,
}

/// The introduction that begins with the first of `texts`.
pub fn read(texts: &[&str]) -> Option<Found> {
    let mut joined = String::new();
    let mut weak = None;
    for (index, text) in texts.iter().take(LINES_MAX).enumerate() {
        if text.is_empty() {
            break;
        }
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(text);
        if joined.chars().count() > CHARS_MAX {
            break;
        }
        let lines = index.saturating_add(1);
        match judge(&joined) {
            Some(false) if begins_later(texts, &joined) => return None,
            Some(is_weak @ false) => return Some(Found { lines, is_weak }),
            Some(is_weak @ true) if lines == 1 => weak = Some(Found { lines, is_weak }),
            _ => {}
        }
    }
    weak
}

/// Whether the first line is no part of the introduction: it does not begin like one, and without it one is left.
fn begins_later(texts: &[&str], joined: &str) -> bool {
    let first = texts.first().copied().unwrap_or_default();
    let lower = first.to_lowercase();
    let opens = LANGUAGES
        .iter()
        .flat_map(|language| language.opens)
        .any(|open| !open.is_empty() && lower.starts_with(open));
    let rest = joined.get(first.len()..).unwrap_or_default().trim();
    !opens && !starts_with_date(&lower) && judge(rest) == Some(false)
}

/// Where an introduction begins inside a line, when a program put it behind the author's last words.
pub fn shared_line(text: &str) -> Option<usize> {
    if !text.ends_with(':') {
        return None;
    }
    let mut starts = text
        .match_indices("On ")
        .map(|(at, _)| at)
        .filter(|at| *at > 0 && text.len().saturating_sub(*at) <= CHARS_MAX);
    starts.find(|at| {
        let tail = text.get(*at..).unwrap_or_default();
        let word = tail.get(3..).unwrap_or_default().to_lowercase();
        starts_with_date(&word) && judge(tail) == Some(false)
    })
}

/// Whether a line looks like the end of an introduction that did not fit any rule.
pub fn is_tail(text: &str) -> bool {
    let lower = text.to_lowercase();
    lower.ends_with(':')
        && LANGUAGES
            .iter()
            .flat_map(|language| language.verbs)
            .any(|verb| has_word(&lower, verb))
}

/// `Some(is_weak)` when `joined` is an introduction.
fn judge(joined: &str) -> Option<bool> {
    let lower = joined.to_lowercase();
    let lower = lower.trim_start_matches(['*', '-', '_', '~', '<', ' ']);
    let is_ruled = joined.starts_with("--") && joined.ends_with("--");
    let body = lower.trim_end_matches(['*', '_', ' ', '-']);
    let body = match body.strip_suffix([':', '：']) {
        Some(body) => body,
        None if is_ruled => body,
        None => return is_dated_mailbox(body).then_some(true),
    };
    let has_day = has_date(body);
    let has_address = body.contains('@') || body.contains("mailto:");
    if is_dated_mailbox(body) {
        return Some(false);
    }
    let verb = LANGUAGES.iter().find(|language| {
        language.verbs.iter().any(|verb| has_word(body, verb))
            && (language.opens.iter().any(|open| body.starts_with(open)) || starts_with_date(body))
    });
    if verb.is_some() && has_day {
        return Some(false);
    }
    let ends_with_verb = LANGUAGES
        .iter()
        .flat_map(|language| language.verbs)
        .any(|verb| body.ends_with(verb));
    if ends_with_verb && is_ruled {
        return Some(false); // `---- Ann wrote ----`, as phones write it
    }
    (ends_with_verb && (has_day || has_address || body.chars().count() <= 80)).then_some(true)
}

/// `2014-10-17 11:28 GMT+03:00 Bob <bob@x.example>`: how Gmail wrote it for some years.
fn is_dated_mailbox(body: &str) -> bool {
    let first = body.split_whitespace().next().unwrap_or_default();
    let is_short_day = first.chars().count() <= 5 && first.ends_with([',', '.']);
    (starts_with_date(body) || is_short_day)
        && body.ends_with('>')
        && body.contains('<')
        && body.contains('@')
        && has_date(body)
}

/// Whether the text begins with a number, a weekday or a month.
fn starts_with_date(body: &str) -> bool {
    let word: String = body.chars().take_while(|c| c.is_alphanumeric()).collect();
    let is_number = word.starts_with(|c: char| c.is_ascii_digit());
    is_number || (word.chars().count() >= 3 && DAYS.iter().any(|day| word.starts_with(day)))
}

/// A time of day, or a number next to a separator or month: enough to tell a day from prose with a number in it.
fn has_date(body: &str) -> bool {
    let digits = body.chars().filter(char::is_ascii_digit).count();
    let has_clock = body
        .split_whitespace()
        .any(|word| word.contains(':') && word.starts_with(|c: char| c.is_ascii_digit()));
    let has_numbers = body.split_whitespace().any(|word| {
        word.chars().filter(char::is_ascii_digit).count() >= 3
            && word.contains(['/', '.', '-', '年'])
            && word.starts_with(|c: char| c.is_ascii_digit())
    });
    let has_month = body
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| word.chars().count() >= 3 && DAYS.iter().any(|day| word.starts_with(day)));
    digits >= 1 && (has_clock || has_numbers || has_month)
}

/// Beginnings of weekdays and months in the languages of the table, lower case.
const DAYS: &[&str] = &[
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "jan", "feb", "mar", "apr", "may", "jun",
    "jul", "aug", "sep", "oct", "nov", "dec", "die", "mit", "don", "fre", "sam", "son", "mär",
    "mai", "okt", "dez", "lun", "jeu", "ven", "dim", "fév", "avr", "jui", "aoû", "déc", "mié",
    "mie", "jue", "vie", "sáb", "dom", "ene", "abr", "ago", "dic", "gen", "mag", "giu", "lug",
    "set", "ott", "gio", "seg", "ter", "qua", "qui", "sex", "fev", "out", "maa", "din", "woe",
    "vri", "zat", "zon", "mrt", "mei", "tir", "ons", "tor", "fred", "lør", "lör", "søn", "sön",
    "tis", "maj", "pon", "wto", "śro", "czw", "pią", "sob", "nie", "sty", "lut", "kwi", "cze",
    "lip", "sie", "wrz", "paź", "lis", "gru", "янв", "фев", "мар", "апр", "мая", "июн", "июл",
    "авг", "сен", "окт", "ноя", "дек", "thg", "tháng",
];

/// Whether `word` stands in `text` on its own. Scripts without gaps between words need none.
fn has_word(text: &str, word: &str) -> bool {
    let is_spaced = word
        .chars()
        .all(|c| c.is_alphabetic() && (c as u32) < 0x0590 || c == ' ');
    text.match_indices(word).any(|(at, found)| {
        let before = text.get(..at).and_then(|head| head.chars().next_back());
        let end = at.saturating_add(found.len());
        let after = text.get(end..).and_then(|tail| tail.chars().next());
        !is_spaced
            || (!before.is_some_and(char::is_alphanumeric)
                && !after.is_some_and(|c| c.is_alphanumeric() && c.is_ascii()))
    })
}
