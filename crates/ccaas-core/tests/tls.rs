//! TLS over a socket: who is trusted.

#![cfg(feature = "rustls")]
#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests, which prove things by failing"
)]

mod support;

use std::sync::Arc;

use ccaas_core::{Client, Delivery, ErrorKind, Retry};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use support::{Depot, ReadBox};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// A server on loopback that answers every connection once, and the authority that vouches for it.
async fn server() -> (String, Vec<u8>) {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(["localhost".to_owned()])
        .unwrap()
        .signed_by(&key, &authority)
        .unwrap();

    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind(("localhost", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // A client that doesn't trust us ends the handshake; the next one may.
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let mut head = [0; 4096];
            let _ = stream.read(&mut head).await;
            let answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    (
        format!("https://localhost:{port}"),
        authority.der().to_vec(),
    )
}

#[tokio::test]
async fn a_root_certificate_that_is_given_is_trusted() {
    let (url, root) = server().await;
    let client = Client::builder(Depot::new().base_url(url))
        .root_certificate(root)
        .build()
        .unwrap();
    client.send(ReadBox::new(1)).await.unwrap();
}

#[tokio::test]
async fn nobody_else_is_and_nothing_is_sent_to_them() {
    let (url, _) = server().await;
    let (_, another_root) = server().await;
    let client = Client::builder(Depot::new().base_url(url))
        .root_certificate(another_root)
        .retry(Retry::never())
        .build()
        .unwrap();
    let error = client.send(ReadBox::new(1)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(error.delivery(), Delivery::NotSent);
}

#[test]
fn a_root_certificate_that_is_none_is_refused() {
    let error = Client::builder(Depot::new())
        .root_certificate(vec![1, 2, 3])
        .build()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
}
