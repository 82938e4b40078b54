//! A Maildir as it lives: mails come, are renamed by others, vanish and are settled.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use super::*;

struct Desk {
    _place: tempfile::TempDir,
    path: PathBuf,
    maildir: Maildir,
}

async fn opened(processed: Option<&str>) -> Desk {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("support");
    let mut maildir = Maildir::new(MaildirSettings {
        name: "support".to_owned(),
        path: path.clone(),
        processed: processed.map(str::to_owned),
        quarantine: ".Quarantine".to_owned(),
        max_size: 100,
    });
    maildir.open().await.unwrap();
    Desk {
        _place: place,
        path,
        maildir,
    }
}

impl Desk {
    fn put(&self, file: &str, content: &str) {
        fs::write(self.path.join(file), content).unwrap();
    }

    fn holds(&self, file: &str) -> bool {
        self.path.join(file).exists()
    }

    async fn names(&mut self) -> Vec<String> {
        let listing = self.maildir.list().await.unwrap();
        listing
            .mails
            .into_iter()
            .map(|mail| mail.locator.to_string())
            .collect()
    }
}

fn locator(name: &str) -> Locator {
    Locator {
        mailbox: "support".to_owned(),
        place: Place::File {
            name: name.to_owned(),
        },
    }
}

fn set_mtime(path: &Path, secs: u64) {
    let at = std::time::UNIX_EPOCH + Duration::from_secs(secs);
    fs::File::open(path).unwrap().set_modified(at).unwrap();
}

#[tokio::test]
async fn new_and_cur_are_read_and_tmp_never() {
    let mut desk = opened(Some(".Processed")).await;
    desk.put("new/2.x", "b");
    desk.put("cur/1.x,S=1:2,FS", "a");
    desk.put("tmp/3.x", "c");
    desk.put("new/.hidden", "d");
    fs::create_dir(desk.path.join("cur/folder")).unwrap();
    symlink("/etc/hostname", desk.path.join("new/4.link")).unwrap();
    set_mtime(&desk.path.join("new/2.x"), 2000);
    set_mtime(&desk.path.join("cur/1.x,S=1:2,FS"), 1000);
    let listing = desk.maildir.list().await.unwrap();
    assert_eq!((listing.validity, listing.uid_next), (0, None));
    assert_eq!(
        listing.mails,
        [("1.x,S=1", 1000), ("2.x", 2000)].map(|(name, secs)| Listed {
            locator: locator(name),
            size: 1,
            received_at: jiff::Timestamp::from_second(secs).unwrap(),
        })
    );
}

#[tokio::test]
async fn a_mail_is_read_wherever_a_mail_program_has_moved_it() {
    let mut desk = opened(Some(".Processed")).await;
    desk.put("new/1.x", "A: b\r\n\r\nbody");
    let listing = desk.maildir.list().await.unwrap();
    fs::rename(desk.path.join("new/1.x"), desk.path.join("cur/1.x:2,S")).unwrap();
    let raw = desk.maildir.fetch(&listing.mails[0]).await.unwrap();
    assert_eq!(raw.unwrap().bytes, b"A: b\r\n\r\nbody");
    fs::remove_file(desk.path.join("cur/1.x:2,S")).unwrap();
    let raw = desk.maildir.fetch(&listing.mails[0]).await.unwrap();
    assert_eq!(raw, None);
}

#[tokio::test]
async fn of_an_oversize_mail_only_the_header_is_read() {
    let mut desk = opened(Some(".Processed")).await;
    desk.put("new/1.x", &format!("A: b\n\n{}", "x".repeat(95)));
    desk.put("new/2.x", &format!("A: b\n\n{}", "x".repeat(94)));
    let listing = desk.maildir.list().await.unwrap();
    let one = desk.maildir.fetch(&listing.mails[0]).await.unwrap();
    let one = one.unwrap();
    assert_eq!(
        (one.bytes.as_slice(), one.is_oversize),
        (&b"A: b\n\n"[..], true)
    );
    let two = desk.maildir.fetch(&listing.mails[1]).await.unwrap();
    let two = two.unwrap();
    assert_eq!((two.bytes.len(), two.is_oversize), (100, false));
}

