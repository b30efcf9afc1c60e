//! What an entry says, as the rest of a sentence that begins with the actor's name. One table for every capability, so that the
//! same deed reads the same on every page.

use super::model::Entry;

/// Sentences of changes that are told; more are counted.
const TOLD: usize = 1;

/// What was done, with the name of the thing where the page does not show it already.
#[must_use]
pub fn deed(entry: &Entry) -> String {
    let label = &entry.object.label;
    match entry.action.as_str() {
        "job.tried_again" => return "put a failed job back to work.".to_owned(),
        "job.given_up" => return "gave a failed job up.".to_owned(),
        "people.signed_in" => return "signed in.".to_owned(),
        "people.signed_out" => return "signed out or ended a session.".to_owned(),
        "people.signed_out_elsewhere" => return "ended every other session.".to_owned(),
        "people.password_changed" => return "changed the own password.".to_owned(),
        "people.calendar_issued" => return "issued a new calendar address.".to_owned(),
        "people.calendar_ended" => return "ended their calendar address.".to_owned(),
        "people.joined" => return "answered the invitation and joined.".to_owned(),
        _ => {}
    }
    let act = act(entry);
    match act.split_once(". ") {
        _ if label.is_empty() => act,
        Some((first, rest)) => format!("{first}: {label}. {rest}"),
        None => format!("{}: {label}", act.trim_end_matches('.')),
    }
}

/// How many ended cases an entry is about.
fn ended(payload: &serde_json::Value) -> String {
    match payload.get("cases").and_then(serde_json::Value::as_i64) {
        Some(cases) if cases != 1 => format!("{cases} ended cases"),
        _ => "1 ended case".to_owned(),
    }
}

/// What was done to the thing whose page shows it.
#[must_use]
pub fn act(entry: &Entry) -> String {
    let payload = entry.payload();
    let text = |name: &str| payload.get(name).and_then(|value| value.as_str()).unwrap_or("").to_owned();
    match entry.action.as_str() {
        action if action.starts_with("process.") => process(action, &payload),
        action if action.starts_with("automation.") || action.starts_with("case.") => case(action, &payload),
        "measure.log_imported" => format!("imported the log “{}”.", text("name")),
        "measure.alarm_raised" => "raised an alarm.".to_owned(),
        "measure.alarm_answered" => "answered the alarm.".to_owned(),
        "measure.alarm_settled" => "ended the alarm; the newest log is well again.".to_owned(),
        action if action.starts_with("measure.waiver_") => waiver(action, &text("until"), &text("deviation")),
        "measure.mapping_saved" => "saved a mapping.".to_owned(),
        action if action.starts_with("measure.feed_") => feed(action, &text("place")),
        "measure.case_log_begun" => "began to measure the cases that run here.".to_owned(),
        "measure.case_log_ended" => "ended the log of the cases that run here.".to_owned(),
        "rule.changed" => match (payload.get("words"), payload.get("weight").and_then(|value| value.as_str())) {
            (Some(count), _) => format!("set the words that count as jargon; there are {count}."),
            (None, Some("off")) => "switched the rule off.".to_owned(),
            (None, Some(weight)) => format!("weighted the rule as {weight}."),
            (None, None) => "let the rule count as it comes.".to_owned(),
        },
        "guide.profile_changed" => "changed how guides look.".to_owned(),
        "guide.logo_changed" => format!("put the logo “{}” on documents.", text("file")),
        "guide.logo_removed" => "took the logo off documents.".to_owned(),
        "handoff.found" => "found the hand-off.".to_owned(),
        "handoff.changed" => "found other terms of the hand-off.".to_owned(),
        "handoff.ended" => "closed the hand-off.".to_owned(),
        "handoff.agreed" => "agreed to the hand-off.".to_owned(),
        "handoff.withdrawn" => "took back the agreement to the hand-off.".to_owned(),
        action if action.starts_with("requirement.") => requirement(action, &payload),
        "dictionary.renamed" => format!("called it “{}” everywhere.", text("to")),
        "dictionary.explained" => "gave the term one meaning everywhere.".to_owned(),
        action if action.starts_with("comment.") => comment(action, &payload),
        "improvement.sent" => "sent the improvement to a tool as a ticket.".to_owned(),
        "improvement.proposed" => "proposed the improvement.".to_owned(),
        "improvement.accepted" => "accepted the improvement.".to_owned(),
        "improvement.declined" => "declined the improvement.".to_owned(),
        "improvement.withdrawn" => "withdrew the improvement.".to_owned(),
        "improvement.rescored" => "judged the priority anew.".to_owned(),
        "improvement.started" => "began the improvement.".to_owned(),
        "improvement.version_linked" => "linked the changed version.".to_owned(),
        "improvement.completed" => "completed the improvement.".to_owned(),
        "improvement.measured" => "measured the improvement from new data.".to_owned(),
        "improvement.verified" => "verified the benefit.".to_owned(),
        "improvement.not_verified" => "found no lasting benefit.".to_owned(),
        action if action.starts_with("connector.") => connector(action, &payload),
        "engine.asked" => format!("sent version {} to the engine {}.", text("number"), text("engine")),
        "engine.deployed" => format!("deployed version {} to the engine {}.", text("number"), text("engine")),
        "engine.refused" => format!("could not deploy version {} to the engine {}.", text("number"), text("engine")),
        action if action.starts_with("webhook.") => webhook(action),
        action if action.starts_with("intake.") => intake(action),
        "finding.newly_found" => "found more by newer rules.".to_owned(),
        "finding.looked_at" => "looked at what was newly found.".to_owned(),
        "calendar.added" => "added the calendar.".to_owned(),
        "calendar.changed" => "changed the calendar.".to_owned(),
        "calendar.made_usual" => "made it the usual calendar.".to_owned(),
        action if action.starts_with("skill.") => skill(action, &text("person")),
        "people.added" => "added the person.".to_owned(),
        "people.invited_again" => "made a new invitation.".to_owned(),
        "people.sign_in_failed" => "refused a sign-in with a wrong password.".to_owned(),
        "people.role_given" => format!("gave the role {}.", text("role").replace('_', " ")),
        "people.role_ended" => format!("ended the role {}.", text("role").replace('_', " ")),
        "people.account_closed" => "closed the account.".to_owned(),
        "people.account_opened" => "opened the account again.".to_owned(),
        "unit.added" => "added the unit.".to_owned(),
        "unit.arranged" => "renamed or moved the unit.".to_owned(),
        "office.set_up" => "set the office up.".to_owned(),
        other => plain(other),
    }
}

