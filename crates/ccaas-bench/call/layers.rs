//! The layers alone, over a leaf that answers from memory.
//!
//! A layer of ours around the call gets a request that is ready to go through the stack. It sends
//! copies of it through the stack, and copies of it straight to the leaf; the difference is the
//! layers.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use ccaas_core::{Body, LayeredService, Request};
use cpu_time::ProcessTime;
use http_body_util::{BodyExt, Full};
use stats_alloc::Region;
use tower::layer::layer_fn;
use tower::{Service, ServiceExt, service_fn};

use crate::clients::{Acme, GetCase};
use crate::load::Effort;
use crate::median::median;
use crate::shapes::Case;
use crate::{ALLOCATOR, Result};

/// What the layers add to a call.
#[derive(Clone, Copy, Default)]
pub(crate) struct Layers {
    /// CPU, in µs.
    pub(crate) time: f64,
    pub(crate) allocations: f64,
}

pub(crate) fn measure(effort: &Effort) -> Result<Layers> {
    let body = Bytes::from(Case::json()?);
    let leaf = service_fn(move |_: http::Request<Body>| {
        let body = Full::new(body.clone());
        async move { Ok::<_, Infallible>(http::Response::new(body)) }
    });
    let found = Arc::new(Mutex::new(Layers::default()));
    let layer = {
        let (leaf, found, rounds) = (leaf.clone(), found.clone(), effort.rounds);
        layer_fn(move |stack: LayeredService| {
            let (leaf, found) = (leaf.clone(), found.clone());
            service_fn(move |request: Request| {
                let (stack, leaf, found) = (stack.clone(), leaf.clone(), found.clone());
                async move {
                    let layers = compare(&stack, &leaf, &request, rounds).await?;
                    if let Ok(mut found) = found.lock() {
                        *found = layers;
                    }
                    stack.oneshot(request).await
                }
            })
        })
    };
    let client = ccaas_core::Client::builder(Acme::new("http://localhost/v1"))
        .transport(leaf)
        .call_layer(layer)
        .build()?;
    crate::runtime()?.block_on(async {
        client
            .send(GetCase {
                center: "north-1",
                id: 400_000,
            })
            .await
    })?;
    let layers = found.lock().map_err(|_| "a measurement panicked")?;
    Ok(*layers)
}

async fn compare<L>(
    stack: &LayeredService,
    leaf: &L,
    request: &Request,
    rounds: usize,
) -> Result<Layers>
where
    L: Service<Request, Response = http::Response<Full<Bytes>>, Error = Infallible> + Clone,
{
    const CALLS: u32 = 20_000;

    let mut times = Vec::new();
    let mut allocations = Vec::new();
    for _ in 0..=rounds {
        let (region, began) = (Region::new(ALLOCATOR), ProcessTime::now());
        for _ in 0..CALLS {
            stack.clone().oneshot(request.clone()).await?;
        }
        let (through, through_stats) = (began.elapsed(), region.change());

        let (region, began) = (Region::new(ALLOCATOR), ProcessTime::now());
        for _ in 0..CALLS {
            let response = leaf.clone().oneshot(request.clone()).await?;
            response.into_body().collect().await?.to_bytes();
        }
        let (bare, bare_stats) = (began.elapsed(), region.change());

        let visits = |stats: stats_alloc::Stats| (stats.allocations + stats.reallocations) as f64;
        times.push((through.as_secs_f64() - bare.as_secs_f64()) * 1e6 / f64::from(CALLS));
        allocations.push((visits(through_stats) - visits(bare_stats)) / f64::from(CALLS));
    }
    Ok(Layers {
        time: median(times),
        allocations: median(allocations),
    })
}
