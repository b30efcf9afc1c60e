//! The tables of comments on cases and of files attached to them.

use db::{Error, Row, Tx};

use super::{Attachment, Comment};
use crate::automation::case::store::{id, int};
use crate::clock::Time;

/// Writes a comment.
///
/// # Errors
/// The database's.
pub fn insert_comment(tx: &mut Tx, case_id: &str, new: &Comment) -> Result<(), Error> {
    let task = int(new.task);
    tx.execute(
        "insert into case_comments (id, case_id, task, author_id, author_name, text, said_at) values ($1, $2, $3, $4, $5, $6, $7)",
        &[&new.id, &case_id, &task, &new.author_id, &new.author_name, &new.text, &new.said_at.0],
    )?;
    Ok(())
}

const COMMENT: &str = "id, task, author_id, author_name, text, said_at, withdrawn_at";

/// What was said about a case, the first words first.
///
/// # Errors
/// The database's.
pub fn comments(tx: &mut Tx, case_id: &str) -> Result<Vec<Comment>, Error> {
    let sql = format!("select {COMMENT} from case_comments where case_id = $1 order by said_at, id");
    tx.query(sql, &[&case_id], read_comment)
}

/// One comment of a case.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn comment(tx: &mut Tx, case_id: &str, comment_id: &str) -> Result<Comment, Error> {
    let sql = format!("select {COMMENT} from case_comments where id = $1 and case_id = $2");
    tx.one(sql, &[&comment_id, &case_id], read_comment)
}

/// How much was said about a case.
///
/// # Errors
/// The database's.
pub fn count_comments(tx: &mut Tx, case_id: &str) -> Result<i64, Error> {
    tx.one("select count(*) from case_comments where case_id = $1", &[&case_id], |row| row.get(0))
}

/// Empties a comment.
///
/// # Errors
/// The database's.
pub fn withdraw(tx: &mut Tx, now: Time, comment_id: &str) -> Result<(), Error> {
    tx.execute("update case_comments set text = '', withdrawn_at = $1 where id = $2", &[&now.0, &comment_id])?;
    Ok(())
}

fn read_comment(row: &Row) -> Result<Comment, Error> {
    Ok(Comment {
        id: row.get(0)?,
        task: id(row.get(1)?),
        author_id: row.get(2)?,
        author_name: row.get(3)?,
        text: row.get(4)?,
        said_at: Time(row.get(5)?),
        withdrawn_at: row.get::<Option<i64>>(6)?.map(Time),
    })
}

/// Writes a file.
///
/// # Errors
/// The database's.
pub fn insert_file(tx: &mut Tx, case_id: &str, new: &Attachment, content: &[u8]) -> Result<(), Error> {
    let (task, content) = (int(new.task), content.to_vec());
    tx.execute(
        "insert into case_attachments (id, case_id, task, name, size, sha256, content, by_id, by_name, attached_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &[
            &new.id,
            &case_id,
            &task,
            &new.name,
            &new.size,
            &new.sha256,
            &content,
            &new.by_id,
            &new.by_name,
            &new.attached_at.0,
        ],
    )?;
    Ok(())
}

const FILE: &str = "id, task, name, size, sha256, by_id, by_name, attached_at";

/// The files of a case, the first one first.
///
/// # Errors
/// The database's.
pub fn files(tx: &mut Tx, case_id: &str) -> Result<Vec<Attachment>, Error> {
    let sql = format!("select {FILE} from case_attachments where case_id = $1 order by attached_at, id");
    tx.query(sql, &[&case_id], read_file)
}

/// One file of a case.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn file(tx: &mut Tx, case_id: &str, file_id: &str) -> Result<Attachment, Error> {
    let sql = format!("select {FILE} from case_attachments where id = $1 and case_id = $2");
    tx.one(sql, &[&file_id, &case_id], read_file)
}

/// What is in a file.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn content(tx: &mut Tx, case_id: &str, file_id: &str) -> Result<Vec<u8>, Error> {
    let sql = "select content from case_attachments where id = $1 and case_id = $2";
    tx.one(sql, &[&file_id, &case_id], |row| row.get(0))
}

/// How many files a case has.
///
/// # Errors
/// The database's.
pub fn count_files(tx: &mut Tx, case_id: &str) -> Result<i64, Error> {
    tx.one("select count(*) from case_attachments where case_id = $1", &[&case_id], |row| row.get(0))
}

/// Removes a file.
///
/// # Errors
/// The database's.
pub fn delete_file(tx: &mut Tx, file_id: &str) -> Result<(), Error> {
    tx.execute("delete from case_attachments where id = $1", &[&file_id])?;
    Ok(())
}

fn read_file(row: &Row) -> Result<Attachment, Error> {
    Ok(Attachment {
        id: row.get(0)?,
        task: id(row.get(1)?),
        name: row.get(2)?,
        size: row.get(3)?,
        sha256: row.get(4)?,
        by_id: row.get(5)?,
        by_name: row.get(6)?,
        attached_at: Time(row.get(7)?),
    })
}
