//! The words by which an answer is read, in the languages that are read.
//!
//! A word that is missing costs a look; a wrong one loses a problem. So what can be said of trouble is not among them.

use std::collections::BTreeSet;
use std::sync::LazyLock;

type Words = LazyLock<BTreeSet<&'static str>>;

/// It is as it should be.
pub(super) static YES: Words = LazyLock::new(|| {
    words(
        "yes yep yeah yup ok okay okey k confirmed confirm confirming works working worked perfect perfectly \
         great done closed ja jawohl jep passt geht klappt geklappt läuft funktioniert oui fonctionne marche \
         parfait sí si funciona perfecto vale हाँ हां ठीक ji haan super prima top d'accord va sorted fixed \
         absolutely definitely correct agreed clear चल kaam theek sahi risolto funzionano funzionando werkt \
         certo certamente gerne",
    )
});

/// The trouble is over.
pub(super) static SOLVED: Words = LazyLock::new(|| {
    words(
        "solved resolved fixed repaired gone cleared gelöst behoben erledigt repariert résolu résolue réglé \
         réglée solucionado solucionada resuelto resuelta arreglado risolto resolvido opgelost löst",
    )
});

/// Thanks.
pub(super) static THANKS: Words = LazyLock::new(|| {
    words(
        "thanks thank thankyou thx tnx ty cheers danke dankeschön dankend dank merci gracias grazie obrigado \
         obrigada tack bedankt dziękuję धन्यवाद शुक्रिया dhanyavaad dhanyavad shukriya ta dankjewel \
         dankeschoen mercis आभार aabhar shukriyaa",
    )
});

/// What runs when it is well: before a word of [`AGAIN`] these make it a good one.
pub(super) static RUNS: Words = LazyLock::new(|| {
    words(
        "fine good normal online opens prints reachable runs running starts up well nice smoothly right \
         connects connected connecting loads loading responds responding syncs syncing boots charges charging \
         sends receives appears active available accessible druckt startet lädt verbindet öffnet imprime \
         démarre",
    )
});

/// "It works again" and "thanks again" are as good as it gets; "it is gone again" is the opposite.
pub(super) static AGAIN: Words = LazyLock::new(|| words("again wieder encore nouveau"));

/// What such answers are made of beside these.
pub(super) static PLAIN: Words = LazyLock::new(|| {
    words(
        "a about all and are as at awesome be been being best brilliant can charm close completely could day \
         did do each effort everybody everyone everything excellent fantastic fast feedback for from fully \
         glad got guys had happy has have he help helped helpful helping here hi i i'm i've in is it it's its \
         itself just kind lot lots log login lovely luck made make me many marvellous more much my now of on \
         our out patience patient please pleased prompt promptly quick quickly quite really regards reply \
         response service she so soon speedy support sure team that that's the their them there these they \
         this those to today together too took tremendously us very was we weekend week were wish with \
         wonderful work like you your yours appreciated appreciate access able see open print use sign \
         finally already both two three email mail amazing cool sorting solving fixing clear das ist es alles \
         alle der die den dem ein eine einen für fuer auch ich wir ihr ihnen sie euch dir habe hat haben bin \
         sind war jetzt nun schon gut sehr vielen viel vielmals herzlichen lieben besten schnelle schnellen \
         schnell hilfe mühe unterstützung antwort schön schöne schönen tag gruß grüße bitte schließen kann \
         können mit und wie gewünscht bestens einwandfrei wunderbar klasse toll c'est le la les l' un une des \
         de du et est tout tous toute ça ca cela je j'ai nous vous votre vos pour avec bien beaucoup très \
         aide rapide rapidité maintenant bonne journée soirée cordialement pouvez fermer bon vraiment mille \
         fois el los las lo una y está todo todos muy muchas muchísimas mucha por para con su tu ayuda \
         rapidez ahora ya gran trabajo saludos perfectamente correctamente puede cerrar mil så mycket molto \
         tutto bene muito tudo veel wel bardzo se em na da अब सब है आपका आपके बहुत मदद के लिए की को गया हो गई \
         account mails emails printer scanner laptop pc computer screen monitor keyboard mouse phone headset \
         wifi wlan vpn outlook teams office word excel browser internet network server drive folder file \
         files mailbox calendar password portal app software system floor room desk drucker rechner \
         bildschirm laufwerk ordner postfach kalender zugang kennwort passwort imprimante ordinateur écran \
         dossier messagerie accès impresora ordenador pantalla correo carpeta acceso stampante posta \
         impressora sir madam ji bhai team-mate mate folks i'd you're may case show shows shown visible \
         working order further assistance staying late confirm report rock solid perfect expected before \
         usual morning afternoon evening weeks days hours minutes heute früh endlich nochmals abend \
         feierabend wochenende équipe toutes après-midi semaine bom dia noite boa giorno serata dag avond सर \
         जी भाई आभारी प्रिंटर लैपटॉप ईमेल टिकट बंद कर दीजिए रहा रही रहे हल समाधान ho gaya gayi chal raha rahi \
         hai kar bahut bahot mast ab sab",
    )
});

