//! What has changed since the last time: each change once, whatever happens meanwhile.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test proves things by failing"
)]

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ccaas_core::{Body, Retry};
use http::{Request, Response};
use jiff::civil::{DateTime, date};
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use serde_json::{Value, json};
use wisecx::cases::{CaseField, ListCases};
use wisecx::contacts::ListContacts;
use wisecx::orders::ListOrders;
use wisecx::surveys::ListSurveyResponses;
use wisecx::sync::{Cursor, Tracked, changes};
use wisecx::{Client, Error, ErrorKind, WiseCx};

/// Far ahead, so that no cursor is ever too old.
fn at(second: i64) -> DateTime {
    date(2200, 1, 1).at(0, 0, 0, 0) + second.seconds()
}

/// A vendor with rows that change, one of the four lists at a time.
#[derive(Clone, Default)]
struct Vendor(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// When each row last changed.
    rows: BTreeMap<u64, i64>,
    clock: i64,
    /// What happens before the list is read the next time, and the time after that, and so on.
    meanwhile: Vec<Vec<u64>>,
    requests: Vec<Vec<(String, String)>>,
    failing: bool,
    /// Whether it gives the first page whatever is asked for.
    stuck: bool,
}

impl Vendor {
    /// Makes or changes rows, each at a second of its own.
    fn change(&self, ids: &[u64]) {
        let mut state = self.0.lock().unwrap();
        for id in ids {
            state.clock += 1;
            let now = state.clock;
            state.rows.insert(*id, now);
        }
    }

    fn pass(&self, seconds: i64) {
        self.0.lock().unwrap().clock += seconds;
    }

    fn meanwhile(&self, changes: Vec<Vec<u64>>) {
        self.0.lock().unwrap().meanwhile = changes;
    }

    fn requests(&self) -> usize {
        self.0.lock().unwrap().requests.len()
    }

    fn last_request(&self, name: &str) -> Option<String> {
        let state = self.0.lock().unwrap();
        let pairs = state.requests.last()?;
        let pair = pairs.iter().find(|(key, _)| key == name)?;
        Some(pair.1.clone())
    }

    fn answer(&self, request: &Request<Body>) -> (u16, Value) {
        if request.uri().path().ends_with("/authenticate") {
            return (200, json!({"token": "t"}));
        }
        let query = request.uri().query().unwrap_or_default();
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        let mut state = self.0.lock().unwrap();
        state.requests.push(pairs.clone());
        if state.failing {
            return (500, json!({"message": "down"}));
        }
        if !state.meanwhile.is_empty() {
            for id in state.meanwhile.remove(0) {
                state.clock += 1;
                let now = state.clock;
                state.rows.insert(id, now);
            }
        }
        let get = |name: &str| {
            pairs
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.as_str())
        };
        let mut rows: Vec<(u64, i64)> = state.rows.iter().map(|(id, at)| (*id, *at)).collect();
        let filters: Vec<Value> = serde_json::from_str(get("filtering").unwrap_or("[]")).unwrap();
        for filter in filters {
            if filter["operator"] == "GREATER EQUAL" {
                let from = filter["value"]
                    .as_str()
                    .unwrap()
                    .parse::<DateTime>()
                    .unwrap();
                rows.retain(|(_, second)| at(*second) >= from);
            }
        }
        match (get("sort_field"), get("sort")) {
            (Some(_), Some("asc")) => rows.sort_by_key(|(id, at)| (*at, *id)),
            (Some(_), Some("desc")) => rows.sort_by_key(|(id, at)| (-at, *id)),
            _ => {}
        }
        let page: usize = match state.stuck {
            true => 1,
            false => get("page").unwrap().parse().unwrap(),
        };
        let limit: usize = get("limit").map_or(100, |limit| limit.parse().unwrap());
        let rows: Vec<Value> = rows
            .into_iter()
            .skip((page - 1) * limit)
            .take(limit)
            .map(|(id, second)| {
                let at = at(second).to_string().replace('T', " ");
                json!({
                    "id": id, "response_id": id, "subject": second.to_string(),
                    "last_update": at, "updated_at": at, "responded_at": at,
                })
            })
            .collect();
        (200, json!({ "data": rows }))
    }

    fn client(&self) -> Client {
        let vendor = self.clone();
        let transport = tower::service_fn(move |request: Request<Body>| {
            let (status, answer) = vendor.answer(&request);
            let mut response = Response::new(Body::from(answer.to_string()));
            *response.status_mut() = status.try_into().unwrap();
            std::future::ready(Ok::<_, Infallible>(response))
        });
        Client::builder(WiseCx::new("api-user", "api-key"))
            .transport(transport)
            .retry(Retry::never())
            .build()
            .unwrap()
    }
}

