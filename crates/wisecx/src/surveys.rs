//! Surveys: which there are, what they ask, and what was answered.

use ccaas_core::types::Id;
use ccaas_core::{Reply, Verdict, open_enum, reply};
use http::StatusCode;
use jiff::civil::DateTime;
use serde_json::Value;

use crate::Moment;
use crate::filter::{Choice, Field, Ordered};
use crate::page::list;
use crate::vendor::said;

/// How the vendor says that a survey has no responses.
const NO_RESPONSES: &str = "survey responses not found";

list! {
    /// Lists the surveys.
    ///
    /// `GET /surveys`. Documented by WiseCX API v1, "Surveys", "Fetching Surveys".
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::surveys::ListSurveys;
    ///
    /// let mut surveys = client.items(ListSurveys::new());
    /// while let Some(survey) = surveys.try_next().await? {
    ///     println!("{:?}: {:?}", survey.id, survey.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub struct ListSurveys of Survey {
        id: "surveys.list",
        route: "/surveys",
    }
}

list! {
    /// Lists the questions of a survey.
    ///
    /// `GET /surveys/{id}/questions`. Documented by WiseCX API v1, "Surveys", "Fetching Surveys
    /// Questions".
    pub struct ListSurveyQuestions of SurveyQuestion {
        id: "surveys.questions.list",
        route: "/surveys/{id}/questions",
        path {
            /// The survey's id.
            id: Id as into,
        }
    }
}

list! {
    /// Lists the responses to a survey, those that are still awaited too.
    ///
    /// `GET /surveys/{id}/responses`. Documented by WiseCX API v1, "Surveys", "Fetching Surveys
    /// Responses". The service answers 400 where there is no response; here that is an empty page.
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::surveys::{ListSurveyResponses, SurveyResponseField, SurveyResponseStatus};
    ///
    /// let answered = ListSurveyResponses::new(4)
    ///     .filter(SurveyResponseField::STATUS.equals(SurveyResponseStatus::Responded));
    /// let mut responses = client.items(answered);
    /// while let Some(response) = responses.try_next().await? {
    ///     for answer in response.answers {
    ///         println!("{:?}: {:?}", answer.question_id, answer.value);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub struct ListSurveyResponses of SurveyResponse {
        id: "surveys.responses.list",
        route: "/surveys/{id}/responses",
        path {
            /// The survey's id.
            id: Id as into,
        }
        filter: SurveyResponseField,
        judge: none_found,
    }
}

/// Takes the one failure that means that the list is empty for a success.
fn none_found(reply: &Reply) -> Option<Verdict> {
    if reply.status != StatusCode::BAD_REQUEST {
        return None;
    }
    let message = said(reply).message?.to_ascii_lowercase();
    message.contains(NO_RESPONSES).then_some(Verdict::Done)
}

/// The fields that [`ListSurveyResponses`] can be filtered by.
///
/// The vendor names them without a prefix, and doesn't say how a bound such as
/// [`SENT_SINCE`](SurveyResponseField::SENT_SINCE) and a comparison work together, nor in which zone the
/// dates are.
#[derive(Clone, Copy, Debug)]
pub enum SurveyResponseField {}

/// What a response's field takes.
type Of<T, C> = Field<SurveyResponseField, T, C>;

impl SurveyResponseField {
    /// Whether it was answered.
    pub const STATUS: Of<SurveyResponseStatus, Choice> = Field::new("status");
    /// The earliest date of the answer.
    pub const RESPONDED_SINCE: Of<Moment, Ordered> = Field::new("responded_since");
    /// The latest date of the answer.
    pub const RESPONDED_UNTIL: Of<Moment, Ordered> = Field::new("responded_until");
    /// The earliest date of the sending.
    pub const SENT_SINCE: Of<Moment, Ordered> = Field::new("sent_since");
    /// The latest date of the sending.
    pub const SENT_UNTIL: Of<Moment, Ordered> = Field::new("sent_until");
}

