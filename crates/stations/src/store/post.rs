//! Posts of staff.

use db::{FromRow, Row, StoreError, Tx, params};
use jiff::civil::Date;

use crate::domain::post::Post;
use crate::domain::words::PostKind;

db::statements! {
    /// What the pack gave, closed ones too.
    OF_PACK = "SELECT username, kind, place, source, closed_on FROM posts WHERE source = 'pack' ORDER BY id";
    /// Open posts of somebody.
    OF_USER = "SELECT username, kind, place FROM posts WHERE username = $1 AND closed_on IS NULL ORDER BY id";
    /// Open posts of a place.
    OF_PLACE = "SELECT username, kind, place FROM posts
        WHERE kind = $1 AND place = $2 AND closed_on IS NULL ORDER BY id";
    /// Gives a post or gives it again.
    PUT = "INSERT INTO posts (id, username, kind, place, source) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (id) DO UPDATE SET source = excluded.source, closed_on = NULL";
    /// Ends a post.
    CLOSE = "UPDATE posts SET closed_on = $1 WHERE id = $2 AND closed_on IS NULL";
    /// Open posts, by key.
    PAGE = "SELECT username, kind, place, source, closed_on FROM posts
        WHERE closed_on IS NULL AND id < $1 AND ($2 = '' OR kind = $2)
        AND ($3 = '' OR username LIKE $3 OR place LIKE $3) ORDER BY id DESC LIMIT $4";
    /// Whether a station is in the directory.
    HAS_STATION = "SELECT count(*) FROM stations WHERE code = $1 AND closed_on IS NULL";
    /// Whether an organisation is in the directory.
    HAS_ORGANISATION = "SELECT count(*) FROM organisations WHERE id = $1 AND closed_on IS NULL";
    /// Whether a compound is a friendly one.
    HAS_COMPOUND = "SELECT count(*) FROM friendly_compounds WHERE id = $1 AND closed_on IS NULL";
}

db::from_row!(Post { username, kind, place });

/// A post as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPost {
    /// The post.
    pub post: Post,
    /// Whether the pack gave it; else the desk did.
    pub is_of_pack: bool,
    /// Whether it has ended.
    pub is_closed: bool,
}

impl FromRow for StoredPost {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        let post = Post::from_row(row)?;
        let (source, closed_on): (String, Option<String>) = (row.take()?, row.take()?);
        Ok(Self { post, is_of_pack: source == "pack", is_closed: closed_on.is_some() })
    }
}

/// What the pack gave, ended ones too.
///
/// # Errors
/// Any [`StoreError`].
pub async fn list_of_pack(tx: &mut Tx<'_>) -> Result<Vec<StoredPost>, StoreError> {
    tx.all(&OF_PACK, params![]).await
}

/// What somebody holds now.
///
/// # Errors
/// Any [`StoreError`].
pub async fn list_of(tx: &mut Tx<'_>, username: &str) -> Result<Vec<Post>, StoreError> {
    tx.all(&OF_USER, params![username]).await
}

/// Who holds a place now.
///
/// # Errors
/// Any [`StoreError`].
pub async fn list_at(
    tx: &mut Tx<'_>,
    kind: PostKind,
    place: &str,
) -> Result<Vec<Post>, StoreError> {
    tx.all(&OF_PLACE, params![kind, place]).await
}

/// Gives a post.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put(tx: &mut Tx<'_>, post: &Post, is_of_pack: bool) -> Result<(), StoreError> {
    let source = if is_of_pack { "pack" } else { "desk" };
    tx.exec(&PUT, params![post.id(), &post.username, post.kind, &post.place, source])
        .await
        .map(drop)
}

/// Ends a post; `false` when it is not held.
///
/// # Errors
/// Any [`StoreError`].
pub async fn close(tx: &mut Tx<'_>, id: &str, on: Date) -> Result<bool, StoreError> {
    Ok(tx.exec(&CLOSE, params![on.to_string(), id]).await? == 1)
}

/// What a list of posts shows; empty means no filter.
#[derive(Debug, Clone, Default)]
pub struct PostFilter {
    /// Keys before this one.
    pub before: String,
    /// A kind's word.
    pub kind: String,
    /// Words in sign-in name or place, as a pattern.
    pub words: String,
}

/// A page of open posts.
///
/// # Errors
/// Any [`StoreError`].
pub async fn page(
    tx: &mut Tx<'_>,
    filter: &PostFilter,
    limit: i64,
) -> Result<Vec<StoredPost>, StoreError> {
    tx.all(&PAGE, params![&filter.before, &filter.kind, &filter.words, limit]).await
}

/// Whether the directory holds a place.
///
/// # Errors
/// Any [`StoreError`].
pub async fn has_place(tx: &mut Tx<'_>, kind: PostKind, place: &str) -> Result<bool, StoreError> {
    let statement = match kind {
        PostKind::Station => &HAS_STATION,
        PostKind::Organisation => &HAS_ORGANISATION,
        PostKind::Compound | PostKind::PassAuthority => &HAS_COMPOUND,
    };
    let (count,): (i64,) = tx.one(statement, params![place]).await?;
    Ok(count > 0)
}