/// The list that a test is about, with pages of three.
trait Small: Tracked {
    fn small() -> Self;
    fn state(row: &Self::Item) -> (u64, DateTime);
}

macro_rules! small {
    ($($list:ty = $new:expr, $date:ident;)+) => {
        $(impl Small for $list {
            fn small() -> Self {
                $new.limit(3)
            }

            fn state(row: &Self::Item) -> (u64, DateTime) {
                let id = row.id.as_ref().and_then(|id| id.as_number()).unwrap();
                (u64::try_from(id).unwrap(), row.$date.unwrap())
            }
        })+
    };
}

small! {
    ListCases = ListCases::new(), last_update;
    ListOrders = ListOrders::new(), updated_at;
    ListContacts = ListContacts::new(), last_update;
    ListSurveyResponses = ListSurveyResponses::new(1), responded_at;
}

/// Takes up to so many changes, and the cursor behind them, through JSON as a user would save it.
async fn take<L: Small>(
    client: &Client,
    cursor: Cursor,
    most: usize,
    overlap: u64,
) -> Result<(Vec<(u64, DateTime)>, Cursor), Error> {
    let overlap = Duration::from_secs(overlap);
    let mut changed = changes(client, L::small(), cursor).overlap(overlap);
    let mut all = Vec::new();
    while all.len() < most {
        match changed.try_next().await? {
            Some(row) => all.push(L::state(&row)),
            None => break,
        }
    }
    let saved = serde_json::to_string(changed.cursor()).unwrap();
    Ok((all, serde_json::from_str(&saved).unwrap()))
}

async fn ids<L: Small>(client: &Client, cursor: Cursor) -> (Vec<u64>, Cursor) {
    let (rows, cursor) = take::<L>(client, cursor, usize::MAX, 300).await.unwrap();
    let mut ids: Vec<_> = rows.into_iter().map(|(id, _)| id).collect();
    ids.sort_unstable();
    (ids, cursor)
}

async fn everything_then_only_changes<L: Small>() {
    let vendor = Vendor::default();
    let client = vendor.client();
    vendor.change(&[1, 2, 3, 4, 5, 6, 7]);
    let (all, cursor) = ids::<L>(&client, Cursor::beginning()).await;
    assert_eq!(all, [1, 2, 3, 4, 5, 6, 7]);

    let (none, cursor) = ids::<L>(&client, cursor).await;
    assert!(none.is_empty(), "{none:?}");

    vendor.change(&[2, 8, 2]);
    let (changed, cursor) = ids::<L>(&client, cursor).await;
    assert_eq!(changed, [2, 8], "the one that changed twice comes once");

    vendor.pass(86_400);
    vendor.change(&[5]);
    let (changed, _) = ids::<L>(&client, cursor).await;
    assert_eq!(changed, [5]);
}

#[tokio::test]
async fn the_first_run_gives_everything_and_the_next_only_what_changed() {
    everything_then_only_changes::<ListCases>().await;
    everything_then_only_changes::<ListOrders>().await;
    everything_then_only_changes::<ListContacts>().await;
    everything_then_only_changes::<ListSurveyResponses>().await;
}

