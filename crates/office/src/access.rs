//! Who may do what: roles with scope and dates, the permissions they grant, and the duties that one person must not combine.
//!
//! Absent: sessions and passwords (`people`), HTTP (`web`). Pure. Source: roles × rights of the field (FitSM-3 role model;
//! COSO segregation of duties; ISO/IEC 27001:2022 A.5.3).

use serde::{Deserialize, Serialize};

use crate::failure::{Failure, Refusal};

/// A role of the office. Some hold for the whole office, some for one process or unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Administrator,
    SmoManager,
    ProcessDesigner,
    GovernanceLead,
    ChangeLead,
    TrainingLead,
    ToolsLiaison,
    Facilitator,
    ProcessOwner,
    ProcessManager,
    Practitioner,
    Sponsor,
    Auditor,
}

/// A thing that somebody may be allowed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// See processes, improvements, measures and people.
    Read,
    /// Add a process to the office.
    AddProcess,
    /// Give a process its place in the architecture.
    ArrangeProcess,
    /// Draft, edit and submit a version of a process.
    DraftProcess,
    /// Approve or send back a version.
    ApproveProcess,
    /// Publish an approved version.
    PublishProcess,
    /// Rename what processes share, wherever it stands.
    KeepDictionary,
    /// Ask a person to take on a role of a process.
    AppointProcess,
    /// Say how a tool meets the requirements of a process, and test it.
    AnswerRequirement,
    /// Let a published process run here, and mend its cases.
    RunProcess,
    /// Begin a case of a process that runs.
    StartCase,
    /// Import a ticket log and map it.
    ImportLog,
    /// Put something into the improvement register.
    ProposeImprovement,
    /// Accept, decline, schedule and complete an improvement.
    ManageImprovement,
    /// Verify the benefit of an improvement.
    VerifyBenefit,
    /// Weight or switch off the rules by which definitions are checked.
    SetRules,
    /// Say when the office works.
    KeepCalendars,
    /// Keep the list of skills, and confirm who has them.
    KeepSkills,
    /// Read the journal of the whole office.
    ReadJournal,
    /// Manage people, units, roles, jobs and settings.
    Administer,
}

/// What a governance lead may do.
const GOVERNANCE_LEAD: &[Permission] = &[
    Permission::Read,
    Permission::ApproveProcess,
    Permission::KeepDictionary,
    Permission::AppointProcess,
    Permission::StartCase,
    Permission::ProposeImprovement,
    Permission::VerifyBenefit,
    Permission::SetRules,
    Permission::KeepCalendars,
    Permission::ReadJournal,
];

impl Role {
    /// Every role, in the order in which lists show them.
    pub const ALL: [Role; 13] = [
        Role::Administrator,
        Role::SmoManager,
        Role::ProcessDesigner,
        Role::GovernanceLead,
        Role::ChangeLead,
        Role::TrainingLead,
        Role::ToolsLiaison,
        Role::Facilitator,
        Role::ProcessOwner,
        Role::ProcessManager,
        Role::Practitioner,
        Role::Sponsor,
        Role::Auditor,
    ];

    /// The name people use.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Role::Administrator => "Administrator",
            Role::SmoManager => "SMO manager",
            Role::ProcessDesigner => "Process designer",
            Role::GovernanceLead => "Governance lead",
            Role::ChangeLead => "Organizational change lead",
            Role::TrainingLead => "Training and communications lead",
            Role::ToolsLiaison => "ITSM tools liaison",
            Role::Facilitator => "Facilitator",
            Role::ProcessOwner => "Process owner",
            Role::ProcessManager => "Process manager",
            Role::Practitioner => "Practitioner",
            Role::Sponsor => "Executive sponsor",
            Role::Auditor => "Auditor",
        }
    }

    /// The word stored in the database and sent through the API.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Role::Administrator => "administrator",
            Role::SmoManager => "smo_manager",
            Role::ProcessDesigner => "process_designer",
            Role::GovernanceLead => "governance_lead",
            Role::ChangeLead => "change_lead",
            Role::TrainingLead => "training_lead",
            Role::ToolsLiaison => "tools_liaison",
            Role::Facilitator => "facilitator",
            Role::ProcessOwner => "process_owner",
            Role::ProcessManager => "process_manager",
            Role::Practitioner => "practitioner",
            Role::Sponsor => "sponsor",
            Role::Auditor => "auditor",
        }
    }

    /// Reads [`Role::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.key() == key)
    }

    /// Roles that are held for one process and never for the whole office.
    #[must_use]
    pub fn is_of_a_process(self) -> bool {
        matches!(self, Role::ProcessOwner | Role::ProcessManager)
    }

    /// What the role grants, within its scope.
    #[must_use]
    pub fn grants(self) -> &'static [Permission] {
        use Permission as P;
        match self {
            Role::Administrator => &[P::Read, P::KeepCalendars, P::KeepSkills, P::ReadJournal, P::Administer],
            Role::SmoManager => &[
                P::Read,
                P::AddProcess,
                P::ArrangeProcess,
                P::DraftProcess,
                P::ApproveProcess,
                P::KeepDictionary,
                P::AppointProcess,
                P::AnswerRequirement,
                P::RunProcess,
                P::StartCase,
                P::ImportLog,
                P::ProposeImprovement,
                P::ManageImprovement,
                P::VerifyBenefit,
                P::SetRules,
                P::KeepCalendars,
                P::KeepSkills,
                P::ReadJournal,
            ],
            Role::ProcessDesigner => {
                &[P::Read, P::AddProcess, P::ArrangeProcess, P::DraftProcess, P::StartCase, P::ProposeImprovement]
            }
            Role::GovernanceLead => GOVERNANCE_LEAD,
            Role::ToolsLiaison => &[P::Read, P::AnswerRequirement, P::StartCase, P::ImportLog, P::ProposeImprovement],
            Role::ProcessOwner => &[
                P::Read,
                P::ArrangeProcess,
                P::DraftProcess,
                P::ApproveProcess,
                P::PublishProcess,
                P::AppointProcess,
                P::AnswerRequirement,
                P::RunProcess,
                P::StartCase,
                P::ImportLog,
                P::ProposeImprovement,
                P::ManageImprovement,
                P::VerifyBenefit,
            ],
            Role::ProcessManager => &[
                P::Read,
                P::DraftProcess,
                P::ApproveProcess,
                P::AnswerRequirement,
                P::RunProcess,
                P::StartCase,
                P::ImportLog,
                P::ProposeImprovement,
                P::ManageImprovement,
            ],
            Role::TrainingLead => &[P::Read, P::StartCase, P::ProposeImprovement, P::KeepSkills],
            Role::ChangeLead | Role::Facilitator | Role::Practitioner => {
                &[P::Read, P::StartCase, P::ProposeImprovement]
            }
            Role::Sponsor => &[P::Read, P::StartCase, P::ProposeImprovement],
            Role::Auditor => &[P::Read, P::ReadJournal],
        }
    }
}

