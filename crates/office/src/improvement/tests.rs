mod change;
mod door;
mod life;
mod remark;
mod rules;
mod ticket;

use crate::process;
use crate::testing::Office;

/// Puts a process without any version into the office, once.
async fn process(office: &Office, id: &'static str) {
    let now = office.app.now();
    office
        .app
        .write(move |tx| {
            if process::store::all(tx)?.iter().all(|one| one.id != id) {
                let (id, key, name) = (id.to_owned(), format!("key-of-{id}"), format!("Process {id}"));
                let new = crate::process::tests::bare(&id, &key, &name, now);
                process::store::insert(tx, &new, "")?;
            }
            Ok(())
        })
        .await
        .expect("a process is added");
}