#[tokio::test]
async fn what_becomes_visible_late_comes_within_the_overlap() {
    let vendor = Vendor::default();
    let client = vendor.client();
    vendor.change(&[1, 2, 3]);
    let (_, cursor) = ids::<ListCases>(&client, Cursor::beginning()).await;
    // Its date is before that of the last row that was given.
    vendor.0.lock().unwrap().rows.insert(9, 2);
    let (late, _) = ids::<ListCases>(&client, cursor).await;
    assert_eq!(late, [9]);
}

#[tokio::test]
async fn a_thousand_changes_of_one_second_are_all_given() {
    let vendor = Vendor::default();
    let rows = (0..1_000).map(|id| (id, 7)).collect();
    vendor.0.lock().unwrap().rows = rows;
    let client = vendor.client();
    for _ in 0..2 {
        let (all, cursor) = ids::<ListCases>(&client, Cursor::beginning()).await;
        assert_eq!(all, (0..1_000).collect::<Vec<_>>());
        let (none, _) = ids::<ListCases>(&client, cursor).await;
        assert!(none.is_empty());
    }
}

#[tokio::test]
async fn a_run_does_not_read_what_is_older_than_it_has_to() {
    for pages in [1_u64, 30] {
        let vendor = Vendor::default();
        let client = vendor.client();
        for id in 0..pages * 3 {
            vendor.pass(3_600);
            vendor.change(&[id]);
        }
        let (_, cases) = ids::<ListCases>(&client, Cursor::beginning()).await;
        let (_, contacts) = ids::<ListContacts>(&client, Cursor::beginning()).await;
        vendor.pass(3_600);
        vendor.change(&[1]);
        let before = vendor.requests();
        let (changed, _) = ids::<ListCases>(&client, cases).await;
        assert_eq!(changed, [1]);
        assert_eq!(vendor.requests() - before, 1);
        let (changed, _) = ids::<ListContacts>(&client, contacts).await;
        assert_eq!(changed, [1]);
        assert_eq!(vendor.requests() - before, 2);
    }
}

#[tokio::test]
async fn the_list_keeps_the_callers_fields_and_filters() {
    let vendor = Vendor::default();
    let client = vendor.client();
    let list = ListCases::new()
        .fields(["subject"])
        .filter(CaseField::GROUP_ID.equals(7));
    let mut changed = changes(&client, list, Cursor::since(at(0)));
    assert!(changed.try_next().await.unwrap().is_none());
    assert_eq!(
        vendor.last_request("fields").unwrap(),
        "subject,id,last_update"
    );
    let filters = vendor.last_request("filtering").unwrap();
    assert!(
        filters.contains("case.group_id") && filters.contains("case.last_update"),
        "{filters}"
    );

    let mut changed = changes(&client, ListContacts::new(), Cursor::beginning());
    assert!(changed.try_next().await.unwrap().is_none());
    let fields = vendor.last_request("fields").unwrap();
    assert!(
        fields.contains("email") && !fields.contains("password"),
        "{fields}"
    );
}

#[tokio::test]
async fn a_cursor_that_is_too_old_is_an_error_before_anything_is_sent() {
    let vendor = Vendor::default();
    let client = vendor.client();
    let old = Cursor::since(date(2001, 1, 1));
    let error = changes(&client, ListCases::new(), old.clone())
        .try_next()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Encode);
    assert_eq!(vendor.requests(), 0);
    // Only cases are listed for so short a time.
    let mut orders = changes(&client, ListOrders::new(), old);
    assert!(orders.try_next().await.unwrap().is_none());

    // What is too old depends on what time it is.
    let now: Timestamp = "2001-04-30T00:00:00Z".parse().unwrap();
    for (since, is_listed) in [(date(2001, 1, 29), false), (date(2001, 1, 31), true)] {
        let list = changes(&client, ListCases::new(), Cursor::since(since));
        assert_eq!(list.as_of(now).try_next().await.is_ok(), is_listed);
    }
}

