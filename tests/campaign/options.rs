//! What a campaign is asked for on its command line.

use std::fs;
use std::path::PathBuf;

use crate::draws::Draws;

/// What chance begins with when nobody says otherwise.
const SEED: u64 = 0x7469_636b_6574_6421;
/// How it is called.
const USAGE: &str = "usage: campaign [--seed N] [--short | --full] [--jobs N] [--folder PATH] [--write] [--one] [PART...]";

/// How much is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// A few minutes on a developer's machine: part of `tests/run`.
    Short,
    /// A tenth of the whole; the default.
    Middle,
    /// The counts that RESULTS.md shows.
    Full,
}

/// What was asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// What chance begins with.
    pub seed: u64,
    /// How much is done.
    pub scale: Scale,
    /// How many desks are tried side by side, where that does not change what is tried.
    pub jobs: usize,
    /// Where the state folders lie; those of a failure stay.
    pub folder: PathBuf,
    /// Whether the table goes into RESULTS.md.
    pub writes: bool,
    /// Whether the seed is that of one simulated world, which alone is wanted.
    pub is_one: bool,
    parts: Vec<String>,
}

impl Options {
    /// Reads the arguments; the error is for the person who typed them.
    pub fn parse(args: impl Iterator<Item = String>, parts: &[&str]) -> Result<Self, String> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let mut options = Self {
            seed: SEED,
            scale: Scale::Middle,
            jobs: cores,
            folder: std::env::temp_dir().join(format!("ticketd-campaign-{}", std::process::id())),
            writes: false,
            is_one: false,
            parts: Vec::new(),
        };
        let mut args = args;
        while let Some(arg) = args.next() {
            let mut value = || args.next().ok_or(format!("{arg} needs a value; {USAGE}"));
            match arg.as_str() {
                "--seed" => options.seed = number(&value()?)?,
                "--jobs" => options.jobs = number(&value()?)?.max(1) as usize,
                "--folder" => options.folder = PathBuf::from(value()?),
                "--short" => options.scale = Scale::Short,
                "--full" => options.scale = Scale::Full,
                "--write" => options.writes = true,
                "--one" => options.is_one = true,
                part if parts.contains(&part) => options.parts.push(arg),
                other => {
                    let parts = parts.join(", ");
                    return Err(format!("{other} is no part; parts are {parts}; {USAGE}"));
                }
            }
        }
        fs::create_dir_all(&options.folder)
            .map_err(|error| format!("making {}: {error}", options.folder.display()))?;
        // Daemons run in folders of their own, and what they are given are whole paths.
        options.folder = fs::canonicalize(&options.folder).map_err(|error| error.to_string())?;
        Ok(options)
    }

    /// Whether this part is to run.
    pub fn wants(&self, part: &str) -> bool {
        self.parts.is_empty() || self.parts.iter().any(|one| one == part)
    }

    /// How often something is done of which the whole campaign does `full`: a tenth of it, or a hundredth, but once.
    pub fn count(&self, full: usize) -> usize {
        match self.scale {
            Scale::Short => full.div_ceil(100),
            Scale::Middle => full.div_ceil(10),
            Scale::Full => full,
        }
    }

    /// The chance of one trial: the same for the same seed, part and number, whatever ran before.
    pub fn draws(&self, part: &str, number: usize) -> Draws {
        Draws::of(self.seed, part, number)
    }

    /// A folder for one trial, empty.
    pub fn folder_for(&self, part: &str, number: usize) -> PathBuf {
        let folder = self.folder.join(format!("{part}-{number}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// The command that does a part again with the same chance.
    pub fn again(&self, part: &str) -> String {
        let scale = match self.scale {
            Scale::Short => " --short",
            Scale::Middle => "",
            Scale::Full => " --full",
        };
        let command = format!("tests/campaign/run --seed {}{scale} {part}", self.seed);
        command.trim_end().to_owned()
    }

    /// The command that does all of this again.
    pub fn command(&self) -> String {
        self.again(&self.parts.join(" "))
    }
}

fn number(text: &str) -> Result<u64, String> {
    let parsed = match text.strip_prefix("0x") {
        Some(hex) => u64::from_str_radix(hex, 16),
        None => text.parse(),
    };
    parsed.map_err(|_| format!("{text} is no number; {USAGE}"))
}
