//! Words of the glossary in running text: the first time that a section uses one, it leads to its meaning.
//!
//! Absent: forms of a word beyond a plural s. Works on plain text and on the HTML of rendered Markdown, where links and code are left
//! as they are.

use std::collections::BTreeSet;

use maud::{Markup, PreEscaped, html};

use crate::definition::Definition;

/// The glossary of a definition, and which of its words the section at hand used already.
pub(super) struct Words<'a> {
    /// Word as it is looked for, meaning, and where it is explained; long words first, so that they win over their parts.
    terms: Vec<(&'a str, &'a str, String)>,
    told: BTreeSet<usize>,
}

/// The anchor of a word on the page of the glossary.
#[must_use]
pub(super) fn anchor(term: &str) -> String {
    let letters = term.to_lowercase();
    let kept: String = letters.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '-' }).collect();
    format!("word-{kept}")
}

/// The word that is looked for: the term without what stands behind it in brackets.
fn looked_for(term: &str) -> &str {
    term.split(" (").next().unwrap_or(term).trim()
}

impl<'a> Words<'a> {
    /// The words of a definition; `page` is where they are explained, and without one nothing is linked.
    pub(super) fn of(definition: &'a Definition, page: Option<&str>) -> Words<'a> {
        let explained = |page: &str, term: &str| format!("{page}#{}", crate::web::form::encode(&anchor(term)));
        let mut terms: Vec<(&str, &str, String)> = page
            .into_iter()
            .flat_map(|page| {
                definition
                    .glossary
                    .iter()
                    .map(move |one| (looked_for(&one.term), one.meaning.as_str(), explained(page, &one.term)))
            })
            .filter(|(word, meaning, _)| word.chars().count() > 1 && !meaning.trim().is_empty())
            .collect();
        terms.sort_by_key(|(word, _, _)| std::cmp::Reverse(word.len()));
        Words { terms, told: BTreeSet::new() }
    }

    /// Begins a section, in which each word is linked once more.
    pub(super) fn begin_section(&mut self) {
        self.told.clear();
    }

    /// A plain text with its words linked.
    pub(super) fn text(&mut self, text: &str) -> Markup {
        let mut out = html! {};
        self.walk(text, |plain, term| {
            out.0.push_str(&html! { (plain) }.0);
            if let Some((word, meaning, href)) = term {
                out.0.push_str(&ui::term(word, meaning, href).0);
            }
        });
        out
    }

    /// Rendered Markdown with its words linked.
    pub(super) fn markup(&mut self, rendered: &Markup) -> Markup {
        let mut out = String::new();
        let mut rest = rendered.0.as_str();
        let mut closed_until = "";
        while !rest.is_empty() {
            let Some(open) = rest.find('<') else { break };
            let (text, from) = rest.split_at(open);
            let end = tag_end(from);
            let (tag, after) = from.split_at(end);
            if closed_until.is_empty() {
                self.linked(text, &mut out);
                closed_until = left_alone(tag);
            } else {
                out.push_str(text);
                if tag.strip_prefix("</").is_some_and(|name| name.starts_with(closed_until)) {
                    closed_until = "";
                }
            }
            out.push_str(tag);
            rest = after;
        }
        if closed_until.is_empty() {
            self.linked(rest, &mut out);
        } else {
            out.push_str(rest);
        }
        PreEscaped(out)
    }

    /// A text of HTML, which is escaped already.
    fn linked(&mut self, text: &str, out: &mut String) {
        self.walk(text, |plain, term| {
            out.push_str(plain);
            if let Some((word, meaning, href)) = term {
                let link = ui::term("", meaning, href).0;
                out.push_str(&link.replace("></a>", &format!(">{word}</a>")));
            }
        });
    }

    /// Cuts a text at the words that the section uses for the first time.
    fn walk<'t>(&mut self, text: &'t str, mut piece: impl FnMut(&'t str, Option<(&'t str, &str, &str)>)) {
        let mut start = 0;
        let mut at = 0;
        let mut is_inside = false;
        while let Some(letter) = text[at..].chars().next() {
            let is_entity = text[..at].ends_with('&') || text[..at].ends_with("&#");
            let begins = letter.is_alphanumeric() && !is_inside && !is_entity;
            is_inside = letter.is_alphanumeric();
            let hit = begins.then(|| self.hit(&text[at..])).flatten();
            if let Some((index, length)) = hit {
                self.told.insert(index);
                let (_, meaning, href) = &self.terms[index];
                piece(&text[start..at], Some((&text[at..at + length], meaning, href)));
                at += length;
                start = at;
                is_inside = true;
            } else {
                at += letter.len_utf8();
            }
        }
        piece(&text[start..], None);
    }

    /// The word with which the text begins, as its place in the list, and how long it is in the text, bytes.
    fn hit(&self, text: &str) -> Option<(usize, usize)> {
        let untold = self.terms.iter().enumerate().filter(|(index, _)| !self.told.contains(index));
        untold.into_iter().find_map(|(index, (word, _, _))| Some((index, length_of(text, word)?)))
    }
}

