//! `huying token`

use std::sync::Arc;

use db::SystemIds;
use people::TokenId;
use people::app::tokens;

use super::Fault;
use crate::cli::Token;
use crate::console::say;
use crate::settings::Settings;
use crate::wiring;

/// What a token may be made for.
const SCOPES: [&str; 5] =
    ["requests:write", "requests:read", "knowledge:read", "triage", "stations:feed"];

pub(crate) async fn run(settings: &Settings, action: Token) -> Result<(), Fault> {
    let db = wiring::open_store(settings, false).await?;
    match action {
        Token::Create { name, scope } => {
            if let Some(unknown) = scope.iter().find(|scope| !SCOPES.contains(&scope.as_str())) {
                return Err(
                    format!("{unknown:?} is no scope; there are {}", SCOPES.join(", ")).into()
                );
            }
            let ids = Arc::new(SystemIds);
            let (id, secret) = tokens::create(&db, &*ids, &name, &scope).await?;
            say(format!("token {id}; shown once, keep it safe:"));
            say(secret.as_str());
        }
        Token::List => {
            for token in tokens::list(&db).await? {
                let state = if token.revoked_at.is_some() { "revoked" } else { "valid" };
                let used = token.last_used_day.unwrap_or_else(|| "never".into());
                say(format!(
                    "{}  {state:<8} used {used:<10}  {}  {}",
                    token.id, token.scopes, token.name
                ));
            }
        }
        Token::Revoke { id } => {
            let id: TokenId = id.parse().map_err(|_| format!("{id:?} is no token id"))?;
            if !tokens::revoke(&db, id).await? {
                return Err("there is no such token, or it was revoked before".into());
            }
            say("revoked");
        }
    }
    Ok(())
}
