//! From settings to what runs: the policy of the core, and the seams' own settings.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::Context;
use secrecy::ExposeSecret;

use super::entropy;
use crate::config::{self, DeliverySettings, DeskSettings, MailboxKind, MailboxSettings, Settings};
use crate::delivery::{Courier, folder::Folder, smtp::Smtp, smtp::SmtpSettings};
use crate::engine::Policy;
use crate::identity::token::Key;
use crate::identity::{Keyring, Trust};
use crate::intake::{Mailbox, imap, maildir};
use crate::notices::Templates;
use crate::store::StoreError;

/// The policy that settings amount to. Makes the signing key where there is none yet.
pub fn policy(settings: &Settings) -> anyhow::Result<Policy> {
    let secret = match &settings.identity.secret {
        Some(secret) => configured_key(secret.expose_secret()),
        None => own_key(&settings.desk.state_dir)?,
    };
    with_key(settings, secret)
}

/// The same for looking at only: with a key that signs for nobody, so that nothing is written.
pub fn policy_to_look_at(settings: &Settings) -> anyhow::Result<Policy> {
    with_key(settings, entropy::seed()?)
}

fn with_key(settings: &Settings, secret: [u8; 32]) -> anyhow::Result<Policy> {
    let desk = &settings.desk;
    Ok(Policy {
        name: desk.name.clone(),
        address: desk.address.clone(),
        also_known_as: desk.also_known_as.clone(),
        tag: desk.tag.clone(),
        subaddress: desk.subaddress.clone(),
        languages: desk.languages.clone(),
        keys: Keyring::new(&desk.address, vec![Key { id: 1, secret }]),
        trust: Trust {
            authserv_id: settings.identity.authserv_id.clone(),
            trusted_hosts: settings.identity.trusted_hosts.clone(),
        },
        require: settings.identity.require,
        unproven: settings.acknowledge.unproven,
        roster: settings.roster.clone(),
        rules: settings.rules.clone(),
        categories: settings.categories.clone(),
        asking: settings.asking.clone(),
        ranking: settings.ranking.clone(),
        assigns: settings.assigns,
        reader: settings.reader.clone(),
        hours: settings.hours.clone(),
        team_hours: settings.team_hours.clone(),
        targets: settings.targets,
        matrix: settings.matrix.clone(),
        incidents: settings.incidents.clone(),
        offers_articles: settings.knowledge.offers,
        canned: canned(settings.knowledge.canned.as_deref())?,
        limits: settings.limits,
        confirm_days: settings.closing.confirm_days,
        wait_days: settings.closing.wait_days,
        asks_rating: settings.closing.asks_rating,
        gates: settings.gates.clone(),
        record_to: settings.record_to.clone(),
        archive_after: settings.closing.archive_after,
        follow_up_after: settings.closing.follow_up_after,
        reopen_window: settings.closing.reopen_window,
        aliases: settings.aliases.clone(),
        rhythms: settings.rhythms,
        templates: templates(desk)?,
    })
}

/// The shipped templates with the desk's own laid over them.
fn templates(desk: &DeskSettings) -> anyhow::Result<Templates> {
    let mut own = Vec::new();
    if let Some(dir) = &desk.templates {
        read_templates(dir, "", &mut own)?;
    }
    Ok(Templates::build(&own, &desk.languages)?)
}

/// Reads `*.txt` of a folder and of the folders of languages in it.
fn read_templates(dir: &Path, prefix: &str, own: &mut Vec<(String, String)>) -> anyhow::Result<()> {
    let unread = |error: io::Error| {
        let what = "make the folder and let ticketd read it, or leave [desk] templates out";
        anyhow::anyhow!(
            "reading the templates in {}: {error}; {what}",
            dir.display()
        )
    };
    for entry in fs::read_dir(dir).map_err(unread)? {
        let entry = entry.map_err(unread)?;
        let (path, name) = (
            entry.path(),
            entry.file_name().to_string_lossy().into_owned(),
        );
        if path.is_dir() && prefix.is_empty() {
            read_templates(&path, &format!("{name}/"), own)?;
        } else if path.extension().is_some_and(|extension| extension == "txt") {
            let text = fs::read_to_string(&path).map_err(|error| {
                let shown = path.display();
                anyhow::anyhow!(
                    "reading the template {shown}: {error}; it must be text in UTF-8 that ticketd may read"
                )
            })?;
            own.push((format!("{prefix}{name}"), text));
        }
    }
    own.sort();
    Ok(())
}

/// The texts that are kept ready: the files NAME.txt of a folder, by their names.
fn canned(dir: Option<&Path>) -> anyhow::Result<BTreeMap<String, String>> {
    let mut texts = BTreeMap::new();
    let Some(dir) = dir else {
        return Ok(texts);
    };
    let unread = |path: &Path, error: io::Error| {
        let (path, what) = (path.display(), "let ticketd read it, as text in UTF-8");
        anyhow::anyhow!("reading the texts of [knowledge] canned in {path}: {error}; {what}")
    };
    for entry in fs::read_dir(dir).map_err(|error| unread(dir, error))? {
        let path = entry.map_err(|error| unread(dir, error))?.path();
        let name = path
            .file_stem()
            .map(|name| name.to_string_lossy().to_lowercase());
        if path.extension().is_some_and(|extension| extension == "txt")
            && let Some(name) = name
        {
            let text = fs::read_to_string(&path).map_err(|error| unread(&path, error))?;
            texts.insert(name, text);
        }
    }
    Ok(texts)
}

