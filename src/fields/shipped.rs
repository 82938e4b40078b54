//! The shipped fields: what the procedures record of a case (S0.4, S1.1), and which of it a category cannot do without.
//!
//! Little is demanded: only what somebody has to know before they can begin, and only where the mail does not speak of
//! it in any words. What else is told is read all the same.

use std::collections::BTreeMap;

use super::Written;
use crate::domain::Priority;
use crate::domain::field::{Asking, Field, FieldKind};

/// A place within a building.
const PLACE: &str = r"(?:(?:(?:meeting|conference|server|class|lecture|seminar|training|copy|print) )?(?:room|rm\.?|raum|zimmer|salle|sala|lab|büro|bureau) (?:no\.? ?|nr\.? ?|number )?[a-z]{0,2}[-. ]?[0-9]{1,4}[a-z]?(?:[./-][0-9]{1,4})?|(?:building|bldg\.?|gebäude|bâtiment|edificio|wing|tower|haus) (?:no\.? ?)?(?:(?-i:[A-Z])|[0-9]{1,3}[a-z]?)|(?:floor|etage|stock|stockwerk|étage|piso) [0-9]{1,2}|(?:[0-9]{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|ground|top) floor|[0-9]{1,2}\. ?(?:stock|etage|og)|basement|erdgeschoss|rez-de-chaussée)";

/// Devices, in the words of those who use them.
const DEVICES: &str = r"printer|laptop|notebook|computer|pc|desktop|workstation|server|host|monitor|screen|display|keyboard|mouse|trackpad|webcam|camera|scanner|copier|plotter|projector|beamer|phone|telephone|headset|tablet|ipad|iphone|mac|macbook|dock|docking station|router|switch|access point|ups|disk|drive|ssd|usb stick|battery|charger|adapter|cable|machine|terminal|till|badge reader|drucker|rechner|bildschirm|tastatur|maus|telefon|kopierer|laufwerk|akku|imprimante|ordinateur|écran|clavier|souris|impresora|ordenador|pantalla|teclado|ratón";
/// Programs and services, in the words of those who use them.
const PROGRAMS: &str = r"outlook|excel|word|powerpoint|teams|zoom|skype|sap|vpn|wi-?fi|wlan|lan|internet|intranet|network|e-?mails?|mailbox|calendar|browser|chrome|firefox|edge|safari|web ?site|web ?page|page|portal|sharepoint|onedrive|dropbox|citrix|windows|linux|macos|android|ios|adobe|acrobat|reader|pdf|oracle|jira|confluence|slack|salesforce|crm|erp|database|app|account|log-?ins?|sign-?in|password|license|licence|office(?: 365)?|microsoft 365|share|folder|drive|server|netzwerk|datenbank|kennwort|passwort|konto|postfach|compte|mot de passe|réseau|contraseña|cuenta|red";

/// The shipped fields, in the order in which they are asked.
pub fn fields() -> Vec<Written> {
    vec![
        problem(),
        name(),
        phone(),
        location(),
        resource(),
        error(),
        tried(),
        first_time(),
    ]
}

/// What an incident of each shipped category has to have.
pub fn required() -> BTreeMap<String, Vec<String>> {
    let rows: [(&str, &[&str]); 4] = [
        ("hardware", &["location", "resource"]),
        ("software", &["resource"]),
        ("network", &["location"]),
        ("account-access", &["resource"]),
    ];
    let row = |(category, names): (&str, &[&str])| {
        let names = names.iter().map(|name| (*name).to_owned());
        (category.to_owned(), names.collect())
    };
    rows.into_iter().map(row).collect()
}

/// What is shipped of all this: the fields, what is required, two reminders after two business days each, and critical
/// and high tickets worked on meanwhile, since who cannot work waits for nobody's room number.
pub fn asking() -> Asking {
    Asking {
        fields: fields().into_iter().map(|written| written.field).collect(),
        required: required(),
        remind_days: 2,
        reminders: 2,
        works_meanwhile: vec![Priority::Critical, Priority::High],
    }
}

fn written(name: &str, label: &str, question: &str, kind: FieldKind) -> Written {
    let own = str::to_owned;
    let field = Field {
        name: own(name),
        label: own(label),
        question: own(question),
        kind,
    };
    Written {
        field,
        also: Vec::new(),
        parts: Vec::new(),
        patterns: Vec::new(),
        mentions: Vec::new(),
    }
}

