//! The demo office: a furnished office to walk around in, made through the same commands that people use.
//!
//! Everything in it is invented. It tells a story of half a year: processes adopted, owned and published, an improvement from
//! idea to a changed process, approvals that wait, a role to accept. Absent: anything that only works here.

mod architecture;
mod calendar;
mod cases;
mod cast;
mod connector;
mod log;
mod related;
mod skill;
mod story;
mod talk;
mod tool;

use crate::clock::Time;
use crate::connector::secret::Key;
use crate::failure::Failure;
use crate::finding;
use crate::settings;
use crate::web::App;

/// The name on every page of the demo.
const OFFICE_NAME: &str = "Northwind IT";

/// Furnishes an office that was never set up; an office with people in it is left alone.
///
/// # Errors
/// The database's, or a refusal, which would be a defect of the story.
pub async fn furnish(app: &App) -> Result<(), Failure> {
    let now = app.now();
    let is_new = app.read(|tx| Ok(settings::get(tx, settings::SET_UP_AT)?.is_none())).await?;
    if is_new {
        let config = app.config().clone();
        let key = tokio::task::spawn_blocking(move || Key::of_office(&config)).await.map_err(Failure::broken)??;
        let key = std::sync::Arc::new(key);
        app.write(move |tx| {
            settings::put(tx, settings::OFFICE_NAME, OFFICE_NAME)?;
            settings::put(tx, settings::SET_UP_AT, &now.0.to_string())?;
            let cast = cast::enter(tx, ago(now, 200))?;
            calendar::enter(tx, &cast, now)?;
            skill::enter(tx, &cast, now)?;
            story::tell(tx, &cast, now)?;
            talk::tell(tx, &cast, now)?;
            cases::tell(tx, &cast, now)?;
            finding::commands::gather(tx, now)?;
            tool::tell(tx, &cast, now)?;
            connector::enter(tx, &cast, &key, now)?;
            log::import(tx, &cast, now)
        })
        .await?;
    }
    app.show_office_name(OFFICE_NAME.to_owned());
    Ok(())
}

/// Ten in the morning, some days before `now`.
fn ago(now: Time, days: i64) -> Time {
    Time::of_date(now.date()).plus_days(-days).plus_seconds(10 * 3600)
}

#[cfg(test)]
mod tests;
