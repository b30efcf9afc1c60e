//! The tables of comments and of replies to them.

use std::collections::BTreeMap;

use db::{Bind, Error, Row, Tx};

use super::model::{Became, Closing, Comment, Kind, Notes, Place, Reply, State, Subject, Version, Words};
use crate::clock::Time;
use crate::people::store::escape_like;

const COLUMNS: &str = "c.id, c.subject_id, c.element, c.element_name, c.kind, c.state, c.version_id, c.version_label, c.on_draft, \
     c.author_id, coalesce(a.name, ''), c.text, c.why, c.how_often, c.saves, c.said_at, c.edited_at, c.withdrawn_at, c.due_at, \
     c.closed_by, coalesce(b.name, ''), c.closed_at, c.closing, c.is_listed, c.merged_into, c.became_label, c.became_href, \
     (select count(*) from comment_replies r where r.comment_id = c.id)";
const FROM: &str = "comments c left join people a on a.id = c.author_id left join people b on b.id = c.closed_by";
/// Open comments of one thing that a page shows at their places.
const SHOWN_MOST: i64 = 1_000;
/// Questions of one thing that a new one is compared with, the newest first.
const COMPARED_MOST: i64 = 500;

/// Which states to show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    #[default]
    Open,
    /// Whatever is not open.
    Closed,
    All,
    Only(State),
}

impl Which {
    /// The word in an address.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Which::Open => "",
            Which::Closed => "closed",
            Which::All => "all",
            Which::Only(state) => state.key(),
        }
    }

    /// Reads [`Which::key`]; anything else means the open ones.
    #[must_use]
    pub fn from_key(key: &str) -> Which {
        match key {
            "closed" => Which::Closed,
            "all" => Which::All,
            "" | "open" => Which::Open,
            other => State::from_key(other).map_or(Which::Open, Which::Only),
        }
    }
}

/// Which comments of a thing to show, and in which order.
#[derive(Clone, Debug)]
pub struct Listing {
    pub subject: Subject,
    /// Whether what is said about drafts is shown.
    pub drafts: bool,
    /// Only what was said about drafts, or about published versions.
    pub on_draft: Option<bool>,
    pub words: String,
    pub which: Which,
    pub kind: Option<Kind>,
    /// Who said it, or replied.
    pub person_id: String,
    /// The elements; none means every place.
    pub elements: Option<Vec<String>>,
    /// Whether only listed questions are meant.
    pub listed: bool,
    /// `said`, `place`, `kind`, `person` or `state`.
    pub sort: String,
    pub downwards: bool,
    pub offset: i64,
    pub limit: i64,
}

impl Listing {
    /// Everything open that the reader may see, the newest first.
    #[must_use]
    pub fn of(subject: Subject, drafts: bool, limit: i64) -> Listing {
        Listing {
            subject,
            drafts,
            on_draft: None,
            words: String::new(),
            which: Which::Open,
            kind: None,
            person_id: String::new(),
            elements: None,
            listed: false,
            sort: "said".to_owned(),
            downwards: true,
            offset: 0,
            limit,
        }
    }
}

/// The values that a listing binds.
struct Values<'a> {
    listing: &'a Listing,
    like: String,
    kind: Option<&'static str>,
    on_draft: Option<i64>,
    state: &'static str,
}