open_enum! {
    /// Whether a survey was answered.
    pub enum SurveyResponseStatus {
        /// Sent, and not answered.
        NotResponded = "not_responded",
        /// Answered.
        Responded = "responded",
    }
}

open_enum! {
    /// How a question can be answered.
    pub enum QuestionType {
        /// With a score up to 10: would you recommend us?
        Nps10 = "nps10",
        /// With yes or no.
        Boolean = "boolean",
        /// With a text.
        Comment = "comment",
        /// With any of the options.
        Checkboxes = "checkboxes",
        /// With one of the options.
        OptionButton = "optionbutton",
        /// With a score. Seen in answers, not in questions.
        Rating = "rating",
    }
}

reply! {
    /// A survey.
    pub struct Survey {
        optional {
            /// The id.
            id: Option<Id>,
            /// Another id, a text.
            guid: Option<String>,
            /// The name that the account's users see.
            name: Option<String>,
            /// The title that contacts see.
            title: Option<String>,
            /// What it is for.
            description: Option<String>,
            /// Its colour, as in CSS: `#FFF` or `#000000`.
            color: Option<String>,
            /// Where its logo lies.
            logo_url: Option<String>,
            /// Its language, `es` for example.
            language: Option<String>,
            /// What stands at its end.
            completion: Option<SurveyCompletion>,
            /// Whether it is in use.
            active: Option<bool>,
        }
    }
}

reply! {
    /// The end of a survey.
    pub struct SurveyCompletion {
        optional {
            /// The text above the button.
            description: Option<String>,
            /// What the button says.
            submit_button_label: Option<String>,
            /// What is shown when all is done.
            completion_message: Option<String>,
        }
    }
}

reply! {
    /// A question of a survey.
    pub struct SurveyQuestion {
        optional {
            /// The id, a text of hex digits.
            id: Option<Id>,
            /// What is asked.
            label: Option<String>,
            /// How it can be answered.
            kind: Option<QuestionType> => "type",
            /// Whether it must be answered.
            required: Option<bool>,
            /// Whether it is the survey's main question.
            is_primary: Option<bool>,
            /// Its place in the survey.
            position: Option<u32>,
            /// The page it is on.
            page: Option<u32>,
            /// What the ends of the scale mean, for a score.
            nps_labels: Option<NpsLabels>,
            /// What can be chosen.
            options: Vec<QuestionOption>,
        }
    }
}

reply! {
    /// What the ends of a scale mean. Both are missing where there is no scale.
    pub struct NpsLabels {
        optional {
            /// The lowest score.
            min: Option<String>,
            /// The highest score.
            max: Option<String>,
        }
    }
}

reply! {
    /// Something that can be chosen.
    pub struct QuestionOption {
        optional {
            /// The id, a text of hex digits.
            id: Option<Id>,
            /// What is shown.
            label: Option<String>,
            /// What it stands for.
            value: Option<String>,
        }
    }
}

reply! {
    /// A survey that was sent to a contact, with the answers if there are any.
    pub struct SurveyResponse {
        optional {
            /// The id.
            id: Option<Id> => "response_id",
            /// The survey.
            survey_id: Option<Id>,
            /// The case it was sent for.
            case_id: Option<Id>,
            /// Whether it was answered.
            status: Option<SurveyResponseStatus>,
            /// The answers.
            answers: Vec<SurveyAnswer>,
            /// The contact it was sent to.
            contact_id: Option<Id>,
            /// When it was sent. The vendor marks it as UTC.
            sent_at: Option<DateTime>,
            /// When it was answered. The vendor doesn't say in which zone, and writes the year 1900 where
            /// it never was.
            responded_at: Option<DateTime>,
        }
    }
}

reply! {
    /// An answer to one question.
    pub struct SurveyAnswer {
        optional {
            /// The question.
            question_id: Option<Id>,
            /// How it could be answered.
            question_type: Option<QuestionType>,
            /// The answer: a number, true or false, or a text, as the question wants it.
            value: Option<Value>,
        }
    }
}
