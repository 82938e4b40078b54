//! Proves a template before it may speak: every variant of its notice, in every situation, is rendered and read.
//!
//! A mail is written in the middle of a decision, which cannot fail; so what can fail must fail here, at start.

use std::collections::BTreeSet;

use super::facts::Common;
use super::spec::Spec;
use super::{TemplateError, Templates, given, wording};

impl Templates {
    /// Renders every variant of a notice in every situation, and reads the wording of each.
    pub(in crate::notices) fn prove(
        &self,
        spec: &Spec,
        language: &str,
    ) -> Result<(), TemplateError> {
        let refused =
            |what| TemplateError::in_file(&format!("{language}/{}.txt", spec.name), None, what);
        let mut situations = Common::samples(language);
        if !spec.needs_ticket {
            situations.extend(Common::samples(language).into_iter().map(|common| Common {
                ticket: None,
                ..common
            }));
        }
        let mut is_fullest = true;
        for common in &situations {
            for variant in (spec.variants)() {
                for may_echo in BTreeSet::from([variant.may_echo, false]).into_iter().rev() {
                    let facts = given(spec, variant.facts.clone(), common, may_echo, language);
                    let (subject, page) =
                        self.speak(language, spec, &facts, common)
                            .map_err(|error| {
                                if variant.may_echo && !may_echo {
                                    silent(error)
                                } else {
                                    error
                                }
                            })?;
                    wording::check(spec, language, &subject, &page).map_err(refused)?;
                    if is_fullest {
                        wording::check_needs(spec, language, &facts, &subject, &page)
                            .map_err(refused)?;
                        is_fullest = false;
                    }
                }
            }
        }
        Ok(())
    }
}

/// A fault that shows only where a mail must not repeat what the sender chose.
fn silent(error: TemplateError) -> TemplateError {
    let what = format!(
        "{} where the sender is unproven; put it between {{% if echo %}} and {{% endif %}}",
        error.what
    );
    TemplateError { what, ..error }
}
