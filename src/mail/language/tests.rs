//! Reports as they come, and the language they are in.

use super::*;

#[test]
fn reports_of_a_few_words_are_told_apart() {
    for (tag, text) in [
        ("en", "My printer does not work, please help"),
        (
            "en",
            "Hello, since this morning I cannot log in to the portal.",
        ),
        ("en", "Please reset my password, thanks"),
        (
            "en",
            "Outlook crashes when I open an attachment, can you have a look please",
        ),
        (
            "en",
            "We need three new laptops for the new colleagues starting on Monday.",
        ),
        ("de", "Drucker geht nicht, bitte helfen"),
        ("de", "Mein Passwort ist abgelaufen"),
        (
            "de",
            "Guten Tag, der Drucker im zweiten Stock blinkt nur noch rot.",
        ),
        ("de", "Bitte Zugang zum Laufwerk P: einrichten, danke"),
        ("fr", "L'imprimante ne marche pas"),
        (
            "fr",
            "Bonjour, je n'arrive plus à me connecter depuis ce matin. Merci de votre aide.",
        ),
        (
            "fr",
            "Mon mot de passe a expiré, pouvez-vous le réinitialiser ?",
        ),
        ("es", "La impresora no funciona"),
        (
            "es",
            "Buenos días, desde esta mañana no puedo entrar en el portal. ¿Me pueden ayudar?",
        ),
        ("es", "Necesito acceso a la carpeta compartida, por favor"),
        (
            "hi",
            "नमस्ते, आज सुबह से मेरा प्रिंटर काम नहीं कर रहा है। कृपया मदद करें।",
        ),
        ("hi", "पासवर्ड काम नहीं कर रहा"),
    ] {
        assert_eq!(of_text(text), Some(tag), "{text}");
    }
}

#[test]
fn neighbours_are_not_mistaken_for_a_language_that_is_offered() {
    let offered = ["en", "de", "fr", "es", "hi"];
    for text in [
        "De printer doet het niet meer sinds vanochtend, kunnen jullie helpen?",
        "La stampante non funziona da questa mattina, potete aiutarmi?",
        "A impressora não funciona desde hoje de manhã, podem ajudar?",
        "La impressora no va bé des d'aquest matí, em podeu ajudar?",
        "Skrivaren fungerar inte sedan i morse, kan ni hjälpa mig?",
        "Printeren virker ikke siden i morges, kan I hjælpe mig?",
        "Drukarka nie działa od rana, proszę o pomoc",
        "नमस्कार, आज सकाळपासून माझा प्रिंटर चालत नाही. मदत हवी आहे.",
        "Принтер не работает с самого утра, помогите пожалуйста",
    ] {
        let told = of_text(text);
        assert!(
            told.is_none_or(|told| !offered.contains(&told)),
            "{told:?}: {text}"
        );
    }
}

#[test]
fn what_is_too_little_or_no_prose_tells_nothing() {
    for text in [
        "",
        "VPN",
        "?!",
        "Printer 2. OG",
        "Error 0x80070005: Access is denied at C:\\Windows\\System32\\foo.dll line 33",
        "ann@example.org https://intranet.example/a/b/c",
        "Anna Müller",
    ] {
        assert_eq!(of_text(text), None, "{text}");
    }
}

#[test]
fn a_pasted_error_does_not_outweigh_the_words_around_it() {
    let text = "Hallo,\nseit heute Morgen kommt beim Speichern diese Meldung:\n\
                java.lang.NullPointerException: Cannot invoke \"String.length()\" because \"s\" is null\n\
                \tat com.acme.App.main(App.java:17)\nKönnen Sie bitte helfen? Ich kann nicht arbeiten.";
    assert_eq!(of_text(text), Some("de"));
}

#[test]
fn the_header_is_asked_where_the_words_say_nothing() {
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let exchange = [
        field("Accept-Language", "de-DE, en-US"),
        field("content-language", "fr-CH"),
    ];
    assert_eq!(of_header(&exchange).as_deref(), Some("fr"));
    assert_eq!(of_header(&exchange[..1]).as_deref(), Some("de"));
    assert_eq!(of_header(&[field("Content-Language", "\"><b>")]), None);
}
