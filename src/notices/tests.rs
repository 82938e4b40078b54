//! Every mail, as people see it.

use super::*;

/// Renders every variant of every notice, with all facts and with as few as possible.
fn gallery() -> Vec<(String, Rendered)> {
    let templates = Templates::shipped().unwrap_or_else(|error| panic!("{error}"));
    let mut gallery = Vec::new();
    for spec in NOTICES {
        for (situation, common) in Common::samples().iter().enumerate() {
            for (no, drawn) in (spec.variants)().into_iter().enumerate() {
                let (subject, page) = templates
                    .speak("en", spec, drawn.facts, common, drawn.may_echo)
                    .unwrap();
                let rendered = Rendered {
                    subject,
                    text: text::text(&page),
                    html: html::html(&page, "en"),
                };
                gallery.push((
                    format!("{}-{no}{}", spec.name, ["full", "bare"][situation]),
                    rendered,
                ));
            }
        }
    }
    gallery
}

#[test]
fn draw() {
    let folder = std::env::var("GALLERY").unwrap();
    for (name, rendered) in gallery() {
        std::fs::write(format!("{folder}/{name}.html"), rendered.html).unwrap();
        std::fs::write(
            format!("{folder}/{name}.txt"),
            format!("Subject: {}\n\n{}", rendered.subject, rendered.text),
        )
        .unwrap();
    }
}
