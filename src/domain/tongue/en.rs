//! English: the words are what the program says by itself.

use super::Tongue;

pub(super) static TONGUE: Tongue = Tongue {
    language: "en",
    time: "{weekday} {day} {month} {year}, {clock} ({zone})",
    clock: "%H:%M",
    first: "1",
    days: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    weekdays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    months: [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ],
    always: "around the clock",
    never: "closed",
    and: "and",
    words: &[],
};
