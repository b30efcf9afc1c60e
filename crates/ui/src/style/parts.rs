//! Lists, figures, people, messages and the small parts, as the style page shows them.

use maud::{Markup, html};

use crate::badge::count;
use crate::button::{self, Weight, button_link, icon_link, post_button};
use crate::callout::Finding;
use crate::change::{Change, Kind, changes};
use crate::chart::sparkline;
use crate::dialog::{Confirm, confirm, dialog, opener};
use crate::house::{Room, Storey, house};
use crate::list::{Opening, definitions, disclosure, kbd, openings, progress, term};
use crate::matrix::{MatrixRow, letters, matrix};
use crate::stat::Trend;
use crate::table::Paging;
use crate::timeline::{Entry, timeline};
use crate::{
    BoardCard, Choice, Column, DecisionGrid, DecisionRule, DecisionTable, Field, GridRule, Icon, Lane, Passage,
    Passing, Remark, Row, Said, Stat, Table, Task, Tone, board, buttons, callout, card, cards, conversation,
    decision_grid, decision_table, empty_state, finding, icon, passage, person, pill, remarks, split, stats, table,
    tag, talk_link, tasks,
};

pub fn figures() -> Markup {
    stats(&[
        Stat {
            label: "Resolution time, median",
            value: "6.4",
            unit: "h",
            trend: Some((Trend::Down(Tone::Good), "1.1 h less than in May")),
            target: Some(("target ≤ 8 h", Tone::Good)),
            href: Some("#median"),
            picture: Some(sparkline(&[8.2, 8.0, 8.4, 7.9, 7.5, 7.7, 7.1, 6.9, 6.4], "falling from 8.2 to 6.4 hours")),
        },
        Stat {
            label: "First time right",
            value: "71",
            unit: "%",
            trend: Some((Trend::Up(Tone::Good), "3 points more than in May")),
            target: Some(("target ≥ 75 %", Tone::Warning)),
            picture: Some(sparkline(&[66.0, 68.0, 67.0, 69.0, 68.0, 70.0, 71.0], "rising from 66 to 71 per cent")),
            ..Stat::default()
        },
        Stat {
            label: "Reassigned more than once",
            value: "18",
            unit: "%",
            trend: Some((Trend::Up(Tone::Bad), "4 points more than in May")),
            target: Some(("target ≤ 10 %", Tone::Bad)),
            picture: Some(sparkline(&[11.0, 12.0, 11.5, 14.0, 15.0, 17.0, 18.0], "rising from 11 to 18 per cent")),
            ..Stat::default()
        },
        Stat { label: "Cases in June", value: "1 482", trend: Some((Trend::Steady, "as in May")), ..Stat::default() },
    ])
}

pub fn to_do() -> Markup {
    let task =
        |title, why, due, tone| Task { title, why, href: "#place", verb: "Open", due, datetime: "2026-06-12", tone };
    tasks(&[
        task("Approve Incident management, version 3", "You own the process.", "2 days overdue", Tone::Bad),
        task("Accept the role of process manager", "Amina Okafor asks you.", "due today", Tone::Warning),
        task(
            "Complete I-12 Categorise before work begins",
            "You own this improvement.",
            "due in 9 days",
            Tone::Neutral,
        ),
        Task { verb: "", ..task("Decide about I-11", "", "done on 4 June", Tone::Neutral) },
    ])
}

pub fn processes() -> Markup {
    let room = |title, line, words, tone| Room {
        title,
        href: "#room",
        line,
        aside: pill(words, tone),
        tone,
        ..Room::default()
    };
    house(&[
        Storey {
            label: "Core",
            rooms: vec![
                Room {
                    inside: vec![
                        room("Incident management", "Ingrid Solberg", "in order", Tone::Good),
                        Room {
                            more: Some(("3 below", "#more")),
                            ..room("Problem management", "Fatima Haddad", "needs attention", Tone::Warning)
                        },
                        room("Service request", "Nobody yet", "needs action", Tone::Bad),
                    ],
                    ..room("Keep services running", "Ingrid Solberg", "1 needs action", Tone::Bad)
                },
                room("Change enablement", "Fatima Haddad", "in order", Tone::Good),
            ],
        },
        Storey {
            label: "Support",
            rooms: vec![room("Configuration management", "Chloé Martin", "in order", Tone::Good)],
        },
    ])
}