#[tokio::test]
async fn after_an_error_it_stands_where_it_was() {
    let vendor = Vendor::default();
    let client = vendor.client();
    vendor.change(&[1, 2, 3, 4, 5]);
    let mut changed = changes(&client, ListCases::small(), Cursor::beginning());
    for _ in 0..3 {
        changed.try_next().await.unwrap().unwrap();
    }
    vendor.0.lock().unwrap().failing = true;
    assert_eq!(changed.try_next().await.unwrap_err().kind(), ErrorKind::Api);
    vendor.0.lock().unwrap().failing = false;
    let fourth = changed.try_next().await.unwrap().unwrap();
    assert_eq!(ListCases::state(&fourth).0, 4);
}

#[tokio::test]
async fn a_vendor_that_ignores_the_page_is_an_error_and_no_loop() {
    let vendor = Vendor::default();
    vendor.change(&[1, 2, 3, 4, 5]);
    vendor.0.lock().unwrap().stuck = true;
    let result = take::<ListContacts>(&vendor.client(), Cursor::beginning(), usize::MAX, 300).await;
    assert_eq!(result.unwrap_err().kind(), ErrorKind::Paging);
}

/// Runs, broken off again and again while rows change between any two requests.
///
/// Whatever happens, the last state of every row was given at the end, and no state twice.
async fn nothing_is_lost_or_doubled<L: Small>(
    changes: Vec<Vec<u64>>,
    most: Vec<usize>,
    overlap: u64,
) -> Result<(), TestCaseError> {
    let vendor = Vendor::default();
    let client = vendor.client();
    vendor.change(&(0..12).collect::<Vec<_>>());
    vendor.meanwhile(changes);
    let mut cursor = Cursor::beginning();
    let mut given = Vec::new();
    let quiet = [usize::MAX; 3];
    for most in most.into_iter().chain(quiet) {
        let (rows, next) = take::<L>(&client, cursor, most, overlap).await.unwrap();
        given.extend(rows);
        cursor = next;
    }
    // What changed after the last look comes with the next.
    vendor.meanwhile(Vec::new());
    let (rows, _) = take::<L>(&client, cursor, usize::MAX, overlap)
        .await
        .unwrap();
    given.extend(rows);

    let last: BTreeMap<u64, DateTime> = {
        let state = vendor.0.lock().unwrap();
        state
            .rows
            .iter()
            .map(|(id, second)| (*id, at(*second)))
            .collect()
    };
    for (id, state) in &last {
        prop_assert!(
            given.contains(&(*id, *state)),
            "{} at {} is missing",
            id,
            state
        );
    }
    let unique: std::collections::BTreeSet<_> = given.iter().collect();
    prop_assert_eq!(unique.len(), given.len(), "{:?}", given);
    Ok(())
}

fn run(future: impl Future<Output = Result<(), TestCaseError>>) -> Result<(), TestCaseError> {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap()
        .block_on(future)
}

/// Changes of few rows between two requests, so that they move the others by less than a page.
fn few_changes() -> impl Strategy<Value = Vec<Vec<u64>>> {
    proptest::collection::vec(proptest::collection::vec(0_u64..20, 0..3), 0..12)
}

fn breaks() -> impl Strategy<Value = Vec<usize>> {
    proptest::collection::vec(1_usize..9, 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn cases_are_never_lost(changes in few_changes(), most in breaks()) {
        run(nothing_is_lost_or_doubled::<ListCases>(changes, most, 0))?;
    }

    #[test]
    fn contacts_are_never_lost(changes in few_changes(), most in breaks()) {
        run(nothing_is_lost_or_doubled::<ListContacts>(changes, most, 0))?;
    }

    #[test]
    fn responses_are_never_lost(changes in few_changes(), most in breaks()) {
        // Longer than a look takes: up to eight pages, and two changes before each.
        run(nothing_is_lost_or_doubled::<ListSurveyResponses>(changes, most, 16))?;
    }
}