fn texts(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// What it is about at all: asked of a mail that says nothing.
fn problem() -> Written {
    Written {
        also: texts(&[
            "what happened",
            "problem description",
            "description of the problem",
        ]),
        ..written(
            "problem",
            "Problem",
            "What happened, and what did you expect",
            FieldKind::Text,
        )
    }
}

fn name() -> Written {
    Written {
        also: texts(&["full name", "my name", "caller", "your full name"]),
        patterns: texts(&[
            r"\bmy name is ((?-i:\p{Lu}[\p{L}.'’-]+)(?: (?-i:\p{Lu}[\p{L}.'’-]+)){0,3})",
        ]),
        ..written("name", "Name", "Your name", FieldKind::Line)
    }
}

fn phone() -> Written {
    const NUMBER: &str =
        r"(\+?[(0-9][0-9 ()/.-]{5,24}[0-9](?:,? (?:ext\.?|extension|x) ?[0-9]{1,6})?)";
    let first_person = format!(
        r"\bmy (?:(?:tele|mobile |cell ?|office |desk |work |direct )?phone|mobile|cell|number|handy)(?: number| no\.?)? (?:is|ist) {NUMBER}"
    );
    let reach = format!(
        r"\b(?:call|reach|ring|phone|contact|text) (?:me|us) (?:back )?(?:at|on|under|via)(?: my| our)?(?: mobile| phone| cell| number| extension| the number)* ?:? ?{NUMBER}"
    );
    let german = format!(
        r"\b(?:erreichbar|erreichen sie mich|rufen sie mich) (?:bitte )?(?:unter|an unter)(?: der nummer)? {NUMBER}"
    );
    let mine = format!(r"\bmeine (?:telefon|handy)?nummer ist {NUMBER}");
    Written {
        also: texts(&[
            "tel",
            "tel.",
            "telephone",
            "phone no",
            "phone no.",
            "phone nr",
            "telephone number",
            "phone number",
            "mobile",
            "mobile phone",
            "mobile number",
            "cell",
            "cell phone",
            "contact number",
            "callback number",
            "call back number",
            "extension",
            "ext",
            "ext.",
            "direct line",
            "my number",
            "my phone",
            "telefon",
            "telefonnummer",
            "tel.-nr.",
            "handy",
            "handynummer",
            "durchwahl",
            "rufnummer",
            "téléphone",
            "portable",
            "teléfono",
            "móvil",
        ]),
        patterns: vec![first_person, reach, german, mine],
        ..written(
            "phone",
            "Phone",
            "Phone number that we reach you at",
            FieldKind::Phone,
        )
    }
}

fn location() -> Written {
    let chain = format!(
        r"\b({PLACE}(?:(?:, ?| | (?:in|of|on|at|im|in der|du) (?:the )?){PLACE}){{0,3}})(?:\b|$)"
    );
    let not_towns = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December";
    Written {
        also: texts(&[
            "place", "site", "where", "where are you", "building and room", "room and building", "building, floor, room", "my location",
            "where it is", "ort", "standort", "lieu", "ubicación",
        ]),
        parts: texts(&[
            "institute", "department", "building", "room", "floor", "office", "desk", "gebäude", "raum", "zimmer", "stock", "etage",
            "bâtiment", "bureau", "étage", "edificio",
        ]),
        patterns: vec![chain],
        mentions: vec![
            r"\b(?:home office|from home|at home|working remotely|remote(?:ly)?|home-?office|télétravail)\b".to_owned(),
            r"\b(?:reception|lobby|warehouse|canteen|cafeteria|kitchen|branch|campus|headquarters|head office|library|laboratory|lab|workshop|plant|factory|front desk|hallway|corridor|basement|station|shop|store|office|floor|room|building|desk|hall|site|department|ward|school|institute|büro|lager|empfang|bibliothek|keller|abteilung|raum|zimmer|gebäude|bureau|salle|accueil|oficina|sala)\b(?: |[.,!]|$)".to_owned(),
            format!(r"\b(?:in|at|from|im|in der|à|en) (?:the )?(?-i:[A-ZÄÖÜ][a-zà-ÿ]{{3,}})\b(?: (?-i:{not_towns}))?"),
        ],
        ..written("location", "Location", "Where you are (building, floor, room)", FieldKind::Line)
    }
}

fn resource() -> Written {
    Written {
        also: texts(&[
            "device", "affected device", "affected system", "affected resource", "affected service", "resource", "asset", "program", "application",
            "software", "page", "url", "website", "module", "system affected", "gerät", "programm", "anwendung", "appareil",
            "programme", "logiciel", "equipo", "programa",
        ]),
        parts: texts(&[
            "asset number", "asset tag", "inventory number", "serial number", "serial no", "serial no.", "model", "hostname", "host name",
            "computer name", "device name", "printer", "laptop", "product", "license number", "licence number", "account number",
            "inventarnummer", "seriennummer", "modell",
        ]),
        patterns: vec![
            r#"\b(https?://[^\s<>"]+[^\s<>".,;:!?)])"#.to_owned(),
            format!(r"\b((?:{DEVICES}) (?-i:[A-Z]{{2,}}[A-Z0-9]*[-_][A-Z0-9_-]*[0-9][A-Z0-9_-]*))\b"),
        ],
        mentions: vec![
            format!(r"\b(?:{DEVICES})s?\b"),
            format!(r"\b(?:{PROGRAMS})\b"),
            r"\b(?:program|programme|programm|application|app|software|tool|module|system|service) (?:called |named )?(?-i:[A-Z])".to_owned(),
            r"(?-i:\b[A-Z]{2,}[A-Z0-9]*[-_][A-Z0-9_-]*[0-9])".to_owned(),
            r"\b[a-z0-9-]+\.(?:com|org|net|local|internal|example|[a-z]{2})\b".to_owned(),
        ],
        ..written("resource", "Affected", "Which device, program or page", FieldKind::Line)
    }
}

fn error() -> Written {
    Written {
        also: texts(&[
            "error",
            "error message",
            "error text",
            "error code",
            "the error",
            "fehler",
            "fehlermeldung",
            "fehlercode",
            "message d'erreur",
            "mensaje de error",
        ]),
        patterns: texts(&[
            r#"\b(?:error|message|says|saying|said|reads|shows|fehler|fehlermeldung|meldung|erreur|mensaje)\b[^"“”„«\n.]{0,40}["“„«]([^"“”„«»\n]{4,200})["”“»]"#,
            r"\b((?:error|fehler|stop) (?:code |no\.? |number |nr\.? )?#?(?:0x[0-9a-f]{4,8}|(?-i:[A-Z]{2,6})-?[0-9]{3,6}|[0-9]{3,6}))\b",
        ]),
        mentions: texts(&[r#"["“„«][^"“”„«»\n]{4,}["”“»]"#, r"\b0x[0-9a-f]{4,8}\b"]),
        ..written(
            "error",
            "Error",
            "The error message, word for word",
            FieldKind::Text,
        )
    }
}

fn tried() -> Written {
    Written {
        also: texts(&[
            "what i tried",
            "what was tried",
            "already tried",
            "tried so far",
            "steps taken",
            "steps tried",
            "troubleshooting",
            "bereits versucht",
            "déjà essayé",
        ]),
        patterns: texts(&[
            r"\b(?:i|we)(?:['’]ve| have)? (?:already |also |even )?tried (?:to )?([^.!?\n]{4,200})",
        ]),
        mentions: texts(&[
            r"\b(?:tried|restart(?:ed|ing)|reboot(?:ed|ing)|reinstall(?:ed|ing)|unplugged|switched (?:it )?off|turned (?:it )?off|versucht|neu gestartet|neustart|essayé|redémarré|probado|reiniciado)\b",
        ]),
        ..written("tried", "Tried", "What you tried so far", FieldKind::Text)
    }
}

fn first_time() -> Written {
    Written {
        also: texts(&[
            "first occurrence",
            "is this the first time",
            "did this happen for the first time",
            "erstmalig",
            "zum ersten mal",
        ]),
        patterns: texts(&[
            r"(?P<yes>\b(?:this|it) (?:has )?never happened before\b|\b(?:this|it) (?:has not|hasn['’]t) happened before\b|\b(?:this|it) is the first time (?:that )?(?:this|it) (?:has )?happen(?:s|ed)\b|\b(?:ist|passiert|war) (?:heute )?zum ersten mal\b)",
            r"(?P<no>\b(?:this|it|the same thing|the same) (?:has )?(?:also |already )?happened before\b|\b(?:this|it|the same) (?:has )?(?:also|already) happened (?:last|this) (?:week|month|year)\b|\bnot the first time\b|\bis the (?:second|third|fourth) time\b)",
        ]),
        mentions: texts(&[
            r"\b(?:first time|before|again|always|every (?:day|time|morning|week)|sometimes|often|repeatedly|erstes mal|immer wieder|schon wieder|encore|de nuevo)\b",
        ]),
        ..written(
            "first-time",
            "First time",
            "Did this happen for the first time (yes or no)",
            FieldKind::YesNo,
        )
    }
}