/// What was done to a skill, or to who has it.
fn skill(action: &str, person: &str) -> String {
    match action {
        "skill.added" => "put the skill on the list.".to_owned(),
        "skill.reworded" => "said anew what the skill is called and means.".to_owned(),
        "skill.removed" => "took the skill off the list.".to_owned(),
        "skill.said" => "says to have the skill.".to_owned(),
        "skill.confirmed" => format!("confirmed the skill of {person}."),
        "skill.ended" => format!("ended the skill of {person}."),
        other => plain(other),
    }
}

/// What was done to a case, or to how a process runs.
fn case(action: &str, payload: &serde_json::Value) -> String {
    let text = |name: &str| payload.get(name).and_then(|value| value.as_str()).unwrap_or("").to_owned();
    match action {
        "automation.switched_on" => format!("let the process run here, with version {}.", text("number")),
        "automation.switched_off" => "let no new case begin.".to_owned(),
        "automation.staffed" => "said anew who does the work.".to_owned(),
        "automation.deployed" => format!("lets new cases begin with version {}.", text("number")),
        "automation.not_deployed" => format!("could not run version {}.", text("number")),
        "automation.cases_moved" => match payload.get("cases").and_then(serde_json::Value::as_i64) {
            Some(cases) if cases != 1 => format!("began to move {cases} cases to version {}.", text("number")),
            _ => format!("began to move a case to version {}.", text("number")),
        },
        "automation.move_kept" => format!("kept the move of cases to version {}.", text("number")),
        "automation.cases_paused" => "paused all cases of the process.".to_owned(),
        "automation.cases_resumed" => "resumed all cases of the process.".to_owned(),
        "automation.retention_set" => match payload.get("days").and_then(serde_json::Value::as_i64) {
            Some(days) if text("way") == "empty" => {
                format!("lets the values of ended cases be emptied after {days} days.")
            }
            Some(days) => format!("lets ended cases be removed after {days} days."),
            None => "keeps ended cases for ever.".to_owned(),
        },
        "automation.cases_removed" => format!("removed {} whose time was over.", ended(payload)),
        "automation.cases_emptied" => format!("emptied the values of {}.", ended(payload)),
        "case.commented" => "left a comment on the case.".to_owned(),
        "case.comment_withdrawn" => "withdrew a comment on the case.".to_owned(),
        "case.attached" => format!("attached “{}” to the case.", text("name")),
        "case.detached" => format!("removed “{}” from the case.", text("name")),
        "case.moved" => format!("moved the case from version {} to {}.", text("from"), text("to")),
        "case.moved_back" => format!("took a move back: from version {} to {}.", text("from"), text("to")),
        "case.paused" => "paused the case.".to_owned(),
        "case.resumed" => "resumed the case.".to_owned(),
        "case.stopped" => format!("saw the case stop at “{}”.", text("name")),
        "case.retried" => "tried a stopped step again.".to_owned(),
        "case.skipped" => "skipped a stopped step.".to_owned(),
        "case.corrected" => format!("corrected the value “{}”.", text("name")),
        "case.told" => "said that what the case waits for has come.".to_owned(),
        "case.cancelled" => "cancelled the case.".to_owned(),
        other => plain(other),
    }
}

