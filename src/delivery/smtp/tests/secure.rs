//! Logging in, TLS and the probe.

use std::path::Path as FilePath;
use std::sync::Arc;

use tokio_rustls::TlsAcceptor;

use super::*;
use crate::delivery::Courier;
use crate::net::Security;

#[tokio::test]
async fn logging_in_works_or_is_the_relays_fault() {
    const LOGIN_ONLY: &str = "250-x\r\n250 AUTH CRAM-MD5 LOGIN\r\n";
    for (acts, want, part) in [
        (vec![], Sent, "AUTH PLAIN AHN1cHBvcnQAczNjcmV0"),
        (
            vec![
                ("EHLO", Say(LOGIN_ONLY)),
                ("AUTH", Say("334 VXNlcm5hbWU6\r\n")),
                ("line", Say("334 UGFzc3dvcmQ6\r\n")),
                ("line", Say("235 ok\r\n")),
            ],
            Sent,
            "czNjcmV0",
        ),
        (
            vec![("AUTH", Say("535 5.7.8 bad credentials\r\n"))],
            Sick,
            " as support: 535 5.7.8 bad credentials; check username and password",
        ),
        (
            vec![("AUTH", Say("454 4.7.0 try later\r\n"))],
            Sick,
            "454 4.7.0",
        ),
        (vec![("AUTH", Silence)], Sick, "no answer within 0 s"),
        (vec![("AUTH", Cut)], Sick, "closed the connection"),
        (
            vec![("EHLO", Say("250 x\r\n"))],
            Sick,
            "offers neither PLAIN nor LOGIN",
        ),
        (
            vec![("EHLO", Say("250 AUTH GSSAPI\r\n"))],
            Sick,
            "offers neither PLAIN nor LOGIN",
        ),
    ] {
        let deadlines = impatient(&acts);
        let server = Server::start(vec![acts], None).await;
        let mut smtp = Smtp::new(logging_in(server.port));
        smtp.deadlines = deadlines;
        let outcome = smtp.deliver(&letter(1), async || true).await;
        assert_eq!(kind(&outcome), want, "{outcome:?}");
        let said = server.seen.lock().unwrap().lines.join("\n") + &format!("{outcome:?}");
        assert!(said.contains(part), "{said}");
        assert!(!format!("{smtp:?}{outcome:?}").contains("s3cret"));
    }
}

#[tokio::test]
async fn a_password_does_not_cross_a_network_in_plain_text() {
    let server = Server::start(vec![], None).await;
    let settings = logging_in(server.port);
    let anonymous = SmtpSettings {
        username: None,
        ..settings.clone()
    };
    let mut session = Session::open(&anonymous, &DEADLINES).await.unwrap();
    assert!(session.is_private, "loopback is");
    session.is_private = false;
    let refused = session.log_in(&settings, "support", &DEADLINES).await;
    let error = refused.unwrap_err().to_string();
    assert!(error.contains("the connection is not encrypted"), "{error}");
    assert_eq!(server.verbs(), "EHLO");
}

#[tokio::test]
async fn a_probe_goes_as_far_as_the_login() {
    let server = Server::start(vec![vec![], vec![("AUTH", Say("535 no\r\n"))]], None).await;
    let mut courier = Courier::Smtp(Box::new(Smtp::new(logging_in(server.port))));
    courier.probe().await.unwrap();
    let port = server.port;
    assert_eq!(
        courier.probe().await.unwrap_err().to_string(),
        format!("logging in to 127.0.0.1:{port} as support: 535 no; check username and password")
    );
    assert_eq!(server.verbs(), "EHLO AUTH QUIT EHLO AUTH QUIT");
    let mut nobody_there = settings(1);
    nobody_there.endpoint.host = "127.0.0.1".into();
    let error = Smtp::new(nobody_there)
        .probe()
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("check host and port"), "{error}");
}

/// A server certificate for `name`, its acceptor, and the file of the CA that signed it.
fn private_ca(name: &str, dir: &FilePath) -> (TlsAcceptor, std::path::PathBuf) {
    use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
    let mut ca = CertificateParams::new(vec![]).unwrap();
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ca = CertifiedIssuer::self_signed(ca, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new(vec![name.to_owned()]).unwrap();
    let leaf = leaf.signed_by(&key, &ca).unwrap();
    let file = dir.join("ca.pem");
    std::fs::write(&file, ca.pem()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], key.into())
        .unwrap();
    (TlsAcceptor::from(Arc::new(config)), file)
}

#[tokio::test]
async fn starttls_secures_the_login_or_nothing_is_sent() {
    let dir = tempfile::tempdir().unwrap();
    for (name, acts, want, part) in [
        (
            "localhost",
            vec![],
            Sent,
            "STARTTLS EHLO AUTH MAIL RCPT DATA",
        ),
        (
            "other.example",
            vec![],
            Sick,
            "check the server's certificate",
        ),
        (
            "localhost",
            vec![("EHLO", Say("250-x\r\n250 8BITMIME\r\n"))],
            Sick,
            "does not offer STARTTLS",
        ),
        (
            "localhost",
            vec![("STARTTLS", Say("454 4.7.0 no TLS now\r\n"))],
            Sick,
            "454 4.7.0 no TLS now",
        ),
        (
            "localhost",
            vec![("STARTTLS", Say("502 what?\r\n"))],
            Sick,
            "502 what?",
        ),
        (
            "localhost",
            vec![("STARTTLS", Say("220 go\r\n250 AUTH PLAIN\r\n"))],
            Sick,
            "more than it was asked for",
        ),
        (
            "localhost",
            vec![("STARTTLS", Cut)],
            Sick,
            "starting TLS with localhost:",
        ),
        (
            "localhost",
            vec![("STARTTLS", Silence)],
            Sick,
            "no answer within 0 s",
        ),
    ] {
        let (acceptor, ca) = private_ca(name, dir.path());
        let deadlines = impatient(&acts);
        let server = Server::start(vec![acts], Some(acceptor)).await;
        let mut wanted = logging_in(server.port);
        wanted.endpoint = Endpoint {
            host: "localhost".into(),
            port: server.port,
            security: Security::StartTls,
            ca_file: Some(ca),
        };
        let mut smtp = Smtp::new(wanted);
        smtp.deadlines = deadlines;
        let outcome = smtp.deliver(&letter(1), async || true).await;
        let said = format!("{} {outcome:?}", server.verbs());
        assert_eq!(kind(&outcome), want, "{said}");
        assert!(said.contains(part), "{said}");
        let lines = server.seen.lock().unwrap().lines.join("\n");
        assert_eq!(lines.contains("AUTH"), want == Sent, "{lines}");
    }
}
