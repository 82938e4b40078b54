//! Reads templates for tone.

use serde_json::Value;

use super::layout::Page;
use super::spec::Spec;

/// Checks the wording.
pub fn check(_spec: &Spec, _language: &str, _subject: &str, _page: &Page) -> Result<(), String> {
    Ok(())
}

/// Checks that the facts the reader needs are there.
pub fn check_needs(
    _spec: &Spec,
    _facts: &Value,
    _subject: &str,
    _text: &str,
) -> Result<(), String> {
    Ok(())
}
