//! The files of a Maildir: making its folders, and reading them. Everything here blocks.
//!
//! Symbolic links and folders inside of `new` and `cur` are not
//! mails and are passed over, so that nobody can have another file of this machine taken for a mail.

use std::collections::{BTreeSet, HashMap};
use std::fs::{self, DirBuilder, File};
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::MaildirSettings;
use crate::intake::{HEADER_OCTETS_MAX, IntakeError, header_of};

/// What separates the lasting part of a file name from its flags.
pub(super) const FLAGS_MARK: &str = ":2,";

/// A Maildir whose folders exist.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    pub(super) path: PathBuf,
    pub(super) processed: Option<PathBuf>,
    pub(super) quarantine: PathBuf,
}

/// A mail as the folder shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MailFile {
    /// File name up to its flags.
    pub(super) name: String,
    pub(super) path: PathBuf,
    pub(super) size: u64,
    pub(super) received_at: Timestamp,
}

impl Folder {
    /// Makes the folders that are missing: the Maildir itself, but not its parents, and the target folders.
    pub(super) fn make(settings: &MaildirSettings) -> Result<Self, IntakeError> {
        let path = &settings.path;
        make_maildir(path)?;
        let target = |folder: &str| -> Result<PathBuf, IntakeError> {
            let target = path.join(folder_name(folder, path)?);
            make_target(&target)?;
            Ok(target)
        };
        let folder = Self {
            path: path.clone(),
            processed: settings.processed.as_deref().map(target).transpose()?,
            quarantine: target(&settings.quarantine)?,
        };
        sync(path)?;
        Ok(folder)
    }

    /// The folder of settled mails, to be read; nothing is made.
    pub(super) fn of_settled(settings: &MaildirSettings) -> Result<Self, IntakeError> {
        let path = match settings.processed.as_deref() {
            Some(folder) => settings.path.join(folder_name(folder, &settings.path)?),
            None => settings.path.clone(),
        };
        Ok(Self {
            quarantine: path.clone(),
            processed: None,
            path,
        })
    }

    /// The folders in which mails lie.
    pub(super) fn watched(&self) -> [PathBuf; 2] {
        [self.path.join("new"), self.path.join("cur")]
    }

    /// All mails, in the order of arrival.
    pub(super) fn scan(&self) -> Result<Vec<MailFile>, IntakeError> {
        let mut files: Vec<MailFile> = Vec::new();
        let mut names = BTreeSet::new();
        for folder in self.watched() {
            for entry in fs::read_dir(&folder).map_err(failed("reading", &folder))? {
                let entry = entry.map_err(failed("reading", &folder))?;
                let name = lasting_name(&entry.file_name().to_string_lossy()).to_owned();
                if name.starts_with('.') {
                    continue;
                }
                // Metadata of the entry itself, not of what a link points to.
                let metadata = match entry.metadata() {
                    Ok(metadata) if metadata.is_file() => metadata,
                    Ok(_) => continue,
                    Err(error) if error.kind() == ErrorKind::NotFound => continue,
                    Err(error) => return Err(failed("reading", &entry.path())(error)),
                };
                // One that was renamed from `new` to `cur` between the two readings shows up twice.
                if names.insert(name.clone()) {
                    files.push(MailFile {
                        name,
                        path: entry.path(),
                        size: metadata.len(),
                        received_at: Timestamp::from_second(metadata.mtime())
                            .unwrap_or(Timestamp::UNIX_EPOCH),
                    });
                }
            }
        }
        files.sort_by(|a, b| (a.received_at, &a.name).cmp(&(b.received_at, &b.name)));
        Ok(files)
    }

