//! The tour of WesalVoC.

use std::time::Duration;

use ccaas::quota::Quota;
use ccaas::wesal_voc::WesalVoc;
use ccaas::wesal_voc::auth::{
    Login, Logout, RequestPasswordReset, ResetMethod, VerifyPasswordReset,
};
use ccaas::wesal_voc::surveys::{ListSurveys, SurveyData, UpsertSurvey};
use ccaas_sandbox::Fault;
use jiff::tz::Offset;
use jiff::{SignedDuration, civil::DateTime};

use super::chance::uuid;
use super::step::{Halt, Step, Visit, expect, need};

/// The vendor's window for an interaction. In the sandbox the client waits for a shorter one, and the
/// sandbox's clock does the rest.
const WINDOW: Duration = Duration::from_secs(10);
const SHORT_WINDOW: Duration = Duration::from_secs(1);

#[derive(Default)]
pub(crate) struct Seen {
    company_id: Option<String>,
    interaction_id: Option<String>,
}

pub(crate) fn steps() -> Vec<Step<WesalVoc>> {
    vec![
        Step::of::<Login>(async |tour| {
            let password = tour
                .variable("WESAL_VOC_PASSWORD")
                .or_else(|_| tour.variable("WESAL_VOC_API_TOKEN"))?;
            let login = login(tour, password)?;
            let user = tour.send(login).await?.user;
            tour.seen.company_id = user.and_then(|user| user.company?.id);
            Ok(())
        })
        .harmless(),
        Step::of::<ListSurveys>(async |tour| {
            let list = recent(tour)?;
            tour.trouble(Fault::status(503).on("surveys.list"));
            tour.list(list, "surveys").await?;
            Ok(())
        }),
        Step::of::<ListSurveys>(async |tour| {
            tour.expire_token()?;
            let voice = recent(tour)?.interaction_types(["voice"]);
            let page = tour.send(voice).await?;
            let total = page.total.unwrap_or_default();
            tour.note(format!("{total} surveys are about calls"));
            Ok(())
        }),
        Step::of::<UpsertSurvey>(async |tour| {
            tour.set_quotas(vec![
                Quota::window("interaction", 1, SHORT_WINDOW)
                    .for_operations(&["surveys.upsert"])
                    .keyed(),
            ])?;
            let interaction_id = uuid();
            tour.seen.interaction_id = Some(interaction_id);
            let upsert = survey(tour, "4")?;
            let written = tour.send(upsert).await?;
            expect(written.created, "a new survey")?;
            tour.note("created");
            Ok(())
        }),
        Step::of::<UpsertSurvey>(async |tour| {
            let upsert = survey(tour, "5")?;
            if let Some(sandbox) = tour.sandbox() {
                sandbox.advance(WINDOW);
                tour.note(format!(
                    "(the window of {} s is {} s in this client, and the sandbox's clock was moved)",
                    WINDOW.as_secs(),
                    SHORT_WINDOW.as_secs()
                ));
            }
            let written = tour.send(upsert).await?;
            expect(!written.created, "the survey of before")?;
            let answer = written.survey.answers.get("AgentSatisfaction");
            expect(
                answer.and_then(|answer| answer.as_number()) == Some(5.0),
                "the new answer",
            )?;
            tour.note("updated");
            Ok(())
        }),
        Step::of::<Logout>(async |tour| {
            let had_token = tour.client.export_token().is_some();
            tour.send(Logout::new()).await?;
            if had_token && tour.client.export_token().is_none() {
                tour.note("the client forgot its token");
            }
            Ok(())
        }),
        Step::of::<RequestPasswordReset>(async |tour| {
            let company_id = need(&tour.seen.company_id, "auth.login")?;
            let email = tour.variable("WESAL_VOC_EMAIL")?;
            let said = tour
                .send(RequestPasswordReset::by_email(company_id, email))
                .await?;
            if let Some(message) = said.message {
                tour.note(message);
            }
            Ok(())
        }),
        Step::of::<VerifyPasswordReset>(async |tour| {
            let company_id = need(&tour.seen.company_id, "auth.login")?;
            let email = tour.variable("WESAL_VOC_EMAIL")?;
            let (code, password) = match tour.sandbox() {
                Some(sandbox) => {
                    let sent = sandbox
                        .outbox()
                        .pop()
                        .map(|message| message.code().to_owned());
                    (
                        need(&sent, "auth.password_reset.request")?,
                        "a-new-password".to_owned(),
                    )
                }
                // At the vendor itself the password stays what it is.
                None => {
                    let password = tour.variable("WESAL_VOC_PASSWORD")?;
                    (tour.ask("the code that WesalVoC has just sent")?, password)
                }
            };
            let verify = VerifyPasswordReset::new(
                company_id,
                ResetMethod::Email,
                email,
                code.as_str(),
                password.as_str(),
            );
            tour.send(verify).await?;
            let login = login(tour, password)?;
            tour.send(login).await?;
            tour.note("the password that was set logs in");
            Ok(())
        }),
    ]
}

fn login(tour: &Visit<WesalVoc>, password: String) -> Result<Login, Halt> {
    Ok(Login::new(
        tour.variable("WESAL_VOC_COMPANY")?,
        tour.variable("WESAL_VOC_EMAIL")?,
        password,
    ))
}

/// The surveys of the last 90 days.
fn recent(tour: &Visit<WesalVoc>) -> Result<ListSurveys, Halt> {
    let company_id = need(&tour.seen.company_id, "auth.login")?;
    let day = |ago: i64| -> DateTime {
        Offset::UTC.to_datetime(tour.now() - SignedDuration::from_hours(24 * ago))
    };
    Ok(ListSurveys::new(company_id, day(90), day(0)))
}

/// A survey about the tour's own interaction.
fn survey(tour: &Visit<WesalVoc>, answer: &str) -> Result<UpsertSurvey, Halt> {
    let company_id = need(&tour.seen.company_id, "auth.login")?;
    let interaction_id = need(&tour.seen.interaction_id, "surveys.upsert")?;
    let survey = SurveyData::new(
        company_id,
        interaction_id,
        "Voice",
        "0500000000",
        "ccaas tour",
        "ccaas tour",
    );
    Ok(UpsertSurvey::new(
        survey.answer("AgentSatisfaction", answer),
    ))
}