/// What was done to a feed.
fn feed(action: &str, place: &str) -> String {
    match action {
        "measure.feed_begun" => format!("began to bring tickets of {place}."),
        "measure.feed_mapped" => format!("said what the states of {place} mean."),
        "measure.feed_rescheduled" => format!("changed how often {place} is brought."),
        "measure.feed_paused" => format!("paused the feed of {place}."),
        "measure.feed_resumed" => format!("let the feed of {place} go on."),
        "measure.feed_ended" => format!("ended the feed of {place}."),
        other => plain(other),
    }
}

/// What was done to a connector.
fn connector(action: &str, payload: &serde_json::Value) -> String {
    match action {
        "connector.added" => "added the connector.".to_owned(),
        "connector.changed" => "changed the connector.".to_owned(),
        "connector.tried" if payload.get("works") == Some(&serde_json::Value::Bool(true)) => {
            "tried the connection; it works.".to_owned()
        }
        "connector.tried" => "tried the connection; it does not work.".to_owned(),
        "connector.suspended" => "suspended the connector.".to_owned(),
        "connector.resumed" => "took the connector back into use.".to_owned(),
        "connector.host_named" => "let connectors call the host inside.".to_owned(),
        "connector.host_struck" => "struck the host off those that connectors call.".to_owned(),
        other => plain(other),
    }
}

/// What was done to a webhook.
fn webhook(action: &str) -> String {
    match action {
        "webhook.added" => "added the webhook.".to_owned(),
        "webhook.changed" => "changed the webhook.".to_owned(),
        "webhook.secret_replaced" => "made a new secret for the webhook.".to_owned(),
        "webhook.switched_off" => "switched the webhook off.".to_owned(),
        "webhook.switched_on" => "switched the webhook on.".to_owned(),
        "webhook.sent_again" => "sent a message of the webhook again.".to_owned(),
        "webhook.removed" => "removed the webhook.".to_owned(),
        other => plain(other),
    }
}

/// What was done to an intake.
fn intake(action: &str) -> String {
    match action {
        "intake.added" => "added the intake.".to_owned(),
        "intake.changed" => "changed the intake.".to_owned(),
        "intake.secret_replaced" => "made a new secret for the intake.".to_owned(),
        "intake.suspended" => "suspended the intake.".to_owned(),
        "intake.resumed" => "took the intake back into use.".to_owned(),
        "intake.removed" => "removed the intake.".to_owned(),
        other => plain(other),
    }
}

/// What was done to a process.
fn process(action: &str, payload: &serde_json::Value) -> String {
    let text = |name: &str| payload.get(name).and_then(|value| value.as_str()).unwrap_or("").to_owned();
    match action {
        "process.added" => "added the process.".to_owned(),
        "process.retiring" => "decided that the process ends.".to_owned(),
        "process.retired" => "retired the process.".to_owned(),
        "process.reinstated" => "brought the process back.".to_owned(),
        "process.variant_made" => format!("made the variant “{}” for {}.", text("variant"), text("site")),
        "process.base_taken_over" => format!("took over version {} of {}.", text("number"), text("base")),
        "process.base_followed" => {
            format!(
                "found that the variant says all of version {} of {}, and follows it.",
                text("number"),
                text("base")
            )
        }
        "process.base_kept_out" => {
            format!("kept the variant as it is, although {} published version {}.", text("base"), text("number"))
        }
        "process.arranged" => arranged(payload),
        "process.draft_started" => "started a draft.".to_owned(),
        "process.draft_saved" => format!("edited the draft.{}", changes(payload)),
        "process.draft_discarded" => "discarded the draft.".to_owned(),
        "process.submitted" => "submitted the draft for approval.".to_owned(),
        "process.withdrawn" => "took the draft back from review.".to_owned(),
        "process.sent_back" => "sent the draft back.".to_owned(),
        "process.approved" => "approved the draft.".to_owned(),
        "process.automation_accepted" => "accepted that it is automated although not everything is settled.".to_owned(),
        "process.published" => format!("published version {}.", text("number")),
        "process.came_into_force" => format!("put version {} in force on its day.", text("number")),
        "process.holder_asked" => format!("asked {} to be process {}.", text("person"), text("role")),
        "process.role_accepted" => format!("accepted to be process {}.", text("role")),
        "process.role_declined" => format!("declined to be process {}.", text("role")),
        "process.role_left" => format!("left the role of process {}.", text("role")),
        "process.practice_chosen" => "said which roles they have in the daily work.".to_owned(),
        other => plain(other),
    }
}

