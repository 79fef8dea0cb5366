//! Exports of reports.

use jiff::civil::date;
use wisecx::analytics::{Columns, ExportFilter, GetExportStatus, Grouping, StartExport};

use crate::{same_body, snapshots};

#[test]
fn start_export() {
    let from = date(2024, 1, 1);
    let to = date(2024, 12, 31).at(23, 59, 59, 999_000_000);
    snapshots(
        StartExport::new(6541),
        StartExport::new("6541")
            .columns(Columns::OnlyVisible)
            .group_by(Grouping::Hour)
            .filter(ExportFilter::new(from, to)),
    );
}

#[test]
fn get_export_status() {
    let id = "5a97c4b0582d4076a5c4e2a4455666e9";
    snapshots(GetExportStatus::new(id), GetExportStatus::new(id));
}

#[test]
fn the_vendors_own_examples_are_sent_as_printed() {
    let january = ExportFilter::new(date(2024, 1, 1), date(2024, 1, 31));
    same_body(
        StartExport::new(6541)
            .columns("conv_created,group_id,user_id,status")
            .group_by(Grouping::Day)
            .filter(january),
        "analytics.export.start.request.json",
    );

    let first = date(2024, 1, 1).at(0, 0, 0, 0);
    let last = date(2024, 12, 31).at(23, 59, 59, 0);
    same_body(
        StartExport::new(6541)
            .columns(Columns::All)
            .group_by(Grouping::Month)
            .filter(ExportFilter::new(first, last)),
        "analytics.export.start.request.all_columns.json",
    );

    same_body(
        StartExport::new(6541),
        "analytics.export.start.request.empty.json",
    );
}
