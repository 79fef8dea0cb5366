//! Surveys, their questions and responses.

use jiff::civil::date;
use wisecx::surveys::{
    ListSurveyQuestions, ListSurveyResponses, ListSurveys, SurveyResponseField,
    SurveyResponseStatus,
};

use crate::snapshots;

#[test]
fn list_surveys() {
    snapshots(ListSurveys::new(), ListSurveys::new().limit(100).page(2));
}

#[test]
fn list_survey_questions() {
    snapshots(
        ListSurveyQuestions::new(4),
        ListSurveyQuestions::new("4").limit(1).page(3),
    );
}

#[test]
fn list_survey_responses() {
    snapshots(
        ListSurveyResponses::new(4),
        ListSurveyResponses::new(4)
            .filter(SurveyResponseField::STATUS.none_of([SurveyResponseStatus::NotResponded]))
            .filter(SurveyResponseField::RESPONDED_SINCE.equals(date(2026, 1, 1)))
            .filter(SurveyResponseField::RESPONDED_UNTIL.equals(date(2026, 1, 31)))
            .filter(SurveyResponseField::SENT_SINCE.at_least(date(2026, 1, 1)))
            .filter(SurveyResponseField::SENT_UNTIL.at_most(date(2026, 1, 31).at(23, 59, 59, 0)))
            .limit(2)
            .page(20),
    );
}
