//! The rules between the processes of an office: what no definition can say about itself.
//!
//! Absent: finding out (`finding`), which needs the people and the other processes. Sources: RACI practice (one accountable for one
//! piece of work), COSO (segregation of duties), FitSM-1:2024 GR2.2 (roles are assigned, interfaces are defined).

use super::{Rule, Severity};

pub const NO_OWNER: Rule = Rule {
    name: "process-without-owner",
    severity: Severity::Warning,
    why: "A process that nobody owns is changed by nobody and defended by nobody.",
    remedy: "Ask somebody to own it, on the page of its people.",
};
pub const NO_MANAGER: Rule = Rule {
    name: "process-without-manager",
    severity: Severity::Warning,
    why: "Without a manager nobody looks whether the process is followed from day to day.",
    remedy: "Ask somebody to manage it, on the page of its people.",
};
pub const UNHELD: Rule = Rule {
    name: "role-without-holder",
    severity: Severity::Info,
    why: "A role that nobody says is theirs does its part by chance.",
    remedy: "Let those who do the work say so on the page of the process, or remove the role.",
};
pub const ACCOUNTABLE_TWICE: Rule = Rule {
    name: "accountable-in-two-processes",
    severity: Severity::Warning,
    why: "The same activity with two people accountable in two processes is decided twice, or by nobody.",
    remedy: "Leave it in one of the two processes and give the other an interface, or name the two apart.",
};
pub const BOTH_SIDES: Rule = Rule {
    name: "duties-not-separated",
    severity: Severity::Warning,
    why: "Who does the work and checks it sees no error in it (segregation of duties).",
    remedy: "Let somebody else take one of the two roles, or say in the definition why one person may hold both.",
};
pub const ONE_SIDED: Rule = Rule {
    name: "interface-confirmed-by-one",
    severity: Severity::Warning,
    why: "What only one of two processes names, or both name differently, is where work gets lost.",
    remedy: "Let both owners state the same terms and agree to them in the hand-off ledger.",
};
pub const UNKNOWN_PROCESS: Rule = Rule {
    name: "interface-with-unknown-process",
    severity: Severity::Info,
    why: "A process that is not one of this office can neither agree nor be looked at.",
    remedy: "Name the process as the office names it, adopt it, or say that it belongs to somebody outside.",
};

pub const SKILL_UNHELD: Rule = Rule {
    name: "skill-held-by-nobody",
    severity: Severity::Warning,
    why: "Work that needs a skill nobody has is asked of people who cannot do it, or waits.",
    remedy: "Confirm who has it under Skills, train somebody, or take the skill off the activity.",
};
pub const SKILL_ALONE: Rule = Rule {
    name: "skill-without-backup",
    severity: Severity::Info,
    why: "What one person alone can do stands still while they are away.",
    remedy: "Let a second person learn it, and confirm it under Skills.",
};

/// Every rule between processes.
pub const BETWEEN: [Rule; 9] = [
    NO_OWNER,
    NO_MANAGER,
    UNHELD,
    ACCOUNTABLE_TWICE,
    BOTH_SIDES,
    ONE_SIDED,
    UNKNOWN_PROCESS,
    SKILL_UNHELD,
    SKILL_ALONE,
];
