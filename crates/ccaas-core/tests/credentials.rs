//! What goes on a request, where it may go, and what a scheme of one's own may answer.

mod support;

use std::sync::Arc;

use ccaas_core::auth::{Applied, Authorize, Credentials, Grant, Login, Part};
use ccaas_core::{
    AuthClass, BaseUrl, BoxFuture, Client, Delivery, Error, ErrorKind, Facts, Method, Reply,
    Request, Spec, Untyped, Vendor, Verdict,
};
use http::HeaderName;
use support::{Depot, Health, KEY, ReadBox, Server, Step};
use tower::util::MapRequestLayer;

#[tokio::test(start_paused = true)]
async fn credentials_go_to_no_origin_but_the_vendors() {
    let elsewhere = [
        "https://evil.example/api/boxes/1",
        "http://depot.example/api/boxes/1",
        "https://depot.example:8443/api/boxes/1",
        "https://depot.example.evil.example/api/boxes/1",
        "https://keeper@depot.example/api/boxes/1",
    ];
    for target in elsewhere {
        for depot in [Depot::new(), Depot::with_login()] {
            let server = Server::always(Step::token("t", 3_600));
            let client = depot
                .on(&server)
                .attempt_layer(MapRequestLayer::new(move |mut request: Request| {
                    *request.uri_mut() = target.parse().unwrap();
                    request
                }))
                .build()
                .unwrap();
            let error = client.send(ReadBox::new(1)).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config, "{target}");
            assert_eq!(error.delivery(), Delivery::NotSent);
            assert_eq!(server.count(), 0, "{target}");
        }
    }
    // The same host in other letters is the same host.
    let server = Server::always(Step::ok());
    let client = Depot::new()
        .on(&server)
        .attempt_layer(MapRequestLayer::new(|mut request: Request| {
            *request.uri_mut() = "https://DEPOT.example/api/boxes/2".parse().unwrap();
            request
        }))
        .build()
        .unwrap();
    client.send(ReadBox::new(1)).await.unwrap();
    assert_eq!(server.seen()[0].header("x-key"), Some(KEY));
}

#[tokio::test(start_paused = true)]
async fn an_operation_that_wants_no_credentials_gets_none() {
    let server = Server::always(Step::ok());
    Depot::with_login()
        .client(&server)
        .send(Health)
        .await
        .unwrap();
    let seen = server.seen();
    assert_eq!(seen.len(), 1, "and no login is made for it");
    assert_eq!(seen[0].header("authorization"), None);
    assert_eq!(seen[0].header("x-key"), None);
}

#[tokio::test(start_paused = true)]
async fn a_header_of_the_callers_does_not_replace_the_credentials() {
    let server = Server::always(Step::ok());
    Depot::new()
        .client(&server)
        .send(ReadBox::new(1))
        .header("x-key", "another")
        .await
        .unwrap();
    let values: Vec<_> = server.seen()[0]
        .headers
        .get_all("x-key")
        .iter()
        .cloned()
        .collect();
    assert_eq!(values, [KEY]);
}

/// A vendor that leaves its credentials to the test.
struct Odd {
    base_url: BaseUrl,
    authorizer: Arc<dyn Authorize>,
}

impl Odd {
    fn new(authorizer: impl Authorize) -> Self {
        Odd {
            base_url: BaseUrl::new("https://odd.example"),
            authorizer: Arc::new(authorizer),
        }
    }
}

impl Vendor for Odd {
    const NAME: &'static str = "odd";
    const OPERATIONS: &'static [Spec] =
        &[Spec::new("things.sign", Method::POST, "/things").auth(AuthClass::Signed)];

    fn validate(&self) -> Result<(), Error> {
        Ok(())
    }

    fn origin(&self, _: &Facts) -> &BaseUrl {
        &self.base_url
    }

    fn credentials(&self) -> Result<Arc<dyn Authorize>, Error> {
        Ok(self.authorizer.clone())
    }

    fn check(&self, _: &Facts, reply: &Reply) -> Verdict {
        Verdict::by_status(reply, ccaas_core::ApiError::unknown)
    }
}

#[test]
fn a_class_that_the_vendor_does_not_know_is_refused_when_the_client_is_built() {
    let name = HeaderName::from_static("x-key");
    let key = Part::header(name, &"k".into(), "$KEY").unwrap();
    let credentials = Credentials::new().class(AuthClass::Key, [key]);
    let error = Client::new(Odd::new(credentials)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    let text = error.to_string();
    assert!(
        text.contains("things.sign") && text.contains("Signed"),
        "{text}"
    );
}

/// Takes every refusal for worth one more try.
struct Hopeful;

impl Authorize for Hopeful {
    fn knows(&self, _: AuthClass) -> bool {
        true
    }

    fn apply(&self, _: &Facts, _: &mut Request) -> Result<Applied, Error> {
        Ok(Applied::Done(Grant::NONE))
    }

    fn renew(&self, _: &Facts, _: Login) -> BoxFuture<'static, Result<(), Error>> {
        Box::pin(async { Ok(()) })
    }

    fn refused(&self, _: &Facts, _: Grant) -> bool {
        true
    }

    fn placeholders(&self, _: AuthClass) -> Vec<(HeaderName, String)> {
        Vec::new()
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_is_repeated_only_once_for_its_credentials_whatever_they_promise() {
    let server = Server::always(Step::status(401));
    let client = Client::builder(Odd::new(Hopeful))
        .transport(server.clone())
        .build()
        .unwrap();
    let call = client.send(Untyped::<Odd>::new("things.get", Method::GET, "/things"));
    let error = call.await.unwrap_err();
    assert_eq!(error.attempts(), 2);
    assert_eq!(server.count(), 2);
}

/// Never has a token, whatever is done about it.
struct Forgetful;

impl Authorize for Forgetful {
    fn knows(&self, _: AuthClass) -> bool {
        true
    }

    fn apply(&self, _: &Facts, _: &mut Request) -> Result<Applied, Error> {
        Ok(Applied::NeedsLogin)
    }

    fn renew(&self, _: &Facts, _: Login) -> BoxFuture<'static, Result<(), Error>> {
        Box::pin(async { Ok(()) })
    }

    fn refused(&self, _: &Facts, _: Grant) -> bool {
        false
    }

    fn placeholders(&self, _: AuthClass) -> Vec<(HeaderName, String)> {
        Vec::new()
    }
}

#[tokio::test(start_paused = true)]
async fn a_caller_does_not_go_back_for_a_token_for_ever() {
    let server = Server::always(Step::ok());
    let client = Client::builder(Odd::new(Forgetful))
        .transport(server.clone())
        .build()
        .unwrap();
    let call = client.send(Untyped::<Odd>::new("things.get", Method::GET, "/things"));
    let error = call.await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert_eq!(server.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn what_is_signed_is_what_arrives_on_every_attempt() {
    let name = HeaderName::from_static("x-signature");
    let part = Part::signature(
        name,
        |body| format!("signed {}", String::from_utf8_lossy(body)),
        "$SIGNATURE",
    );
    let credentials = Credentials::new().class(AuthClass::Signed, [part]);
    let server = Server::steps([Step::status(429), Step::ok()]);
    let client = Client::builder(Odd::new(credentials))
        .transport(server.clone())
        .build()
        .unwrap();
    let call = Untyped::<Odd>::of("things.sign").unwrap().param("a", 1);
    client.send(call).await.unwrap();
    assert_eq!(server.count(), 2);
    for seen in server.seen() {
        assert_eq!(seen.text(), r#"{"a":1}"#);
        assert_eq!(seen.header("x-signature"), Some(r#"signed {"a":1}"#));
    }
}
