//! Names every asset by the hash of its content, packs it with gzip, and writes the table that the crate embeds.
//!
//! Scripts import one another by relative name; those names are replaced by the hashed ones, dependencies first, so that a
//! browser may keep every asset for ever.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

/// The style of every page, in the order of the cascade.
const APP_STYLES: &[&str] = &[
    "layers.css",
    "tokens.css",
    "base.css",
    "frame.css",
    "form.css",
    "table.css",
    "parts.css",
    "chart.css",
    "phone.css",
    "print.css",
];
const DIAGRAM_STYLES: &[&str] = &["diagram.css"];
/// Ready files of packages: our name and the file in `node_modules`.
const PACKAGED: &[(&str, &str)] = &[
    ("htmx.js", "htmx.org/dist/htmx.min.js"),
    ("hx-sse.js", "htmx.org/dist/ext/hx-sse.min.js"),
    ("bpmn-modeler.js", "bpmn-js/dist/bpmn-modeler.production.min.js"),
    ("bpmn.woff2", "bpmn-js/dist/assets/bpmn-font/font/bpmn.woff2"),
];
const EDITOR_STYLES: &[&str] = &["bpmn-js/dist/assets/diagram-js.css", "bpmn-js/dist/assets/bpmn-js.css"];
const EDITOR_FONT: &str = "bpmn-js/dist/assets/bpmn-font/css/bpmn-codes.css";
/// Hexadecimal digits of the content hash in a file name; 48 bits are plenty for one product.
const NAME_DIGITS: usize = 12;

/// Writes `assets.rs` and the embedded files into `out_dir`.
pub fn generate(css: &Path, browser: &Path, packages: &Path, out_dir: &Path) -> Result<(), String> {
    let folder = out_dir.join("assets");
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut table = Table { folder, rows: BTreeMap::new() };
    for (name, file) in PACKAGED {
        let path = packages.join(file);
        let bytes = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let bytes = if name.ends_with(".js") { without_source_map(&bytes) } else { bytes };
        table.add(name, &bytes)?;
    }
    println!("cargo::rerun-if-changed={}", css.display());
    table.add("app.css", joined(css, APP_STYLES)?.as_bytes())?;
    table.add("diagram.css", joined(css, DIAGRAM_STYLES)?.as_bytes())?;
    let editor = editor_style(css, packages, &table)?;
    table.add("editor.css", editor.as_bytes())?;
    table.add("icon.svg", crate::read(&css.join("icon.svg"))?.as_bytes())?;
    add_scripts(&browser.join("scripts"), &mut table)?;
    crate::write(&out_dir.join("assets.rs"), table.code().as_bytes())
}

/// A digest in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

struct Table {
    folder: PathBuf,
    rows: BTreeMap<String, Row>,
}

struct Row {
    file: String,
    digest: String,
    packed: bool,
}

impl Table {
    fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), String> {
        let digest = hex(&Sha256::digest(bytes));
        let (stem, extension) = name.rsplit_once('.').ok_or_else(|| format!("{name} has no extension"))?;
        let file = format!("{stem}.{}.{extension}", &digest[..NAME_DIGITS]);
        crate::write(&self.folder.join(&file), bytes)?;
        let packed = extension != "woff2";
        if packed {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
            let gzip = encoder.write_all(bytes).and_then(|()| encoder.finish());
            let gzip = gzip.map_err(|error| format!("{name}: {error}"))?;
            crate::write(&self.folder.join(format!("{file}.gz")), &gzip)?;
        }
        self.rows.insert(name.to_owned(), Row { file, digest, packed });
        Ok(())
    }

    fn file(&self, name: &str) -> Result<&str, String> {
        self.rows.get(name).map(|row| row.file.as_str()).ok_or_else(|| format!("there is no asset {name}"))
    }

    fn code(&self) -> String {
        let mut code = String::from("/// Sorted by name.\nstatic ASSETS: &[Asset] = &[\n");
        for (name, row) in &self.rows {
            let include =
                |suffix: &str| format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/assets/{}{suffix}\"))", row.file);
            let gzip = if row.packed { format!("Some({})", include(".gz")) } else { "None".to_owned() };
            let _ = writeln!(
                code,
                "    Asset {{ name: {name:?}, path: \"/assets/{}\", mime: {:?}, etag: \"\\\"{}\\\"\", bytes: {}, gzip: {gzip} }},",
                row.file,
                mime(name),
                row.digest,
                include(""),
            );
        }
        code.push_str("];\n");
        code
    }
}

