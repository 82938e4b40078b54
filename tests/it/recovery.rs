//! What an admin does when something is gone: each tool is tried by really destroying what it recovers.

mod formats;
