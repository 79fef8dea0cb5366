//! `ccaas ops`: the operations, from the vendor crates themselves.

use std::process::ExitCode;

use ccaas::{Direction, Source, Spec};
use comfy_table::{Table, presets};
use serde_json::{Value, json};

use crate::args::OpsArgs;
use crate::failure::Failure;
use crate::out::Out;
use crate::vendors::{self, Entrance};

pub(crate) fn run(args: &OpsArgs, out: &mut Out) -> Result<ExitCode, Failure> {
    let vendors = vendors::chosen(args.vendor.as_slice())?;
    let all = vendors
        .iter()
        .flat_map(|vendor| vendor.operations.iter().map(move |spec| (*vendor, spec)));
    if args.json {
        let all: Vec<Value> = all.map(|(vendor, spec)| described(vendor, spec)).collect();
        out.line(format_args!("{:#}", Value::Array(all)))?;
    } else {
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        for (vendor, spec) in all {
            table.add_row([
                vendor.name,
                spec.id,
                spec.method.as_str(),
                spec.path,
                &remarks(spec),
            ]);
        }
        // Without the blanks around the columns.
        for line in table.lines() {
            out.line(line.trim())?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn described(vendor: &Entrance, spec: &Spec) -> Value {
    json!({
        "vendor": vendor.name,
        "id": spec.id,
        "method": spec.method.as_str(),
        "path": spec.path,
        "direction": match spec.direction {
            Direction::Outbound => "outbound",
            Direction::Inbound => "inbound",
        },
        "deprecated": spec.deprecated,
        "documented": spec.source != Source::Inferred,
    })
}

/// What is out of the ordinary about an operation.
fn remarks(spec: &Spec) -> String {
    let remarks = [
        (spec.direction == Direction::Inbound, "inbound"),
        (spec.deprecated, "deprecated"),
        (spec.source == Source::Inferred, "inferred path"),
    ];
    let those: Vec<&str> = remarks
        .into_iter()
        .filter_map(|(holds, remark)| holds.then_some(remark))
        .collect();
    those.join(", ")
}

#[cfg(test)]
mod tests {
    use ccaas::Method;

    use super::*;

    #[test]
    fn an_ordinary_operation_has_no_remarks() {
        let spec = Spec::new("cases.get", Method::GET, "/cases/{id}");
        assert_eq!(remarks(&spec), "");
        assert_eq!(
            remarks(&spec.deprecated().source(Source::Inferred)),
            "deprecated, inferred path"
        );
        assert_eq!(
            remarks(&Spec::inbound("sent", Method::POST, "/")),
            "inbound"
        );
    }
}
