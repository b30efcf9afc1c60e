use super::*;

fn actor(role: Role, process_id: Option<&str>) -> Actor {
    let holding = Holding { role, process_id: process_id.map(str::to_owned) };
    Actor { person_id: "p".into(), name: "P".into(), holdings: vec![holding] }
}

#[test]
fn a_role_of_one_process_reaches_no_other() {
    let owner = actor(Role::ProcessOwner, Some("incident"));
    assert!(owner.may_on(Permission::PublishProcess, "incident"));
    assert!(!owner.may_on(Permission::PublishProcess, "change"));
    assert!(!owner.may(Permission::PublishProcess));
    assert!(owner.may_somewhere(Permission::PublishProcess));
}

#[test]
fn an_auditor_reads_and_changes_nothing() {
    let auditor = actor(Role::Auditor, None);
    let granted: Vec<Permission> = auditor.holdings[0].role.grants().to_vec();
    assert_eq!(granted, vec![Permission::Read, Permission::ReadJournal]);
}

#[test]
fn every_role_key_reads_back() {
    for role in Role::ALL {
        assert_eq!(Role::from_key(role.key()), Some(role));
    }
    assert_eq!(Role::from_key("king"), None);
}

#[test]
fn a_refused_permission_names_who_to_ask() {
    let failure = actor(Role::Practitioner, None).needs(Permission::Administer).expect_err("a practitioner may not");
    assert_eq!(failure.sentence(), "You may not do this. It needs one of these roles: Administrator.");
}

#[test]
fn the_author_alone_cannot_approve() {
    let me = vec!["me".to_owned()];
    assert!(duties::author_is_not_sole_approver(&me, &me).is_err());
    assert!(duties::author_is_not_sole_approver(&me, &[]).is_err());
    assert!(duties::author_is_not_sole_approver(&me, &["me".to_owned(), "you".to_owned()]).is_ok());
}