/// The desk's own signing key in `STATE-DIR/secret`, made at the first start.
fn own_key(state_dir: &Path) -> anyhow::Result<[u8; 32]> {
    let path = state_dir.join("secret");
    let failed = |doing: &'static str, path: &Path, error: io::Error| {
        use io::ErrorKind::{NotADirectory, NotFound, PermissionDenied};
        let is_setting = [NotADirectory, NotFound, PermissionDenied];
        if !is_setting.contains(&error.kind()) {
            // The disk's fault and not the file's: it may be well when it is tried again.
            return StoreError::io(doing, path)(error).into();
        }
        let what = "check [desk] state-dir, and that it belongs to the user that ticketd runs as";
        anyhow::anyhow!("{doing} {}: {error}; {what}", path.display())
    };
    match fs::read_to_string(&path) {
        Ok(text) => {
            parse_key(&text).with_context(|| format!("reading the signing key {}", path.display()))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            use std::os::unix::fs::DirBuilderExt;
            fs::DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(state_dir)
                .map_err(|error| failed("making the state directory", state_dir, error))?;
            let secret = entropy::seed()?;
            let write = || -> io::Result<()> {
                let fresh = path.with_extension("new");
                let mut file = fs::OpenOptions::new()
                    .write(true)
                    .create(true)
                    .truncate(true)
                    .mode(0o600)
                    .open(&fresh)?;
                writeln!(file, "{}", data_encoding::HEXLOWER.encode(&secret))?;
                file.sync_all()?;
                fs::rename(&fresh, &path)?;
                fs::File::open(state_dir)?.sync_all()
            };
            write().map_err(|error| failed("writing the signing key", &path, error))?;
            Ok(secret)
        }
        Err(error) => Err(failed("reading the signing key", &path, error)),
    }
}

/// The key that `[identity] secret` amounts to: 64 hex digits are the key itself, any other text stands for one. How
/// long it must be at least is judged where the configuration is read, so that `check-config` and `run` agree.
fn configured_key(text: &str) -> [u8; 32] {
    parse_key(text)
        .unwrap_or_else(|_| blake3::derive_key("ticketd [identity] secret", text.trim().as_bytes()))
}

fn parse_key(text: &str) -> anyhow::Result<[u8; 32]> {
    let octets = data_encoding::HEXLOWER_PERMISSIVE
        .decode(text.trim().as_bytes())
        .ok();
    octets
        .and_then(|octets| octets.try_into().ok())
        .ok_or_else(|| {
            anyhow::anyhow!("it is not 64 hex digits; make one with: openssl rand -hex 32")
        })
}

/// A mailbox to read.
pub fn mailbox(mailbox: &MailboxSettings) -> Mailbox {
    let (name, processed, quarantine, max_size) = (
        mailbox.name.clone(),
        mailbox.processed.clone(),
        mailbox.quarantine.clone(),
        mailbox.max_size,
    );
    match &mailbox.kind {
        MailboxKind::Imap(settings) => Mailbox::Imap(imap::Imap::new(imap::ImapSettings {
            name,
            endpoint: settings.endpoint.clone(),
            username: settings.username.clone(),
            password: settings.password.clone(),
            folder: settings.folder.clone(),
            processed,
            quarantine,
            max_size,
        })),
        MailboxKind::Maildir { path } => {
            let path = path.clone();
            let settings = maildir::MaildirSettings {
                name,
                path,
                processed,
                quarantine,
                max_size,
            };
            Mailbox::Maildir(maildir::Maildir::new(settings))
        }
    }
}

/// Where letters go, by name, in the order in which they are asked.
pub fn couriers(delivery: &DeliverySettings) -> Vec<(String, Courier)> {
    match delivery {
        DeliverySettings::Folder { path } => {
            let folder = Courier::Folder(Folder::new(path.clone()));
            vec![(path.display().to_string(), folder)]
        }
        DeliverySettings::Smtp { first, fallback } => std::iter::once(first)
            .chain(fallback)
            .map(|settings| relay(settings))
            .collect(),
    }
}

fn relay(settings: &config::SmtpSettings) -> (String, Courier) {
    let smtp = Smtp::new(SmtpSettings {
        endpoint: settings.endpoint.clone(),
        username: settings.username.clone(),
        password: settings.password.clone(),
        hello: settings.hello.clone().unwrap_or_else(host_name),
        reply_timeout: settings.reply_timeout,
    });
    (settings.endpoint.shown(), Courier::Smtp(Box::new(smtp)))
}

/// This machine's name, for EHLO.
fn host_name() -> String {
    let name = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    match name.trim() {
        "" => "localhost".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signing_key_that_the_configuration_takes_is_taken_by_the_daemon_too() {
        let hex = "00ff".repeat(16);
        assert_eq!(configured_key(&hex), parse_key(&hex).unwrap());
        let text = "what openssl rand -base64 48 prints, or anything as long";
        assert_eq!(configured_key(text), configured_key(&format!("{text}\n")));
        assert_ne!(configured_key(text), configured_key(&text.to_uppercase()));
    }
}
