//! Turns the chosen Lucide icons (ISC licence, package `lucide-static`) into the `Icon` enum.

use std::fmt::Write;
use std::path::Path;

/// Our name and Lucide's name, in the order of the style page.
const ICONS: &[(&str, &str)] = &[
    ("Home", "house"),
    ("Inbox", "inbox"),
    ("Process", "workflow"),
    ("Handoff", "handshake"),
    ("Branch", "git-branch"),
    ("Library", "library"),
    ("Layers", "layers"),
    ("Shield", "shield-check"),
    ("Person", "user"),
    ("People", "users"),
    ("Owner", "user-check"),
    ("Office", "building-2"),
    ("Target", "target"),
    ("TrendUp", "trending-up"),
    ("TrendDown", "trending-down"),
    ("Steady", "minus"),
    ("ArrowRight", "arrow-right"),
    ("ArrowLeft", "arrow-left"),
    ("ArrowUp", "arrow-up"),
    ("ArrowDown", "arrow-down"),
    ("ChevronRight", "chevron-right"),
    ("ChevronLeft", "chevron-left"),
    ("ChevronDown", "chevron-down"),
    ("Sort", "chevrons-up-down"),
    ("SortUp", "chevron-up"),
    ("Search", "search"),
    ("Menu", "menu"),
    ("Close", "x"),
    ("Check", "check"),
    ("Good", "circle-check"),
    ("Bad", "circle-alert"),
    ("Warning", "triangle-alert"),
    ("Info", "info"),
    ("Help", "circle-help"),
    ("Add", "plus"),
    ("Edit", "pencil"),
    ("Delete", "trash-2"),
    ("Download", "download"),
    ("Upload", "upload"),
    ("Document", "file-text"),
    ("History", "history"),
    ("Clock", "clock"),
    ("Calendar", "calendar-days"),
    ("Bell", "bell"),
    ("Mail", "mail"),
    ("Settings", "settings"),
    ("Sun", "sun"),
    ("Moon", "moon"),
    ("Monitor", "monitor"),
    ("SignOut", "log-out"),
    ("SignIn", "log-in"),
    ("Key", "key"),
    ("Lock", "lock"),
    ("Link", "link"),
    ("External", "external-link"),
    ("Copy", "copy"),
    ("Undo", "undo-2"),
    ("Redo", "redo-2"),
    ("ZoomIn", "zoom-in"),
    ("ZoomOut", "zoom-out"),
    ("Fit", "maximize"),
    ("Filter", "filter"),
    ("List", "list"),
    ("Grid", "layout-grid"),
    ("Table", "table"),
    ("LineChart", "chart-line"),
    ("BarChart", "chart-column"),
    ("Activity", "activity"),
    ("Gauge", "gauge"),
    ("Idea", "lightbulb"),
    ("Comment", "message-square"),
    ("Training", "graduation-cap"),
    ("Communication", "megaphone"),
    ("Workshop", "presentation"),
    ("Checklist", "clipboard-check"),
    ("Control", "scale"),
    ("Decision", "gavel"),
    ("Seal", "stamp"),
    ("Guide", "book-open"),
    ("Glossary", "book-marked"),
    ("Automation", "bot"),
    ("Connector", "plug"),
    ("Data", "database"),
    ("Play", "play"),
    ("Pause", "pause"),
    ("Refresh", "refresh-cw"),
    ("Show", "eye"),
    ("Paste", "clipboard-paste"),
    ("FullScreen", "expand"),
    ("Layout", "layout-template"),
    ("Picture", "image"),
    ("Hidden", "eye-off"),
    ("Keyboard", "keyboard"),
    ("More", "ellipsis"),
    ("Split", "split"),
    ("Merge", "merge"),
    ("Route", "route"),
    ("Flag", "flag"),
    ("Star", "star"),
    ("Archive", "archive"),
    ("Send", "send"),
    ("Hash", "hash"),
    ("Interface", "handshake"),
    ("Tool", "wrench"),
    ("Feed", "rss"),
    ("Print", "printer"),
    ("Role", "circle-dot"),
    ("Refuse", "ban"),
    ("Look", "palette"),
    ("Journal", "scroll-text"),
    ("Fingerprint", "fingerprint"),
];

pub fn generate(packages: &Path, target: &Path) -> Result<(), String> {
    let mut variants = String::new();
    let mut arms = String::new();
    for (ours, lucide) in ICONS {
        let path = packages.join("lucide-static/icons").join(format!("{lucide}.svg"));
        let svg = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let shapes = shapes(&svg).ok_or_else(|| format!("{} is not an SVG as Lucide writes it", path.display()))?;
        let _ = writeln!(variants, "    /// Lucide's `{lucide}`.\n    {ours},");
        let _ = writeln!(arms, "            Self::{ours} => r#\"{shapes}\"#,");
    }
    let names: Vec<String> = ICONS.iter().map(|(ours, _)| format!("Self::{ours}")).collect();
    let code = format!(
        "/// A picture that stands beside words.\n\
         #[derive(Debug, Clone, Copy, PartialEq, Eq)]\npub enum Icon {{\n{variants}}}\n\n\
         impl Icon {{\n    /// Every icon of the set.\n    pub const ALL: &'static [Self] = &[{}];\n\n    \
         fn shapes(self) -> &'static str {{\n        match self {{\n{arms}        }}\n    }}\n}}\n",
        names.join(", ")
    );
    crate::write(target, code.as_bytes())
}

/// What stands between `<svg …>` and `</svg>`, on one line.
fn shapes(svg: &str) -> Option<String> {
    let start = svg.find("<svg")?;
    let open = start + svg[start..].find('>')? + 1;
    let close = svg.rfind("</svg>")?;
    Some(svg.get(open..close)?.lines().map(str::trim).collect())
}
