//! The most memory that a process has had.

/// The peak of a process, in MB: `self` or an id. `None` where the system doesn't tell.
pub(crate) fn peak(process: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?
        .trim()
        .strip_suffix(" kB")?;
    Some(peak.parse::<f64>().ok()? * 1024.0 / 1e6)
}
