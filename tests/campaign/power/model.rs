//! What a disk may hold after a power cut, from the log of what was done to it (`disk.c`).
//!
//! The rules are harsher than those of any file system in use, and no harsher than what fsync(2) and rename(2) promise:
//!
//! * What was written to a file and not covered by a later sync of that file is there, is gone, is there in part (torn
//!   at any octet, or some of its sectors only), or is there as zeros.
//! * A name that was made, moved or removed without a later sync of its folder is there or is not; later changes may be
//!   there without earlier ones. A rename never loses the file: its old name is gone only where the new one is there.
//! * A synced file without a durable name is gone, and a name without synced content is there.
//! * What lies outside of `state`, the mailbox and where letters go, is another machine's, or on this disk too
//!   ([`Disk::hold_all`]).

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::draws::Draws;

/// What is written at once; a torn write ends at one of these, or anywhere.
const SECTOR: usize = 512;

/// One change, as it took effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Op {
    Create {
        inode: u64,
        path: PathBuf,
    },
    Size {
        inode: u64,
        length: usize,
    },
    Write {
        inode: u64,
        at: usize,
        octets: Vec<u8>,
    },
    Sync {
        inode: u64,
    },
    SyncFolder {
        path: PathBuf,
    },
    Folder {
        path: PathBuf,
    },
    Rename {
        from: PathBuf,
        to: PathBuf,
    },
    Remove {
        path: PathBuf,
    },
}

/// Reads a log. A record that was cut off at the end is left out.
pub fn parse(log: &[u8]) -> Vec<Op> {
    let (mut ops, mut rest) = (Vec::new(), log);
    while let Some(end) = rest.iter().position(|octet| *octet == b'\n') {
        let head = String::from_utf8_lossy(&rest[..end]).into_owned();
        rest = &rest[end + 1..];
        let mut fields = head.splitn(5, ' ');
        let mut field = || fields.next().unwrap_or_default().to_owned();
        let (op, inode, at, length, paths) = (field(), field(), field(), field(), field());
        let number = |text: &str| text.parse::<u64>().unwrap_or_default();
        let (inode, at, length) = (
            number(&inode),
            number(&at) as usize,
            number(&length) as usize,
        );
        let (path, second) = paths.split_once('\t').unwrap_or((&paths, ""));
        let (path, second) = (PathBuf::from(path), PathBuf::from(second));
        ops.push(match op.as_str() {
            "C" => Op::Create { inode, path },
            "T" => Op::Size { inode, length: at },
            "W" if rest.len() < length => break,
            "W" => {
                let octets = rest[..length].to_vec();
                rest = &rest[length..];
                Op::Write { inode, at, octets }
            }
            "S" => Op::Sync { inode },
            "D" => Op::SyncFolder { path },
            "M" => Op::Folder { path },
            "R" => Op::Rename {
                from: path,
                to: second,
            },
            "U" | "X" => Op::Remove { path },
            other => panic!("the log of the disk has an operation that nobody knows: {other}"),
        });
    }
    ops
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    Folder,
    File(usize),
}

/// A change of content that no sync has covered.
#[derive(Debug, Clone)]
enum Change {
    Write { at: usize, octets: Vec<u8> },
    Size(usize),
}

/// A change of names that no sync has covered.
#[derive(Debug, Clone)]
enum NameChange {
    Put(PathBuf, Entry),
    Remove(PathBuf),
    Move(PathBuf, PathBuf, Entry),
}

#[derive(Debug, Clone, Default)]
struct File {
    durable: Vec<u8>,
    pending: Vec<Change>,
    /// When it was written, where that was before the recording: a mail in a Maildir is told from another by it.
    modified: Option<SystemTime>,
}

/// A disk: what is durable, and what is on its way.
#[derive(Debug, Clone)]
pub struct Disk {
    root: PathBuf,
    files: Vec<File>,
    by_inode: HashMap<u64, usize>,
    live: BTreeMap<PathBuf, Entry>,
    durable: BTreeMap<PathBuf, Entry>,
    pending: Vec<NameChange>,
    /// Whether mailbox and letters lie on it, too.
    holds_all: bool,
}

impl Disk {
    /// The disk as it lies below a folder now, all of it durable.
    pub fn read(root: &Path) -> Self {
        let mut disk = Self {
            root: root.to_owned(),
            files: Vec::new(),
            by_inode: HashMap::new(),
            live: BTreeMap::new(),
            durable: BTreeMap::new(),
            pending: Vec::new(),
            holds_all: false,
        };
        let mut folders = vec![root.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().flatten() {
                let (path, found) = (entry.path(), entry.metadata().unwrap());
                if found.is_dir() {
                    disk.live.insert(path.clone(), Entry::Folder);
                    folders.push(path);
                } else if found.is_file() {
                    let file = disk.add(found.ino());
                    disk.files[file].durable = fs::read(&path).unwrap();
                    disk.files[file].modified = found.modified().ok();
                    disk.live.insert(path, Entry::File(file));
                }
            }
        }
        disk.durable = disk.live.clone();
        disk
    }

