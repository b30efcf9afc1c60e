use super::http::read;
use super::person_id;

#[test]
fn an_answer_is_read_with_a_length_or_in_chunks() {
    type Read<'a> = Result<(u16, &'a str), &'a str>;
    let cases: &[(&str, Read)] = &[
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", Ok((200, "ok"))),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1;x\r\nd\r\n0\r\n\r\n", Ok((200, "abcd"))),
        ("HTTP/1.1 303 See Other\r\nLocation: /\r\n\r\n", Ok((303, ""))),
        ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok", Err("failed to fill whole buffer")),
        ("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", Err("The answer is too long.")),
        ("hello\r\n\r\n", Err("“hello” is no status line of HTTP.")),
        ("", Err("The connection was closed.")),
    ];
    for (bytes, expected) in cases {
        let got = read(&mut bytes.as_bytes());
        let got = got.as_ref().map(|reply| (reply.status, reply.body.as_str())).map_err(String::as_str);
        assert_eq!(got, *expected, "{bytes:?}");
    }
}

#[test]
fn a_header_of_an_answer_is_found() {
    let text = "HTTP/1.1 201 Created\r\nSet-Cookie: a=b; Secure\r\nContent-Length: 0\r\n\r\n";
    let reply = read(&mut text.as_bytes()).unwrap();
    assert_eq!((reply.header("set-cookie"), reply.header("location")), (Some("a=b; Secure"), None));
}

#[test]
fn a_person_of_the_demo_is_found_by_name() {
    let page = "<h2>Ada</h2><input type=\"hidden\" name=\"person\" value=\"1\"><h2>Bea</h2><input name=\"person\" value=\"2\">";
    assert_eq!(person_id(page, "Bea").as_deref(), Some("2"));
    assert_eq!(person_id(page, "Cleo"), None);
}
