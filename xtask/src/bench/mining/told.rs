//! What the programs told, and the table that it makes.
//!
//! Absent: judgement; a peer that was not asked or does not have an answer has a dash.

/// One measurement of one program.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    what: String,
    wall_ms: f64,
    cpu_ms: f64,
    note: String,
}

/// What one program measured on one log.
#[derive(Debug, Default)]
pub struct Side {
    name: String,
    measured: Vec<Measured>,
    peak_mb: f64,
}

impl Side {
    /// Reads lines of JSON; others are passed over.
    pub fn of(name: &str, lines: &[String]) -> Side {
        let mut side = Side { name: name.to_owned(), ..Side::default() };
        for line in lines {
            let number = |key: &str| field(line, key).and_then(|text| text.parse::<f64>().ok());
            match (field(line, "what"), number("ms"), number("cpu_ms"), number("mb")) {
                (Some(what), Some(wall_ms), Some(cpu_ms), _) => {
                    let note = field(line, "note").unwrap_or_default().to_owned();
                    side.measured.push(Measured { what: what.to_owned(), wall_ms, cpu_ms, note });
                }
                (Some("peak"), _, _, Some(mb)) => side.peak_mb = side.peak_mb.max(mb),
                _ => {}
            }
        }
        side
    }

    fn find(&self, what: &str) -> Option<&Measured> {
        self.measured.iter().find(|one| one.what == what)
    }
}

impl Measured {
    /// Linux counts the time of a process in hundredths of a second; below, or where it counted none, the wall time is the better
    /// figure.
    fn cpu(&self) -> f64 {
        let wall_ms = if self.cpu_ms == 0.0 { self.wall_ms } else { self.wall_ms.min(1.0) };
        self.cpu_ms.max(wall_ms).max(f64::EPSILON)
    }
}

/// The value of a key in a line of flat JSON without escapes.
fn field<'l>(line: &'l str, key: &str) -> Option<&'l str> {
    let rest = line.split_once(&format!("\"{key}\":"))?.1;
    match rest.strip_prefix('"') {
        Some(text) => text.split('"').next(),
        None => rest.split([',', '}']).next(),
    }
}

fn time(ms: f64) -> String {
    match ms {
        ..10.0 => format!("{ms:.2} ms"),
        ..1_000.0 => format!("{ms:.0} ms"),
        _ => format!("{:.2} s", ms / 1_000.0),
    }
}

/// CPU and wall times, ours first; of a peer also how many times our CPU time its own is.
pub fn table(ours: &Side, peers: &[Side]) -> String {
    let mut whats: Vec<&str> = Vec::new();
    for one in std::iter::once(ours).chain(peers).flat_map(|side| &side.measured) {
        if !whats.contains(&one.what.as_str()) {
            whats.push(&one.what);
        }
    }
    let names: Vec<&str> = peers.iter().map(|side| side.name.as_str()).collect();
    let mut text =
        format!("| CPU, wall (CPU ratio) | ours | {} |\n|---{}|\n", names.join(" | "), "|---".repeat(peers.len() + 1));
    for what in whats {
        let own = ours.find(what);
        text.push_str(&format!("| {what} | {} |", own.map_or_else(|| "–".to_owned(), |one| times(one, None))));
        for one in peers.iter().map(|side| side.find(what)) {
            text.push_str(&format!(" {} |", one.map_or_else(|| "–".to_owned(), |one| times(one, own))));
        }
        text.push('\n');
    }
    let peaks = std::iter::once(ours).chain(peers).map(|side| format!("{:.0} MB", side.peak_mb));
    text.push_str(&format!("| peak memory | {} |\n", peaks.collect::<Vec<_>>().join(" | ")));
    for one in &ours.measured {
        let others = peers.iter().filter_map(|side| side.find(&one.what).map(|other| (&side.name, &other.note)));
        for (name, note) in others.filter(|(_, note)| **note != one.note && !note.is_empty()) {
            text.push_str(&format!("\n{}: ours says “{}”, {name} “{note}”.\n", one.what, one.note));
        }
    }
    text
}

fn times(one: &Measured, own: Option<&Measured>) -> String {
    let ratio = own.map_or_else(String::new, |own| format!(" ({:.1})", one.cpu() / own.cpu()));
    format!("{}, {}{ratio}", time(one.cpu()), time(one.wall_ms))
}