impl<'a> Values<'a> {
    fn of(listing: &'a Listing) -> Values<'a> {
        let words = listing.words.trim().to_lowercase();
        let like = if words.is_empty() { String::new() } else { format!("%{}%", escape_like(&words)) };
        let state = match listing.which {
            Which::Only(state) => state.key(),
            _ => State::Open.key(),
        };
        let on_draft = listing.on_draft.map(i64::from);
        Values { listing, like, kind: listing.kind.map(Kind::key), on_draft, state }
    }

    /// The condition and what it binds.
    fn condition(&self) -> (String, Vec<&dyn Bind>) {
        let listing = self.listing;
        let mut args: Vec<&dyn Bind> = vec![&listing.subject.kind, &listing.subject.id];
        let mut text = "c.subject_kind = $1 and c.subject_id = $2".to_owned();
        if !listing.drafts {
            text.push_str(" and c.on_draft = 0");
        }
        if listing.listed {
            text.push_str(" and c.is_listed = 1");
        }
        let state = (listing.which != Which::All).then_some(&self.state as &dyn Bind);
        let closed = if listing.which == Which::Closed { "c.state <> {}" } else { "c.state = {}" };
        let like = (!self.like.is_empty()).then_some(&self.like as &dyn Bind);
        let person = (!listing.person_id.is_empty()).then_some(&listing.person_id as &dyn Bind);
        let filters: [(&str, Option<&dyn Bind>); 5] = [
            (closed, state),
            ("c.kind = {}", self.kind.as_ref().map(|kind| kind as &dyn Bind)),
            ("c.on_draft = {}", self.on_draft.as_ref().map(|on| on as &dyn Bind)),
            ("(lower(c.text) like {} escape '!' or lower(c.element_name) like {} escape '!')", like),
            (
                "(c.author_id = {} or exists (select 1 from comment_replies r where r.comment_id = c.id and r.author_id = {}))",
                person,
            ),
        ];
        for (filter, value) in filters {
            if let Some(value) = value {
                args.push(value);
                text.push_str(" and ");
                text.push_str(&filter.replace("{}", &format!("${}", args.len())));
            }
        }
        if let Some(elements) = &listing.elements {
            let mut places = vec!["1 = 0".to_owned()];
            for element in elements {
                args.push(element);
                places.push(format!("c.element = ${}", args.len()));
            }
            text.push_str(&format!(" and ({})", places.join(" or ")));
        }
        (text, args)
    }
}

/// A page of the comments of a thing, and how many there are in all.
///
/// # Errors
/// The database's.
pub fn list(tx: &mut Tx, listing: &Listing) -> Result<(Vec<Comment>, i64), Error> {
    let values = Values::of(listing);
    let (condition, mut args) = values.condition();
    let total = tx.one(format!("select count(*) from comments c where {condition}"), &args, |row| row.get(0))?;
    let direction = if listing.downwards { "desc" } else { "asc" };
    let order = match listing.sort.as_str() {
        "place" => "lower(c.element_name)",
        "kind" => "c.kind",
        "person" => "lower(coalesce(a.name, ''))",
        "state" => "c.state",
        _ => "c.said_at",
    };
    let (limit, offset) = (args.len() + 1, args.len() + 2);
    args.push(&listing.limit);
    args.push(&listing.offset);
    let sql = format!(
        "select {COLUMNS} from {FROM} where {condition} order by {order} {direction}, c.said_at desc, c.id desc \
         limit ${limit} offset ${offset}"
    );
    Ok((tx.query(sql, &args, comment)?, total))
}

/// What is open at the places of a thing, the oldest first: about drafts, or about published versions.
///
/// # Errors
/// The database's.
pub fn open(tx: &mut Tx, subject: &Subject, on_draft: bool) -> Result<Vec<Comment>, Error> {
    let (state, on_draft) = (State::Open.key(), i64::from(on_draft));
    tx.query(
        format!(
            "select {COLUMNS} from {FROM} where c.subject_kind = $1 and c.subject_id = $2 and c.state = $3 and c.on_draft = $4 \
             order by c.said_at, c.id limit $5"
        ),
        &[&subject.kind, &subject.id, &state, &on_draft, &SHOWN_MOST],
        comment,
    )
}

/// The places of a thing that something was said about, each with the name it had last.
///
/// # Errors
/// The database's.
pub fn places(tx: &mut Tx, subject: &Subject) -> Result<Vec<Place>, Error> {
    tx.query(
        "select element, max(element_name) from comments where subject_kind = $1 and subject_id = $2 group by element order by element",
        &[&subject.kind, &subject.id],
        |row| Ok(Place { element: row.get(0)?, name: row.get(1)? }),
    )
}

/// Who said something about a thing: id and name, by name.
///
/// # Errors
/// The database's.
pub fn people(tx: &mut Tx, subject: &Subject) -> Result<Vec<(String, String)>, Error> {
    tx.query(
        "select distinct p.id, p.name from people p join (select author_id from comments where subject_kind = $1 and subject_id = $2 \
         union select r.author_id from comment_replies r join comments c on c.id = r.comment_id where c.subject_kind = $1 \
         and c.subject_id = $2) s on s.author_id = p.id order by p.name, p.id",
        &[&subject.kind, &subject.id],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// The questions of a thing that stand for themselves, the newest first: those that a new one may repeat.
///
/// # Errors
/// The database's.
pub fn questions(tx: &mut Tx, subject: &Subject, drafts: bool) -> Result<Vec<Comment>, Error> {
    let (kind, open, answered) = (Kind::Question.key(), State::Open.key(), State::Answered.key());
    let published = if drafts { "" } else { " and c.on_draft = 0" };
    tx.query(
        format!(
            "select {COLUMNS} from {FROM} where c.subject_kind = $1 and c.subject_id = $2 and c.kind = $3 \
             and (c.state = $4 or c.state = $5) and c.withdrawn_at is null{published} order by c.said_at desc, c.id desc limit $6"
        ),
        &[&subject.kind, &subject.id, &kind, &open, &answered, &COMPARED_MOST],
        comment,
    )
}

/// The answers to the questions of a thing, by the id of the question.
///
/// # Errors
/// The database's.
pub fn answers(tx: &mut Tx, subject: &Subject) -> Result<BTreeMap<String, Reply>, Error> {
    let rows = tx.query(
        format!(
            "select r.comment_id, {REPLY} from comment_replies r join comments c on c.id = r.comment_id \
             left join people a on a.id = r.author_id where c.subject_kind = $1 and c.subject_id = $2 and r.is_answer = 1 \
             and r.withdrawn_at is null order by r.said_at, r.id"
        ),
        &[&subject.kind, &subject.id],
        |row| Ok((row.get(0)?, reply(row, 1)?)),
    )?;
    Ok(rows.into_iter().collect())
}

/// Answered questions that every reader of their thing may find, with the words in question or answer: id of the thing, id and
/// text of the question.
///
/// # Errors
/// The database's.
pub fn found(tx: &mut Tx, kind: &str, words: &str, most: i64) -> Result<Vec<(String, String, String)>, Error> {
    let like = format!("%{}%", escape_like(&words.to_lowercase()));
    let answered = State::Answered.key();
    tx.query(
        "select c.subject_id, c.id, c.text from comments c where c.subject_kind = $1 and c.state = $2 and c.is_listed = 1 \
         and c.on_draft = 0 and c.withdrawn_at is null and (lower(c.text) like $3 escape '!' or exists (select 1 from comment_replies r \
         where r.comment_id = c.id and r.is_answer = 1 and r.withdrawn_at is null and lower(r.text) like $3 escape '!')) \
         order by c.said_at desc, c.id limit $4",
        &[&kind, &answered, &like, &most],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// One comment of a thing.
///
/// # Errors
/// [`Error::NotFound`] when the thing has no such comment.
pub fn by_id(tx: &mut Tx, subject: &Subject, id: &str) -> Result<Comment, Error> {
    tx.one(
        format!("select {COLUMNS} from {FROM} where c.id = $1 and c.subject_kind = $2 and c.subject_id = $3"),
        &[&id, &subject.kind, &subject.id],
        comment,
    )
}

/// The questions that were merged into one.
///
/// # Errors
/// The database's.
pub fn merged(tx: &mut Tx, id: &str) -> Result<Vec<Comment>, Error> {
    tx.query(format!("select {COLUMNS} from {FROM} where c.merged_into = $1 order by c.said_at, c.id"), &[&id], comment)
}

/// What was replied to a comment, in order.
///
/// # Errors
/// The database's.
pub fn replies(tx: &mut Tx, comment_id: &str) -> Result<Vec<Reply>, Error> {
    tx.query(
        format!(
            "select {REPLY} from comment_replies r left join people a on a.id = r.author_id where r.comment_id = $1 \
             order by r.said_at, r.id"
        ),
        &[&comment_id],
        |row| reply(row, 0),
    )
}

/// Writes a new comment.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut Tx, subject: &Subject, one: &Comment) -> Result<(), Error> {
    let (on_draft, due_at) = (i64::from(one.version.is_draft), one.due_at.map(|at| at.0));
    tx.execute(
        "insert into comments (id, subject_kind, subject_id, element, element_name, kind, state, version_id, version_label, on_draft, \
         author_id, text, why, how_often, saves, said_at, due_at, closing, is_listed, became_label, became_href) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, '', 0, '', '')",
        &[
            &one.id,
            &subject.kind,
            &subject.id,
            &one.place.element,
            &one.place.name,
            &one.kind.key(),
            &one.state.key(),
            &one.version.id,
            &one.version.label,
            &on_draft,
            &one.words.author_id,
            &one.words.text,
            &one.notes.why,
            &one.notes.how_often,
            &one.notes.saves,
            &one.words.said_at.0,
            &due_at,
        ],
    )?;
    Ok(())
}

/// Writes what can change of a comment.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn save(tx: &mut Tx, one: &Comment) -> Result<(), Error> {
    let closing = one.closing.as_ref();
    let became = one.became.as_ref();
    tx.change(
        "update comments set state = $1, text = $2, why = $3, how_often = $4, saves = $5, edited_at = $6, withdrawn_at = $7, \
         closed_by = $8, closed_at = $9, closing = $10, is_listed = $11, merged_into = $12, became_label = $13, became_href = $14 \
         where id = $15",
        &[
            &one.state.key(),
            &one.words.text,
            &one.notes.why,
            &one.notes.how_often,
            &one.notes.saves,
            &one.words.edited_at.map(|at| at.0),
            &one.words.withdrawn_at.map(|at| at.0),
            &closing.map(|closing| closing.by_id.clone()),
            &closing.map(|closing| closing.at.0),
            &closing.map(|closing| closing.sentence.clone()).unwrap_or_default(),
            &i64::from(one.is_listed),
            &one.merged_into,
            &became.map(|became| became.label.clone()).unwrap_or_default(),
            &became.map(|became| became.href.clone()).unwrap_or_default(),
            &one.id,
        ],
    )?;
    Ok(())
}

/// Lets the questions that were merged into one be merged into another.
///
/// # Errors
/// The database's.
pub fn merge_on(tx: &mut Tx, from: &str, into: &str) -> Result<(), Error> {
    tx.execute("update comments set merged_into = $1 where merged_into = $2", &[&into, &from])?;
    Ok(())
}

/// Writes a new reply.
///
/// # Errors
/// The database's.
pub fn insert_reply(tx: &mut Tx, comment_id: &str, one: &Reply) -> Result<(), Error> {
    tx.execute(
        "insert into comment_replies (id, comment_id, author_id, text, said_at, is_answer) values ($1, $2, $3, $4, $5, $6)",
        &[&one.id, &comment_id, &one.words.author_id, &one.words.text, &one.words.said_at.0, &i64::from(one.is_answer)],
    )?;
    Ok(())
}

/// Writes what can change of a reply.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn save_reply(tx: &mut Tx, one: &Reply) -> Result<(), Error> {
    let (edited_at, withdrawn_at) = (one.words.edited_at.map(|at| at.0), one.words.withdrawn_at.map(|at| at.0));
    tx.change(
        "update comment_replies set text = $1, edited_at = $2, withdrawn_at = $3 where id = $4",
        &[&one.words.text, &edited_at, &withdrawn_at, &one.id],
    )?;
    Ok(())
}

const REPLY: &str =
    "r.id, r.author_id, coalesce(a.name, ''), r.text, r.said_at, r.edited_at, r.withdrawn_at, r.is_answer";

fn reply(row: &Row, at: usize) -> Result<Reply, Error> {
    Ok(Reply {
        id: row.get(at)?,
        words: Words {
            author_id: row.get(at + 1)?,
            author: row.get(at + 2)?,
            text: row.get(at + 3)?,
            said_at: Time(row.get(at + 4)?),
            edited_at: row.get::<Option<i64>>(at + 5)?.map(Time),
            withdrawn_at: row.get::<Option<i64>>(at + 6)?.map(Time),
        },
        is_answer: row.get::<i64>(at + 7)? != 0,
    })
}

fn comment(row: &Row) -> Result<Comment, Error> {
    let (kind, state): (String, String) = (row.get(4)?, row.get(5)?);
    let closed_at: Option<i64> = row.get(21)?;
    let closing = match closed_at {
        None => None,
        Some(at) => Some(Closing {
            by_id: row.get::<Option<String>>(19)?.unwrap_or_default(),
            by: row.get(20)?,
            at: Time(at),
            sentence: row.get(22)?,
        }),
    };
    let (label, href): (String, String) = (row.get(25)?, row.get(26)?);
    Ok(Comment {
        id: row.get(0)?,
        subject_id: row.get(1)?,
        place: Place { element: row.get(2)?, name: row.get(3)? },
        kind: Kind::from_key(&kind).unwrap_or(Kind::Comment),
        state: State::from_key(&state).unwrap_or(State::Open),
        version: Version { id: row.get(6)?, label: row.get(7)?, is_draft: row.get::<i64>(8)? != 0 },
        words: Words {
            author_id: row.get(9)?,
            author: row.get(10)?,
            text: row.get(11)?,
            said_at: Time(row.get(15)?),
            edited_at: row.get::<Option<i64>>(16)?.map(Time),
            withdrawn_at: row.get::<Option<i64>>(17)?.map(Time),
        },
        notes: Notes { why: row.get(12)?, how_often: row.get(13)?, saves: row.get(14)? },
        due_at: row.get::<Option<i64>>(18)?.map(Time),
        closing,
        is_listed: row.get::<i64>(23)? != 0,
        merged_into: row.get(24)?,
        became: (!label.is_empty()).then_some(Became { label, href }),
        replies: row.get(27)?,
    })
}
