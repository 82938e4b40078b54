//! What was owed and what of it was kept, by demand.

use std::collections::BTreeMap;

/// The figures of one demand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    pub kept: u64,
    pub owed: u64,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Books {
    demands: BTreeMap<String, Figures>,
}

impl Books {
    /// Something was owed by each of these demands.
    pub fn owe(&mut self, demands: &[&str], is_kept: bool) {
        for demand in demands {
            self.add(demand, u64::from(is_kept), 1);
        }
    }

    pub fn add(&mut self, demand: &str, kept: u64, owed: u64) {
        let figures = self.demands.entry(demand.to_owned()).or_default();
        figures.kept += kept;
        figures.owed += owed;
    }

    pub fn merge(&mut self, other: &Self) {
        for (demand, figures) in &other.demands {
            self.add(demand, figures.kept, figures.owed);
        }
    }

    pub fn of(&self, demand: &str) -> Figures {
        self.demands.get(demand).copied().unwrap_or_default()
    }
}