/// The verb of an act that has no words of its own.
fn plain(action: &str) -> String {
    format!("{}.", action.rsplit('.').next().unwrap_or(action).replace('_', " "))
}

fn arranged(payload: &serde_json::Value) -> String {
    let level = payload.get("level").and_then(serde_json::Value::as_i64).unwrap_or_default();
    match payload.get("parent").and_then(|value| value.as_str()) {
        Some(parent) => format!("put the process on level {level}, below {parent}."),
        None => format!("put the process on level {level}, below nothing."),
    }
}

fn changes(payload: &serde_json::Value) -> String {
    let all = payload.get("changes").and_then(|value| value.as_array());
    let sentences: Vec<&str> = all.into_iter().flatten().filter_map(|one| one.as_str()).collect();
    match sentences.split_at_checked(TOLD) {
        None => String::new(),
        Some((told, [])) => format!(" {}", told.join(" ")),
        Some((told, rest)) => format!(" {} And {} more.", told.join(" "), rest.len()),
    }
}

/// What was done to a requirement, or to those of a process.
fn requirement(action: &str, payload: &serde_json::Value) -> String {
    let text = |name: &str| payload.get(name).and_then(|value| value.as_str()).unwrap_or("");
    let count = payload.get("count").and_then(serde_json::Value::as_i64).unwrap_or_default();
    let requirements = if count == 1 { "1 requirement".to_owned() } else { format!("{count} requirements") };
    match action.trim_start_matches("requirement.") {
        "found" => format!("found {requirements} that tools must meet, in version {}.", text("version")),
        "changed" => format!("found the requirement changed in version {}.", text("version")),
        "returned" => format!("found the requirement again in version {}.", text("version")),
        "ended" => "closed the requirement; no version in force holds it.".to_owned(),
        "answered" => "said how a tool meets the requirement.".to_owned(),
        "check_asked" => format!("asked for a look at {} of {}.", text("place"), text("tool")),
        "check_done" => format!("looked at {} of {}.", text("place"), text("tool")),
        "check_failed" => format!("could not look at {} of {}.", text("place"), text("tool")),
        "object_named" => format!("named “{}” of {} at the requirement.", text("name"), text("tool")),
        "object_removed" => format!("took “{}” of {} away from the requirement.", text("name"), text("tool")),
        "tested" => format!("tested the requirement on version {}: {}.", text("version"), text("result")),
        "waiver_recorded" => "asked for a waiver of the requirement.".to_owned(),
        "waiver_accepted" => "accepted the waiver of the requirement.".to_owned(),
        "waiver_ended" => "ended the waiver of the requirement.".to_owned(),
        "proposals_taken" => format!("wrote {requirements} that were proposed into the draft."),
        "proposal_declined" => format!("left a proposed requirement out: {}", text("text")),
        other => plain(other),
    }
}

/// What was done about a deviation that is accepted for a while.
fn waiver(action: &str, until: &str, deviation: &str) -> String {
    match action {
        "measure.waiver_granted" => format!("granted a waiver until {until}: {deviation}."),
        "measure.waiver_ended" => format!("ended the waiver: {deviation}."),
        other => plain(other),
    }
}

/// What was done to a comment.
fn comment(action: &str, payload: &serde_json::Value) -> String {
    let text = |name: &str| payload.get(name).and_then(|value| value.as_str()).unwrap_or("");
    match action.trim_start_matches("comment.") {
        "said" => match text("kind") {
            "question" => "asked a question.".to_owned(),
            "practice" => "told another way to do it.".to_owned(),
            _ => "commented.".to_owned(),
        },
        "replied" => "replied.".to_owned(),
        "edited" => "edited their own words.".to_owned(),
        "withdrawn" => "withdrew their own words.".to_owned(),
        "answered" => "answered.".to_owned(),
        "accepted" => "accepted the other way to do it.".to_owned(),
        "declined" => "declined the other way to do it.".to_owned(),
        "resolved" => "resolved the comment.".to_owned(),
        "reopened" => "opened the comment again.".to_owned(),
        "merged" => format!("merged it into “{}”.", text("label")),
        "listed" if payload.get("listed") == Some(&serde_json::Value::Bool(true)) => {
            "listed it under Questions and answers.".to_owned()
        }
        "listed" => "took it from Questions and answers.".to_owned(),
        "became" => format!("made an improvement of it: {}.", text("label")),
        "read" => "read what was new.".to_owned(),
        other => format!("{}.", other.replace('_', " ")),
    }
}
