//! Coming in to an engine: nobody is asked, a name and a password, a token, or a token fetched for a client.
//!
//! A token is fetched once for each line, from an address that is judged like every other. Source: RFC 6749 §4.4 (client credentials);
//! Camunda 8 docs (authentication).

use super::super::tool::answer::{basic, good, plain, query, text};
use super::super::wire::{Line, Target, Trouble, Why};
use super::model::Settings;

/// Lets a line carry the credential, or remember how a token is fetched. Nothing is called.
///
/// # Errors
/// When the credential cannot be sent.
pub fn sign_in(line: &mut Line, account: &str, secret: &str, settings: &Settings) -> Result<(), Trouble> {
    line.learn("me", account);
    line.learn("tenant", settings.tenant.as_str());
    if !settings.token_address.is_empty() {
        line.learn("token address", settings.token_address.as_str());
        line.learn("audience", settings.audience.as_str());
        line.learn("secret", secret);
        return Ok(());
    }
    match (account.is_empty(), secret.is_empty()) {
        (_, true) => Ok(()),
        (false, false) => basic(line, account, secret),
        (true, false) => line.carry("authorization", &format!("Bearer {secret}")),
    }
}

/// Fetches a token where one is needed, once for the line.
pub(super) async fn token(line: &mut Line) -> Result<(), Trouble> {
    let Some(address) = line.known("token address").filter(|_| line.known("has token").is_none()) else {
        return Ok(());
    };
    let target = Target::read(&address).map_err(|refusal| Trouble::new(Why::Address, refusal.sentence))?;
    let known = |name: &str| line.known(name).unwrap_or_default();
    let mut fields = vec![
        ("grant_type", "client_credentials".to_owned()),
        ("client_id", known("me")),
        ("client_secret", known("secret")),
    ];
    if !known("audience").is_empty() {
        fields.push(("audience", known("audience")));
    }
    let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", query(value))).collect();
    let mut other = line.beside(target);
    let asked = other.post("", "application/x-www-form-urlencoded", body.join("&").into_bytes()).await;
    line.absorb(other);
    let reply = asked?;
    if matches!(reply.status, 400 | 401 | 403) {
        let said = reply.json().map(|value| text(&value, "error_description")).unwrap_or_default();
        let said = plain(&said).map_or_else(String::new, |said| format!(" It says: “{said}”."));
        let sentence = format!(
            "The token address does not know this client ({}). Enter its id, its secret and the audience anew.{said}",
            reply.status
        );
        return Err(Trouble::new(Why::Credential, sentence));
    }
    let token = text(&good(&reply, "the token")?, "access_token");
    if token.is_empty() {
        return Err(Trouble::answer("The token address answers without a token. Look at its spelling."));
    }
    line.learn("has token", "yes");
    line.carry("authorization", &format!("Bearer {token}"))
}
