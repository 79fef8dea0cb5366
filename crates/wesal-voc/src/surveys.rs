//! Surveys: found, page by page, and written.

use std::collections::BTreeMap;

use ccaas_core::types::PageNumber;
use ccaas_core::types::lenient::Lenient;
use ccaas_core::{
    AuthClass, DecodeError, Effect, EncodeError, Encoder, Method, Operation, Paged, Reply, Source,
    Spec, mark_of, open_enum, parameters, reply,
};
use jiff::civil::DateTime;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::WesalVoc;

/// The key among the answers that isn't a question.
const INTERACTION_TYPE: &str = "interactionType";

parameters! {
    /// Finds the surveys of a company.
    ///
    /// `POST /surveys`, a read. Documented by WesalVoC API v1, section 2, which prints neither method
    /// nor path: both are inferred, and
    /// [`ClientBuilder::route`](ccaas_core::ClientBuilder::route) replaces them.
    ///
    /// The dates have no zone, and the vendor doesn't say which one it means. Read it as a list with
    /// [`items`](ccaas_core::Client::items); the vendor doesn't say how many a page holds.
    ///
    /// ```no_run
    /// # async fn example(client: wesal_voc::Client) -> Result<(), wesal_voc::Error> {
    /// use jiff::civil::date;
    /// use wesal_voc::surveys::ListSurveys;
    ///
    /// let november = ListSurveys::new(
    ///     "37e4be421508c0e91f59d752",
    ///     date(2025, 11, 1).at(0, 0, 0, 0),
    ///     date(2025, 11, 30).at(23, 59, 59, 0),
    /// )
    /// .queues(["Sales"])
    /// .answer("AgentSatisfaction", ["1", "2"]);
    ///
    /// let mut unhappy = client.items(november);
    /// while let Some(survey) = unhappy.try_next().await? {
    ///     println!("{:?}", survey.agent);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The end is before the start.
    #[serde(rename_all = "camelCase")]
    pub struct ListSurveys {
        required {
            /// The company's id, not its name: `user.company.id` of a login.
            company_id: String as into,
            /// The first second to look at.
            start_date: DateTime,
            /// The last second to look at.
            end_date: DateTime,
        }
        optional {
            /// Only surveys about these agents, by name; of all agents without it.
            agents: Vec<String> as (each String),
            /// Only surveys of these queues, by name; of all queues without it.
            queues: Vec<String> as (each String),
            /// Only surveys with these wrap-up categories.
            wrapup: Option<Vec<String>> as (each String),
            /// Only surveys with these answers: for each question, by id, the answers to look for.
            answers: BTreeMap<String, Vec<String>> as (BTreeMap<String, Vec<String>>),
            /// The page to read, from 1.
            page: PageNumber as (into PageNumber),
        }
        hidden {
            /// How many surveys the pages before this one held.
            seen: u64
        }
    }
}

impl ListSurveys {
    /// Only surveys where this question was answered in one of these ways.
    #[must_use]
    pub fn answer<T: Into<String>>(
        mut self,
        question: impl Into<String>,
        accepted: impl IntoIterator<Item = T>,
    ) -> Self {
        let accepted = accepted.into_iter().map(Into::into).collect();
        self.answers.insert(question.into(), accepted);
        self
    }

    /// Only surveys about interactions of these kinds, `voice` for example.
    #[must_use]
    pub fn interaction_types<T: Into<String>>(self, kinds: impl IntoIterator<Item = T>) -> Self {
        self.answer(INTERACTION_TYPE, kinds)
    }
}

impl Operation for ListSurveys {
    type Vendor = WesalVoc;
    type Output = SurveyPage;
    const SPEC: Spec = Spec::new("surveys.list", Method::POST, "/surveys")
        .effect(Effect::Read)
        .source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        if self.company_id.trim().is_empty() {
            return Err(EncodeError::new("companyId", "is empty"));
        }
        if self.end_date < self.start_date {
            return Err(EncodeError::new("endDate", "is before startDate"));
        }
        if self.page.get() == 0 {
            return Err(EncodeError::new("page", "begins with 1"));
        }
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<SurveyPage, DecodeError> {
        Self::payload(&reply)
    }
}