#[tokio::test]
async fn a_link_is_never_followed() {
    let mut desk = opened(Some(".Processed")).await;
    symlink("/etc/hostname", desk.path.join("new/4.link")).unwrap();
    let mail = Listed {
        locator: locator("4.link"),
        size: 1,
        received_at: jiff::Timestamp::UNIX_EPOCH,
    };
    assert_eq!(desk.maildir.fetch(&mail).await.unwrap(), None);
}

#[tokio::test]
async fn settled_mails_lie_in_their_folder_and_are_seen() {
    let mut desk = opened(Some("Processed")).await;
    for file in ["new/1.x", "cur/2.x:2,FR", "new/3.x", "new/4.x"] {
        desk.put(file, "A: b\n\n");
    }
    assert_eq!(desk.names().await.len(), 4);
    fs::rename(desk.path.join("new/1.x"), desk.path.join("cur/1.x:2,")).unwrap();
    let mails = [
        (locator("1.x"), Settling::Processed),
        (locator("2.x"), Settling::Processed),
        (locator("3.x"), Settling::Quarantine),
        (locator("4.x"), Settling::LeaveInPlace),
        (locator("gone"), Settling::Processed),
    ];
    desk.maildir.settle(&mails).await.unwrap();
    assert!(desk.holds(".Processed/cur/1.x:2,S"));
    assert!(desk.holds(".Processed/cur/2.x:2,FRS"));
    assert!(desk.holds(".Quarantine/cur/3.x:2,S"));
    assert_eq!(desk.names().await, ["support:4.x"]);
    // As after a crash between moving and remembering it.
    desk.maildir.settle(&mails).await.unwrap();
}

#[tokio::test]
async fn a_mail_that_cannot_be_moved_does_not_keep_the_others_where_they_are() {
    let mut desk = opened(Some(".Processed")).await;
    // Its flags are too much for the file system.
    let long = format!("1.{}", "x".repeat(251));
    for file in [&long, "2.x"] {
        desk.put(&format!("new/{file}"), "A: b\n\n");
    }
    assert_eq!(desk.names().await.len(), 2);
    let mails = [
        (locator(&long), Settling::Processed),
        (locator("2.x"), Settling::Processed),
    ];
    let unsettled = desk.maildir.settle(&mails).await.unwrap().unwrap();
    assert_eq!(unsettled.mails, [locator(&long)]);
    assert!(unsettled.why.to_string().contains("moving"));
    assert!(desk.holds(".Processed/cur/2.x:2,S"));
    assert!(desk.holds(&format!("new/{long}")));
    // The mailbox is still open.
    assert_eq!(desk.names().await.len(), 1);
}

#[tokio::test]
async fn a_target_folder_that_has_vanished_is_made_again() {
    let mut desk = opened(Some(".Processed")).await;
    for file in ["new/1.x", "new/2.x"] {
        desk.put(file, "A: b\n\n");
    }
    assert_eq!(desk.names().await.len(), 2);
    fs::remove_dir_all(desk.path.join(".Processed")).unwrap();
    let mails = ["1.x", "2.x"].map(|name| (locator(name), Settling::Processed));
    assert!(desk.maildir.settle(&mails).await.unwrap().is_none());
    assert!(desk.holds(".Processed/cur/1.x:2,S"));
    assert!(desk.holds(".Processed/cur/2.x:2,S"));
    assert!(desk.holds(".Processed/maildirfolder"));
}

#[tokio::test]
async fn a_target_folder_that_cannot_be_made_again_is_told_and_the_mails_stay() {
    let mut desk = opened(Some(".Processed")).await;
    desk.put("new/1.x", "A: b\n\n");
    assert_eq!(desk.names().await.len(), 1);
    fs::remove_dir_all(desk.path.join(".Processed")).unwrap();
    desk.put(".Processed", "a file in its place");
    let mails = [(locator("1.x"), Settling::Processed)];
    let unsettled = desk.maildir.settle(&mails).await.unwrap().unwrap();
    assert_eq!(unsettled.mails, [locator("1.x")]);
    assert!(unsettled.why.to_string().contains(".Processed"));
    assert!(desk.holds("new/1.x"));
}

