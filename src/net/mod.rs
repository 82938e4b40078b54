//! Connections to mail servers: TCP with keepalive, and TLS with the server's name always checked.
//!
//! It stands below the seams of floor 5 because IMAP and SMTP share it, and knows nothing of either protocol.
//! There is no way to switch verification off: a private CA is named with `ca-file`, and plain text is the
//! caller's decision ([`Security::None`], which `config` refuses except on loopback).

use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls_platform_verifier::BuilderVerifierExt;
use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// How long TCP connect may take, all addresses of the host together.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);
/// How long the TLS handshake may take.
pub const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(30);
/// An idle connection is probed after this long, and given up after four probes 15 s apart.
const KEEPALIVE_IDLE: Duration = Duration::from_mins(1);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(15);

/// How a connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// TLS by the protocol's STARTTLS, demanded and never optional.
    StartTls,
    /// None. For loopback.
    None,
}

/// A server to connect to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Host name or address; the name the certificate must bear.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// A private CA's certificates (PEM), trusted instead of the system's.
    pub ca_file: Option<PathBuf>,
}

/// Why there is no connection. Each completes "connecting to HOST:PORT: …".
#[derive(Debug, thiserror::Error)]
pub enum NetError {
    /// Nothing listens there, or the name does not resolve.
    #[error("connecting to {to}: {source}; check host and port, and that the server is up")]
    Connect {
        /// `host:port`.
        to: String,
        /// The system's word.
        source: io::Error,
    },
    /// A deadline passed.
    #[error("connecting to {to}: no {what} within {secs} s; check host, port and security")]
    Timeout {
        /// `host:port`.
        to: String,
        /// What was waited for.
        what: &'static str,
        /// How long, in seconds.
        secs: u64,
    },
    /// The handshake failed: wrong name, unknown issuer, expired, not TLS.
    #[error(
        "securing the connection to {to}: {source}; check the server's certificate, `host` and `ca-file`"
    )]
    Tls {
        /// `host:port`.
        to: String,
        /// What rustls says.
        source: io::Error,
    },
    /// What answers does not speak TLS.
    #[error(
        "securing the connection to {to}: what answers on this port does not speak TLS; try security = \"starttls\", or the port for TLS (993 for IMAP, 465 for SMTP)"
    )]
    NotTls {
        /// `host:port`.
        to: String,
    },
    /// The CA file cannot be used.
    #[error("reading the CA file {path}: {why}; it must hold PEM certificates")]
    CaFile {
        /// Its path.
        path: String,
        /// What is wrong with it.
        why: String,
    },
}

/// A connection, plain or not.
#[derive(Debug)]
pub enum Stream {
    /// As TCP carries it.
    Plain(TcpStream),
    /// Inside TLS.
    Tls(Box<TlsStream<TcpStream>>),
}

impl Stream {
    /// Whether the other end is on this machine, as far as addresses show.
    pub fn is_on_this_machine(&self) -> bool {
        let tcp = match self {
            Self::Plain(tcp) => tcp,
            Self::Tls(tls) => tls.get_ref().0,
        };
        let (Ok(peer), Ok(own)) = (tcp.peer_addr(), tcp.local_addr()) else {
            return true;
        };
        let (peer, own) = (peer.ip().to_canonical(), own.ip().to_canonical());
        peer.is_loopback() || peer == own
    }
}

