//! Moving and marking: a rename, durable once both folders are synced. Everything here blocks.
//!
//! One mail that cannot be moved stays where it is, the ledger keeps it out, and the caller hears of it; the others are
//! moved. A target folder that somebody has taken away is made again. A mail that is gone is passed over.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::folder::{FLAGS_MARK, Folder, failed, is_mail, make_maildir, make_target, sync};
use crate::engine::source::Settling;
use crate::fault::{self, Point};
use crate::intake::IntakeError;

/// Mails that could not be moved, by their lasting names, and the first reason.
#[derive(Debug, Default)]
pub(super) struct Refused {
    pub(super) names: Vec<String>,
    pub(super) why: Option<IntakeError>,
}

impl Folder {
    /// Moves or marks mails, then syncs every folder that was touched; gives those that stay where they are.
    pub(super) fn settle(
        &self,
        mails: &[(String, Option<PathBuf>, Settling)],
    ) -> Result<Refused, IntakeError> {
        let mut touched = BTreeSet::new();
        let mut found = None;
        let mut refused = Refused::default();
        for (name, hint, settling) in mails {
            let target = match (settling, &self.processed) {
                (Settling::LeaveInPlace, _) => continue,
                (Settling::Quarantine, _) => &self.quarantine,
                (Settling::Processed, Some(processed)) => processed,
                (Settling::Processed, None) => &self.path,
            };
            let moved = self.with_file(name, hint.clone(), &mut found, |path| {
                let file_name = format!("{name}{FLAGS_MARK}{}", seen_flags(path));
                let destination = target.join("cur").join(file_name);
                if path == destination {
                    return Ok(Ok(()));
                }
                let moved = self.rename(path, &destination, target)?;
                if moved.is_ok() {
                    fault::point(Point::MailMoved);
                    touched.extend(path.parent().map(Path::to_path_buf));
                    touched.insert(target.join("cur"));
                }
                Ok(moved)
            })?;
            if let Some(Err(why)) = moved {
                refused.names.push(name.clone());
                refused.why.get_or_insert(why);
            }
        }
        fault::point(Point::MailsMoved);
        touched.iter().try_for_each(|folder| sync(folder))?;
        Ok(refused)
    }

    /// Renames a mail, once more where the target had to be made first. The outer error is that the mail is gone.
    fn rename(
        &self,
        path: &Path,
        destination: &Path,
        target: &Path,
    ) -> io::Result<Result<(), IntakeError>> {
        let mut moved = fs::rename(path, destination);
        if is_not_found(&moved) && is_mail(path) {
            let made = if target == self.path {
                make_maildir(target)
            } else {
                make_target(target).and_then(|()| sync(&self.path))
            };
            if let Err(why) = made {
                return Ok(Err(why));
            }
            moved = fs::rename(path, destination);
        }
        if is_not_found(&moved) && !is_mail(path) {
            return moved.map(Ok);
        }
        let folder = target.join("cur");
        Ok(moved.map_err(|error| {
            if folder.is_dir() {
                failed("moving", path)(error)
            } else {
                failed("moving mail to", &folder)(error)
            }
        }))
    }
}

fn is_not_found(result: &io::Result<()>) -> bool {
    result
        .as_ref()
        .is_err_and(|error| error.kind() == ErrorKind::NotFound)
}

/// The flags a settled mail gets: those it has, and S for seen, in the order the Maildir format wants.
fn seen_flags(path: &Path) -> String {
    let file_name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut flags: BTreeSet<char> = file_name
        .split_once(FLAGS_MARK)
        .map_or("", |(_, flags)| flags)
        .chars()
        .filter(char::is_ascii_alphabetic)
        .collect();
    flags.insert('S');
    flags.into_iter().collect()
}
