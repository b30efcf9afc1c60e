//! `mandate deploy`: a process from its files to Camunda 8, Operaton or Camunda 7, without an office.
//!
//! The secret is read from a file or from the environment, never from the command line, which others on the machine can read. Absent:
//! keeping what was deployed; an office does that.

use std::path::PathBuf;

use clap::Args;
use engine::elsewhere::{Target, Weight};
use serde_json::{Value, json};

use super::convert::Engine;
use super::folder;
use crate::clock::Clock;
use crate::connector::engine::{Deployed, Parcel, Settings, deploy, hello, sign_in};
use crate::connector::wire::{Line, Names, Pace, Target as Place, Trouble, Way};
use crate::definition::elsewhere;
use crate::process::key_of;

/// Deploys a process to an engine, without an office.
#[derive(Args, Clone, Debug)]
pub struct Deploy {
    /// A .bpmn file or the folder of a definition.
    #[arg(value_name = "IN")]
    from: PathBuf,
    /// The engine.
    #[arg(long, value_name = "ENGINE")]
    to: Engine,
    /// Where it begins, for example <https://engine.example/engine-rest>.
    #[arg(long)]
    address: String,
    /// The user name, or the id of a client.
    #[arg(long, default_value = "")]
    account: String,
    /// A file with the password, the token, or the secret of a client.
    #[arg(long, value_name = "FILE")]
    credential_file: Option<PathBuf>,
    /// The same without a file.
    #[arg(long, env = "MANDATE_ENGINE_CREDENTIAL", hide = true, default_value = "")]
    credential: String,
    /// Where a client fetches a token first.
    #[arg(long, default_value = "")]
    token_address: String,
    /// Whom the token is for.
    #[arg(long, default_value = "")]
    audience: String,
    /// The tenant, where the engine has several.
    #[arg(long, default_value = "")]
    tenant: String,
    /// Only say what would be deployed and what does not carry over.
    #[arg(long)]
    dry_run: bool,
    /// Deploy although something does not carry over.
    #[arg(long)]
    although: bool,
}

/// Deploys, or says what would be.
///
/// # Errors
/// A sentence: what cannot be read, what does not carry over, or what the engine refused in its own words.
pub fn run(arguments: &Deploy) -> Result<(String, Value), String> {
    let target: Target = arguments.to.into();
    let (definition, mut lines) = folder::definition(&arguments.from)?;
    let carried = elsewhere(&definition, target)?;
    let parcel = Parcel::of(&key_of(&definition.name), &carried);
    let lost = carried.notes.iter().filter(|note| note.weight == Weight::Lost).count();
    lines.extend(carried.notes.iter().map(super::convert::told));
    let notes: Vec<Value> = carried.notes.iter().map(super::convert::noted).collect();
    let files: Vec<&str> = parcel.files.iter().map(|file| file.name.as_str()).collect();
    if arguments.dry_run {
        lines.push(format!("Nothing was sent. {} would be deployed: {}.", target.label(), files.join(", ")));
        return Ok((lines.join("\n"), json!({ "deployed": false, "files": files, "notes": notes })));
    }
    if lost > 0 && !arguments.although {
        lines.push(format!("{lost} of these do not carry over. Mend the definition, or add --although."));
        return Err(lines.join("\n"));
    }
    let done = carry(arguments, target, &parcel).map_err(|trouble| trouble.sentence)?;
    let process = done.items.iter().find(|item| item.what == "process");
    if let Some(process) = process {
        lines.push(format!(
            "{} is version {} there: deployment {}, definition {}. {}",
            process.id, process.version, done.deployment, process.key, done.sentence
        ));
    }
    let value = json!({
        "deployed": true, "deployment": done.deployment, "parts": done.items, "told": done.sentence, "files": files, "notes": notes,
    });
    Ok((lines.join("\n"), value))
}

/// Whoever types an address on the machine itself may call it.
fn carry(arguments: &Deploy, target: Target, parcel: &Parcel) -> Result<Deployed, Trouble> {
    let place = |text: &str| Place::read(text).map_err(|refusal| Trouble::answer(refusal.sentence));
    let address = place(&arguments.address)?;
    let mut inside = vec![address.inside()];
    if !arguments.token_address.is_empty() {
        inside.push(place(&arguments.token_address)?.inside());
    }
    let secret = match &arguments.credential_file {
        None => arguments.credential.clone(),
        Some(path) => std::fs::read_to_string(path)
            .map(|text| text.trim_end_matches(['\r', '\n']).to_owned())
            .map_err(|error| Trouble::answer(format!("{} cannot be read: {error}.", path.display())))?,
    };
    let settings = Settings {
        token_address: arguments.token_address.clone(),
        audience: arguments.audience.clone(),
        tenant: arguments.tenant.clone(),
    };
    let way = Way { names: Names::System, inside, own: ([0, 0, 0, 0], 0).into(), pace: Pace::USUAL };
    let mut line = Line::new(way, address, Clock::System);
    sign_in(&mut line, &arguments.account, &secret, &settings)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Trouble::answer(format!("Nothing can be called from here: {error}.")))?;
    runtime.block_on(async {
        hello(target, &mut line).await?;
        deploy(target, &mut line, parcel).await
    })
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{Deploy, Engine, run};
    use crate::connector::engine::tests::operaton::Seven;

    fn asked(address: &str) -> Deploy {
        let from: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../library/incident-management");
        Deploy {
            from,
            to: Engine::Operaton,
            address: address.to_owned(),
            account: "demo".to_owned(),
            credential_file: None,
            credential: "demo".to_owned(),
            token_address: String::new(),
            audience: String::new(),
            tenant: String::new(),
            dry_run: false,
            although: true,
        }
    }

    #[test]
    fn files_are_deployed_without_an_office_and_a_dry_run_calls_nothing() {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        let (stand, seven) = runtime.block_on(Seven::default().open());
        let dry = Deploy { dry_run: true, ..asked(&stand.url()) };
        let (told, value) = run(&dry).expect("told");
        assert!(told.contains("Nothing was sent") && value["deployed"] == false, "{told}");
        assert_eq!(stand.count("GET", "/"), 0);
        for number in 1..=2 {
            let (told, value) = run(&asked(&stand.url())).expect("deployed");
            assert!(told.contains("incident-management is version 1 there: deployment d0"), "{number}: {told}");
            assert_eq!(value["parts"][0]["what"], "process");
        }
        assert_eq!(seven.lock().expect("free").deployments(), 1, "the same files are deployed once");
        let wrong = Deploy { credential: "wrong".to_owned(), ..asked(&stand.url()) };
        assert!(run(&wrong).expect_err("refused").contains("does not know the credential"));
        let nowhere = run(&asked("ftp://x")).expect_err("no address");
        assert!(nowhere.contains("Only https and http"), "{nowhere}");
    }
}
