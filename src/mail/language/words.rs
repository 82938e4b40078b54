//! Words that only one language has, for reports of a few words.

/// How many different ones are needed.
const WORDS_MIN: usize = 2;

/// Small words by language, lower case. None is a word of another language in this table, and none a common one of
/// their neighbours.
const WORDS: [(&str, &str); 5] = [
    (
        "en",
        "the my is are was please cannot can't doesn't don't isn't won't with have has from this that when \
         since since what which our your thanks thank hello would could does there they been and you we of \
         working works work",
    ),
    (
        "de",
        "ich nicht und bitte der das dem den ein eine einen mein meine meinen meinem mit ist sind seit kann \
         auf für beim vom zum wir uns unser unsere ihr ihre sehr geehrte guten hallo danke vielen geht mehr \
         wird wurde habe haben heute keine kein nach auch aber wenn noch immer schon diese dieser",
    ),
    (
        "fr",
        "je j'ai j'arrive n'est c'est l'écran ne pas plus les des mon mes une est sont avec pour dans depuis \
         bonjour merci nous notre votre vous au aux sur ce cette et mot peux pouvez marche fonctionne qui \
         aide ma",
    ),
    (
        "es",
        "el los las mi mis una está están con para por desde hola gracias nos nuestro nuestra favor puedo \
         pueden puede necesito tengo funciona impresora contraseña correo ayuda hoy muy pero también cuando \
         buenos buenas días mañana del",
    ),
    (
        "hi",
        "है हैं नहीं मेरा मेरी मेरे करें कृपया में का की के को से और रहा रही रहे हो गया गई हमारे हमारा मुझे \
         आज नमस्ते धन्यवाद मदद सकता सकते सुबह कर",
    ),
];

/// The one language that has words in a text, when no other has as many as it takes to doubt.
pub(super) fn language(text: &str) -> Option<&'static str> {
    let said = Said::of(text);
    let mut counts = WORDS.map(|(tag, words)| (said.count(words), tag));
    counts.sort_unstable_by(|a, b| b.cmp(a));
    match counts.as_slice() {
        [(most, tag), (next, _), ..] if *most >= WORDS_MIN && *most >= next * 3 => Some(tag),
        _ => None,
    }
}

/// Whether a text may be in a language: no sentence of those in the table does without their small words.
pub(super) fn may_be(tag: &str, text: &str) -> bool {
    let known = WORDS.iter().find(|(known, _)| *known == tag);
    known.is_none_or(|(_, words)| Said::of(text).count(words) > 0)
}

/// The words of a text.
struct Said(Vec<String>);

impl Said {
    fn of(text: &str) -> Self {
        let lower = text.to_lowercase().replace('’', "'");
        let words = lower.split(|c: char| !(c.is_alphanumeric() || c == '\'' || super::is_sign(c)));
        let words = words.filter(|word| !word.is_empty());
        Self(words.map(str::to_owned).collect())
    }

    /// How many of these words are among them.
    fn count(&self, words: &str) -> usize {
        let known = words.split_whitespace();
        known
            .filter(|word| self.0.iter().any(|said| said == word))
            .count()
    }
}
