//! The doors of external crates: each is named in one place, and the rest asks there.

use super::File;
use super::rust::{code, paths, without_tests};

/// Where each external crate may be named. A door ends in `/` for a folder; `""` is everywhere.
const DOORS: [(&str, &[&str]); 50] = [
    ("anyhow", &["src/daemon/", "src/cli/"]),
    ("async_imap", &["src/intake/imap/"]),
    ("axum", &["src/daemon/control"]),
    // Names of content, letters and lines.
    ("blake3", &[""]),
    ("clap", &["src/cli/"]),
    (
        "clap_complete",
        &["src/cli/args.rs", "src/cli/completions.rs"],
    ),
    ("clap_mangen", &["src/cli/man.rs"]),
    ("comfy_table", &["src/cli/output.rs"]),
    ("crc32fast", &["src/store/line.rs"]),
    // Base32 and hexadecimal.
    ("data_encoding", &[""]),
    ("encoding_rs", &["src/mail/charset.rs"]),
    ("fail", &["src/fault.rs"]),
    ("futures_util", &["src/intake/"]),
    ("getrandom", &["src/daemon/entropy.rs"]),
    ("hmac", &["src/identity/token.rs"]),
    ("html2text", &["src/mail/html"]),
    (
        "http_body_util",
        &["src/cli/client.rs", "src/daemon/control"],
    ),
    ("hyper", &["src/cli/client.rs", "src/daemon/control"]),
    ("hyper_util", &["src/cli/client.rs", "src/daemon/control"]),
    ("idna", &["src/domain/address.rs"]),
    ("inotify", &["src/intake/maildir"]),
    // Instants are everybody's; asking for the present one is the clock's.
    ("jiff", &[""]),
    ("lettre", &["src/mail/compose", "src/delivery/smtp"]),
    ("mail_parser", &["src/mail/parse.rs"]),
    (
        "minijinja",
        &["src/notices/mod.rs", "src/notices/engine.rs"],
    ),
    ("png", &["src/reports/chart.rs"]),
    ("regex", &["src/rules/", "src/fields/"]),
    ("rustix", &["src/daemon/clock.rs", "src/daemon/disk.rs"]),
    ("rustls", &["src/net/"]),
    ("rustls_platform_verifier", &["src/net/"]),
    ("sd_notify", &["src/daemon/notify.rs"]),
    (
        "secrecy",
        &["src/config/", "src/daemon/", "src/intake/", "src/delivery/"],
    ),
    ("serde", &[""]),
    ("serde_json", &[""]),
    ("sha2", &[""]),
    ("sled", &["src/store/sled.rs"]),
    ("socket2", &["src/net/"]),
    (
        "strsim",
        &["src/commands/fault.rs", "src/notices/", "src/config/"],
    ),
    ("tempfile", &["src/cli/demo/", "src/store/"]),
    ("terminal_size", &["src/cli/"]),
    ("thiserror", &[""]),
    (
        "tokio",
        &[
            "src/net/",
            "src/intake/",
            "src/delivery/",
            "src/daemon/",
            "src/cli/",
        ],
    ),
    ("tokio_rustls", &["src/net/"]),
    ("toml", &["src/config/", "src/cli/place.rs"]),
    (
        "tracing",
        &[
            "src/store/",
            "src/intake/",
            "src/delivery/",
            "src/daemon/",
            "src/cli/",
        ],
    ),
    ("tracing_journald", &["src/cli/run.rs"]),
    ("tracing_subscriber", &["src/cli/run.rs"]),
    ("unicode_width", &["src/cli/"]),
    ("whatlang", &["src/mail/language.rs"]),
    // The vocabulary of this very test: nothing else may claim a crate without a line above.
    ("ticketd", &["src/main.rs"]),
];

/// An external crate is named behind its door only.
pub(super) fn doors(file: &File) -> Vec<String> {
    if file.is_test() {
        return Vec::new();
    }
    let all = code(&file.text);
    let mut faults = Vec::new();
    for path in paths(without_tests(&all)) {
        // A path of one word is a local name.
        let [first, _, ..] = path.as_slice() else {
            continue;
        };
        let Some((_, doors)) = DOORS.iter().find(|(name, _)| name == first) else {
            continue;
        };
        if !doors.iter().any(|door| file.path.starts_with(door)) {
            faults.push(format!(
                "{}: {first} is named in {} only; ask there for what you need",
                file.path,
                doors.join(" and ")
            ));
        }
    }
    faults
}

/// Names of the dependencies under a heading of Cargo.toml, as they stand in code.
fn dependencies<'a>(manifest: &'a str, heading: &str) -> Vec<(&'a str, String)> {
    manifest
        .lines()
        .skip_while(|line| *line != heading)
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once(" = "))
        .filter(|(name, _)| !name.starts_with('#'))
        .map(|(name, _)| (name, name.replace('-', "_")))
        .collect()
}

/// Each dependency has a door, each door a dependency, and each is gone through.
pub(super) fn doors_of(manifest: &File, sources: &[File]) -> Vec<String> {
    let wanted = dependencies(&manifest.text, "[dependencies]");
    let mut faults = Vec::new();
    let codes: Vec<String> = sources.iter().map(|file| code(&file.text)).collect();
    for (name, in_code) in &wanted {
        if !DOORS.iter().any(|(crate_name, _)| crate_name == in_code) {
            faults.push(format!(
                "Cargo.toml: {name} has no door; say in DOORS where it may be named"
            ));
        }
        let is_named = codes
            .iter()
            .any(|code| paths(code).iter().any(|path| path[0] == in_code));
        if !is_named {
            faults.push(format!(
                "Cargo.toml: nothing names {name}; take it out, or put it under [dev-dependencies]"
            ));
        }
    }
    for (name, _) in DOORS.iter().filter(|(name, _)| *name != "ticketd") {
        if !wanted.iter().any(|(_, in_code)| in_code == name) {
            faults.push(format!(
                "tests/it/tidy/doors.rs: {name} is no dependency any more; take its door out"
            ));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, text: &str, expected: &str) {
        let found = doors(&File::new(path, text)).join("\n");
        assert_eq!(found, expected, "{path}: {text}");
    }

    #[test]
    fn a_crate_is_named_behind_its_door_only() {
        let fault = "src/engine/x.rs: mail_parser is named in src/mail/parse.rs only; ask there for what you need";
        check("src/engine/x.rs", "use mail_parser::Message;", fault);
        check("src/mail/parse.rs", "use mail_parser::Message;", "");
        check("src/store/read.rs", "use super::sled::Sled;", "");
        check("src/store/mod.rs", "mod sled;", "");
        check("src/engine/x.rs", "// mail_parser::Message", "");
    }

    #[test]
    fn a_dependency_needs_a_door_and_somebody_who_goes_through_it() {
        let manifest = File::new(
            "Cargo.toml",
            "[dependencies]\nleft-pad = \"1\"\n[x]\ny = 1\n",
        );
        let faults = doors_of(&manifest, &[File::new("src/a.rs", "use jiff::Span;")]);
        assert_eq!(
            faults[..2],
            [
                "Cargo.toml: left-pad has no door; say in DOORS where it may be named",
                "Cargo.toml: nothing names left-pad; take it out, or put it under [dev-dependencies]",
            ]
        );
        assert!(
            faults[2].contains("anyhow is no dependency any more"),
            "{}",
            faults[2]
        );
    }
}
