//! A private CA and the servers' certificate, made anew for each start.
//!
//! The certificate names `localhost` and 127.0.0.1 as alternative names, because rustls looks nowhere else.

use std::io;
use std::path::Path;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};

/// Writes the CA's certificate to `ca`, and the server's key followed by its certificate to `server`.
pub fn write(ca: &Path, server: &Path) -> io::Result<()> {
    let (ca_pem, server_pem) = make().map_err(io::Error::other)?;
    std::fs::write(ca, ca_pem)?;
    std::fs::write(server, server_pem)
}

fn make() -> Result<(String, String), rcgen::Error> {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    authority
        .distinguished_name
        .push(DnType::CommonName, "The tests' own CA");
    let authority_key = KeyPair::generate()?;
    let ca_pem = authority.self_signed(&authority_key)?.pem();
    let issuer = Issuer::new(authority, authority_key);

    let mut server = CertificateParams::new(["localhost".to_owned(), "127.0.0.1".to_owned()])?;
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    server.use_authority_key_identifier_extension = true;
    let server_key = KeyPair::generate()?;
    let certificate = server.signed_by(&server_key, &issuer)?;
    Ok((ca_pem, server_key.serialize_pem() + &certificate.pem()))
}
