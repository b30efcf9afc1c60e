use super::*;
use crate::definition::tests::{mutations, removals, rich, sample};
use crate::definition::{Activity, Decision, Example, Form, seal};

fn survives(definition: &Definition, what: &str) {
    let again = from_files(&files(definition)).unwrap_or_else(|errors| panic!("{what}: {}", errors[0]));
    assert_eq!(&again, definition, "{what}");
    assert_eq!(seal(&again), seal(definition), "{what}");
}

/// A decision that says nothing but a text.
fn spoken(text: &str) -> Decision {
    let said = || [(text.to_owned(), text.to_owned()), (format!("{text} empty"), String::new())].into();
    let example = Example { name: text.into(), inputs: said(), expected: said() };
    let (name, question, dmn) = (text.into(), text.into(), text.into());
    Decision { name, question, dmn, examples: vec![example, Example::default()] }
}

#[test]
fn every_definition_survives_its_folder() {
    let base = rich();
    survives(&base, "rich");
    survives(&Definition::default(), "empty");
    for (path, edited) in mutations(&base).into_iter().chain(removals(&base)) {
        if edited.flow().is_some() || edited.diagram.is_empty() {
            survives(&edited, &path);
        }
    }
}

#[test]
fn hostile_texts_survive_the_folder_letter_by_letter() {
    let texts = [
        "+++",
        "a\n+++\nb",
        "a\r\n+++\r\nb\u{7f}",
        "\"\"\"",
        "'''\n\"\"\"\n\\",
        " \t leading and trailing \n\n",
        "=cmd|' /C calc'!A0",
        "<script>alert(1)</script>",
        "\u{202e}right to left\u{0}\u{1b}",
        "a,b;\"c\"\nd",
        "\u{feff}mark",
        "\r",
    ];
    for text in texts {
        let page = Activity {
            purpose: text.into(),
            steps: text.into(),
            decision_rule: text.into(),
            exception_path: text.into(),
            tool: text.into(),
            record: text.into(),
            process_time_minutes: Some(7),
            inputs: vec![text.into(), "second".into()],
            ..Activity::default()
        };
        let definition = Definition {
            name: text.into(),
            purpose: text.into(),
            objectives: vec![text.into()],
            activities: [(text.to_owned(), page)].into(),
            raci: [(text.to_owned(), [(text.to_owned(), text.to_owned())].into())].into(),
            forms: [(text.to_owned(), Form { title: text.into(), ..Form::default() })].into(),
            decisions: [(text.to_owned(), spoken(text))].into(),
            ..sample()
        };
        survives(&definition, text);
    }
}

#[test]
fn no_id_of_an_activity_leads_out_of_the_folder() {
    for (id, file) in [
        ("log", "activities/log.md"),
        ("../../etc/passwd", "activities/%2E%2E%2F%2E%2E%2Fetc%2Fpasswd.md"),
        ("a.b", "activities/a%2Eb.md"),
        ("prüfen", "activities/pr%C3%BCfen.md"),
    ] {
        let definition = Definition { activities: [(id.to_owned(), Activity::default())].into(), ..sample() };
        assert!(files(&definition).contains_key(file), "{file}");
        survives(&definition, id);
    }
}

#[test]
fn a_folder_with_the_line_ends_of_windows_reads_the_same() {
    let definition = rich();
    let folder = files(&definition)
        .into_iter()
        .map(|(path, bytes)| {
            let text = String::from_utf8(bytes).expect("text");
            let text = if path == DIAGRAM || path.ends_with(".dmn") { text } else { text.replace('\n', "\r\n") };
            (path, text.into_bytes())
        })
        .collect();
    assert_eq!(from_files(&folder).expect("reads"), definition);
}

