//! The only place that draws randomness: keys, seeds, and the jitter of waits.

use std::time::Duration;

/// 32 octets that nobody can guess.
pub fn seed() -> anyhow::Result<[u8; 32]> {
    let mut octets = [0; 32];
    getrandom::fill(&mut octets)
        .map_err(|error| anyhow::anyhow!("drawing randomness from the system: {error}"))?;
    Ok(octets)
}

/// A wait between nothing and `at_most` (full jitter), so that many clients of a server that comes back do not all
/// come back at once. Without randomness it is all of `at_most`.
pub fn jitter(at_most: Duration) -> Duration {
    let mut octets = [0; 4];
    match getrandom::fill(&mut octets) {
        Ok(()) => at_most.mul_f64(f64::from(u32::from_be_bytes(octets)) / f64::from(u32::MAX)),
        Err(_) => at_most,
    }
}
