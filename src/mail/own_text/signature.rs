//! Where a signature begins.
//!
//! Only plain marks count: `-- ` (RFC 3676 §4.3) and its near forms, the line that phones and webmail add, and the
//! ruled footer of a mailing list. A name under "Regards" is part of what the author wrote.

/// Longest signature behind a bare `--`, in written lines; more is text below a rule.
const LINES_MAX: usize = 20;

/// Beginnings of the line that a mail program adds, lower case.
const SENT_FROM: &[&str] = &[
    "sent from my",
    "sent from",
    "sent via",
    "sent with",
    "get outlook for",
    "envoyé de mon",
    "envoyé depuis",
    "envoyé à partir de",
    "von meinem",
    "gesendet von",
    "gesendet mit",
    "diese nachricht wurde von meinem",
    "enviado desde",
    "enviado do meu",
    "enviado de mi",
    "enviado via",
    "inviato da",
    "inviato dal mio",
    "verzonden vanaf",
    "verstuurd vanaf",
    "verzonden met",
    "skickat från",
    "sendt fra",
    "wysłane z",
    "wysłano z",
    "odesláno z",
    "lähetetty",
    "iphone'umdan",
    "отправлено с",
    "отправлено из",
    "надіслано з",
    "发自我的",
    "從我的",
    "iphoneから送信",
    "나의 iphone에서",
    "holen sie sich outlook",
    "téléchargez outlook",
    "obtener outlook",
    "ottieni outlook",
    "télécharger outlook",
    "downloaden outlook",
];
/// A word of these stands in such a line, else "Sent from my desk …" is prose. Lower case.
const DEVICES: &[&str] = &[
    "iphone",
    "ipad",
    "ipod",
    "android",
    "blackberry",
    "samsung",
    "galaxy",
    "huawei",
    "xiaomi",
    "nokia",
    "sony",
    "htc",
    "phone",
    "handy",
    "mobile",
    "mobil",
    "device",
    "tablet",
    "handheld",
    "smartphone",
    "mail",
    "outlook",
    "yahoo",
    "thunderbird",
    "gmx",
    "web.de",
    "proton",
    "windows",
    "handset",
    "telefon",
    "téléphone",
    "teléfono",
    "celular",
    "wireless",
    "mobiltelefon",
    "手机",
    "app",
    "sparrow",
    "mailbird",
    "spark",
];

/// Index of the line where the signature of this run of lines begins.
pub fn start(lines: &[&str]) -> Option<usize> {
    (0..lines.len()).find(|at| begins(lines, *at))
}

fn begins(lines: &[&str], at: usize) -> bool {
    let Some(line) = lines.get(at) else {
        return false;
    };
    let rest = lines.iter().skip(at.saturating_add(1));
    let written = rest.clone().filter(|line| !line.is_empty()).count();
    match *line {
        "--" | "---" | "-- --" | "—" | "–" | "- --" | "__" => written <= LINES_MAX,
        _ if is_rule(line) => is_list_footer(rest.copied()),
        _ if is_glued_name(line) => {
            written == 0
                && lines
                    .get(at.wrapping_sub(1))
                    .is_none_or(|line| line.is_empty())
        }
        _ => is_program_line(line) && written <= 3,
    }
}

/// `-Ann Example` as the last line, the dash glued to the name: a bullet has a gap.
fn is_glued_name(line: &str) -> bool {
    let name = line.trim_start_matches('-');
    let words = name.split(' ').collect::<Vec<_>>();
    line.starts_with('-')
        && words.len() <= 3
        && words.iter().all(|word| {
            word.starts_with(char::is_uppercase)
                && word
                    .chars()
                    .all(|c| c.is_alphabetic() || c == '.' || c == '-')
        })
}

/// At least twenty underscores or dashes.
fn is_rule(line: &str) -> bool {
    line.len() >= 20 && line.bytes().all(|byte| byte == b'_' || byte == b'-')
}

/// The first words behind the rule speak of a list, or are where to find it.
fn is_list_footer<'a>(rest: impl Iterator<Item = &'a str>) -> bool {
    rest.filter(|line| !line.is_empty()).take(3).any(|line| {
        let lower = line.to_lowercase();
        lower.contains("mailing list")
            || lower.contains("unsubscribe")
            || lower.contains("/listinfo/")
            || lower.contains("mailing-list")
            || lower.contains("mailingliste")
    })
}

/// `Sent from my iPhone`: short, begins as such lines do, names a device or program.
fn is_program_line(line: &str) -> bool {
    let lower = line.to_lowercase();
    let lower = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
    let words = lower.split_whitespace().count();
    words <= 9
        && SENT_FROM.iter().any(|words| lower.starts_with(words))
        && DEVICES.iter().any(|device| lower.contains(device))
}