pub fn stages() -> Markup {
    let card = |line, title, foot: &str| BoardCard {
        title,
        href: "#improvement",
        line,
        foot: Some(html! { span { (foot) } }),
    };
    board(
        "Improvements by stage",
        &[
            Lane {
                label: "Proposed",
                count: 7,
                cards: vec![card("I-14", "Ask for the affected service first", "priority 9.0")],
                href: "#proposed",
            },
            Lane {
                label: "Accepted",
                count: 1,
                cards: vec![card("I-12", "Categorise before work begins", "due 30 June")],
                href: "#accepted",
            },
            Lane { label: "In progress", href: "#in-progress", ..Lane::default() },
        ],
    )
}

pub fn listing() -> Markup {
    let columns = [
        Column::text("process", "Process").sortable(),
        Column::text("owner", "Owner").sortable(),
        Column::text("status", "Status"),
        Column::figures("followed", "Followed").sortable(),
        Column::text("trend", "12 weeks"),
        Column::text("review", "Next review").sortable(),
    ];
    let row = |name: &str, owner: &str, status: Markup, followed: &str, course: &[f64], review: &str| {
        Row::new(vec![
            html! { a href="#process" { (name) } },
            person(owner, None, None),
            status,
            html! { (followed) },
            sparkline(course, "its last twelve weeks"),
            html! { (review) },
        ])
    };
    let mut late = row(
        "Service request",
        "Priya Raman",
        pill("Review overdue", Tone::Bad),
        "64 %",
        &[8.0, 7.0, 6.5, 6.0, 6.4],
        "2 May 2026",
    );
    late.tone = Tone::Bad;
    let filters = html! {
        (Field::new("q", "Words").id("filter-words").search())
        (Field::new("status", "Status").id("filter-status").value("published").select(&[Choice::new("", "Any"), Choice::new("published", "Published"), Choice::new("draft", "Draft")]))
    };
    html! {
        (table(&Table {
            caption: "processes",
            base: "#",
            query: &[("status", "published")],
            columns: &columns,
            rows: vec![
                row("Incident management", "Amina Okafor", pill("Published", Tone::Good), "87 %", &[5.0, 6.0, 6.5, 7.0, 8.7], "1 Dec 2026"),
                row("Change enablement", "Jonas Weber", html! { (pill("In review", Tone::Info)) " " (tag("v4 draft")) }, "79 %", &[7.0, 7.4, 7.2, 7.9], "15 Sep 2026"),
                late,
            ],
            sort: Some(("process", false)),
            page: Some(Paging { total: Some(23), first: 1, previous: None, next: Some("#next") }),
            filters: Some(filters),
            export_href: Some("#export"),
            workbook_href: Some("#workbook"),
            empty: None,
        }))
    }
}

pub fn responsibilities() -> Markup {
    let cell = |text: &str| letters(text);
    let row = |label, all: [&str; 4], finding| MatrixRow {
        label,
        href: Some("#activity"),
        cells: all.into_iter().map(cell).collect(),
        finding,
        aside: None,
    };
    html! {
        (matrix(
            "RACI of Incident management",
            &["Service desk", "Resolver group", "Incident manager", "Customer"],
            &[
                row("Log the incident", ["AR", "", "I", "C"], None),
                row("Diagnose", ["C", "R", "A", "I"], None),
                row("Resolve and recover", ["", "R", "", "I"], Some("Nobody is accountable. Give one role the A.")),
            ],
        ))
        (split(
            definitions(&[
                ("Owner", person("Amina Okafor", Some("accepted on 3 March 2026"), Some("#person"))),
                ("Manager", person("Jonas Weber", Some("Service desk"), Some("#person"))),
                ("Purpose", html! { "Restore normal service as quickly as possible and keep the harm to the business small." }),
                ("Sealed as", html! { code { "sha256:9f2c 41d0 … 77ab" } }),
            ]),
            html! {
                div.stack {
                    (progress("Read by practitioners", 48, 60))
                    (progress("Trained", 21, 60))
                    (callout(Tone::Warning, "The approval has lapsed", html! { p { "Activity “Diagnose” changed after it was given. " a href="#again" { "Ask again" } } }))
                }
            },
        ))
    }
}