/// A role somebody holds, and where. The dates are applied before an assignment becomes part of an [`Actor`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    pub role: Role,
    /// The process the role is held for; none means the whole office.
    pub process_id: Option<String>,
}

/// The person who acts, with the roles held at this instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub person_id: String,
    pub name: String,
    pub holdings: Vec<Holding>,
}

impl Actor {
    /// The office itself, for what happens by the clock. It holds no role and passes no door.
    #[must_use]
    pub fn office() -> Actor {
        Actor { person_id: String::new(), name: "Mandate".to_owned(), holdings: Vec::new() }
    }

    /// Whether the actor holds the permission anywhere; doors of pages ask this.
    #[must_use]
    pub fn may_somewhere(&self, permission: Permission) -> bool {
        self.holdings.iter().any(|holding| holding.role.grants().contains(&permission))
    }

    /// Whether the actor holds the permission for the process; commands ask this.
    #[must_use]
    pub fn may_on(&self, permission: Permission, process_id: &str) -> bool {
        self.holdings.iter().any(|holding| {
            holding.role.grants().contains(&permission)
                && holding.process_id.as_deref().is_none_or(|scope| scope == process_id)
        })
    }

    /// Whether the actor holds the permission for the whole office.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.holdings.iter().any(|holding| holding.process_id.is_none() && holding.role.grants().contains(&permission))
    }

    /// Whether the actor holds the role, for the process where one is named.
    #[must_use]
    pub fn holds(&self, role: Role, process_id: Option<&str>) -> bool {
        self.holdings.iter().any(|holding| {
            holding.role == role && (process_id.is_none() || holding.process_id.as_deref() == process_id)
        })
    }

    /// Passes when [`Actor::may_on`] does.
    ///
    /// # Errors
    /// [`Failure::Forbidden`], naming the roles to ask.
    pub fn needs_on(&self, permission: Permission, process_id: &str) -> Result<(), Failure> {
        if self.may_on(permission, process_id) { Ok(()) } else { Err(forbidden(permission)) }
    }

    /// Passes when [`Actor::may`] does.
    ///
    /// # Errors
    /// [`Failure::Forbidden`], naming the roles to ask.
    pub fn needs(&self, permission: Permission) -> Result<(), Failure> {
        if self.may(permission) { Ok(()) } else { Err(forbidden(permission)) }
    }
}

/// The failure that names the roles which grant `permission`.
#[must_use]
pub fn forbidden(permission: Permission) -> Failure {
    let names: Vec<&str> =
        Role::ALL.into_iter().filter(|role| role.grants().contains(&permission)).map(Role::label).collect();
    Failure::Forbidden { needs: format!("one of these roles: {}", names.join(", ")) }
}

/// Separation of duties: every rule of the office in one place, each refusing with a sentence.
pub mod duties {
    use super::Refusal;

    /// Whoever wrote a version is not the only one to approve it.
    ///
    /// # Errors
    /// When every approver is among the authors.
    pub fn author_is_not_sole_approver(authors: &[String], approvers: &[String]) -> Result<(), Refusal> {
        if approvers.iter().any(|approver| !authors.contains(approver)) {
            return Ok(());
        }
        Err(Refusal::at(
            "approver",
            "Whoever wrote a version may not be the only one to approve it. Ask somebody else as well.",
        ))
    }

    /// Whoever expects the benefit of an improvement does not verify it.
    ///
    /// # Errors
    /// When the verifier owns the improvement.
    pub fn owner_does_not_verify(owner: &str, verifier: &str) -> Result<(), Refusal> {
        if owner != verifier {
            return Ok(());
        }
        Err(Refusal::because("Whoever owns an improvement may not verify its benefit. Ask somebody else to verify it."))
    }

    /// Nobody gives an administrator's role to themselves.
    ///
    /// # Errors
    /// When both are the same person.
    pub fn granter_is_not_grantee(granter: &str, grantee: &str) -> Result<(), Refusal> {
        if granter != grantee {
            return Ok(());
        }
        Err(Refusal::at("role", "Nobody may give a role to themselves. Ask another administrator."))
    }
}

#[cfg(test)]
mod tests;
