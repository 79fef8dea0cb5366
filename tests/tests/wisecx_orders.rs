//! Orders and surveys of WiseCX.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test proves things by failing"
)]

mod support;

use std::time::Duration;

use ccaas::ErrorKind;
use ccaas::wisecx::Order;
use ccaas::wisecx::cases::{CaseField, CaseStatus, ListCases, SourceChannel, UpdateCase};
use ccaas::wisecx::meli::GetMeliOrder;
use ccaas::wisecx::orders::{
    CreateOrder, CustomerUpdate, EcommercePlatform, ListOrders, NewCustomer, OrderField,
    OrderStatus, UpdateOrder,
};
use ccaas::wisecx::surveys::{
    ListSurveyQuestions, ListSurveyResponses, ListSurveys, QuestionType, SurveyResponseField,
    SurveyResponseStatus,
};
use serde_json::json;
use support::wisecx::in_process;
use support::{answered, collect};

#[tokio::test]
async fn an_order_is_announced_changed_and_found() {
    let (sandbox, client) = in_process();
    let order = CreateOrder::new(
        "store-1",
        EcommercePlatform::WooCommerce,
        "A-17",
        466.50,
        NewCustomer::new("Nour", "nour@example.com"),
    );
    let id = client.send(order).await.unwrap().id;
    sandbox.advance(Duration::from_secs(60));
    let change = UpdateOrder::new(id.clone())
        .status(OrderStatus::Cancelled)
        .reject_reason("Out of stock")
        .customer(CustomerUpdate::new().phone("12025550150"));
    let written = client.send(change).await.unwrap();
    assert_eq!(written.id, id);
    assert_eq!(written.message.unwrap(), format!("{{\"id\":{id}}}"));

    let fields = [
        "id",
        "ecommerce_platform",
        "status",
        "reject_reason",
        "total_amount",
        "customer",
        "created_at",
        "updated_at",
    ];
    let same = ListOrders::new()
        .fields(fields)
        .filter(OrderField::ECOMMERCE_STORE_ID.equals("store-1"));
    let found = collect(client.items(same)).await.unwrap();
    assert_eq!(found.len(), 1);
    let order = &found[0];
    assert_eq!(order.id.as_ref(), Some(&id));
    assert_eq!(
        order.ecommerce_platform,
        Some(EcommercePlatform::WooCommerce)
    );
    assert_eq!(order.status, Some(OrderStatus::Cancelled));
    assert_eq!(order.reject_reason.as_deref(), Some("Out of stock"));
    assert_eq!(order.total_amount, Some(466.5));
    let customer = order.customer.as_ref().unwrap();
    assert_eq!(customer.name.as_deref(), Some("Nour"), "it stayed");
    assert_eq!(customer.phone.as_deref(), Some("12025550150"));
    assert!(order.updated_at > order.created_at);

    let changed = ListOrders::new()
        .filter(OrderField::UPDATED_AT.at_least(jiff::civil::date(2026, 1, 1)))
        .filter(OrderField::STATUS.contains("cancel"));
    assert_eq!(collect(client.items(changed)).await.unwrap().len(), 1);
    let newest = ListOrders::new()
        .sort_field("id")
        .sort(Order::Descending)
        .limit(1);
    let all = collect(client.items(newest)).await.unwrap();
    let ids: Vec<_> = all.into_iter().filter_map(|order| order.id).collect();
    assert_eq!(ids, [id, 1002.into(), 1001.into()]);
}

#[tokio::test]
async fn a_lost_order_is_won_back_in_a_case() {
    let (_sandbox, client) = in_process();
    let recovered = async |order: u64| {
        let subject = format!("Recovery of order {order}");
        let list = ListCases::new()
            .fields(["source_channel"])
            .filter(CaseField::SUBJECT.equals(subject));
        let found = client.send(list).await.unwrap().items;
        let channels = found.into_iter().filter_map(|case| case.source_channel);
        channels.collect::<Vec<_>>()
    };
    assert!(recovered(1001).await.is_empty());
    let back = UpdateOrder::new(1001).sales_recovery(true);
    client.send(back).await.unwrap();
    assert_eq!(recovered(1001).await, [SourceChannel::Whatsapp]);
}

