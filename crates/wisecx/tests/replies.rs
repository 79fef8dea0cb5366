//! What each of the vendor's answers is decoded into.

use ccaas_tests::Replies;
use wisecx::WiseCx;
use wisecx::auth::Authenticate;
use wisecx::cases::{
    CreateCase, DeleteCase, GetActivity, GetCase, ListActivities, ListCaseTags, ListCaseTypes,
    ListCases, UpdateCase,
};
use wisecx::channels::ListChannels;
use wisecx::nitro::{
    ActivateCampaign, CancelCampaignSend, CreateCampaign, CreateCampaignMessage, DeleteCampaign,
    GetCampaign, GetTransactionalRequest, ListCampaignMessageContacts, ListCampaigns,
    ScheduleCampaign, SendCampaign, SendTransactional, SendTransactionalBulk, StopCampaign,
    UpdateCampaign, UpdateCampaignMessage,
};
use wisecx::whatsapp_templates::ListWhatsappTemplates;

#[test]
fn every_fixture_is_understood() {
    Replies::new(
        env!("CARGO_MANIFEST_DIR"),
        WiseCx::new("api-user", "api-key"),
    )
    .of::<Authenticate>()
    .of::<ListCaseTypes>()
    .of::<ListCaseTags>()
    .of::<CreateCase>()
    .of::<UpdateCase>()
    .of::<ListCases>()
    .of::<GetCase>()
    .of::<DeleteCase>()
    .of::<ListActivities>()
    .of::<GetActivity>()
    .of::<ListWhatsappTemplates>()
    .of::<ScheduleCampaign>()
    .of::<SendCampaign>()
    .of::<ActivateCampaign>()
    .of::<StopCampaign>()
    .of::<DeleteCampaign>()
    .of::<CancelCampaignSend>()
    .of::<SendTransactional>()
    .of::<SendTransactionalBulk>()
    .of::<GetTransactionalRequest>()
    .of::<ListCampaigns>()
    .of::<CreateCampaign>()
    .of::<GetCampaign>()
    .of::<UpdateCampaign>()
    .of::<CreateCampaignMessage>()
    .of::<UpdateCampaignMessage>()
    .of::<ListCampaignMessageContacts>()
    .of::<ListChannels>()
    .check_all();
}