    /// The content of a mail, or the header of one over `max_size` (and then true); `None` when it is gone.
    pub(super) fn read(
        &self,
        name: &str,
        hint: Option<PathBuf>,
        max_size: u64,
    ) -> Result<Option<(Vec<u8>, bool)>, IntakeError> {
        self.with_file(name, hint, &mut None, |path| {
            let (file, size) = open_mail(path)?;
            let is_oversize = size > max_size;
            let limit = if is_oversize {
                HEADER_OCTETS_MAX
            } else {
                max_size
            };
            let mut bytes = Vec::new();
            file.take(limit).read_to_end(&mut bytes)?;
            if is_oversize {
                let header = header_of(&bytes).len();
                bytes.truncate(header);
            }
            Ok((bytes, is_oversize))
        })
    }

    /// Does something with the file of this name: where it lay, and if it is not there, wherever it lies now.
    /// `found` keeps the one search that a whole batch is worth.
    pub(super) fn with_file<T>(
        &self,
        name: &str,
        hint: Option<PathBuf>,
        found: &mut Option<HashMap<String, PathBuf>>,
        mut act: impl FnMut(&Path) -> io::Result<T>,
    ) -> Result<Option<T>, IntakeError> {
        if let Some(path) = hint.filter(|path| is_mail(path)) {
            match act(&path) {
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                result => return result.map(Some).map_err(failed("using", &path)),
            }
        }
        if found.is_none() {
            let files = self.scan()?.into_iter();
            *found = Some(files.map(|file| (file.name, file.path)).collect());
        }
        let Some(path) = found.as_ref().and_then(|found| found.get(name)) else {
            return Ok(None);
        };
        match act(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            result => result.map(Some).map_err(failed("using", path)),
        }
    }
}

/// Makes a folder that mails are moved to.
pub(super) fn make_target(target: &Path) -> Result<(), IntakeError> {
    make_maildir(target)?;
    // Maildir++ marks its folders with this file, so that delivery programs do not count them as accounts.
    let marker = target.join("maildirfolder");
    File::options()
        .append(true)
        .create(true)
        .open(&marker)
        .map_err(failed("making", &marker))?;
    sync(target)
}

/// Makes `tmp`, `new` and `cur`, and the folder itself; parents must exist.
pub(super) fn make_maildir(path: &Path) -> Result<(), IntakeError> {
    for folder in [
        path.to_path_buf(),
        path.join("tmp"),
        path.join("new"),
        path.join("cur"),
    ] {
        match DirBuilder::new().mode(0o700).create(&folder) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                return Err(failed("making", &folder)(error));
            }
            _ => {}
        }
    }
    sync(path)
}

/// A Maildir++ folder name: it begins with a dot, and names one folder beside `cur`.
fn folder_name(folder: &str, maildir: &Path) -> Result<String, IntakeError> {
    let bare = folder.strip_prefix('.').unwrap_or(folder);
    if bare.is_empty() || bare.starts_with('.') || bare.contains(['/', '\0', '\n', '\r']) {
        return Err(IntakeError::Folder {
            folder: folder.escape_default().to_string(),
            server: maildir.display().to_string(),
            said: "a Maildir folder is a name such as .Processed, without slashes".to_owned(),
        });
    }
    Ok(format!(".{bare}"))
}

fn lasting_name(file_name: &str) -> &str {
    file_name
        .split_once(FLAGS_MARK)
        .map_or(file_name, |(name, _)| name)
}

/// Opens a mail, and makes sure that what was opened is the file that lay there and not what a link, put there in
/// between, points to.
fn open_mail(path: &Path) -> io::Result<(File, u64)> {
    let lying = fs::symlink_metadata(path)?;
    let file = File::open(path)?;
    let opened = file.metadata()?;
    if !lying.is_file() || (lying.dev(), lying.ino()) != (opened.dev(), opened.ino()) {
        return Err(ErrorKind::NotFound.into());
    }
    Ok((file, opened.len()))
}

pub(super) fn is_mail(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
}

pub(super) fn sync(folder: &Path) -> Result<(), IntakeError> {
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(failed("syncing", folder))
}

pub(super) fn failed(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> IntakeError {
    let path = path.to_path_buf();
    move |source| IntakeError::Io {
        doing,
        path,
        source,
    }
}
