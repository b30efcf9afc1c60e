//! What every measurement needs: an office in a folder of its own, processes that run, and what it cost.

use std::path::{Path, PathBuf};
use std::time::Instant;

use office::access::{Actor, Holding, Role};
use office::automation::deployment;
use office::clock::{Clock, Time};
use office::config::Config;
use office::definition::{Definition, ProcessRole};
use office::failure::Failure;
use office::people::{self, Person};
use office::process::readiness::{self, Acceptance};
use office::process::{State as Stage, commands, store};
use office::web::App;

pub type Outcome = Result<(), Box<dyn std::error::Error>>;

pub const TASK: &str = "<startEvent id=\"s\"/><userTask id=\"look\" name=\"Look\"/><endEvent id=\"e\"/>\
     <sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"look\"/><sequenceFlow id=\"b\" sourceRef=\"look\" targetRef=\"e\"/>";
pub const TIMER: &str = "<startEvent id=\"s\"/><intermediateCatchEvent id=\"w\"><timerEventDefinition id=\"d\"><timeDate>2020-01-01T00:00:00Z\
     </timeDate></timerEventDefinition></intermediateCatchEvent><userTask id=\"look\" name=\"Look\"/><endEvent id=\"e\"/>\
     <sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"w\"/><sequenceFlow id=\"b\" sourceRef=\"w\" targetRef=\"e\"/>";

/// A folder that goes when it is no longer needed.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> std::io::Result<Folder> {
        let path = std::env::temp_dir().join(format!("mandate-cases-{}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Folder(path))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            eprintln!("{} stays: {error}", self.0.display());
        }
    }
}

/// The office of a folder.
pub fn office(folder: &Path) -> Result<App, db::Error> {
    let config = Config {
        data: folder.to_owned(),
        listen: ([127, 0, 0, 1], 0).into(),
        database: format!("sqlite:{}", folder.join("mandate.db").display()),
        public_url: "http://localhost".to_owned(),
        smtp: None,
        mail_from: "office@localhost".to_owned(),
        key_file: None,
        demo: false,
    };
    office::app::open(config, Clock::System)
}

/// A failure as an error.
pub fn told(failure: Failure) -> String {
    format!("{failure:?}")
}

/// Adds somebody, and gives how they act: as somebody who may do everything with processes and cases.
pub async fn somebody(app: &App, id: &str, name: &str) -> Result<Actor, String> {
    let person = Person {
        id: id.to_owned(),
        name: name.to_owned(),
        email: format!("{id}@localhost"),
        title: String::new(),
        unit_id: None,
        created_at: Time(0),
        disabled_at: None,
    };
    let actor = acting(id, name);
    app.write(move |tx| Ok(people::store::insert(tx, &person, None)?)).await.map_err(told)?;
    Ok(actor)
}

/// How somebody acts who may do everything with processes and cases.
pub fn acting(id: &str, name: &str) -> Actor {
    let holdings = vec![Holding { role: Role::SmoManager, process_id: None }];
    Actor { person_id: id.to_owned(), name: name.to_owned(), holdings }
}

/// A published process with this flow, switched on with these people in its one role.
pub async fn running(app: &App, actor: &Actor, name: &str, flow: &str, people: &[&str]) -> Result<String, String> {
    let mut definition = Definition { name: name.to_owned(), ..Definition::default() };
    definition.diagram = format!(
        "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" targetNamespace=\"urn:bench\">\
         <process id=\"p\" isExecutable=\"true\">{flow}</process></definitions>"
    );
    definition.roles.push(ProcessRole { key: "doer".to_owned(), name: "Doer".to_owned(), ..ProcessRole::default() });
    definition.raci.entry("look".to_owned()).or_default().insert("doer".to_owned(), "RA".to_owned());
    let staff: Vec<(String, String)> = people.iter().map(|person| ("doer".to_owned(), (*person).to_owned())).collect();
    let (by, now) = (actor.clone(), app.now());
    app.write(move |tx| {
        let (process, mut version) = commands::add(tx, &by, now, "core", &definition)?;
        version.number = "1.0".to_owned();
        version.state = Stage::Published;
        version.published_at = Some(now);
        version.effective_at = Some(now);
        store::update_version(tx, &version)?;
        let unsettled = readiness::unsettled(&definition, &readiness::managed(tx, now, &process.id)?);
        let acceptance = Acceptance {
            accepted: unsettled,
            reason: "It is only measured.".to_owned(),
            by_id: by.person_id.clone(),
            by_name: by.name.clone(),
            accepted_at: now,
        };
        readiness::store::keep(tx, &process.id, &acceptance)?;
        deployment::switch_on(tx, &by, now, &process.id, &staff)?;
        Ok(process.id)
    })
    .await
    .map_err(told)
}

/// What something cost: time on the clock, and of processors, of the whole program and of the thread that writes.
pub struct Cost {
    begun: Instant,
    processor: f64,
    writer: f64,
}

impl Cost {
    pub fn begin() -> Cost {
        Cost { begun: Instant::now(), processor: processor(), writer: writer() }
    }

    /// Seconds on the clock, seconds of processors, and those of the thread that writes.
    pub fn end(&self) -> (f64, f64, f64) {
        (self.begun.elapsed().as_secs_f64(), processor() - self.processor, writer() - self.writer)
    }
}

/// Seconds of processors that this program took.
fn processor() -> f64 {
    seconds(Path::new("/proc/self/stat")).unwrap_or(0.0)
}

/// Seconds of processors that the threads took which write to the database.
fn writer() -> f64 {
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else { return 0.0 };
    let writes =
        |path: &PathBuf| std::fs::read_to_string(path.join("comm")).is_ok_and(|name| name.trim() == "db-writer");
    let paths = threads.filter_map(|thread| thread.ok().map(|thread| thread.path()));
    paths.filter(writes).filter_map(|path| seconds(&path.join("stat"))).sum()
}

/// Seconds in which a program or thread computed, from a file of Linux: fields 14 and 15, in hundredths.
fn seconds(stat: &Path) -> Option<f64> {
    let text = std::fs::read_to_string(stat).ok()?;
    let behind = text.rsplit_once(')')?.1;
    let mut fields = behind.split_whitespace().skip(11).filter_map(|field| field.parse::<f64>().ok());
    Some((fields.next()? + fields.next()?) / 100.0)
}

/// Memory that this program has in use, in MB.
pub fn resident_mb() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<f64>().ok().map(|kib| kib * 1024.0 / 1e6)
}