pub fn talk() -> Markup {
    let question = Said {
        id: "words-1",
        who: "Aisha Bello",
        datetime: "2026-06-10T09:12:00Z",
        when: "10 June, 09:12, about version 2.0",
        text: Some("Who calls the vendor when the resolver group is not reached?"),
        marks: pill("question", Tone::Info),
        ..Said::default()
    };
    let answer = Said {
        id: "words-2",
        who: "Marek Nowak",
        datetime: "2026-06-11T08:00:00Z",
        when: "11 June, 08:00",
        text: Some("The incident manager.\nThe number stands in the service description."),
        marks: pill("answer", Tone::Good),
        is_answer: true,
        actions: Some(disclosure("Edit", html! { p { "For half an hour." } })),
        ..Said::default()
    };
    let gone = Said { who: "Tom Reed", datetime: "2026-06-11T09:00:00Z", when: "11 June, 09:00", ..Said::default() };
    let remark =
        |text, line| Remark { href: "#words-1", text, who: "Aisha Bello", line, marks: pill("question", Tone::Info) };
    split(
        conversation(&[question, answer, gone]),
        html! {
            (remarks(&[remark("Who calls the vendor?", "10 June · 2 replies"), remark("Is the form still needed?", "9 June")]))
            p { "At a place: " (talk_link(2, "2 open comments on Diagnose", "#talk")) " " (talk_link(0, "Say something about Assign", "#talk")) }
        },
    )
}

pub fn history() -> Markup {
    split(
        changes(&[
            Change {
                kind: Kind::Added,
                sentence: "Activity “Inform the customer” is new after “Resolve and recover”.",
                material: true,
                ..Change::default()
            },
            Change {
                kind: Kind::Removed,
                sentence: "The gateway “Major?” is gone.",
                material: true,
                ..Change::default()
            },
            Change {
                sentence: "The purpose reads differently.",
                before: Some("Restore service."),
                after: Some("Restore normal service as quickly as possible."),
                ..Change::default()
            },
        ]),
        timeline(&[
            Entry {
                who: "Jonas Weber",
                what: "approved version 3",
                why: Some("The hand-off to the resolver group is clear now."),
                datetime: "2026-06-14T09:12:00Z",
                when: "today, 09:12",
                link: Some(("Entry 1 204", "#entry")),
                picture: Some((Icon::Seal, Tone::Good)),
            },
            Entry {
                who: "Amina Okafor",
                what: "sent version 3 back",
                why: Some("Who informs the customer?"),
                datetime: "2026-06-12T16:40:00Z",
                when: "12 June, 16:40",
                picture: None,
                link: None,
            },
            Entry {
                who: "Priya Raman",
                what: "started draft 3 from version 2",
                datetime: "2026-06-02T08:05:00Z",
                when: "2 June, 08:05",
                picture: Some((Icon::Edit, Tone::Info)),
                ..Entry::default()
            },
        ]),
    )
}

pub fn messages() -> Markup {
    html! {
        div.stack {
            @for tone in Tone::ALL { (callout(tone, "A title that says it", html! { p { "A sentence with " a href="#what" { "what to do" } "." } })) }
            (finding(&[
                Finding { tone: Tone::Bad, message: "The gateway “Resolved?” has an outgoing flow without a name.", remedy: "Name the answer it stands for, for example “no”.", place: Some(("Gateway Resolved?", "#gateway")) },
                Finding { tone: Tone::Warning, message: "“Diagnose” has no time limit.", remedy: "Say within which time it is done, or that none applies.", place: Some(("Activity Diagnose", "#diagnose")) },
                Finding { tone: Tone::Info, message: "“Ticket handling” is not a verb and a noun.", remedy: "Try “Handle the ticket”.", place: None },
            ]))
            (finding(&[]))
            (empty_state("No improvements yet", "Anything can become one: a deviation, an audit finding, a card from a workshop.", Some(button_link("Propose one", "#propose", Weight::Primary, Some(Icon::Add)))))
        }
    }
}