/// Where a list of surveys stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyCursor {
    page: PageNumber,
    seen: u64,
}

impl Paged for ListSurveys {
    type Item = Survey;
    type Cursor = SurveyCursor;

    /// The last page is the one that holds nothing, or with which the total is reached:
    /// `pageTotal` is the number of surveys in this page, not the number of pages.
    fn split(mut self, page: SurveyPage) -> (Vec<Survey>, Option<Self>) {
        let SurveyPage { surveys, total, .. } = page;
        self.seen += surveys.len() as u64;
        let all_seen = total.is_some_and(|total| self.seen >= total);
        if surveys.is_empty() || all_seen {
            return (surveys, None);
        }
        self.page = self.page.next();
        (surveys, Some(self))
    }

    fn cursor(&self) -> SurveyCursor {
        SurveyCursor {
            page: self.page,
            seen: self.seen,
        }
    }

    fn resume(mut self, at: SurveyCursor) -> Self {
        self.page = at.page;
        self.seen = at.seen;
        self
    }

    fn mark(page: &SurveyPage) -> Option<u64> {
        page.surveys.first()?.id.as_ref().map(mark_of)
    }
}

parameters! {
    /// Creates the survey of an interaction, or updates its answers if there is one.
    ///
    /// `POST /surveys/create` with the client id. Documented by WesalVoC API v1, section 3, which
    /// prints neither method nor path: both are inferred, and
    /// [`ClientBuilder::route`](ccaas_core::ClientBuilder::route) replaces them.
    ///
    /// The vendor takes one call for an interaction in 10 seconds. A second one waits here for as
    /// long, also when it is the repeat of one whose answer was lost: it then updates what the first
    /// one stored, with the same answers.
    ///
    /// ```no_run
    /// # async fn example(client: wesal_voc::Client) -> Result<(), wesal_voc::Error> {
    /// use wesal_voc::surveys::{SurveyData, UpsertSurvey};
    ///
    /// let survey = SurveyData::new(
    ///     "37e4be421508c0e91f59d752",
    ///     "88888888-8888-8888-8888-888888888888",
    ///     "Voice",
    ///     "0500000000",
    ///     "Sales",
    ///     "Nour",
    /// )
    /// .answer("AgentSatisfaction", "5");
    ///
    /// let written = client.send(UpsertSurvey::new(survey)).await?;
    /// println!("{}", if written.created { "new" } else { "updated" });
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The company's or the interaction's id is empty.
    #[serde(rename_all = "camelCase")]
    pub struct UpsertSurvey {
        required {
            /// The survey.
            survey_data: SurveyData,
        }
        optional {
            /// Who sends it: a program unless told otherwise.
            sender: Sender as (into Sender),
        }
    }
}

parameters! {
    /// A survey to be written.
    #[serde(rename_all = "camelCase")]
    pub struct SurveyData {
        required {
            /// The company's id, not its name.
            company_id: String as into,
            /// The interaction's id, a UUID. There is one survey for each.
            interaction_id: String as into,
            /// The interaction's kind, `Voice` for example.
            kind: String as into => "type",
            /// The customer's phone number.
            number: String as into,
            /// The queue's name.
            queue: String as into,
            /// The agent's name.
            agent: String as into,
        }
        optional {
            /// Which way the interaction went.
            direction: Option<Direction> as (into Direction),
            /// When the survey was answered. The vendor puts its own time in the place of it.
            survey_date: Option<DateTime> as (DateTime),
            /// The wrap-up category.
            wrapup: Option<String> as (into String),
            /// The answers, by the question's id.
            answers: BTreeMap<String, String> as (BTreeMap<String, String>),
        }
    }
}

impl SurveyData {
    /// Adds the answer to a question.
    #[must_use]
    pub fn answer(mut self, question: impl Into<String>, answer: impl Into<String>) -> Self {
        self.answers.insert(question.into(), answer.into());
        self
    }
}

