//! Header blocks and ruled lines that stand before a quoted or forwarded mail.
//!
//! Outlook, Lotus Notes, Exchange and phones quote without `>` and put `From: … Sent: … To: … Subject: …` above, in
//! the reader's language. A block counts when it names an author and at least one more field; a note that merely
//! has a line `Date:` does not.

/// Most lines looked at for a block.
pub const BLOCK_LINES_MAX: usize = 12;

/// Names of the fields, lower case, in the languages of Outlook, Apple Mail, Gmail and Thunderbird.
const AUTHOR: &[&str] = &[
    "from",
    "von",
    "de",
    "da",
    "van",
    "från",
    "fra",
    "od",
    "ot",
    "от",
    "від",
    "lähettäjä",
    "kimden",
    "gönderen",
    "feladó",
    "de la",
    "от кого",
    "发件人",
    "寄件者",
    "差出人",
    "送信元",
    "보낸 사람",
    "từ",
    "dari",
    "από",
    "מאת",
    "من",
    "expéditeur",
    "absender",
    "afzender",
    "mittente",
    "remitente",
    "remetente",
    "reply-to",
    "avsändare",
    "saatja",
    "nuo",
    "no",
];
const SENT: &[&str] = &[
    "date",
    "sent",
    "datum",
    "gesendet",
    "gesendet am",
    "envoyé",
    "envoyé le",
    "date d'envoi",
    "enviado",
    "enviado el",
    "enviada em",
    "enviado em",
    "enviada",
    "fecha",
    "data",
    "inviato",
    "data invio",
    "verzonden",
    "skickat",
    "sendt",
    "dato",
    "wysłano",
    "data wysłania",
    "odesláno",
    "odoslané",
    "lähetetty",
    "päivämäärä",
    "tarih",
    "gönderildi",
    "gönderme tarihi",
    "elküldve",
    "küldve",
    "dátum",
    "trimis",
    "data",
    "отправлено",
    "дата",
    "дата отправки",
    "надіслано",
    "发送时间",
    "日期",
    "寄件日期",
    "傳送日期",
    "日付",
    "送信日時",
    "보낸 날짜",
    "날짜",
    "ngày",
    "đã gửi",
    "tanggal",
    "dikirim",
    "ημερομηνία",
    "στάλθηκε",
    "נשלח",
    "תאריך",
    "التاريخ",
    "تاريخ الإرسال",
    "sent on",
    "posted at",
    "kuupäev",
    "saadetud",
    "išsiųsta",
];
const OTHER: &[&str] = &[
    "to",
    "an",
    "à",
    "para",
    "a",
    "aan",
    "till",
    "til",
    "do",
    "komu",
    "pro",
    "vastaanottaja",
    "kime",
    "kimlere",
    "alıcı",
    "címzett",
    "către",
    "кому",
    "收件人",
    "收件者",
    "宛先",
    "받는 사람",
    "đến",
    "tới",
    "kepada",
    "προς",
    "אל",
    "إلى",
    "cc",
    "kopie",
    "kopia",
    "copie",
    "bcc",
    "kopi",
    "cópia",
    "copia",
    "subject",
    "betreff",
    "objet",
    "asunto",
    "oggetto",
    "assunto",
    "onderwerp",
    "ämne",
    "emne",
    "temat",
    "předmět",
    "predmet",
    "aihe",
    "konu",
    "tárgy",
    "subiect",
    "тема",
    "主题",
    "主旨",
    "件名",
    "제목",
    "chủ đề",
    "tiêu đề",
    "subjek",
    "perihal",
    "θέμα",
    "נושא",
    "الموضوع",
    "importance",
    "wichtigkeit",
    "attachments",
    "anlagen",
    "pièces jointes",
    "teema",
    "reply-to",
    "antwort an",
    "answer to",
    "sujet",
    "destinataire",
    "empfänger",
    "organization",
    "newsgroups",
    "priority",
    "priorität",
];

