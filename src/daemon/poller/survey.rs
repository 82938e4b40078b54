//! What is to be done in a mailbox, asked in parts.

use super::{Ended, Poller};
use crate::daemon::handle::{Todo, Work};
use crate::engine::clock_guard::Stamps;
use crate::engine::{Listed, Listing};

/// Mails of a listing that the desk is asked about at a time.
const SURVEYED: usize = 500;

impl Poller {
    /// Asks the desk what is to be done, in parts: a mailbox can hold a hundred thousand mails that stay in place.
    pub(super) async fn survey(&mut self, listing: Listing) -> Result<Todo, Ended> {
        let mut all = Todo::default();
        let Listing {
            validity,
            uid_next,
            is_numbered_anew,
            mails,
        } = listing;
        // All of it speaks for the clock, and not each part by itself.
        let stamps = Stamps {
            newest: mails.iter().map(|mail| mail.received_at).max(),
            is_elsewhere: self.mailbox.is_elsewhere(),
        };
        // An empty listing is a look, too: the first one begins the mailbox's time.
        let parts = mails.chunks(SURVEYED).map(<[Listed]>::to_vec);
        let none = mails.is_empty().then(Vec::new);
        for mails in parts.chain(none) {
            let (mailbox, takes_backlog) = (self.mailbox.name().to_owned(), self.takes_backlog);
            let listing = Listing {
                validity,
                uid_next,
                is_numbered_anew,
                mails,
            };
            let todo = self
                .desk
                .ask(|reply| Work::Survey {
                    mailbox,
                    listing,
                    stamps,
                    takes_backlog,
                    reply,
                })
                .await?;
            all.fetch.extend(todo.fetch);
            all.alone.extend(todo.alone);
            all.settle.extend(todo.settle);
        }
        Ok(all)
    }
}
