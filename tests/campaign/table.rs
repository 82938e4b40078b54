//! The table of a campaign: printed, and written into RESULTS.md when that is asked for.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use crate::audit::Verdict;
use crate::options::{Options, Scale};

/// How many faults of one trial are printed; the others are like them.
const FAULTS_SHOWN: usize = 4;
const HEAD: &str = "| part | what was injected | count | lost | doubled tickets | letters doubled, promised | letters doubled, not promised | check not clean | other faults | seconds |\n\
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n";

/// One line of the table.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// The part.
    pub part: &'static str,
    /// What was done to the program.
    pub injected: String,
    /// How often.
    pub count: usize,
    /// What the auditor found in all trials together.
    pub sum: Verdict,
    /// How long it took; zero where the part's time is not told apart.
    pub took: Duration,
    /// What went wrong, a line each, with what reproduces it and where the state lies.
    pub failures: Vec<String>,
}

impl Row {
    /// A line with nothing in it yet.
    pub fn new(part: &'static str, injected: impl Into<String>) -> Self {
        Self {
            part,
            injected: injected.into(),
            ..Self::default()
        }
    }

    /// Takes in what the auditor said of a trial; `again` reproduces it, and `folder` has the state.
    pub fn judge(&mut self, verdict: &Verdict, again: &str, folder: &Path) {
        let (folder, all) = (folder.display(), verdict.faults.len());
        for fault in verdict.faults.iter().take(FAULTS_SHOWN) {
            self.failures
                .push(format!("{fault} (again: {again}; state: {folder})"));
        }
        if all > FAULTS_SHOWN {
            let more = all - FAULTS_SHOWN;
            self.failures
                .push(format!("and {more} faults more in {folder}"));
        }
        self.sum.add(verdict);
    }

    /// Adds what one trial did of what it was to do; less is a fault of the campaign, or of the program.
    pub fn take(&mut self, done: usize, wanted: usize, again: &str, folder: &Path) {
        self.count += done;
        if done < wanted {
            let what = format!("{done} of {wanted} were done");
            self.fail(&what, again, folder);
        }
    }

    /// A trial that needs real servers where none can be started, which has been said: the whole campaign needs them.
    pub fn without_servers(&mut self, options: &Options, part: &str) {
        if options.scale == Scale::Full {
            let what = "Dovecot and Postfix cannot be started; tests/run --prepare installs them";
            self.fail(what, &options.again(part), &options.folder);
        }
    }

    /// A fault that no auditor saw.
    pub fn fail(&mut self, what: &str, again: &str, folder: &Path) {
        let folder = folder.display();
        self.failures
            .push(format!("{what} (again: {again}; state: {folder})"));
        self.sum.other += 1;
    }

    fn line(&self) -> String {
        let Self {
            part,
            injected,
            count,
            sum,
            ..
        } = self;
        let seconds = self.took.as_secs_f64();
        format!(
            "| {part} | {injected} | {count} | {} | {} | {} | {} | {} | {} | {seconds:.0} |\n",
            sum.lost, sum.doubled_tickets, sum.promised, sum.unpromised, sum.unclean, sum.other
        )
    }
}

/// The campaign's results as they come in.
pub struct Table {
    begin: Instant,
    rows: Vec<Row>,
}

impl Table {
    /// Says what is about to run.
    pub fn begin(options: &Options) -> Self {
        println!("campaign: seed {}, {:?}", options.seed, options.scale);
        Self {
            begin: Instant::now(),
            rows: Vec::new(),
        }
    }

    /// Takes in what a part found, and prints it at once.
    pub fn add(&mut self, mut rows: Vec<Row>, took: Duration) {
        if let [only] = rows.as_mut_slice()
            && only.took.is_zero()
        {
            only.took = took;
        }
        for row in &rows {
            print!("{}", row.line());
            for failure in &row.failures {
                println!("FAILED: {}: {failure}", row.part);
            }
        }
        self.rows.extend(rows);
    }

    /// Prints everything once more, writes it where that was asked for, and says whether all is well.
    pub fn end(self, options: &Options) -> ExitCode {
        let failures: usize = self.rows.iter().map(|row| row.failures.len()).sum();
        let table: String = self.rows.iter().map(Row::line).collect();
        let text = format!(
            "{}\n{HEAD}{table}",
            title(options, self.begin.elapsed(), failures)
        );
        println!("\n{text}");
        if options.writes {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/campaign/RESULTS.md");
            fs::write(&path, format!("# Results of the fault campaign\n\n{text}")).unwrap();
        }
        if failures == 0 {
            let _ = fs::remove_dir_all(&options.folder);
            ExitCode::SUCCESS
        } else {
            println!("campaign: {failures} FAILED");
            ExitCode::FAILURE
        }
    }
}

/// When, on what, how, and how long.
fn title(options: &Options, took: Duration, failures: usize) -> String {
    let say = |program: &str, args: &[&str]| {
        let here = env!("CARGO_MANIFEST_DIR");
        let ran = Command::new(program)
            .args(args)
            .current_dir(here)
            .output()
            .ok();
        ran.map(|ran| String::from_utf8_lossy(&ran.stdout).trim().to_owned())
            .unwrap_or_default()
    };
    let date = say("date", &["--utc", "+%Y-%m-%d %H:%M UTC"]);
    let commit = say("git", &["rev-parse", "--short", "HEAD"]);
    let is_changed = !say("git", &["status", "--porcelain", "src", "tests"]).is_empty();
    let mut text = format!("{date}, commit {commit}");
    if is_changed {
        text += " with changes";
    }
    let build = if cfg!(debug_assertions) {
        "with"
    } else {
        "without"
    };
    let _ = write!(
        text,
        ", built {build} debug assertions, {} jobs, {} s, {failures} failed:\n`{}`\n",
        options.jobs,
        took.as_secs(),
        options.command()
    );
    text
}