/// Good where it is solved, and only there.
pub(super) static TROUBLE: Words = LazyLock::new(|| {
    words(
        "problem problems issue issues error errors trouble bug fault message messages fehler störung \
         problème problèmes erreur souci problema problemas incidencia समस्या",
    )
});

/// Whoever says one of these contradicts.
pub(super) static CONTRADICTION: Words = LazyLock::new(|| {
    words(
        "not but still however except although unfortunately doesn't doesnt don't dont isn't isnt won't wont \
         can't cant cannot couldn't didn't didnt hasn't haven't wasn't wouldn't nothing never nicht aber noch \
         kein keine keinen leider trotzdem pas mais toujours jamais malheureusement pero todavía aún nunca no \
         nope nah nein non não ainda mas ma però ancora niet maar inte men नहीं नही लेकिन nahi nahin lekin",
    )
});

/// Whoever says one of these in an answer of a few words has more to say than yes.
pub(super) static DOUBT: Words = LazyLock::new(|| {
    words(
        "though sadly aren't couldnt shouldn't until unless another also plus new next other others else \
         instead only half partly partially some sometimes mostly almost nearly nobody none neither nor \
         without yet later tomorrow tonight monday tuesday wednesday thursday friday will would try trying \
         tried test testing check checking wait waiting why when where which what who how if whether maybe \
         perhaps probably hopefully hope seems seem think guess same since every reopen should need needs \
         needed call ask tell told say says wonder question questions twice weder nie niemals nichts nur \
         jedoch obwohl warum wann wo wer ob vielleicht morgen später probiere teste melde gleiche gleichen \
         derselbe dasselbe weiterhin teilweise manchmal kaum sobald falls wenn dennoch ne n'est n'a rien \
         cependant pourtant aucun aucune parfois presque même pourquoi quand où qui quoi demain peut-être \
         sauf seulement depuis nada sin embargo ningún ninguna igual sigue siguen tampoco quizás mañana \
         cuándo dónde qué cómo solo sólo casi desde mai niente nulla perché porém nog geen nooit ännu aldrig \
         ale jeszcze अभी भी पर मत नहीँ फिर abhi back ratos veces solange tant except keeps long away comes \
         myself",
    )
});

/// Beginnings of words for what does not work.
pub(super) static FAILING: Words = LazyLock::new(|| {
    words(
        "spinn fail broke brick wrong wors stop crash freez froz hangs hanging stuck dead died black blank slow \
         lost losing missing missed refus reject denied permission timeout timed drops dropped disconnect \
         unable impossib incorrect invalid corrupt damag unus useless disappoint annoy complain angry kaputt \
         falsch defekt abgestürzt abstürz hängt langsam verloren schlimm schlecht unmöglich gesperrt \
         verweiger panne échou bloqu lente perdu impossible cassé plante falla fallo fallando lento perdido \
         imposible bloquead averiad peor guast rotto avari खराब",
    )
});

/// How a greeting begins.
pub(super) const GREETINGS: &[&str] = &[
    "hi",
    "hello",
    "hallo",
    "hey",
    "dear",
    "good",
    "guten",
    "liebe",
    "lieber",
    "sehr",
    "bonjour",
    "bonsoir",
    "salut",
    "hola",
    "buenos",
    "buenas",
    "ciao",
    "olá",
    "hej",
    "namaste",
    "नमस्ते",
];

/// How a close begins.
pub(super) const CLOSES: &[&str] = &[
    "best",
    "kind regards",
    "regards",
    "many greetings",
    "yours",
    "cheers,",
    "sincerely",
    "mit freundlichen",
    "viele grüße",
    "liebe grüße",
    "beste grüße",
    "freundliche grüße",
    "gruß",
    "lg",
    "mfg",
    "cordialement",
    "bien à vous",
    "salutations",
    "saludos",
    "un saludo",
    "atentamente",
    "sent from",
    "gesendet von",
    "envoyé de",
    "enviado desde",
    "with regards",
    "warm regards",
    "thanks and regards",
];

fn words(all: &'static str) -> BTreeSet<&'static str> {
    all.split_whitespace().collect()
}
