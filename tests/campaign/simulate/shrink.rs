//! Makes a failing list of steps short: steps are left out as long as the same law is still broken.

use super::laws::Breach;
use super::plan::{Plan, Step};

/// Most worlds that are run for it.
const RUNS_MAX: usize = 150;

/// The shortest list found, and it is one that really breaks the law.
pub fn shortest(plan: &Plan, breach: &Breach, run: impl Fn(&Plan) -> Option<Breach>) -> Vec<Step> {
    let mut best = plan.clone();
    best.steps.truncate(breach.step + 1);
    let breaks = |plan: &Plan| run(plan).is_some_and(|found| found.law == breach.law);
    if !breaks(&best) {
        return plan.steps.clone();
    }
    let (mut runs, mut width) = (1, best.steps.len().div_ceil(2));
    while width > 0 && runs < RUNS_MAX {
        let mut at = 0;
        while at < best.steps.len() && runs < RUNS_MAX {
            let mut shorter = best.clone();
            let end = (at + width).min(shorter.steps.len());
            shorter.steps.drain(at..end);
            runs += 1;
            if breaks(&shorter) {
                best = shorter;
            } else {
                at += width;
            }
        }
        width /= 2;
    }
    best.steps
}