impl Endpoint {
    /// `host:port`, as shown to people.
    pub fn shown(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// Connects, and does the TLS handshake where [`Security::Tls`] asks for it.
    pub async fn connect(&self) -> Result<Stream, NetError> {
        let to = self.shown();
        let timeout = NetError::Timeout {
            to: to.clone(),
            what: "connection",
            secs: CONNECT_TIMEOUT.as_secs(),
        };
        let tcp = tokio::time::timeout(
            CONNECT_TIMEOUT,
            TcpStream::connect((self.host.as_str(), self.port)),
        )
        .await
        .map_err(|_| timeout)?
        .map_err(|source| NetError::Connect { to, source })?;
        // Failing to set these leaves a working connection whose death is noticed by the deadlines instead.
        let _ = tcp.set_nodelay(true);
        let keepalive = TcpKeepalive::new()
            .with_time(KEEPALIVE_IDLE)
            .with_interval(KEEPALIVE_INTERVAL);
        let _ = SockRef::from(&tcp).set_tcp_keepalive(&keepalive);
        match self.security {
            Security::Tls => self.upgrade(Stream::Plain(tcp)).await,
            Security::StartTls | Security::None => Ok(Stream::Plain(tcp)),
        }
    }

    /// Puts TLS on a plain connection. What the server sent before is the caller's to have discarded: bytes read
    /// ahead of the handshake must never count as said inside it.
    pub async fn upgrade(&self, stream: Stream) -> Result<Stream, NetError> {
        let Stream::Plain(tcp) = stream else {
            return Ok(stream);
        };
        let to = self.shown();
        let tls_error = |source: io::Error| {
            let to = to.clone();
            if self.security == Security::Tls && is_no_tls(&source) {
                NetError::NotTls { to }
            } else {
                NetError::Tls { to, source }
            }
        };
        let name = ServerName::try_from(self.host.clone())
            .map_err(|error| tls_error(io::Error::other(error)))?;
        let connector = TlsConnector::from(Arc::new(self.client_config()?));
        let tls = tokio::time::timeout(HANDSHAKE_TIMEOUT, connector.connect(name, tcp))
            .await
            .map_err(|_| NetError::Timeout {
                to: to.clone(),
                what: "TLS handshake",
                secs: HANDSHAKE_TIMEOUT.as_secs(),
            })?
            .map_err(tls_error)?;
        Ok(Stream::Tls(Box::new(tls)))
    }

    fn client_config(&self) -> Result<rustls::ClientConfig, NetError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls_error = |error: rustls::Error| NetError::Tls {
            to: self.shown(),
            source: io::Error::other(error),
        };
        let builder = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(tls_error)?;
        let config = match &self.ca_file {
            Some(path) => builder
                .with_root_certificates(read_ca(path)?)
                .with_no_client_auth(),
            None => builder
                .with_platform_verifier()
                .map_err(tls_error)?
                .with_no_client_auth(),
        };
        Ok(config)
    }
}

/// Whether what came could not be read as TLS at all.
fn is_no_tls(error: &io::Error) -> bool {
    let error = error.get_ref().and_then(|error| error.downcast_ref());
    matches!(
        error,
        Some(rustls::Error::InvalidMessage(
            rustls::InvalidMessage::InvalidContentType
        ))
    )
}

/// Whether a CA file can be used.
pub fn check_ca(path: &Path) -> Result<(), NetError> {
    read_ca(path).map(drop)
}

/// Reads a CA file; one that holds no usable certificate is an error, not an empty store.
fn read_ca(path: &Path) -> Result<rustls::RootCertStore, NetError> {
    let fail = |why: String| NetError::CaFile {
        path: path.display().to_string(),
        why,
    };
    let mut store = rustls::RootCertStore::empty();
    for certificate in
        CertificateDer::pem_file_iter(path).map_err(|error| fail(error.to_string()))?
    {
        let certificate = certificate.map_err(|error| fail(error.to_string()))?;
        store
            .add(certificate)
            .map_err(|error| fail(error.to_string()))?;
    }
    if store.is_empty() {
        return Err(fail("no certificate in it".to_owned()));
    }
    Ok(store)
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(tcp) => Pin::new(tcp).poll_read(cx, buf),
            Self::Tls(tls) => Pin::new(tls.as_mut()).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(tcp) => Pin::new(tcp).poll_write(cx, buf),
            Self::Tls(tls) => Pin::new(tls.as_mut()).poll_write(cx, buf),
        }
    }
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(tcp) => Pin::new(tcp).poll_flush(cx),
            Self::Tls(tls) => Pin::new(tls.as_mut()).poll_flush(cx),
        }
    }
    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(tcp) => Pin::new(tcp).poll_shutdown(cx),
            Self::Tls(tls) => Pin::new(tls.as_mut()).poll_shutdown(cx),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt;
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn a_port_that_speaks_no_tls_is_told_as_that() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = tokio::spawn(async move {
            let (mut tcp, _) = listener.accept().await.unwrap();
            tcp.write_all(b"* OK ready, and STARTTLS is wanted\r\n")
                .await
                .unwrap();
            // Kept open until the other side has read it.
            let _ = tokio::io::AsyncReadExt::read_to_end(&mut tcp, &mut Vec::new()).await;
        });
        let endpoint = Endpoint {
            host: "127.0.0.1".to_owned(),
            port,
            security: Security::Tls,
            ca_file: None,
        };
        let said = endpoint.connect().await.unwrap_err().to_string();
        server.await.unwrap();
        assert!(said.contains("does not speak TLS"), "{said}");
        assert!(said.contains("security = \"starttls\""), "{said}");
        assert!(!said.contains("certificate"), "{said}");
    }
}