pub fn small() -> Markup {
    html! {
        div.stack {
            form.is-inline method="post" action="#" {
                (buttons(&[button::primary("Submit for review"), button::button("Save", "do", "save"), button::quiet("Cancel", "do", "cancel"), button::danger("Retire")]))
            }
            (buttons(&[button_link("Lead", "#", Weight::Plain, Some(Icon::ArrowRight)), icon_link("Print", "#", Icon::Print), post_button("Accept the role", "#", Weight::Primary, &[("token", "t")])]))
            (buttons(&[
                confirm(&Confirm { id: "retire", opener: "Retire…", title: "Retire Incident management?", text: "It is no longer offered to readers. Its versions and journal stay.", verb: "Retire", danger: true, action: "#" }, Field::new("reason", "Reason").required().textarea(2)),
                opener("Open a dialog", "about"),
            ]))
            (dialog("about", "About this version", html! { p { "Sealed on 14 June 2026." } }))
            p { @for tone in Tone::ALL { (pill(tone.class().trim_start_matches("is-"), tone)) " " } (tag("INC-2041")) " " (count(3, " waiting")) " " (kbd(&["Ctrl", "K"])) }
            (disclosure("More about this", html! { p { "What only some want to know." } }))
            p { "Every " (term("major incident", "An incident that stops a critical service.", "#meaning")) " is reviewed." }
            (openings(&[
                Opening { id: "register", number: "1", title: "Register the report", aside: html! { (tag("Service desk")) span { "3 min" } }, body: html! { p { "Every interruption is recorded, however short." } }, is_open: true },
                Opening { id: "classify", number: "2", title: "Classify and prioritise", aside: html! { (tag("Service desk")) }, ..Opening::default() },
            ]))
        }
    }
}

pub fn between() -> Markup {
    passage(&Passage {
        inputs: &[
            Passing { what: "Report of an interruption", who: "User", judged: "It says what does not work." },
            Passing { what: "Alert", who: "Monitoring", judged: "" },
        ],
        name: "Incident management",
        middle: html! { ol { li { "Register the report" } li { "Restore the service" } } },
        outputs: &[Passing { what: "Restored service", who: "User", judged: "The user agrees that it works." }],
    })
}

pub fn card_grid() -> Markup {
    cards(&[
        card(
            "Incident management",
            Some("#incident"),
            html! { p { "Restore normal service quickly." } p { (pill("Published", Tone::Good)) } },
        ),
        card(
            "Change enablement",
            Some("#change"),
            html! { p { "Make changes with known risk." } p { (pill("In review", Tone::Info)) } },
        ),
        card("A card without a link", None, html! { p { "It only says something." } }),
    ])
}

pub fn icons() -> Markup {
    html! {
        ul.legend role="list" { @for one in Icon::ALL { li { (icon(*one)) (format!("{one:?}")) } } }
    }
}

/// A decision table to read, with a case laid over it, and one to fill in.
pub fn decisions() -> Markup {
    let head = |label: &str, about: &str| crate::Head { label: label.to_owned(), about: about.to_owned() };
    let (inputs, outputs) = (vec![head("How many", "impact"), head("How soon", "urgency")], vec![head("Priority", "")]);
    let rule = |cells: [(&str, bool); 2], result: &str, note: &str| DecisionRule {
        cells: cells.into_iter().map(|(text, passes)| (text.to_owned(), Some(passes))).collect(),
        results: vec![result.to_owned()],
        note: note.to_owned(),
        is_hit: cells.iter().all(|(_, passes)| *passes),
    };
    let read = DecisionTable {
        caption: "Priority".to_owned(),
        policy: "At most one rule matches.".to_owned(),
        inputs: inputs.clone(),
        outputs: outputs.clone(),
        rules: vec![
            rule([("a whole site", false), ("", true)], "P1", "Call the incident manager."),
            rule([("a team", true), ("stops the work", true)], "P2", ""),
        ],
    };
    let cell = |text: &str| (text.to_owned(), None);
    let grid = DecisionGrid {
        caption: "Rules of Priority".to_owned(),
        inputs,
        outputs,
        rules: vec![
            GridRule {
                id: "rule_1".to_owned(),
                cells: vec![cell("a whole site"), cell(""), cell("P1")],
                ..GridRule::default()
            },
            GridRule {
                id: "rule_2".to_owned(),
                cells: vec![
                    cell("a team"),
                    (">".to_owned(), Some("A value is missing here (character 2).".to_owned())),
                    cell("P2"),
                ],
                note: "A draft".to_owned(),
            },
        ],
    };
    html! { (decision_table(&read)) (decision_grid(&grid)) }
}