#[tokio::test]
async fn without_a_processed_folder_a_mail_is_marked_and_stays() {
    let mut desk = opened(None).await;
    desk.put("new/1.x", "A: b\n\n");
    desk.maildir
        .settle(&[(locator("1.x"), Settling::Processed)])
        .await
        .unwrap();
    assert!(desk.holds("cur/1.x:2,S"));
    assert!(!desk.holds(".Processed"));
    assert_eq!(desk.names().await, ["support:1.x"]);
}

#[tokio::test]
async fn folders_are_made_as_maildir_plus_plus_has_them() {
    let desk = opened(Some("Processed")).await;
    for folder in ["tmp", "new", "cur"] {
        assert!(desk.holds(folder));
        assert!(desk.holds(&format!(".Processed/{folder}")));
    }
    assert!(desk.holds(".Quarantine/maildirfolder"));
}

#[tokio::test]
async fn a_folder_name_cannot_lead_elsewhere() {
    for name in ["../outside", "/etc", "..", "", "."] {
        let place = tempfile::tempdir().unwrap();
        let mut maildir = Maildir::new(MaildirSettings {
            name: "support".to_owned(),
            path: place.path().to_path_buf(),
            processed: Some(name.to_owned()),
            quarantine: ".Quarantine".to_owned(),
            max_size: 100,
        });
        let error = maildir.open().await.unwrap_err();
        assert!(matches!(error, IntakeError::Folder { .. }), "{error}");
    }
}

#[tokio::test]
async fn a_missing_parent_is_an_error_that_names_the_path() {
    let mut maildir = Maildir::new(MaildirSettings {
        name: "support".to_owned(),
        path: PathBuf::from("/nonexistent/support"),
        processed: None,
        quarantine: ".Quarantine".to_owned(),
        max_size: 100,
    });
    let error = maildir.open().await.unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("making /nonexistent/support: "),
        "{error}"
    );
    let error = maildir.list().await.unwrap_err();
    assert!(matches!(error, IntakeError::NotOpen { .. }), "{error}");
}

#[tokio::test]
async fn a_delivery_wakes_also_when_it_came_before_the_wait() {
    let mut desk = opened(Some(".Processed")).await;
    assert!(desk.names().await.is_empty());
    desk.put("tmp/1.x", "A: b\n\n");
    fs::rename(desk.path.join("tmp/1.x"), desk.path.join("new/1.x")).unwrap();
    // Would take ten minutes and fail by the limit of the test run otherwise.
    desk.maildir.wait(Duration::from_mins(10)).await.unwrap();
    assert_eq!(desk.names().await, ["support:1.x"]);
    let path = desk.path.clone();
    let delivery = spawn_blocking(move || fs::write(path.join("new/2.x"), "A: b\n\n"));
    desk.maildir.wait(Duration::from_mins(10)).await.unwrap();
    delivery.await.unwrap().unwrap();
    assert_eq!(desk.names().await.len(), 2);
}

#[tokio::test]
async fn nothing_new_is_no_reason_to_wake() {
    let mut desk = opened(Some(".Processed")).await;
    desk.put("new/1.x", "A: b\n\n");
    assert_eq!(desk.names().await.len(), 1);
    let waiting = desk.maildir.wait(Duration::from_mins(10));
    let woken = tokio::time::timeout(Duration::from_millis(50), waiting).await;
    assert!(woken.is_err());
}

#[tokio::test]
async fn a_maildir_that_was_replaced_is_found_again() {
    let mut desk = opened(Some(".Processed")).await;
    fs::remove_dir_all(&desk.path).unwrap();
    desk.maildir.wait(Duration::from_mins(10)).await.unwrap();
    desk.maildir.list().await.unwrap_err();
    desk.maildir.open().await.unwrap();
    desk.put("new/1.x", "A: b\n\n");
    desk.maildir.wait(Duration::from_mins(10)).await.unwrap();
    assert_eq!(desk.names().await, ["support:1.x"]);
}
