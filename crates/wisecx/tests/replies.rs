//! What each of the vendor's answers is decoded into.

use ccaas_tests::Replies;
use wisecx::WiseCx;
use wisecx::analytics::{GetExportStatus, StartExport};
use wisecx::assistants::ExecuteAssistantNode;
use wisecx::auth::Authenticate;
use wisecx::business_hours::IsOpen;
use wisecx::cases::{
    CreateCase, DeleteCase, GetActivity, GetCase, ListActivities, ListCaseTags, ListCaseTypes,
    ListCases, UpdateCase,
};
use wisecx::channels::ListChannels;
use wisecx::contacts::{
    AddContactToGroup, CreateContact, CreateContactGroup, CreateOrganization, DeleteContact,
    DeleteOrganization, GetContact, ListContactGroups, ListContacts, ListOrganizations,
    RemoveContactFromGroup, UpdateContact, UpdateOrganization,
};
use wisecx::meli::GetMeliOrder;
use wisecx::nitro::{
    ActivateCampaign, CancelCampaignSend, CreateCampaign, CreateCampaignMessage, DeleteCampaign,
    GetCampaign, GetTransactionalRequest, ListCampaignMessageContacts, ListCampaigns,
    ScheduleCampaign, SendCampaign, SendTransactional, SendTransactionalBulk, StopCampaign,
    UpdateCampaign, UpdateCampaignMessage,
};
use wisecx::orders::{CreateOrder, ListOrders, UpdateOrder};
use wisecx::queues::{
    CreateQueue, GetQueue, ListQueues, RemoveQueueUser, RemoveQueueUsers, UpdateQueueUsers,
};
use wisecx::surveys::{ListSurveyQuestions, ListSurveyResponses, ListSurveys};
use wisecx::users::{AssignUserQueues, CreateUser, GetUser, ListUsers, RemoveUserQueues};
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
    .of::<ListOrganizations>()
    .of::<CreateOrganization>()
    .of::<UpdateOrganization>()
    .of::<DeleteOrganization>()
    .of::<ListContactGroups>()
    .of::<CreateContactGroup>()
    .of::<AddContactToGroup>()
    .of::<RemoveContactFromGroup>()
    .of::<CreateContact>()
    .of::<UpdateContact>()
    .of::<ListContacts>()
    .of::<GetContact>()
    .of::<DeleteContact>()
    .of::<ListQueues>()
    .of::<CreateQueue>()
    .of::<GetQueue>()
    .of::<UpdateQueueUsers>()
    .of::<RemoveQueueUser>()
    .of::<RemoveQueueUsers>()
    .of::<IsOpen>()
    .of::<ListUsers>()
    .of::<GetUser>()
    .of::<CreateUser>()
    .of::<AssignUserQueues>()
    .of::<RemoveUserQueues>()
    .of::<StartExport>()
    .of::<GetExportStatus>()
    .of::<ListSurveys>()
    .of::<ListSurveyQuestions>()
    .of::<ListSurveyResponses>()
    .of::<ExecuteAssistantNode>()
    .of::<CreateOrder>()
    .of::<UpdateOrder>()
    .of::<ListOrders>()
    .of::<GetMeliOrder>()
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