    fn add(&mut self, inode: u64) -> usize {
        self.files.push(File::default());
        self.by_inode.insert(inode, self.files.len() - 1);
        self.files.len() - 1
    }

    /// Whether a power cut can take something of this away.
    fn is_lossy(&self, path: &Path) -> bool {
        self.holds_all || path.starts_with(self.root.join("state"))
    }

    /// The mailbox and the folder where letters go lie on this disk, and not on another machine's.
    pub fn hold_all(&mut self) {
        self.holds_all = true;
    }

    /// Takes a change in.
    pub fn take(&mut self, op: &Op) {
        match op {
            Op::Create { inode, path } => {
                let file = self.add(*inode);
                self.name(NameChange::Put(path.clone(), Entry::File(file)));
            }
            Op::Folder { path } => self.name(NameChange::Put(path.clone(), Entry::Folder)),
            Op::Remove { path } => self.name(NameChange::Remove(path.clone())),
            Op::Rename { from, to } => {
                if let Some(entry) = self.live.get(from).copied() {
                    self.name(NameChange::Move(from.clone(), to.clone(), entry));
                }
            }
            Op::Write { inode, at, octets } => self.change(
                *inode,
                Change::Write {
                    at: *at,
                    octets: octets.clone(),
                },
            ),
            Op::Size { inode, length } => self.change(*inode, Change::Size(*length)),
            Op::Sync { inode } => {
                if let Some(file) = self.by_inode.get(inode) {
                    self.files[*file].settle();
                }
            }
            Op::SyncFolder { path } => self.sync_names(path),
        }
    }

    fn change(&mut self, inode: u64, change: Change) {
        // Unknown are files that were there before and are no regular ones, and the log of the program.
        if let Some(file) = self.by_inode.get(&inode) {
            self.files[*file].pending.push(change);
        }
    }

    fn name(&mut self, change: NameChange) {
        change.apply(&mut self.live);
        let (NameChange::Put(path, _) | NameChange::Remove(path) | NameChange::Move(path, _, _)) =
            &change;
        if self.is_lossy(path) {
            self.pending.push(change);
        } else {
            change.apply(&mut self.durable);
        }
    }

    fn sync_names(&mut self, folder: &Path) {
        let is_in = |path: &Path| path.parent() == Some(folder);
        let mut left = Vec::new();
        for change in std::mem::take(&mut self.pending) {
            match change {
                NameChange::Put(ref path, _) | NameChange::Remove(ref path) if is_in(path) => {
                    change.apply(&mut self.durable);
                }
                NameChange::Move(from, to, entry) if is_in(&to) => {
                    self.durable.insert(to.clone(), entry);
                    if is_in(&from) {
                        self.durable.remove(&from);
                    } else {
                        left.push(NameChange::Remove(from));
                    }
                }
                other => left.push(other),
            }
        }
        self.pending = left;
    }

    /// The first file that this disk and another do not agree on, as the program saw them; its log, which it does not
    /// write by name, is none of them.
    pub fn differs(&self, other: &Self) -> Option<String> {
        let (mine, others) = (self.seen(), other.seen());
        let paths = mine.keys().chain(others.keys());
        let mut written = paths.filter(|path| path.as_path() != Path::new("log"));
        let path = written.find(|path| mine.get(*path) != others.get(*path))?;
        Some(path.display().to_string())
    }

