//! The tour of WesalPulse.

use ccaas::wesal_pulse::WesalPulse;
use ccaas::wesal_pulse::agents::GetAgentPerformance;
use ccaas::wesal_pulse::dashboard::{DateRange, GetDashboardSummary};
use ccaas::wesal_pulse::me::GetMe;
use ccaas::wesal_pulse::oauth::CreateToken;
use ccaas::wesal_pulse::queues::{GetQueueActivity, GetQueuePerformance, GetQueueRouting};
use ccaas::wesal_pulse::report::{MediaType, Report};
use ccaas_sandbox::Fault;
use jiff::{SignedDuration, Timestamp};

use super::step::{Step, Visit};

#[derive(Default)]
pub(crate) struct Seen;

pub(crate) fn steps() -> Vec<Step<WesalPulse>> {
    vec![
        Step::of::<CreateToken>(async |tour| {
            let answer = tour.send(CreateToken::new()).await?;
            if let Some(seconds) = answer.expires_in {
                tour.note(format!("a token for {} h", seconds / 3600));
            }
            Ok(())
        })
        .harmless(),
        Step::of::<GetMe>(async |tour| {
            let me = tour.send(GetMe::new()).await?;
            tour.note(format!("may {}", me.permissions.join(", ")));
            Ok(())
        }),
        Step::of::<GetDashboardSummary>(async |tour| {
            tour.expire_token()?;
            let today = GetDashboardSummary::new().date_range(DateRange::Today);
            tour.send(today).await?;
            Ok(())
        }),
        Step::of::<GetQueueActivity>(async |tour| {
            tour.trouble(Fault::reset().on("queues.activity.get"));
            let voice = GetQueueActivity::new().media_types([MediaType::Voice]);
            let activity = tour.send(voice).await?;
            rows(tour, &activity, "queues");
            Ok(())
        }),
        Step::of::<GetQueuePerformance>(async |tour| {
            tour.trouble(Fault::cut().on("queues.performance.get"));
            let (start, end) = month(tour);
            let performance = tour.send(GetQueuePerformance::new(start, end)).await?;
            rows(tour, &performance, "queues");
            Ok(())
        }),
        Step::of::<GetQueueRouting>(async |tour| {
            let busy = Fault::status(429).header("Retry-After", "1");
            tour.trouble(busy.on("queues.routing.get"));
            let (start, end) = month(tour);
            let routing = tour.send(GetQueueRouting::new(start, end)).await?;
            rows(tour, &routing, "queues");
            Ok(())
        }),
        Step::of::<GetAgentPerformance>(async |tour| {
            tour.trouble(Fault::html().on("agents.performance.get"));
            let (start, end) = month(tour);
            let performance = tour.send(GetAgentPerformance::new(start, end)).await?;
            rows(tour, &performance, "agents");
            Ok(())
        }),
    ]
}

fn rows(tour: &mut Visit<WesalPulse>, report: &Report, of_what: &str) {
    tour.note(format!("{} {of_what}", report.rows().len()));
}

/// The last 30 days.
fn month(tour: &Visit<WesalPulse>) -> (Timestamp, Timestamp) {
    let end = tour.now();
    (end - SignedDuration::from_hours(24 * 30), end)
}