#[tokio::test]
async fn an_order_of_mercado_libre_is_read_as_it_stands() {
    let (sandbox, client) = in_process();
    let id = sandbox.wisecx().meli_order(json!({"status": "paid"}));
    let order = client.send(GetMeliOrder::new(id)).await.unwrap();
    assert_eq!(order.id, Some(id.into()));
    assert_ne!(order.meli_order_id, order.id, "an id of its own");
    assert_eq!(order.order_data, Some(json!({"status": "paid"})));

    let changed = json!({"status": "shipped"});
    assert!(sandbox.wisecx().update_meli_order(id, changed.clone()));
    let order = client.send(GetMeliOrder::new(id)).await.unwrap();
    assert_eq!(order.order_data, Some(changed));
    let unknown = client.send(GetMeliOrder::new(1)).await.unwrap_err();
    assert_eq!(unknown.kind(), ErrorKind::Api);
}

#[tokio::test]
async fn surveys_have_questions_and_responses() {
    let (sandbox, client) = in_process();
    let surveys = collect(client.items(ListSurveys::new().limit(1)))
        .await
        .unwrap();
    let ids: Vec<_> = surveys
        .iter()
        .filter_map(|survey| survey.id.clone())
        .collect();
    assert_eq!(ids, [1.into(), 5.into()]);
    assert_eq!(surveys[0].active, Some(true));

    let questions = collect(client.items(ListSurveyQuestions::new(1).limit(3)))
        .await
        .unwrap();
    assert_eq!(questions.len(), 4);
    assert_eq!(answered(&sandbox, "surveys.questions.list"), [200, 200]);
    assert_eq!(questions[0].kind, Some(QuestionType::Nps10));
    assert_eq!(questions[3].options.len(), 2);

    let responses = collect(client.items(ListSurveyResponses::new(1)))
        .await
        .unwrap();
    assert_eq!(responses.len(), 2);
    let answers = &responses[0].answers;
    assert_eq!(answers[0].question_id, questions[0].id);
    assert_eq!(answers[0].value, Some(json!(8)));
    assert_eq!(answers[1].value, Some(json!(true)));
    assert_eq!(responses[1].responded_at, None, "never, not in 1900");
}

#[tokio::test]
async fn a_solved_case_awaits_a_response() {
    let (_sandbox, client) = in_process();
    let awaited = || {
        let status = SurveyResponseField::STATUS.equals(SurveyResponseStatus::NotResponded);
        client.items(ListSurveyResponses::new(1).filter(status).limit(1))
    };
    let before = collect(awaited()).await.unwrap();
    let solved = UpdateCase::new(1_273_951).status(CaseStatus::Solved);
    client.send(solved).await.unwrap();
    let after = collect(awaited()).await.unwrap();
    assert_eq!(after.len(), before.len() + 1);
    let last = after.last().unwrap();
    assert_eq!(last.case_id, Some(1_273_951.into()));
    assert!(last.sent_at.is_some());

    let today = SurveyResponseField::SENT_SINCE.equals(jiff::civil::date(2026, 1, 1));
    let today = ListSurveyResponses::new(1).filter(today);
    assert_eq!(collect(client.items(today)).await.unwrap().len(), 1);
}

#[tokio::test]
async fn no_response_is_no_failure_and_no_survey_is_one() {
    let (sandbox, client) = in_process();
    let none = collect(client.items(ListSurveyResponses::new(5))).await;
    assert!(none.unwrap().is_empty());
    assert_eq!(
        answered(&sandbox, "surveys.responses.list"),
        [400],
        "though the vendor calls it one"
    );
    let error = client.send(ListSurveyResponses::new(99)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(
        error.api().unwrap().message.as_deref(),
        Some("Survey Not Found")
    );
}