    /// Everything as the program saw it: path below the root, and content; `None` for a folder.
    fn seen(&self) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
        let content = |entry: &Entry| match entry {
            Entry::Folder => None,
            Entry::File(file) => {
                let mut file = self.files[*file].clone();
                file.settle();
                Some(file.durable)
            }
        };
        let live = self.live.iter();
        live.map(|(path, entry)| {
            (
                path.strip_prefix(&self.root).unwrap().to_owned(),
                content(entry),
            )
        })
        .collect()
    }

    /// Writes into `to` what may be there after a power cut now.
    pub fn cut(&self, to: &Path, draws: &mut Draws) {
        let mood = Mood::draw(draws);
        let mut names = self.durable.clone();
        let kept = draws.below(self.pending.len() as u64 + 1) as usize;
        for (number, change) in self.pending.iter().enumerate() {
            let is_kept = match mood {
                Mood::Nothing => false,
                Mood::Everything => true,
                Mood::InOrder => number < kept,
                Mood::AnyOf => draws.once_in(2),
            };
            if is_kept {
                change.apply(&mut names);
            }
        }
        // In order of paths: a folder comes before what lies in it.
        for (path, entry) in &names {
            let is_reachable = path
                .ancestors()
                .skip(1)
                .take_while(|folder| *folder != self.root)
                .all(|folder| names.get(folder) == Some(&Entry::Folder));
            let path = to.join(path.strip_prefix(&self.root).unwrap());
            match entry {
                _ if !is_reachable => {}
                Entry::Folder => fs::create_dir_all(path).unwrap(),
                Entry::File(file) => {
                    let content =
                        self.files[*file].after_a_cut(self.mood_of(&names, mood, *file), draws);
                    fs::write(&path, content).unwrap();
                    if let Some(modified) = self.files[*file].modified {
                        let written = fs::File::options().write(true).open(path).unwrap();
                        written.set_modified(modified).unwrap();
                    }
                }
            }
        }
    }

    /// What lies outside of the state is there whole.
    fn mood_of(&self, names: &BTreeMap<PathBuf, Entry>, mood: Mood, file: usize) -> Mood {
        let mut places = names
            .iter()
            .filter(|(_, entry)| **entry == Entry::File(file));
        if places.all(|(path, _)| self.is_lossy(path)) {
            mood
        } else {
            Mood::Everything
        }
    }
}

/// How a disk behaves at a cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mood {
    /// It had written nothing that it was not told to.
    Nothing,
    /// It had written everything.
    Everything,
    /// It wrote in order, up to some point.
    InOrder,
    /// It wrote in any order.
    AnyOf,
}

/// What a cut does to a write.
#[derive(Debug, Clone, Copy)]
enum Fate {
    Gone,
    Torn,
    Whole,
}

impl Mood {
    fn draw(draws: &mut Draws) -> Self {
        *draws.one(&[
            Self::Nothing,
            Self::Everything,
            Self::InOrder,
            Self::InOrder,
            Self::AnyOf,
            Self::AnyOf,
            Self::AnyOf,
        ])
    }
}

impl NameChange {
    fn apply(&self, names: &mut BTreeMap<PathBuf, Entry>) {
        match self {
            Self::Put(path, entry) => drop(names.insert(path.clone(), *entry)),
            Self::Remove(path) => drop(names.remove(path)),
            Self::Move(from, to, entry) => {
                names.remove(from);
                names.insert(to.clone(), *entry);
            }
        }
    }
}

impl File {
    /// All that was written is durable.
    fn settle(&mut self) {
        for change in std::mem::take(&mut self.pending) {
            change.apply(&mut self.durable);
        }
    }

    fn after_a_cut(&self, mood: Mood, draws: &mut Draws) -> Vec<u8> {
        let mut content = self.durable.clone();
        let kept = draws.below(self.pending.len() as u64 + 1) as usize;
        for (number, change) in self.pending.iter().enumerate() {
            let fate = match mood {
                Mood::Nothing => Fate::Gone,
                Mood::Everything => Fate::Whole,
                Mood::InOrder => match number.cmp(&kept) {
                    Ordering::Less => Fate::Whole,
                    Ordering::Equal => Fate::Torn,
                    Ordering::Greater => Fate::Gone,
                },
                Mood::AnyOf => *draws.one(&[Fate::Gone, Fate::Torn, Fate::Whole]),
            };
            match fate {
                Fate::Gone => {}
                Fate::Torn => change.torn(draws).apply(&mut content),
                Fate::Whole => change.apply(&mut content),
            }
        }
        content
    }
}

impl Change {
    fn apply(&self, content: &mut Vec<u8>) {
        match self {
            Self::Size(length) => content.resize(*length, 0),
            Self::Write { at, octets } => {
                let end = at + octets.len();
                if content.len() < end {
                    content.resize(end, 0);
                }
                content[*at..end].copy_from_slice(octets);
            }
        }
    }

    /// A write that the cut fell into.
    fn torn(&self, draws: &mut Draws) -> Self {
        let Self::Write { at, octets } = self else {
            return self.clone();
        };
        let mut octets = octets.clone();
        match draws.below(3) {
            // Up to some octet.
            0 => octets.truncate(draws.below(octets.len() as u64 + 1) as usize),
            // Some of its sectors; the others are as long and hold nothing.
            1 => octets
                .chunks_mut(SECTOR)
                .filter(|_| draws.once_in(2))
                .for_each(|sector| sector.fill(0)),
            // The file grew and its content did not arrive.
            _ => octets.fill(0),
        }
        Self::Write { at: *at, octets }
    }
}
