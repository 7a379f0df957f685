//! Forms with pictures, as browsers and telephones send them, and handing a
//! picture out again. Which fields there are and who may see what is the
//! caller's matter.

use axum::extract::multipart::{Field, Multipart};
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use db::blobs::{Blobs, Digest};
use db::photos::{FILE_MAX, PhotoFault};
use kernel::ports::StoredPhoto;

use crate::codes::QueryCodes;
use crate::fault::PageError;

/// The field that carries pictures.
const PHOTOS: &str = "photos";
/// Room for one field of text.
const TEXT_MAX: usize = 64 << 10;
/// Room for the fields besides the pictures.
const FIELDS_MAX: usize = 1 << 20;

/// A form as it came, its pictures stored.
#[derive(Debug, Default)]
pub struct FormParts {
    /// The fields.
    pub pairs: Vec<(String, String)>,
    /// Pictures of the field `photos`.
    pub photos: Vec<StoredPhoto>,
    /// Why some files are no pictures.
    pub faults: Vec<PhotoFault>,
    /// Pictures beyond those that are taken.
    pub left_out: usize,
}

/// What a form may bring.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// Most pictures of a form.
    pub photos: usize,
    /// Whether they are kept; who may not add any brings none.
    pub keeps: bool,
}

impl FormParts {
    /// Reads a form with files.
    ///
    /// # Errors
    /// [`PageError::BadRequest`] for what is no such form, and
    /// [`PageError::TooLarge`].
    pub async fn read(mut request: Request, blobs: &Blobs, room: Room) -> Result<Self, PageError> {
        DefaultBodyLimit::max(room.photos * FILE_MAX + FIELDS_MAX).apply(&mut request);
        let parts = Multipart::from_request(request, &()).await;
        let mut parts = parts.map_err(|_| PageError::BadRequest)?;
        let mut form = Self::default();
        while let Some(part) = parts.next_field().await.map_err(|_| PageError::BadRequest)? {
            let name = part.name().unwrap_or_default().to_owned();
            if name == PHOTOS {
                form.add_photo(part, blobs, room).await?;
            } else {
                let bytes = bytes(part, TEXT_MAX).await?.ok_or(PageError::TooLarge)?;
                form.pairs.push((name, String::from_utf8_lossy(&bytes).into_owned()));
            }
        }
        Ok(form)
    }

    async fn add_photo(
        &mut self,
        part: Field<'_>,
        blobs: &Blobs,
        room: Room,
    ) -> Result<(), PageError> {
        let Some(bytes) = bytes(part, FILE_MAX).await? else {
            self.faults.push(PhotoFault::TooLarge);
            return Ok(());
        };
        if bytes.is_empty() || !room.keeps {
            return Ok(());
        }
        if self.photos.len() >= room.photos {
            self.left_out += 1;
            return Ok(());
        }
        match blobs.put_photo(bytes).await? {
            Ok(photo) => self.photos.push(photo),
            Err(fault) => self.faults.push(fault),
        }
        Ok(())
    }
}

/// The bytes of one part; nothing when there are more than `max`. The rest of
/// a part that is too large is read and dropped, so that what follows it in
/// the form is not lost.
async fn bytes(mut part: Field<'_>, max: usize) -> Result<Option<Vec<u8>>, PageError> {
    let mut out = Vec::new();
    let mut is_whole = true;
    while let Some(chunk) = part.chunk().await.map_err(|_| PageError::BadRequest)? {
        is_whole &= out.len() + chunk.len() <= max;
        if is_whole {
            out.extend_from_slice(&chunk);
        }
    }
    Ok(is_whole.then_some(out))
}

/// Pictures that are stored while their form goes back and forth: each is the
/// text of a hidden field `kept`, with a mark only this installation can make;
/// a field `drop` with the same text strikes it out.
#[derive(Clone)]
pub struct KeptPhotos {
    codes: QueryCodes,
}

impl KeptPhotos {
    /// With what makes the marks.
    pub fn new(codes: QueryCodes) -> Self {
        Self { codes }
    }

    /// What the hidden field of a picture carries.
    pub fn token(&self, photo: &StoredPhoto) -> String {
        let facts = format!(
            "{}.{}.{}.{}.{}",
            photo.digest, photo.thumb_digest, photo.width, photo.height, photo.size_bytes
        );
        let mark = self.codes.mark(&facts);
        format!("{facts}.{mark}")
    }