impl Operation for UpsertSurvey {
    type Vendor = WesalVoc;
    type Output = Upserted;
    const SPEC: Spec = Spec::new("surveys.upsert", Method::POST, "/surveys/create")
        .auth(AuthClass::Full)
        .effect(Effect::Idempotent)
        .source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        let survey = &self.survey_data;
        for (field, value) in [
            ("surveyData.companyId", &survey.company_id),
            ("surveyData.interactionId", &survey.interaction_id),
        ] {
            if value.trim().is_empty() {
                return Err(EncodeError::new(field, "is empty"));
            }
        }
        request.quota_key(survey.interaction_id.as_str());
        if self.sender != Sender::DataAction {
            return request.json(self);
        }
        // A Data Action sends the survey as a JSON text inside the JSON.
        let survey = serde_json::to_string(survey)
            .map_err(|error| EncodeError::new("surveyData", error.to_string()))?;
        request.json(&serde_json::json!({ "sender": self.sender, "surveyData": survey }))
    }

    #[inline]
    fn payload<T: DeserializeOwned>(reply: &Reply) -> Result<T, DecodeError> {
        #[derive(Deserialize)]
        struct Envelope<T> {
            data: T,
        }
        Ok(reply.json::<Envelope<T>>()?.data)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Upserted, DecodeError> {
        Ok(Upserted {
            created: reply.status == http::StatusCode::CREATED,
            survey: Self::payload(&reply)?,
        })
    }
}

open_enum! {
    /// Who writes a survey.
    pub enum Sender default Public {
        /// A program of the company's.
        Public = "public",
        /// A Data Action of Genesys, which sends the survey as a JSON text.
        DataAction = "data_action",
    }
}

open_enum! {
    /// Which way an interaction went.
    pub enum Direction {
        /// The customer called.
        Inbound = "Inbound",
        /// The agent called.
        Outbound = "Outbound",
    }
}

reply! {
    /// One page of surveys.
    #[serde(rename_all = "camelCase")]
    pub struct SurveyPage {
        optional {
            /// The surveys of this page.
            surveys: Vec<Survey>,
            /// How many surveys all pages hold.
            total: Option<u64>,
            /// How many surveys this page holds.
            page_total: Option<u64>,
        }
    }
}

/// A survey that was written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Upserted {
    /// Whether it is new; else the answers of the one there were updated.
    pub created: bool,
    /// The survey as it stands now.
    pub survey: Survey,
}

reply! {
    /// A survey.
    #[serde(rename_all = "camelCase")]
    pub struct Survey {
        optional {
            /// The id.
            id: Option<String> => "_id",
            /// Another id, which only a survey that was just written has.
            uuid: Option<String>,
            /// The interaction's id.
            interaction_id: Option<String>,
            /// When it was answered, in a zone that the vendor doesn't tell.
            survey_date: Option<DateTime>,
            /// The interaction's kind, `voice` for example; its case differs from one answer to the next.
            kind: Option<String> => "type",
            /// The customer's number. It may be a `tel:` address, and masked.
            number: Option<String>,
            /// Which way the interaction went.
            direction: Option<Direction>,
            /// The queue's name.
            queue: Option<String>,
            /// The agent's name.
            agent: Option<String>,
            /// The wrap-up category.
            wrapup: Option<String>,
            /// The answers, by the question's id.
            answers: BTreeMap<String, Answer>,
        }
    }
}

/// An answer: a text that mostly holds a number, a number, or nothing.
///
/// ```
/// use wesal_voc::surveys::Answer;
///
/// let answer: Answer = serde_json::from_str("\"4\"")?;
/// assert_eq!(answer.as_number(), Some(4.0));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answer(Value);

impl Answer {
    /// The answer as a text, if it was given as one.
    pub fn as_str(&self) -> Option<&str> {
        self.0.as_str()
    }

    /// The answer as a number, also if it was given as a text.
    pub fn as_number(&self) -> Option<f64> {
        match &self.0 {
            Value::String(text) => text.trim().parse().ok(),
            value => value.as_f64(),
        }
    }

    /// Whether nothing was answered.
    pub fn is_empty(&self) -> bool {
        match &self.0 {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            _ => false,
        }
    }

    /// The answer as it came.
    pub fn as_value(&self) -> &Value {
        &self.0
    }
}

/// A question without an answer is kept as one.
impl Lenient for Answer {
    fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Self::deserialize(deserializer).map(Some)
    }
}
