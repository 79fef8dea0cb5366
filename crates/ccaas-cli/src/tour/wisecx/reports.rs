//! The export of a report, and the file that comes of it.

use std::collections::BTreeMap;
use std::time::Duration;

use ccaas::Schedule;
use ccaas::wisecx::WiseCx;
use ccaas::wisecx::analytics::{Columns, ExportFilter, ExportStatus, GetExportStatus, StartExport};
use ccaas_sandbox::{Fault, wisecx};
use jiff::SignedDuration;
use jiff::civil::Date;
use jiff::tz::Offset;
use tokio::time::timeout;

use super::super::step::{Step, Visit, expect, need};
use super::told;

/// How often the sandbox is asked, and by how much its clock is moved when nothing has come.
const OFTEN: Duration = Duration::from_millis(20);
const MOVE: Duration = Duration::from_secs(1);

pub(super) fn steps() -> Vec<Step<WiseCx>> {
    vec![
        Step::of::<StartExport>(async |tour| {
            let report = told(
                tour,
                wisecx::CASES_REPORT,
                "the id of a report that is a list",
            )?;
            let range = ExportFilter::new(day(tour, 60), day(tour, 0));
            let start = StartExport::new(report).columns(Columns::All).filter(range);
            let mut export = tour.client.poll(start);
            if tour.sandbox().is_some() {
                export = export.schedule(Schedule::new(OFTEN, OFTEN));
            }
            let mut states = Vec::new();
            loop {
                match timeout(OFTEN, export.try_next()).await {
                    Ok(state) => match state? {
                        Some(state) => states.push(state.status),
                        None => break,
                    },
                    // It is waiting: in the sandbox that needn't take long.
                    Err(_) => {
                        if let Some(sandbox) = tour.sandbox() {
                            sandbox.advance(MOVE);
                        }
                    }
                }
            }
            expect(
                states.last() == Some(&ExportStatus::Completed),
                "a finished export",
            )?;
            tour.seen.export = export.job().cloned();
            states.dedup();
            let states: Vec<&str> = states.iter().map(ExportStatus::as_str).collect();
            tour.note(states.join(", "));
            Ok(())
        }),
        Step::of::<GetExportStatus>(async |tour| {
            let job = need(&tour.seen.export, "analytics.export.start")?;
            let export = tour.client.resume::<StartExport>(job).await?;
            let url = need(&export.report_url, "analytics.export.start")?;
            tour.note("picked up again by its id");

            let rows = tour
                .client
                .download(&url)
                .rows::<BTreeMap<String, String>>();
            let mut rows = rows.await?;
            let mut count = 0;
            while let Some(row) = rows.try_next().await? {
                expect(!row.is_empty(), "columns")?;
                count += 1;
            }
            if let Some(sandbox) = tour.sandbox() {
                sandbox.inject(Fault::cut().on("storage.get"));
            }
            let mut file = Vec::new();
            let done = tour.client.download(&url).to_writer(&mut file).await?;
            expect(
                done.bytes > 0 && file.len() as u64 == done.bytes,
                "a whole file",
            )?;
            tour.note(format!(
                "{count} rows; {} bytes, fetched in {} requests",
                done.bytes, done.attempts
            ));
            Ok(())
        }),
    ]
}

/// A day so many days ago.
fn day(tour: &Visit<WiseCx>, ago: i64) -> Date {
    Offset::UTC
        .to_datetime(tour.now() - SignedDuration::from_hours(24 * ago))
        .date()
}
