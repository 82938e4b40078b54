//! French. Who reads is addressed as "vous"; what is said of a priority or a request is feminine.

use super::Tongue;

pub(super) static TONGUE: Tongue = Tongue {
    language: "fr",
    time: "{weekday} {day} {month} {year} à {clock} ({zone})",
    clock: "%-H\u{a0}h\u{a0}%M",
    first: "1er",
    days: [
        "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
    ],
    weekdays: ["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."],
    months: [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    always: "jour et nuit",
    never: "fermé",
    and: "et",
    words: &[
        ("critical", "critique"),
        ("high", "haute"),
        ("medium", "moyenne"),
        ("low", "basse"),
        ("new", "nouvelle"),
        ("open", "en cours"),
        ("waiting", "attend votre réponse"),
        ("hold", "en attente"),
        ("resolved", "résolue"),
        ("closed", "close"),
        ("merged", "regroupée"),
        ("spam", "indésirable"),
        ("incident", "incident"),
        ("problem", "problème"),
        ("change", "changement"),
        ("request", "demande"),
        ("access", "accès"),
        ("event", "événement"),
        ("release", "mise en service"),
        ("hardware", "matériel"),
        ("software", "logiciel"),
        ("network", "réseau"),
        ("account-access", "compte et accès"),
        ("other", "autre"),
        ("tier 1", "le premier niveau"),
        ("tier 2", "le deuxième niveau"),
        ("tier 3", "le troisième niveau"),
        ("management", "la direction"),
        (
            "Nobody answered within the time that was promised.",
            "Personne n’a répondu dans le délai promis.",
        ),
        (
            "There was no news for too long.",
            "Il n’y a pas eu de nouvelles depuis trop longtemps.",
        ),
        (
            "It was not solved within the time that was set for it.",
            "Elle n’a pas été résolue dans le délai prévu.",
        ),
        (
            "somebody who takes part in it",
            "une personne qui y participe",
        ),
        (
            "What happened, and what did you expect:",
            "Ce qui s’est passé, et ce que vous attendiez\u{a0}:",
        ),
        (
            "Which device, program or page:",
            "L’appareil, le programme ou la page\u{a0}:",
        ),
        (
            "The error message, word for word:",
            "Le message d’erreur, mot pour mot\u{a0}:",
        ),
        (
            "Adds people who get the requester's mails from now on, or takes them away.",
            "Ajoute des personnes qui recevront désormais vos messages, ou les retire.",
        ),
        (
            "Tells whoever leads the team why your request is urgent. They decide, and you hear of it.",
            "Explique à la personne qui dirige l'équipe pourquoi votre demande est urgente. Elle décide, et vous en êtes informé.",
        ),
        ("Ends your request.", "Ferme votre demande."),
        ("Sends you this list.", "Vous envoie cette liste."),
        (
            "Takes a resolved or closed ticket up again and tells everybody concerned.",
            "Reprend une demande résolue ou close et le dit à toutes les personnes concernées.",
        ),
        (
            "Tells you where your request stands.",
            "Vous dit où en est votre demande.",
        ),
        ("Your name:", "Votre nom\u{a0}:"),
        (
            "Phone number that we reach you at:",
            "Numéro de téléphone où vous joindre\u{a0}:",
        ),
        (
            "Where you are (building, floor, room):",
            "Où vous êtes (bâtiment, étage, salle)\u{a0}:",
        ),
        (
            "What you tried so far:",
            "Ce que vous avez déjà essayé\u{a0}:",
        ),
        (
            "Did this happen for the first time (yes or no):",
            "Est-ce arrivé pour la première fois (oui ou non)\u{a0}:",
        ),
        (
            "Anything else we should know:",
            "Autre chose que nous devrions savoir\u{a0}:",
        ),
    ],
};
