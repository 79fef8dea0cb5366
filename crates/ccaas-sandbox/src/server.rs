//! The sockets.
//!
//! Connections are served by hand rather than by axum, because a fault must be able to drop one
//! without an answer.

use std::{
    convert::Infallible,
    error::Error,
    fmt, io,
    net::{Ipv4Addr, SocketAddr},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::body::Body;
use http::Request;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::{JoinHandle, JoinSet},
    time::{sleep, timeout},
};

use crate::dispatch::{Host, Shared};

/// How long a shutdown waits for answers that are on their way.
const GRACE: Duration = Duration::from_secs(5);

pub(crate) async fn bind(port: u16) -> io::Result<(TcpListener, SocketAddr)> {
    // Loopback only: the credentials are public knowledge.
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

/// The tasks that listen. Dropping this ends them, with their connections.
#[derive(Debug)]
pub(crate) struct Servers {
    stop: watch::Sender<bool>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

impl Servers {
    pub(crate) fn start(shared: &Arc<Shared>, listeners: [(Host, TcpListener); 2]) -> Self {
        let (stop, stopped) = watch::channel(false);
        let tasks = listeners
            .into_iter()
            .map(|(host, listener)| {
                tokio::spawn(accept(listener, host, Arc::clone(shared), stopped.clone()))
            })
            .collect();
        Self {
            stop,
            tasks: Mutex::new(tasks),
        }
    }

    pub(crate) async fn shutdown(&self) {
        self.stop.send_replace(true);
        let tasks = std::mem::take(&mut *self.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        for task in tasks {
            // A task that panicked has stopped, which is all that is asked here.
            let _ = task.await;
        }
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        let tasks = self.tasks.get_mut().unwrap_or_else(PoisonError::into_inner);
        for task in tasks {
            task.abort();
        }
    }
}

async fn accept(
    listener: TcpListener,
    host: Host,
    shared: Arc<Shared>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = stopped.changed() => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, host, Arc::clone(&shared), stopped.clone()));
                }
                Err(error) => {
                    // Out of file descriptors, mostly; asking again at once would spin.
                    tracing::debug!(%error, "could not accept a connection");
                    sleep(Duration::from_millis(20)).await;
                }
            },
        }
    }
    drop(listener);
    let finish = async { while connections.join_next().await.is_some() {} };
    // Whoever is not done by then is dropped with the set.
    let _ = timeout(GRACE, finish).await;
}

async fn connection(
    stream: TcpStream,
    host: Host,
    shared: Arc<Shared>,
    mut stopped: watch::Receiver<bool>,
) {
    // Without it, small answers wait for the client's acknowledgement.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: Request<Incoming>| {
        let shared = Arc::clone(&shared);
        async move {
            shared
                .answer(host, request.map(Body::new))
                .await
                .into_response()
                .ok_or(Dropped)
        }
    });
    let mut serving = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let ended = tokio::select! {
        ended = &mut serving => Some(ended),
        _ = stopped.changed() => None,
    };
    let ended = match ended {
        Some(ended) => ended,
        None => {
            Pin::new(&mut serving).graceful_shutdown();
            (&mut serving).await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke");
        if error.source().is_some_and(<dyn Error>::is::<Dropped>) {
            // Closed this way the client gets a reset, not an orderly end. It also loses what
            // it has not read yet, so this is not for answers that were cut.
            let _ = serving.into_parts().io.into_inner().set_zero_linger();
        }
    }
}

/// Why a connection ends without an answer.
#[derive(Debug)]
struct Dropped;

impl fmt::Display for Dropped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the sandbox dropped the connection, as it was told to")
    }
}

impl Error for Dropped {}

/// The service of the router, which can't fail.
pub(crate) async fn route(
    shared: Arc<Shared>,
    request: Request<Body>,
) -> Result<http::Response<Body>, Infallible> {
    let (parts, body) = request.into_parts();
    let host = shared.host_of(&parts);
    let outcome = shared.answer(host, Request::from_parts(parts, body)).await;
    Ok(outcome.into_response_always())
}
