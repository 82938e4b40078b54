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
    #[cfg(feature = "fault-points")]
    if let Some(drawn) = DRAWN.get() {
        // A step of a generator is enough to make waits differ (Knuth's MMIX).
        let next = drawn
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        DRAWN.set(Some(next));
        return at_most.mul_f64(f64::from((next >> 32) as u32) / f64::from(u32::MAX));
    }
    let mut octets = [0; 4];
    match getrandom::fill(&mut octets) {
        Ok(()) => at_most.mul_f64(f64::from(u32::from_be_bytes(octets)) / f64::from(u32::MAX)),
        Err(_) => at_most,
    }
}

#[cfg(feature = "fault-points")]
thread_local! {
    static DRAWN: std::cell::Cell<Option<u64>> = const { std::cell::Cell::new(None) };
}

/// What the waits of this thread are drawn from from now on; only for the simulation of `tests/campaign`.
#[cfg(feature = "fault-points")]
pub fn draw_from(seed: Option<u64>) {
    DRAWN.set(seed);
}
