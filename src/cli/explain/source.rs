//! Finds the raw mails behind an argument and hands them over one at a time.
//!
//! A file is one mail, or an mbox when it begins with a dated `From ` line. A folder is a Maildir when it has `cur` or
//! `new`, of which each file is one mail; any other folder is searched downwards, in the order of names, hidden files
//! left out. The id of a mail is its path, and behind it `#n` where the file has more than one.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use crate::mail::parse::RAW_BYTES_MAX;

use super::super::exit::{Exit, Failure};
use super::mbox;

/// How deep folders are searched; deeper ones are a loop or a mistake.
const DEPTH_MAX: usize = 32;

/// Takes a mail with its id, or what could not be read.
pub(super) type Visit<'v> =
    &'v mut dyn FnMut(Result<(&str, &[u8]), Failure>) -> Result<(), Failure>;

/// Visits each mail behind `path`. Stops early only when the visitor fails.
pub(super) fn each(path: &Path, visit: Visit<'_>) -> Result<(), Failure> {
    if path.as_os_str() == "-" {
        let mut input = io::stdin().lock();
        // A file may be an empty mail; where a pipe brings nothing, something went wrong before it.
        if matches!(input.fill_buf(), Ok([])) {
            let what = "reading standard input: it is empty; give it a mail";
            return visit(Err(Failure::new(Exit::Data, what)));
        }
        return or_told("-", stream("-", &mut input, visit), visit);
    }
    at(path, 0, visit)
}

/// What ends a stream early.
enum Stop {
    /// It cannot be read any further.
    Unread(io::Error),
    /// The visitor failed.
    Visitor(Failure),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Unread(error)
    }
}

/// A file or a folder.
fn at(path: &Path, depth: usize, visit: Visit<'_>) -> Result<(), Failure> {
    let id = path.display().to_string();
    let done = match fs::metadata(path) {
        Ok(found) if found.is_dir() => return folder(path, depth, visit),
        Ok(_) => File::open(path)
            .map_err(Stop::Unread)
            .and_then(|file| stream(&id, &mut BufReader::new(file), visit)),
        Err(error) => Err(Stop::Unread(error)),
    };
    or_told(&id, done, visit)
}

/// Tells the visitor what could not be read, so that the next file has its turn.
fn or_told(id: &str, done: Result<(), Stop>, visit: Visit<'_>) -> Result<(), Failure> {
    match done {
        Ok(()) => Ok(()),
        Err(Stop::Visitor(failure)) => Err(failure),
        Err(Stop::Unread(error)) => {
            let what = format!("reading {id}: {error}; check the path and its permissions");
            visit(Err(Failure::new(Exit::Data, what)))
        }
    }
}

fn folder(path: &Path, depth: usize, visit: Visit<'_>) -> Result<(), Failure> {
    let id = path.display().to_string();
    let maildir: Vec<PathBuf> = ["new", "cur"]
        .map(|name| path.join(name))
        .into_iter()
        .filter(|path| path.is_dir())
        .collect();
    if maildir.is_empty() {
        let found = entries(path).map_err(Stop::Unread);
        return match found {
            Ok(found) if depth < DEPTH_MAX => found
                .iter()
                .try_for_each(|path| at(path, depth.saturating_add(1), visit)),
            Ok(_) => Ok(()),
            Err(stop) => or_told(&id, Err(stop), visit),
        };
    }
    for part in maildir {
        let found = match entries(&part) {
            Ok(found) => found,
            Err(error) => {
                or_told(&part.display().to_string(), Err(error.into()), visit)?;
                continue;
            }
        };
        for file in found.iter().filter(|path| path.is_file()) {
            let id = file.display().to_string();
            let done = File::open(file)
                .map_err(Stop::Unread)
                .and_then(|file| whole(&id, Vec::new(), &mut BufReader::new(file), visit));
            or_told(&id, done, visit)?;
        }
    }
    Ok(())
}

/// The entries of a folder by name, without hidden ones and without links to folders, which may lead back up.
fn entries(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        let kind = entry.file_type()?;
        let target = entry.path();
        // A pipe or a device in a folder would be read for ever.
        let is_mail = kind.is_file() || kind.is_symlink() && target.is_file();
        if !is_hidden && (is_mail || kind.is_dir()) {
            found.push(target);
        }
    }
    found.sort();
    Ok(found)
}