    /// Reads such a text back; nothing when it is not ours.
    pub fn photo(&self, token: &str) -> Option<StoredPhoto> {
        let (facts, mark) = token.rsplit_once('.')?;
        if !self.codes.is_marked(facts, mark) {
            return None;
        }
        let mut parts = facts.split('.');
        let mut next = || parts.next();
        Some(StoredPhoto {
            digest: next()?.to_owned(),
            thumb_digest: next()?.to_owned(),
            width: next()?.parse().ok()?,
            height: next()?.parse().ok()?,
            size_bytes: next()?.parse().ok()?,
        })
    }

    /// The pictures of a form: those kept from an earlier round before the new
    /// ones, each once, without those struck out. Their fields leave the form.
    pub fn gather(
        &self,
        pairs: &mut Vec<(String, String)>,
        fresh: Vec<StoredPhoto>,
    ) -> Vec<StoredPhoto> {
        let all = |wanted: &str| -> Vec<String> {
            let matching = pairs.iter().filter(|(name, _)| name == wanted);
            matching.map(|(_, value)| value.clone()).collect()
        };
        let dropped = all("drop");
        let kept = all("kept").into_iter().filter(|token| !dropped.contains(token));
        let kept = kept.filter_map(|token| self.photo(&token));
        let mut photos: Vec<StoredPhoto> = kept.chain(fresh).collect();
        let mut seen = std::collections::HashSet::new();
        photos.retain(|photo| seen.insert(photo.digest.clone()));
        pairs.retain(|(name, _)| name != "kept" && name != "drop");
        photos
    }
}

/// The picture of a digest, for whom the caller has found to be allowed. It
/// never changes under its address, so the browser that may see it keeps it;
/// caches in between do not.
///
/// # Errors
/// [`PageError::NotFound`] when there is none.
pub async fn picture(blobs: &Blobs, digest: &str) -> Result<Response, PageError> {
    let digest: Digest = digest.parse().map_err(|_| PageError::NotFound)?;
    let bytes = blobs.get(&digest).await?.ok_or(PageError::NotFound)?;
    let headers: [(HeaderName, HeaderValue); 4] = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=31536000, immutable")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'")),
    ];
    Ok((headers, bytes).into_response())
}

/// The worker that keeps a form at hand without a network. It must lie above
/// the pages it serves, and never be stale.
///
/// # Errors
/// [`PageError::NotFound`] when the front-end files hold none.
pub async fn worker() -> Result<Response, PageError> {
    let script = ui::asset_text("field_worker.js").ok_or(PageError::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    Ok((headers, script).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn photo(digest: &str) -> StoredPhoto {
        StoredPhoto {
            digest: digest.into(),
            thumb_digest: "bb".into(),
            width: 4,
            height: 3,
            size_bytes: 12,
        }
    }

    #[test]
    fn a_kept_photo_reads_back_and_a_changed_one_does_not() {
        let kept = KeptPhotos::new(QueryCodes::new(vec![3; 32]));
        let token = kept.token(&photo("aa"));
        assert_eq!(kept.photo(&token), Some(photo("aa")));
        assert_eq!(kept.photo(&token.replacen("aa", "cc", 1)), None);
        assert_eq!(kept.photo("aa.bb.4.3.12"), None);
        assert_eq!(kept.photo(""), None);
        assert_eq!(KeptPhotos::new(QueryCodes::new(vec![4; 32])).photo(&token), None);
    }

    #[test]
    fn kept_ones_come_first_each_once_without_those_struck_out() {
        let kept = KeptPhotos::new(QueryCodes::new(vec![3; 32]));
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let (a, b) = (kept.token(&photo("aa")), kept.token(&photo("bb")));
        let mut pairs = vec![pair("kept", &a), pair("words", "灯"), pair("kept", &b)];
        pairs.extend([pair("drop", &b), pair("kept", "cc.dd.1.1.1.ee")]);
        let gathered = kept.gather(&mut pairs, vec![photo("aa"), photo("dd")]);
        assert_eq!(gathered, [photo("aa"), photo("dd")]);
        assert_eq!(pairs, [pair("words", "灯")]);
    }
}
