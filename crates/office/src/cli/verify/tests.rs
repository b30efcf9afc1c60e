use ed25519_dalek::SigningKey;

use super::checkpoints;
use crate::clock::Time;
use crate::journal::chain::Head;
use crate::journal::checkpoint::Checkpoint;

/// How many checkpoints are read from a file with these lines, or which line is wrong.
fn check(lines: &[&str], expected: Result<usize, &str>) {
    let path = std::env::temp_dir().join(format!("mandate-verify-{}.jsonl", uuid::Uuid::now_v7()));
    std::fs::write(&path, lines.join("\n")).expect("written");
    let read = checkpoints(&path);
    std::fs::remove_file(&path).expect("removed");
    match (read, expected) {
        (Ok(read), Ok(expected)) => assert_eq!(read.len(), expected, "{lines:?}"),
        (Err(told), Err(expected)) => assert!(told.contains(expected), "{told}"),
        (read, _) => panic!("{lines:?}: {read:?}"),
    }
}

#[test]
fn only_a_last_line_that_a_power_cut_left_unfinished_is_left_out() {
    let head = Head { seq: 1, hash: "00".to_owned() };
    let checkpoint = Checkpoint::sign(&SigningKey::from_bytes(&[1; 32]), &head, Time(7));
    let whole = serde_json::to_string(&checkpoint).expect("a line");
    let whole = whole.as_str();
    let torn = &whole[..20];
    check(&[whole, whole, ""], Ok(2));
    check(&[whole, torn], Ok(1));
    check(&[whole, "\0\0\0\0}", ""], Ok(1));
    check(&[torn], Ok(0));
    check(&[whole, torn, whole], Err("line 2: this is no checkpoint"));
}
