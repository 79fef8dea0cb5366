//! When queues are open.

use jiff::{Timestamp, civil, tz::Offset};
use serde_json::{Value, json};

use super::store::{Store, missing};
use crate::{
    call::Call,
    reply::{Answer, Reply},
};

const DAYS: [&str; 7] = [
    "sunday",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
];

/// The opening hours of a queue: the same on each working day.
#[derive(Debug, Clone)]
pub(super) struct Hours {
    /// As Windows calls it.
    zone: &'static str,
    offset: i8,
    /// The first and the last working day, Sunday being 0.
    days: (i8, i8),
    /// From when to when, as hours of the day; the last one does not belong to it.
    open: (i8, i8),
    /// Days on which it is closed, whatever day they are.
    closed: &'static [civil::Date],
}

impl Hours {
    pub(super) const OFFICE: Self = Self {
        zone: "Argentina Standard Time",
        offset: -3,
        days: (1, 5),
        open: (8, 17),
        closed: &[civil::date(2026, 1, 1)],
    };

    pub(super) const LONG: Self = Self {
        days: (0, 6),
        open: (9, 23),
        closed: &[],
        ..Self::OFFICE
    };

    pub(super) fn is_open(&self, now: Timestamp) -> bool {
        let here = Offset::constant(self.offset).to_datetime(now);
        let day = here.weekday().to_sunday_zero_offset();
        !self.closed.contains(&here.date())
            && (self.days.0..=self.days.1).contains(&day)
            && (self.open.0..self.open.1).contains(&here.hour())
    }

    pub(super) fn shown(&self) -> Value {
        let hours = json!([{
            "from": format!("{:02}:00", self.open.0),
            "to": format!("{:02}:00", self.open.1),
        }]);
        let days = (0..).zip(DAYS).map(|(day, name)| {
            let open = (self.days.0..=self.days.1).contains(&day);
            json!({
                "day": day,
                "name": name,
                "isOpen": open,
                "specialDate": false,
                "date": null,
                "hours": if open { hours.clone() } else { json!([]) },
            })
        });
        let special = self.closed.iter().map(|date| {
            let day = date.weekday().to_sunday_zero_offset();
            json!({
                "day": day,
                "name": usize::try_from(day).ok().and_then(|day| DAYS.get(day)),
                "isOpen": false,
                "specialDate": true,
                "date": date.to_string(),
                "hours": [],
            })
        });
        json!({
            "timezone": {"name": self.zone, "offset": format!("{:+03}:00", self.offset)},
            "schedules": days.chain(special).collect::<Vec<_>>(),
        })
    }
}

pub(super) fn is_open(store: &mut Store, call: &Call<'_>) -> Answer {
    let hours = match call.query.number("queue_id") {
        // The account's own.
        None => &Hours::OFFICE,
        Some(id) => &store.queues.get(&id).ok_or_else(|| missing("Queue"))?.hours,
    };
    let word = if hours.is_open(call.now) {
        "True"
    } else {
        "False"
    };
    Ok(Reply::ok(&json!({"message": word})))
}