/// How long the word at the beginning of the text is, with its plural s; nothing where the text begins otherwise.
fn length_of(text: &str, word: &str) -> Option<usize> {
    let mut length = 0;
    let mut letters = text.chars();
    for wanted in word.chars() {
        let letter = letters.next()?;
        if letter != wanted && !letter.to_lowercase().eq(wanted.to_lowercase()) {
            return None;
        }
        length += letter.len_utf8();
    }
    let rest = &text[length..];
    let ends = |text: &str| !text.chars().next().is_some_and(char::is_alphanumeric);
    match rest.strip_prefix('s') {
        _ if ends(rest) => Some(length),
        Some(after) if ends(after) => Some(length + 1),
        _ => None,
    }
}

/// Where a tag ends, behind its closing bracket; a bracket within a quoted value ends nothing.
fn tag_end(text: &str) -> usize {
    let mut quote = None;
    for (at, letter) in text.char_indices() {
        match quote {
            Some(open) if letter == open => quote = None,
            None if letter == '"' || letter == '\'' => quote = Some(letter),
            None if letter == '>' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The name of the element that a tag opens, where its content is to be left alone.
fn left_alone(tag: &str) -> &'static str {
    let opened = |name: &str| {
        let rest = tag.strip_prefix('<').and_then(|rest| rest.strip_prefix(name));
        rest.is_some_and(|rest| rest.starts_with([' ', '>']))
    };
    ["a", "code", "pre"].into_iter().find(|name| opened(name)).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::Term;
    use crate::web::help::markdown;

    fn definition() -> Definition {
        let term = |term: &str, meaning: &str| Term { term: term.to_owned(), meaning: meaning.to_owned() };
        let glossary = vec![
            term("Incident", "A \"break\" & more"),
            term("Major incident", "A large one"),
            term("CMDB (configuration database)", "A list"),
            term("Silent", ""),
            term("lt", "Not a word of HTML"),
            term("amp", "Not one either"),
        ];
        Definition { glossary, ..Definition::default() }
    }

    #[test]
    fn the_first_use_in_a_section_leads_to_the_meaning() {
        let definition = definition();
        let mut words = Words::of(&definition, Some("/p/rules"));
        let linked = words.text("Incidents and the major incident; incident coincidents silent <b>").0;
        assert_eq!(
            linked,
            "<a class=\"term\" href=\"/p/rules#word-incident\" title=\"A &quot;break&quot; &amp; more\">Incidents</a> and the \
             <a class=\"term\" href=\"/p/rules#word-major-incident\" title=\"A large one\">major incident</a>; incident \
             coincidents silent &lt;b&gt;"
        );
        assert_eq!(words.text("An incident").0, "An incident");
        words.begin_section();
        assert!(words.text("Ask the CMDB.").0.contains(">CMDB</a>."));
        assert!(words.text("An incident").0.contains("</a>"));
        assert_eq!(Words::of(&definition, None).text("An incident").0, "An incident");
    }

    #[test]
    fn links_code_and_attributes_are_left_alone() {
        let definition = definition();
        let cases = [
            ("[incident](/x) then incident", 1),
            ("`incident` is written so", 0),
            ("[see](/x \"incident > onmouseover=alert(1)\") all", 0),
            ("a &lt; b, a < b", 0),
            ("1. The incident & the <b>incident</b>", 1),
        ];
        for (text, count) in cases {
            let rendered = markdown(text);
            let linked = Words::of(&definition, Some("/p")).markup(&rendered).0;
            assert_eq!(linked.matches("class=\"term\"").count(), count, "{linked}");
            let without = linked.replace(
                "<a class=\"term\" href=\"/p#word-incident\" title=\"A &quot;break&quot; &amp; more\">incident</a>",
                "incident",
            );
            assert_eq!(without, rendered.0, "nothing else changed");
        }
    }
}
