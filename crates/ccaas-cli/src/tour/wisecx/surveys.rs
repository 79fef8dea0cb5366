//! Surveys, what they ask, and what was answered.

use ccaas::wisecx::WiseCx;
use ccaas::wisecx::surveys::{
    ListSurveyQuestions, ListSurveyResponses, ListSurveys, SurveyResponseField,
    SurveyResponseStatus,
};

use super::super::step::{Step, expect, need};

/// An account can have many.
const LOOKED_AT: usize = 2;

pub(super) fn steps() -> Vec<Step<WiseCx>> {
    vec![
        Step::of::<ListSurveys>(async |tour| {
            let surveys = tour.list(ListSurveys::new(), "surveys").await?;
            let ids = surveys.into_iter().filter_map(|survey| survey.id);
            tour.seen.surveys = ids.take(LOOKED_AT).collect();
            Ok(())
        }),
        Step::of::<ListSurveyQuestions>(async |tour| {
            let survey = need(&tour.seen.surveys.first().cloned(), "surveys.list")?;
            let list = ListSurveyQuestions::new(survey).limit(2);
            let questions = tour.list(list, "questions").await?;
            expect(!questions.is_empty(), "a question")
        }),
        Step::of::<ListSurveyResponses>(async |tour| {
            need(&tour.seen.surveys.first().cloned(), "surveys.list")?;
            // The first one comes last: a survey without responses is refused by the vendor.
            for survey in tour.seen.surveys.clone().into_iter().rev() {
                let list = ListSurveyResponses::new(survey.clone());
                tour.list(list, &format!("responses to survey {survey}"))
                    .await?;
            }
            Ok(())
        }),
        Step::of::<ListSurveyResponses>(async |tour| {
            let survey = need(&tour.seen.surveys.first().cloned(), "surveys.list")?;
            let answered = SurveyResponseField::STATUS.equals(SurveyResponseStatus::Responded);
            let list = ListSurveyResponses::new(survey).filter(answered);
            let responses = tour.list(list, "of them answered").await?;
            let status = Some(SurveyResponseStatus::Responded);
            let all = responses.iter().all(|response| response.status == status);
            expect(all, "answered ones only")?;
            let answers: usize = responses.iter().map(|one| one.answers.len()).sum();
            tour.note(format!("{answers} answers"));
            Ok(())
        }),
    ]
}
