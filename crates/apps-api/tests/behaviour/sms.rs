//! Text messages.

use apps_api::sms::SendSms;
use ccaas_core::Delivery;

use crate::{failed, refused};

#[tokio::test]
async fn a_text_needs_two_numbers_and_words() {
    refused(SendSms::new("", "+15550199", "hi"), "end_user_number").await;
    refused(SendSms::new("+15550100", " ", "hi"), "outbound_number").await;
    refused(SendSms::new("+15550100", "+15550199", "\n"), "message").await;
}

#[tokio::test]
async fn a_text_that_may_have_been_sent_is_not_sent_again() {
    let sms = SendSms::new("+15550100", "+15550199", "hi");
    let (error, calls) = failed(sms, "/sms", 502, "").await;
    assert_eq!(calls, 1);
    assert_eq!(error.delivery(), Delivery::Answered);
}