#[test]
fn a_wrong_file_is_named_with_its_line() {
    let spoil = |path: &str, bytes: &[u8]| {
        let mut folder = files(&sample());
        folder.insert(path.to_owned(), bytes.to_vec());
        from_files(&folder).expect_err(path).iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let cases: [(&str, &[u8], &str); 27] = [
        ("decisions/rank.toml", b"dmn = \"x\"\n", "decisions/rank.toml: The model does not stand here"),
        ("decisions/rank.toml", b"name = \"x\"\ncolour = 1\n", "decisions/rank.toml, line 2: unknown field `colour`"),
        ("decisions/a b.dmn", b"", "decisions/a b.dmn: “a b” cannot be the name of a file here."),
        ("process.toml", b"name = \"x\"\ncolour = 1\n", "process.toml, line 2: unknown field `colour`"),
        ("process.toml", b"name = \"x\nfoo", "process.toml, line 2: "),
        ("process.toml", b"name = 3\n", "process.toml, line 1: invalid type: integer `3`, expected a string."),
        ("process.toml", b"diagram = \"x\"\n", "process.toml: The field diagram does not stand here"),
        ("process.toml", b"[raci.log]\nagent = \"R\"\n", "process.toml: The field raci does not stand here"),
        (
            "process.toml",
            b"[[measures]]\nkey = \"m\"\n[measures.target]\ndirection = \"at_most\"\nvalue = nan\n",
            "process.toml, line 5: a target is a finite number.",
        ),
        ("process.toml", b"name = \"a\"\npurpose = \"\xff\"\n", "process.toml, line 2: The file is not UTF-8 text."),
        ("raci.csv", b"activity,role,letters\nlog,agent\n", "raci.csv, line 2: Three cells are expected, 2 found."),
        ("raci.csv", b"log,agent,R\n", "raci.csv, line 1: The header is “log,agent,R”."),
        ("raci.csv", b"activity,role,letters\n\nlog,\"agent,R\n", "raci.csv, line 3: A quoted cell begins here"),
        (
            "raci.csv",
            b"activity,role,letters\nlog,agent,R\nlog,agent,A\n",
            "raci.csv, line 3: The letters of “agent” at “log” stand in two lines.",
        ),
        ("activities/log.md", b"no front matter", "activities/log.md, line 1: The front matter"),
        ("activities/log.md", b"+++\npurpose = \"never closed\"\n", "activities/log.md, line 1: The front matter"),
        ("activities/log.md", b"+++\npurpose = 1\n+++\n", "activities/log.md, line 2: "),
        ("activities/log.md", b"+++\nsteps = \"x\"\n+++\n", "activities/log.md: The steps do not stand"),
        ("activities/a b.md", b"+++\n+++\n", "cannot be the name of a file here."),
        ("activities/%zz.md", b"+++\n+++\n", "cannot be the name of a file here."),
        ("diagram.bpmn", b"<definitions>", "diagram.bpmn, line 1: This is no BPMN"),
        ("notes.txt", b"hello", "notes.txt: This file is not part of a definition."),
        ("process.toml", b"[forms.report]\ntitle = \"x\"\n", "process.toml: The field forms does not stand here"),
        ("forms/report.toml", b"title = \"x\"\nfoo = 1\n", "forms/report.toml, line 2: unknown field `foo`"),
        ("forms/a b.toml", b"", "cannot be the name of a file here."),
        ("forms/report.md", b"", "forms/report.md: This file is not part of a definition."),
        ("activities/deep/log.md", b"+++\n+++\n", "cannot be the name of a file here."),
    ];
    for (path, bytes, expected) in cases {
        let told = spoil(path, bytes);
        assert!(told.contains(expected), "{told}");
    }
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let folder: BTreeMap<String, Vec<u8>> = [
        ("raci.csv", "activity,role,letters\na\nb\n"),
        ("activities/log.md", "x"),
        ("diagram.bpmn", "x"),
        ("notes.txt", "x"),
    ]
    .into_iter()
    .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
    .collect();
    let files: Vec<String> = from_files(&folder).expect_err("wrong").into_iter().map(|error| error.file).collect();
    assert_eq!(files, ["process.toml", "activities/log.md", "diagram.bpmn", "notes.txt", "raci.csv", "raci.csv"]);
}

#[test]
fn what_is_too_large_is_refused() {
    let long = Definition { purpose: "x".repeat(limits::TEXT_BYTES + 1), ..sample() };
    let told = from_files(&files(&long)).expect_err("too long")[0].to_string();
    assert!(told.contains("The text at purpose is too long: 65 KiB, at most 64 KiB."), "{told}");
    let many = Definition { triggers: vec!["x".into(); limits::LIST_ENTRIES + 1], ..sample() };
    let told = from_files(&files(&many)).expect_err("too many")[0].to_string();
    assert!(told.contains("There are too many entries at triggers: 501, at most 500."), "{told}");
}

#[test]
fn mangled_files_give_errors_and_never_a_panic() {
    let folder = files(&rich());
    let mut seed: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut next = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % u64::try_from(below.max(1)).expect("small")).expect("small")
    };
    for _ in 0..400 {
        let mut mangled = folder.clone();
        let paths: Vec<&String> = folder.keys().collect();
        let bytes = mangled.get_mut(paths[next(paths.len())]).expect("there");
        if next(3) == 0 {
            bytes.truncate(next(bytes.len()));
        } else if !bytes.is_empty() {
            let at = next(bytes.len());
            bytes[at] ^= 1 << next(8);
        }
        if let Ok(definition) = from_files(&mangled) {
            survives(&definition, "mangled");
        }
    }
}

#[test]
fn what_is_written_reads_and_is_written_the_same_to_the_byte() {
    for definition in [rich(), sample(), Definition::default()] {
        let once = files(&definition);
        let again = files(&from_files(&once).expect("reads"));
        assert_eq!(once, again);
    }
    let manifest = String::from_utf8(files(&rich())["process.toml"].clone()).expect("text");
    let at = |text: &str| manifest.find(text).unwrap_or_else(|| panic!("{text} in {manifest}"));
    assert!(
        at("name = ") < at("purpose = ") && at("purpose = ") < at("[[inputs]]") && at("[[inputs]]") < at("[[roles]]")
    );
    let empty = String::from_utf8(files(&Definition::default())["process.toml"].clone()).expect("text");
    assert_eq!(empty, "review_interval_days = 0\n", "what is empty is left out");
}

#[test]
fn the_matrix_is_written_in_the_order_of_the_diagram_and_of_the_roles() {
    let mut definition = sample();
    definition.roles.reverse();
    definition.raci.insert("ghost".into(), [("nobody".to_owned(), "I".to_owned())].into());
    let table = String::from_utf8(files(&definition)["raci.csv"].clone()).expect("text");
    let expected =
        "activity,role,letters\nlog,manager,A\nlog,agent,R\nsolve,manager,A\nsolve,agent,R\nghost,nobody,I\n";
    assert_eq!(table, expected);
}