/// One mail, or an mbox.
fn stream(id: &str, reader: &mut dyn BufRead, visit: Visit<'_>) -> Result<(), Stop> {
    let mut first = Vec::new();
    let line_max = u64::try_from(mbox::LINE_BYTES_MAX).unwrap_or(u64::MAX);
    reader.take(line_max).read_until(b'\n', &mut first)?;
    if !mbox::is_separator(&first) {
        return whole(id, first, reader, visit);
    }
    let mut mails = mbox::Mails::after_separator(reader);
    let mut no = 0_usize;
    while let Some(raw) = mails.next()? {
        no = no.saturating_add(1);
        let is_only = no == 1 && mails.is_at_end();
        let name = if is_only {
            id.to_owned()
        } else {
            format!("{id}#{no}")
        };
        visit(Ok((&name, &raw))).map_err(Stop::Visitor)?;
    }
    Ok(())
}

/// The rest of the stream as one mail, which begins with `raw`.
fn whole(
    id: &str,
    mut raw: Vec<u8>,
    reader: &mut dyn BufRead,
    visit: Visit<'_>,
) -> Result<(), Stop> {
    // One byte more than is taken apart, so that the parser can see that there was more.
    let left = RAW_BYTES_MAX.saturating_add(1).saturating_sub(raw.len());
    reader
        .take(u64::try_from(left).unwrap_or(u64::MAX))
        .read_to_end(&mut raw)?;
    visit(Ok((id, &raw))).map_err(Stop::Visitor)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ids and the first lines of the mails behind a path, and the faults.
    fn found(path: &Path) -> Vec<(String, String)> {
        let mut found = Vec::new();
        each(path, &mut |mail| {
            found.push(match mail {
                Ok((id, raw)) => {
                    let text = String::from_utf8_lossy(raw);
                    let name = id.rsplit('/').next().unwrap().to_owned();
                    (name, text.lines().next().unwrap_or("").to_owned())
                }
                Err(failure) => ("fault".to_owned(), failure.line().unwrap()),
            });
            Ok(())
        })
        .unwrap();
        found
    }

    fn pairs(found: &[(String, String)]) -> Vec<(&str, &str)> {
        found
            .iter()
            .map(|(id, line)| (id.as_str(), line.as_str()))
            .collect()
    }

    #[test]
    fn a_maildir_gives_what_is_new_and_what_is_seen_and_nothing_half_written() {
        let home = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("cur/1:2,S", "Subject: a"),
            ("new/2", "From x Fri Feb 22 17:06:23 2008\nSubject: b"),
            ("tmp/3", "Subject: c"),
            ("dovecot.index", "d"),
        ] {
            let path = home.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let found = found(home.path());
        let line = "From x Fri Feb 22 17:06:23 2008";
        assert_eq!(pairs(&found), [("2", line), ("1:2,S", "Subject: a")]);
    }

    #[test]
    fn a_folder_is_searched_downwards_and_a_file_with_several_mails_counts_them() {
        let home = tempfile::tempdir().unwrap();
        let from = "From x@y Fri Feb 22 17:06:23 2008\n";
        for (name, text) in [
            ("b/one.mbox", format!("{from}Subject: a\n\nx\n")),
            (
                "b/two.mbox",
                format!("{from}Subject: b\n\nx\n\n{from}Subject: c\n\ny\n"),
            ),
            ("a.eml", "Subject: d\n".to_owned()),
            (".hidden", "Subject: e\n".to_owned()),
        ] {
            let path = home.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let found = found(home.path());
        assert_eq!(
            pairs(&found),
            [
                ("a.eml", "Subject: d"),
                ("one.mbox", "Subject: a"),
                ("two.mbox#1", "Subject: b"),
                ("two.mbox#2", "Subject: c")
            ]
        );
    }

    #[test]
    fn what_is_not_there_is_told_on_one_line() {
        let found = found(Path::new("/no/such/mail"));
        assert_eq!(found.len(), 1);
        assert!(found[0].1.contains("/no/such/mail"), "{found:?}");
    }
}
