//! TLS: demanded, nothing that came before it counts, and a server that cannot prove its name gets no password.

use std::io::Write;
use std::sync::Arc;

use tokio_rustls::TlsAcceptor;

use super::*;
use crate::net::NetError;

/// A server's side of TLS for 127.0.0.1, and the file a client trusts it by.
fn private_ca() -> (TlsAcceptor, tempfile::NamedTempFile) {
    certificate("127.0.0.1", 2099)
}

/// The same for another name, and with another last year.
fn certificate(name: &str, until: i32) -> (TlsAcceptor, tempfile::NamedTempFile) {
    let key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.not_before = rcgen::date_time_ymd(2019, 1, 1);
    params.not_after = rcgen::date_time_ymd(until, 1, 1);
    let certificate = params.self_signed(&key).unwrap();
    let mut ca_file = tempfile::NamedTempFile::new().unwrap();
    ca_file.write_all(certificate.pem().as_bytes()).unwrap();
    let secret = rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der());
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(
        rustls::crypto::ring::default_provider(),
    ))
    .with_safe_default_protocol_versions()
    .unwrap()
    .with_no_client_auth()
    .with_single_cert(vec![certificate.der().clone()], secret.unwrap())
    .unwrap();
    (TlsAcceptor::from(Arc::new(config)), ca_file)
}

fn starttls_settings(port: u16, ca_file: Option<&tempfile::NamedTempFile>) -> ImapSettings {
    let mut settings = settings(port);
    settings.endpoint.security = Security::StartTls;
    settings.endpoint.ca_file = ca_file.map(|file| file.path().to_path_buf());
    settings
}

#[tokio::test]
async fn the_password_goes_inside_tls_and_what_was_said_before_is_forgotten() {
    let (acceptor, ca_file) = private_ca();
    // Somebody in the middle adds a line to the last plain answer.
    let injected = say("TAG OK begin\r\n* CAPABILITY IMAP4rev1 LOGINDISABLED");
    let script = Script::new("STARTTLS MOVE IDLE").on("STARTTLS", injected);
    let server = script.start_with_tls(acceptor).await;
    let mut imap = Imap::new(starttls_settings(server.port, Some(&ca_file)));
    imap.open().await.unwrap();
    assert_eq!(imap.list().await.unwrap().mails.len(), 3);
    let heard = server.heard_from("");
    assert_eq!(heard[..3], ["CAPABILITY", "STARTTLS", "tls: CAPABILITY"]);
    assert!(heard[3].starts_with("tls: LOGIN "), "{heard:?}");
}

#[tokio::test]
async fn a_server_that_no_longer_offers_tls_gets_no_password() {
    let server = Script::new("MOVE IDLE").start().await;
    let mut imap = Imap::new(starttls_settings(server.port, None));
    let error = imap.open().await.unwrap_err();
    assert!(matches!(error, IntakeError::Insecure { .. }), "{error}");
    assert_eq!(server.heard_from(""), ["CAPABILITY"]);
}

#[tokio::test]
async fn a_login_before_tls_is_refused() {
    let mut script = Script::new("STARTTLS MOVE");
    script.greeting = "* PREAUTH come in".to_owned();
    let server = script.start().await;
    let mut imap = Imap::new(starttls_settings(server.port, None));
    let error = imap.open().await.unwrap_err();
    assert!(matches!(error, IntakeError::Insecure { .. }), "{error}");
}

#[tokio::test]
async fn an_unknown_certificate_is_an_error_of_tls() {
    let (acceptor, _) = private_ca();
    let (_, other_ca) = private_ca();
    let server = Script::new("STARTTLS MOVE").start_with_tls(acceptor).await;
    let mut imap = Imap::new(starttls_settings(server.port, Some(&other_ca)));
    let error = imap.open().await.unwrap_err();
    assert!(
        matches!(error, IntakeError::Net(NetError::Tls { .. })),
        "{error}"
    );
}

#[tokio::test]
async fn an_expired_certificate_or_one_of_another_name_is_an_error_of_tls() {
    for (name, until) in [("127.0.0.1", 2020), ("imap.example", 2099)] {
        let (acceptor, ca_file) = certificate(name, until);
        let server = Script::new("STARTTLS MOVE").start_with_tls(acceptor).await;
        let mut imap = Imap::new(starttls_settings(server.port, Some(&ca_file)));
        let error = imap.open().await.unwrap_err();
        assert!(
            matches!(error, IntakeError::Net(NetError::Tls { .. })),
            "{name} {until}: {error}"
        );
        assert_eq!(server.count("tls: "), 0);
    }
}

#[tokio::test]
async fn a_handshake_that_is_cut_is_an_error_of_tls() {
    // Nobody answers the handshake: the server takes STARTTLS for the end of the session.
    let server = Script::new("STARTTLS MOVE").start().await;
    let error = Imap::new(starttls_settings(server.port, None)).open().await;
    let error = error.unwrap_err();
    assert!(
        matches!(error, IntakeError::Net(NetError::Tls { .. })),
        "{error}"
    );
}

#[tokio::test]
async fn a_handshake_that_stalls_is_given_up_after_half_a_minute() {
    let silent = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .unwrap();
    let mut settings = starttls_settings(silent.local_addr().unwrap().port(), None);
    settings.endpoint.security = Security::Tls;
    tokio::time::pause();
    let error = Imap::new(settings).open().await.unwrap_err();
    tokio::time::resume();
    assert!(
        matches!(
            error,
            IntakeError::Net(NetError::Timeout {
                what: "TLS handshake",
                secs: 30,
                ..
            })
        ),
        "{error}"
    );
}
