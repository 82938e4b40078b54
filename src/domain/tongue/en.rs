//! English: the words are what the program says by itself.

use super::Tongue;

pub(super) static TONGUE: Tongue = Tongue {
    language: "en",
    is_rtl: false,
    time: "{weekday} {day} {month} {year}, {clock} ({zone})",
    first: "1",
    weekdays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    months: [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ],
    always: "around the clock",
    never: "closed",
    and: "and",
    words: &[],
};
