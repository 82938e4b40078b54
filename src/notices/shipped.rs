//! The translations that ticketd brings along. English is not among them: each notice names its own file.
//!
//! A notice without a file in a language is said in English there, as a whole. `tests` holds the table to the folder.

/// Names of files, by language.
type Shipped = &'static [(&'static str, &'static [(&'static str, &'static str)])];

/// Every language there are templates in.
pub const LANGUAGES: [&str; 5] = ["en", "de", "fr", "es", "hi"];

macro_rules! files {
    ($($language:literal)*: $names:tt) => {
        &[$(files!(@one $language $names)),*]
    };
    (@one $language:literal [$($name:literal)*]) => {
        ($language, &[$((
            $name,
            include_str!(concat!("../../templates/", $language, "/", $name, ".txt")),
        )),*])
    };
}

/// All files beside the English ones: each of these languages has each of these files.
pub(in crate::notices) const SHIPPED: Shipped = files!("de" "fr" "es" "hi": [
    "subject" "greeting" "promise" "received" "footer"
    "acknowledgement" "acknowledgement-plain" "information-needed" "information-asked" "information-reminder" "follow-up-opened" "answer" "participant-added"
    "known-incident" "incident-told"
    "split-off" "merged" "priority-changed" "status-update" "holding" "workaround" "estimate" "late" "waiting" "on-hold"
    "escalated" "deescalated" "standing" "resolved" "closed" "original-solved" "rated" "follow-up" "reopened"
    "requester-help" "logged" "options" "requester-named"
]);