fn mime(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

fn joined(folder: &Path, names: &[&str]) -> Result<String, String> {
    let mut text = String::new();
    for name in names {
        text.push_str(&without_comments(&crate::read(&folder.join(name))?));
    }
    Ok(text)
}

/// The modeller's own style, its font by hashed name, and ours over it.
fn editor_style(css: &Path, packages: &Path, table: &Table) -> Result<String, String> {
    let font = table.file("bpmn.woff2")?;
    let mut text = String::from("@layer reset, tokens, base, modeller, parts, print;\n@layer modeller {\n");
    for name in EDITOR_STYLES.iter().chain([&EDITOR_FONT]) {
        text.push_str(&without_comments(&crate::read(&packages.join(name))?));
    }
    let _ = writeln!(
        text,
        "[class^=\"bpmn-icon-\"]::before,[class*=\" bpmn-icon-\"]::before{{font-family:\"bpmn\";font-style:normal;\
         font-weight:normal;display:inline-block;width:1em;margin-inline:.2em;text-align:center;line-height:1em}}\n}}\n\
         @font-face{{font-family:\"bpmn\";src:url(\"{font}\") format(\"woff2\");font-display:block}}"
    );
    text.push_str(&joined(css, &["editor.css"])?);
    Ok(text)
}

fn without_comments(css: &str) -> String {
    let mut text = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(start) = rest.find("/*") {
        text.push_str(&rest[..start]);
        rest = rest[start..].find("*/").map_or("", |end| &rest[start + end + 2..]);
    }
    text.push_str(rest);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.fold(String::new(), |all, line| all + &line.replace("; }", "}").replace(" {", "{").replace(": ", ":") + "\n")
}

/// A script without the comments that fill whole lines; people read those in `browser/`, browsers need not.
fn without_comment_lines(script: &str) -> String {
    let mut text = String::with_capacity(script.len());
    let mut inside = false;
    for line in script.lines() {
        let trimmed = line.trim();
        let opens = trimmed.starts_with("/*") && !trimmed.contains("*/");
        let whole = trimmed.starts_with("//") || (trimmed.starts_with("/*") && trimmed.ends_with("*/"));
        if !inside && !opens && !whole && !trimmed.is_empty() {
            text.push_str(line);
            text.push('\n');
        }
        inside = (inside || opens) && !trimmed.ends_with("*/");
    }
    text
}

fn without_source_map(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    text.lines().filter(|line| !line.starts_with("//# sourceMappingURL=")).collect::<Vec<_>>().join("\n").into_bytes()
}

/// Our own modules, each after those it imports.
fn add_scripts(scripts: &Path, table: &mut Table) -> Result<(), String> {
    println!("cargo::rerun-if-changed={}", scripts.display());
    let mut waiting = BTreeMap::new();
    for entry in std::fs::read_dir(scripts).map_err(|error| format!("{}: {error}", scripts.display()))? {
        let path = entry.map_err(|error| error.to_string())?.path();
        if path.extension().is_some_and(|extension| extension == "js") {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            waiting.insert(name, without_comment_lines(&crate::read(&path)?));
        }
    }
    while !waiting.is_empty() {
        let ready: Vec<String> = waiting
            .iter()
            .filter(|(_, text)| imports(text).iter().all(|import| !waiting.contains_key(import)))
            .map(|(name, _)| name.clone())
            .collect();
        if ready.is_empty() {
            let names: Vec<&String> = waiting.keys().collect();
            return Err(format!("these modules of browser/scripts/ import one another in a circle: {names:?}"));
        }
        for name in ready {
            let mut text = waiting.remove(&name).unwrap_or_default();
            for import in imports(&text) {
                let file = table.file(&import).map_err(|error| format!("browser/scripts/{name}: {error}"))?;
                text = text.replace(&format!("\"./{import}\""), &format!("\"./{file}\""));
            }
            table.add(&name, text.as_bytes())?;
        }
    }
    Ok(())
}

/// The names in `from "./name.js"` and `import "./name.js"`.
fn imports(text: &str) -> Vec<String> {
    text.lines()
        .filter(|line| line.starts_with("import ") || line.starts_with("} from ") || line.starts_with("export "))
        .filter_map(|line| line.split_once("\"./")?.1.split_once('"'))
        .map(|(name, _)| name.to_owned())
        .collect()
}