/// Words of the ruled line before a reply's quote, lower case.
const ORIGINAL: &[&str] = &[
    "original message",
    "original e-mail",
    "original email",
    "originalnachricht",
    "original-nachricht",
    "ursprüngliche nachricht",
    "ursprüngliche mail",
    "ursprungliche nachricht",
    "originalmail",
    "message d'origine",
    "message original",
    "mensaje original",
    "messaggio originale",
    "mensagem original",
    "oorspronkelijk bericht",
    "originele bericht",
    "originalmeddelande",
    "ursprungligt meddelande",
    "oprindelig meddelelse",
    "opprinnelig melding",
    "original melding",
    "oprindelig besked",
    "wiadomość oryginalna",
    "oryginalna wiadomość",
    "původní zpráva",
    "pôvodná správa",
    "alkuperäinen viesti",
    "orijinal mesaj",
    "orjinal mesaj",
    "özgün ileti",
    "eredeti üzenet",
    "mesaj original",
    "исходное сообщение",
    "оригинальное сообщение",
    "αρχικό μήνυμα",
    "原始邮件",
    "原始郵件",
    "元のメッセージ",
    "원본 메시지",
    "thư gốc",
    "pesan asli",
    "reply message",
    "antwort nachricht",
    "izvorna poruka",
    "izvirno sporočilo",
    "original appointment",
    "ursprünglicher termin",
    "reply above this line",
    "please type your reply above",
    "write above this line",
    "antworten sie oberhalb dieser zeile",
    "bitte antworten sie über dieser zeile",
];
/// Words of the line before a forwarded mail, lower case.
const FORWARD: &[&str] = &[
    "forwarded message",
    "forwarded by",
    "forwarded mail",
    "begin forwarded message",
    "weitergeleitete nachricht",
    "anfang der weitergeleiteten",
    "weitergeleitet von",
    "message transféré",
    "message transmis",
    "début du message transféré",
    "début du message réexpédié",
    "mensaje reenviado",
    "inicio del mensaje reenviado",
    "messaggio inoltrato",
    "inizio messaggio inoltrato",
    "mensagem encaminhada",
    "início da mensagem encaminhada",
    "doorgestuurd bericht",
    "begin doorgestuurd bericht",
    "vidarebefordrat meddelande",
    "vidarebefordrat brev",
    "videresendt",
    "videresendt melding",
    "videresendt meddelelse",
    "przekazana wiadomość",
    "wiadomość przekazana",
    "přeposlaná zpráva",
    "preposlaná správa",
    "välitetty viesti",
    "edelleenlähetetty",
    "iletilen ileti",
    "yönlendirilen",
    "továbbított üzenet",
    "mesaj redirecționat",
    "пересланное сообщение",
    "перенаправленное сообщение",
    "пересылаемое сообщение",
    "προωθημένο μήνυμα",
    "转发的邮件",
    "轉寄郵件",
    "转发邮件",
    "転送されたメッセージ",
    "전달된 메시지",
    "thư chuyển tiếp",
    "pesan terusan",
];

/// Whether the first of `texts` is a line that says that a quote (`Some(false)`) or a forward (`Some(true)`) follows.
pub fn separator(texts: &[&str]) -> Option<bool> {
    let text = texts.first()?;
    if text.chars().count() > 120 {
        return None;
    }
    let lower = text.to_lowercase();
    let inner = lower.trim_matches(|c: char| !c.is_alphanumeric());
    let is_ruled = lower.starts_with(['-', '_', '=', '*', '#', '+', '~', '—', '–']);
    let begins = |words: &[&str]| words.iter().any(|words| inner.starts_with(words));
    if begins(FORWARD) && (is_ruled || lower.ends_with(':')) {
        return Some(true);
    }
    let is_original =
        begins(ORIGINAL) || (is_ruled && ORIGINAL.iter().any(|words| inner.contains(words)));
    (is_original && (is_ruled || lower.ends_with(':'))).then_some(false)
}

/// Whether `texts` begin with a header block, perhaps below a ruled line.
pub fn block(texts: &[&str]) -> bool {
    let Some(first) = texts.first() else {
        return false;
    };
    let ruled = is_rule(first);
    let fields = texts
        .iter()
        .skip(usize::from(ruled))
        .skip_while(|text| ruled && text.is_empty());
    let (mut authors, mut sent, mut others, mut strangers) = (0usize, 0usize, 0usize, 0usize);
    let mut is_first = true;
    for text in fields {
        if text.is_empty() {
            if authors + sent + others == 0 || is_first {
                break;
            }
            // Apple Mail and HTML bodies put empty lines between the fields.
            strangers = strangers.saturating_add(1);
            if strangers > 3 {
                break;
            }
            continue;
        }
        match field_name(text) {
            Some(name) if AUTHOR.contains(&name.as_str()) => authors = authors.saturating_add(1),
            Some(name) if SENT.contains(&name.as_str()) => sent = sent.saturating_add(1),
            Some(name) if OTHER.contains(&name.as_str()) => others = others.saturating_add(1),
            _ if is_first => return false,
            _ => strangers = strangers.saturating_add(1),
        }
        is_first = false;
        if authors > 0 && (sent > 0 && others > 0 || others > 1) {
            return true;
        }
        if strangers > 3 {
            return false;
        }
    }
    authors > 0 && (sent > 0 || ruled && others > 0)
}

/// A line of the fields above that names an author with an address.
pub fn is_author_line(text: &str) -> bool {
    text.contains('@')
        && field_name(text).is_some_and(|name| AUTHOR.contains(&name.as_str()) && name != "no")
}

/// `____` or `----` over at least ten places.
fn is_rule(text: &str) -> bool {
    text.chars().count() >= 10
        && text
            .chars()
            .all(|c| matches!(c, '_' | '-' | '=' | '—' | '–'))
}

/// What stands before the colon, lower case, without bold marks.
fn field_name(text: &str) -> Option<String> {
    let (name, _) = text.split_once([':', '：'])?;
    let name =
        name.trim_matches(|c: char| c.is_whitespace() || c == '*' || c == '_' || c == '\u{a0}');
    (!name.is_empty() && name.chars().count() <= 24)
        .then(|| name.to_lowercase().replace('\u{a0}', " "))
}
